"""`sluice recording`: requests of a gateway, recorded by a console for replays."""

from pathlib import Path
from typing import Any
from urllib.parse import quote

import click

from sluice.cli.client import Console
from sluice.cli.remote.options import all_items, moment, show, to_table, with_console

EXAMPLES = """\b
Examples:
  sluice recording start edge --percent 5 --minutes 10
  sluice recording upload requests.jsonl --name monday      # or a HAR file
  sluice recording list
  sluice replay api_key@2.4.0 rc_4k7w2m9xq3ab --against api_key@2.3.0
"""


@click.group(epilog=EXAMPLES)
def recording() -> None:
    """Recorded requests: what new versions of filters are tried on before they get traffic."""


@recording.command()
@click.argument("gateway")
@click.option("--percent", type=float, default=10.0, show_default=True, help="Of the gateway's requests.")
@click.option("--minutes", type=int, default=10, show_default=True, help="Then it ends by itself.")
@click.option("--maximum", type=int, default=1000, show_default=True, help="Requests that are kept at most.")
@click.option("--hide", "hidden", multiple=True, metavar="HEADER", help="Keep a digest of it; repeat it.")
@click.option("--name", default="", help="How it is called.")
@with_console
def start(
    console: Console,
    as_json: bool,
    gateway: str,
    percent: float,
    minutes: int,
    maximum: int,
    hidden: tuple[str, ...],
    name: str,
) -> None:
    """Record a share of a gateway's requests. Nothing is published, and no request waits for it."""
    values = {"gateway": gateway, "percent": percent, "minutes": minutes, "maximum": maximum, "name": name}
    answer = console.call("POST", "/api/recordings", json={**values, "hidden": list(hidden)})
    show(answer, as_json, lambda made: f"{made['id']} records {percent:g} % of {gateway}")


@recording.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--name", default="", help="How it is called.")
@with_console
def upload(console: Console, as_json: bool, file: Path, name: str) -> None:
    """Requests of a file: JSON lines or HAR. Of what is secret by its name digests are kept."""
    answer = upload_file(console, file, name)
    show(answer, as_json, lambda made: f"{made['id']}: {made['requests']:,} requests")


@recording.command("list")
@with_console
def list_recordings(console: Console, as_json: bool) -> None:
    """Newest first."""
    show(all_items(console, "/api/recordings"), as_json, _to_text)


@recording.command()
@click.argument("id_", metavar="RECORDING")
@with_console
def stop(console: Console, as_json: bool, id_: str) -> None:
    """End it now; what is recorded stays."""
    answer = console.call("POST", f"/api/recordings/{quote(id_, safe='')}/stop")
    show(answer, as_json, lambda made: f"{made['id']} is over: {made['requests']:,} requests")


@recording.command()
@click.argument("id_", metavar="RECORDING")
@with_console
def delete(console: Console, as_json: bool, id_: str) -> None:
    """Remove all that was recorded."""
    console.call("DELETE", f"/api/recordings/{quote(id_, safe='')}")
    show({"deleted": id_}, as_json, lambda _: f"{id_} is gone")


def upload_file(console: Console, file: Path, name: str = "") -> dict[str, Any]:
    """The recording that the console makes of it."""
    values = {"name": name or file.name[:100]}
    answer = console.call(
        "POST", "/api/recordings/upload", files={"file": (file.name, file.read_bytes())}, data=values
    )
    return dict(answer)


def _to_text(answer: dict[str, Any]) -> str:
    rows = [
        (
            item["id"],
            item["name"] or "–",
            item["gateway"] or "a file",
            item["state"],
            item["requests"],
            moment(item["expires_at"], "–"),
        )
        for item in answer["items"]
    ]
    return to_table(
        ("id", "name", "of", "state", "requests", "kept until"),
        rows,
        "nothing is recorded; start with: sluice recording start GATEWAY",
    )
