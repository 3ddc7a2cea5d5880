"""`sluice audit`: whether the chain of a console's audit log holds, computed here and not by the console."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from sluice.cli.client import find_console

GENESIS = "0" * 64

EXAMPLES = """\b
Examples:
  sluice audit export > audit.jsonl               # of what `sluice up` started
  sluice audit verify audit.jsonl                 # an export that was kept
  sluice audit verify                             # the console's log as it is now
"""


@dataclass(frozen=True, slots=True)
class Chain:
    """How far the chain holds; `end` is the hash of the last good row."""

    rows: int
    end: str
    fault: str = ""


@click.group(epilog=EXAMPLES)
def audit() -> None:
    """The audit log: every row holds the hash of the one before.

    Keep an export, or only the last hash, where nobody who runs the console can write; then rows that were
    altered, taken out or cut off later do not go unseen.
    """


_console = click.option("--console", metavar="URL", envvar="SLUICE_CONSOLE", help="Address of the console.")
_token = click.option("--token", metavar="TOKEN", envvar="SLUICE_TOKEN", help="An API token.")


@audit.command()
@_console
@_token
def export(console: str | None, token: str | None) -> None:
    """Print the whole log as JSON lines, oldest row first."""
    for line in find_console(console, token).lines("/api/audit/export"):
        click.echo(line)


@audit.command(epilog=EXAMPLES)
@click.argument("file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--end", metavar="HASH", help="The last hash of an earlier check, which must be in the chain.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@_console
@_token
def verify(file: Path | None, end: str | None, as_json: bool, console: str | None, token: str | None) -> None:
    """Recompute the chain of FILE, or of the console's log as it is now. Status 1 when it is broken."""
    if file is not None:
        with file.open(encoding="utf-8") as lines:
            chain = follow(lines, end)
    else:
        chain = follow(find_console(console, token).lines("/api/audit/export"), end)
    if as_json:
        click.echo(json.dumps({"rows": chain.rows, "end": chain.end, "fault": chain.fault}))
    elif not chain.fault:
        click.echo(f"The chain holds: {chain.rows:,} rows, the last hash is {chain.end}")
    if chain.fault:
        raise click.ClickException(f"the chain is broken: {chain.fault}")


def follow(lines: Iterable[str], end: str | None = None) -> Chain:
    """Go along the chain until it ends or breaks; `end` is a hash that has to be met on the way."""
    number, previous, met = 0, GENESIS, end in (None, GENESIS)
    for line in lines:
        if not line.strip():
            continue
        number += 1
        try:
            row = json.loads(line)
            fault = _find_fault(row, number, previous)
        except (ValueError, KeyError, TypeError):
            fault = f"row {number} is no row of an audit log"
        if fault:
            return Chain(number - 1, previous, fault)
        previous = row["hash"]
        met = met or previous == end
    return Chain(number, previous, "" if met else f"the hash {end} is not in it: rows were cut off")


def _find_fault(row: dict[str, Any], number: int, previous: str) -> str:
    if row["number"] != number:
        return f"row {number} is missing"
    if row["previous_hash"] != previous or row["hash"] != hash_of(row):
        return f"row {number} was changed"
    return ""


def hash_of(row: dict[str, Any]) -> str:
    """SHA-256 over every field and the hash of the row before, as JSON with sorted keys and no spaces."""
    names = ("number", "at", "actor_id", "actor", "action", "object_id", "object_name", "detail")
    fields = [*(row[name] for name in names), row["previous_hash"]]
    text = json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
