"""`sluice attach` and `sluice detach`: where a filter of the console's library works."""

import json
from pathlib import Path
from typing import Any

import click

from sluice.cli.client import Console
from sluice.cli.remote.options import published, show, with_console
from sluice.cli.remote.places import name_of, only_gateway, only_place, places_of

EXAMPLES = """\b
Examples:
  sluice attach api_key --config '{"keys": {"k1": "ann"}}'     # at the only gateway
  sluice attach api_key@2 --route edge/checkout --config keys.json
  sluice detach api_key
"""


@click.command(epilog=EXAMPLES)
@click.argument("filter_", metavar="FILTER[@VERSION]")
@click.option("--gateway", help="The gateway at which it works.  [default: the only one]")
@click.option("--route", help="Instead: the route on which it works.")
@click.option("--config", metavar="JSON", help="Its configuration, or a file that holds it.")
@click.option("--order", type=int, help="Filters with small numbers come first.  [default: 100]")
@click.option("--reason", default="", help="Stands in the release and in the audit log.")
@with_console
def attach(
    console: Console,
    as_json: bool,
    filter_: str,
    gateway: str | None,
    route: str | None,
    config: str | None,
    order: int | None,
    reason: str,
) -> None:
    """Let requests pass a filter, or change its version or configuration where it works.

    What is not given stays as it is. A new version takes all requests at once; `sluice rollout start` moves
    them in stages.
    """
    name, _, version = filter_.partition("@")
    if route is None and gateway is None:
        gateway = only_gateway(console)
    body: dict[str, Any] = {"reason": reason}
    if config is not None:
        body["configuration"] = read_configuration(config)
    if order is not None:
        body["order"] = order
    present = places_of(console, name, gateway, route)
    if present:
        changed = {**body, "filter": filter_} if version else body
        answer = console.call("PATCH", f"/api/attachments/{present[0]['id']}", json=changed)
    else:
        place = {"route": route} if route else {"gateway": gateway}
        answer = console.call("POST", "/api/attachments", json={**body, **place, "filter": filter_})
    show(answer, as_json, lambda made: f"{_named(made)} works at {name_of(made)}{published(made)}")


@click.command(epilog=EXAMPLES)
@click.argument("filter_", metavar="FILTER")
@click.option("--gateway", help="The gateway at which it works.")
@click.option("--route", help="Instead: the route on which it works.")
@with_console
def detach(console: Console, as_json: bool, filter_: str, gateway: str | None, route: str | None) -> None:
    """Let requests pass without the filter; it stays in the library."""
    row = only_place(console, filter_, gateway, route)
    answer = console.call("DELETE", f"/api/attachments/{row['id']}")
    show(answer, as_json, lambda made: f"{filter_} does not work at {name_of(row)} any more{published(made)}")


def read_configuration(text: str) -> dict[str, Any]:
    """A JSON object, written out or in a file; ClickException says what it is instead."""
    file = Path(text)
    source = text if text.lstrip().startswith("{") or not file.is_file() else file.read_text()
    try:
        found = json.loads(source)
    except ValueError as error:
        raise click.ClickException(f"--config: neither a file nor JSON: {error}") from error
    if not isinstance(found, dict):
        raise click.ClickException("--config: a filter's configuration is a JSON object")
    return found


def _named(attachment: dict[str, Any]) -> str:
    return f"{attachment['filter']}@{attachment['version']}"
