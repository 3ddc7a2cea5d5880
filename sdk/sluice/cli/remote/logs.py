"""`sluice logs`: the requests of a gateway, the last ones or as they come."""

import json
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import click

from sluice.cli.client import Console
from sluice.cli.remote.options import with_console

EXAMPLES = """\b
Examples:
  sluice logs --gateway edge                      # the last 100
  sluice logs -f --gateway edge --status 5xx
  sluice logs -f --gateway edge --route checkout --json | jq .duration
"""
FIRST_SECONDS = 3.0
"""Nodes begin to tell when somebody asks: so long the first question is asked again."""
_COLOURS = {2: "green", 3: "cyan", 4: "yellow", 5: "red"}


@click.command(epilog=EXAMPLES)
@click.option("--gateway", required=True, help="Of this gateway.")
@click.option("-f", "--follow", is_flag=True, help="Go on until Ctrl-C.")
@click.option(
    "-n", "--lines", "count", type=click.IntRange(1, 500), default=100, help="So many at most; 100."
)
@click.option("--route", default="", help="That this route took, by name or id.")
@click.option("--tenant", default="", help="Of this tenant.")
@click.option("--status", default="", metavar="STATUS", help="That ended so: 5xx, or 404.")
@click.option("--path", default="", help="Whose path begins so.")
@click.option("--text", default="", help="With this in what a line shows.")
@with_console
def logs(console: Console, as_json: bool, follow: bool, count: int, **asked: str) -> None:
    """Requests of a gateway as its nodes tell them, with --json one object a line.

    Nodes tell of requests only while somebody asks, so there are none of before. Of a busy gateway they tell
    a share, and whatever ended with 5xx; what was left out is said on standard error.
    """
    query = {name: value for name, value in asked.items() if value}
    if follow:
        _follow(console, as_json, query)
        return
    answer = _ask(console, {**query, "limit": str(count)})
    for line in answer["items"]:
        click.echo(_shown(line, as_json))
    _say(answer)


def _ask(console: Console, query: dict[str, str]) -> Any:
    """Again for a moment, where nobody has asked before."""
    until = time.monotonic() + FIRST_SECONDS
    while True:
        answer = console.call("GET", "/api/logs", params=query)
        if answer["items"] or not answer["nodes"] or time.monotonic() >= until:
            return answer
        time.sleep(0.25)


def _follow(console: Console, as_json: bool, query: dict[str, str]) -> None:
    for name, data in _events(console.lines(f"/api/logs/stream?{urlencode(query)}")):
        if name == "state":
            _say(data)
        for line in data if name == "lines" else ():
            click.echo(_shown(line, as_json))


def _events(lines: Iterator[str]) -> Iterator[tuple[str, Any]]:
    """Server-sent events, each with its name and its data."""
    name = ""
    for line in lines:
        field, _, value = line.partition(": ")
        if field == "event":
            name = value
        elif field == "data":
            yield name, json.loads(value)


def _say(state: dict[str, Any]) -> None:
    """What is not in the lines."""
    said = []
    if not state["nodes"]:
        said.append("no node is connected")
    elif 0 < state["share"] < 1:
        said.append(f"about 1 of {round(1 / state['share']):,} requests, and every one that ended with 5xx")
    if state["elsewhere"]:
        said.append(
            f"{state['elsewhere']} nodes are at other consoles, which pass on some hundred lines a second"
        )
    lost = state["dropped"] + state.get("skipped", 0)
    if lost:
        said.append(f"{lost:,} lines were too many and are not shown")
    if said:
        click.echo("; ".join(said), err=True)


def _shown(line: dict[str, Any], as_json: bool) -> str:
    if as_json:
        return json.dumps(line)
    status = click.style(str(line["status"] or "---"), fg=_COLOURS.get(line["status"] // 100))
    route = line["route"] or "no route"
    why = [*line["flags"], *([line["details"]] if line["details"] not in ("", "via_upstream") else [])]
    words = [line["at"][11:23], status, f"{1000 * line['duration']:.0f} ms", line["method"]]
    words += [_printable(f"{line['host']}{line['path']}"), f"→ {_printable(route)}"]
    words += [f"({_printable(line['tenant'])})"] if line["tenant"] else []
    return " ".join([*words, *(f"[{_printable(', '.join(why))}]" for _ in why[:1])])


def _printable(text: str) -> str:
    """What a client has chosen must not move the cursor of a terminal."""
    return "".join(each if each.isprintable() else f"\\x{ord(each):02x}" for each in text)
