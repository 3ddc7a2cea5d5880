"""Replays on a console: `sluice replay FILTER@VERSION REQUESTS --against FILTER@VERSION`."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import click

from sluice.cli.client import Console
from sluice.cli.remote.options import all_items
from sluice.cli.remote.recording import upload_file

EVERY_SECONDS = 0.25
NEWEST = "newest"


def replay_on_console(
    console: Console, before: str, after: str, requests: str, config: str | None, attachment: str | None
) -> dict[str, Any]:
    """The console's answer when it is over. `requests` is a recording's id, `newest`, or a file to upload."""
    file = Path(requests)
    recording = upload_file(console, file)["id"] if file.is_file() else requests
    if recording == NEWEST:
        recording = _find_newest(console)
    values: dict[str, Any] = {"before": before, "after": after, "recording": recording}
    if config is not None:
        values["configuration"] = _read_object(config)
    if attachment is not None:
        values["attachment"] = attachment
    found = console.call("POST", "/api/replays", json=values)
    while found["state"] == "running":
        time.sleep(EVERY_SECONDS)
        found = console.call("GET", f"/api/replays/{found['id']}")
    if found["state"] == "failed":
        raise click.ClickException(str(found["problem"]))
    return dict(console.call("GET", f"/api/replays/{found['id']}"))


def _find_newest(console: Console) -> str:
    items = all_items(console, "/api/recordings")["items"]
    found = next((item["id"] for item in items if item["requests"]), None)
    if found is None:
        raise click.ClickException("nothing is recorded yet; begin with: sluice recording start GATEWAY")
    return str(found)


def _read_object(config: str) -> Any:
    from sluice.cli.modules import read_configuration

    try:
        return json.loads(read_configuration(config))
    except ValueError as error:
        raise click.ClickException(f"--config is not JSON: {error}") from None
