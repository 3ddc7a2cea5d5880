"""`sluice route`: the routes of a console, as JSON files."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import quote

import click

from sluice.cli.client import Console, explain, refuse
from sluice.cli.remote.options import all_items, published, show, to_table, with_console

EXAMPLES = """\b
Examples:
  sluice route list --gateway edge
  sluice route show checkout > checkout.json
  sluice route put checkout.json --reason "longer timeout"
  sluice route delete checkout
"""
NOT_WRITTEN = ("id", "gateway_id", "tenant_id", "created_at", "updated_at", "releases")
NOT_FOUND = 404


@click.group(epilog=EXAMPLES)
def route() -> None:
    """Routes: which requests go where."""


@route.command("list")
@click.option("--gateway", help="Of this gateway only.")
@with_console
def list_routes(console: Console, as_json: bool, gateway: str | None) -> None:
    """All routes, with their hosts."""
    answer = all_items(console, "/api/routes", **({"gateway": gateway} if gateway else {}))
    show(answer, as_json, _to_text)


@route.command("show")
@click.argument("name")
@with_console
def show_route(console: Console, as_json: bool, name: str) -> None:
    """One route as JSON, in the form that `sluice route put` takes."""
    answer = console.call("GET", f"/api/routes/{quote(name)}")
    show(answer if as_json else _to_input(answer), True, str)


@route.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--reason", default="", help="Stands in the release and in the audit log.")
@with_console
def put(console: Console, as_json: bool, file: Path, reason: str) -> None:
    """Make the route that FILE describes, or change the one of its name."""
    try:
        wanted = json.loads(file.read_text())
        name, gateway = str(wanted["name"]), str(wanted["gateway"])
    except (ValueError, KeyError, TypeError) as error:
        raise click.ClickException(
            f"{file} is no route: it takes a JSON object with gateway, name and action"
        ) from error
    path = f"/api/routes/{quote(f'{gateway}/{name}')}"
    found = console.send("GET", path)
    if found.status_code == NOT_FOUND:
        answer = console.call("POST", "/api/routes", json={**wanted, "reason": reason})
    elif found.is_error:
        refuse(explain(found))
    else:
        change = {key: value for key, value in wanted.items() if key not in ("gateway", "name")}
        answer = console.call("PATCH", path, json={**change, "reason": reason})
    show(answer, as_json, lambda made: f"{gateway}/{name} is as in {file}{published(made)}")


@route.command()
@click.argument("name")
@with_console
def delete(console: Console, as_json: bool, name: str) -> None:
    """Delete a route, NAME or GATEWAY/NAME, with the filters that run on it alone."""
    answer = console.call("DELETE", f"/api/routes/{quote(name)}")
    show(answer, as_json, lambda gone: f"{name} is gone{published(gone)}")


def _to_input(route: dict[str, Any]) -> dict[str, Any]:
    """What the console gave, without what it does not take back."""
    kept = {key: value for key, value in route.items() if key not in NOT_WRITTEN}
    if route.get("tenant_id"):
        kept["tenant"] = route["tenant_id"]
    arms = {
        kind: [
            {key: value for key, value in arm.items() if key != "service_id"} for arm in route["action"][kind]
        ]
        for kind in ("destinations", "mirrors")
        if kind in route["action"]
    }
    kept["action"] = {**route["action"], **arms}
    return kept


def _to_text(answer: dict[str, Any]) -> str:
    rows = [
        (item["gateway"], item["name"], ", ".join(item["hosts"]), item["order"], _describe(item["action"]))
        for item in answer["items"]
    ]
    return to_table(("GATEWAY", "ROUTE", "HOSTS", "ORDER", "GOES TO"), rows, "There is no route yet.")


def _describe(action: dict[str, Any]) -> str:
    if action["kind"] != "forward":
        return str(action["kind"])
    arms = [
        f"{item['service']}{'@' * bool(item.get('version'))}{item.get('version') or ''}"
        for item in action["destinations"]
    ]
    return ", ".join(arms)
