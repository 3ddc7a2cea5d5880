"""What all commands on a console take, and how they print."""

import functools
import json
from collections.abc import Callable, Sequence
from typing import Any

import click

from sluice.cli.client import Console, find_console

Command = Callable[..., None]


def with_console(command: Command) -> Command:
    """Adds `--console`, `--token` and `--json`; the command gets `console` and `as_json`."""

    @click.option("--console", "url", metavar="URL", envvar="SLUICE_CONSOLE", help="Address of the console.")
    @click.option(
        "--token", metavar="TOKEN", envvar="SLUICE_TOKEN", help="An API token; better in SLUICE_TOKEN."
    )
    @click.option("--json", "as_json", is_flag=True, help="Print the console's own answer, as JSON.")
    @functools.wraps(command)
    def wrapped(url: str | None, token: str | None, as_json: bool, **values: Any) -> None:
        command(console=find_console(url, token), as_json=as_json, **values)

    return wrapped


def show(answer: Any, as_json: bool, text: Callable[[Any], str]) -> None:
    """The answer as JSON, or what `text` makes of it."""
    click.echo(json.dumps(answer, indent=2, ensure_ascii=False) if as_json else text(answer))


def to_table(head: Sequence[str], rows: Sequence[Sequence[object]], nothing: str) -> str:
    """Columns as wide as their widest cell; `nothing` where there is no row."""
    if not rows:
        return nothing
    cells = [[str(cell) for cell in row] for row in (head, *rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(head))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in cells]
    return "\n".join(line.rstrip() for line in lines)


def published(answer: dict[str, Any]) -> str:
    """`, published as release 12 of edge`; empty where nothing was."""
    releases = [f"release {item['number']} of {item['gateway']}" for item in answer.get("releases", ())]
    return f", published as {' and '.join(releases)}" if releases else ""


def moment(value: str | None, otherwise: str) -> str:
    """`2026-11-20 10:30` of an ISO time, in UTC."""
    return otherwise if value is None else value[:16].replace("T", " ")


def all_items(console: Console, path: str, **query: str) -> dict[str, Any]:
    """A list of the console to its end: `{"items": […], "total": n}`."""
    found: list[Any] = []
    while True:
        page = console.call("GET", path, params={**query, "offset": str(len(found)), "limit": "1000"})
        found += page["items"]
        if not page["items"] or len(found) >= page["total"]:
            return {"items": found, "total": page["total"]}
