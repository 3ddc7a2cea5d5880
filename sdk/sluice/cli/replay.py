"""`sluice replay`: recorded requests through a filter, and what two filters decide differently."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sluice.cli.tables import to_table

if TYPE_CHECKING:
    from sluice.testing.recordings import Decision, Recorded
    from sluice.testing.replay.report import Report

EXAMPLES = """\b
Examples:
  sluice replay api_key.py requests.jsonl --config api_key.json
  sluice replay api_key.py requests.jsonl --against old/api_key.py     # only what differs, by kind
  sluice replay api_key.wasm requests.jsonl --json | jq .decision
"""
COLOURS = {"pass": "green", "respond": "yellow", "reset": "red", "hold": "red"}


@dataclass(frozen=True, slots=True)
class Outcome:
    """One request: what FILE decides, and how that differs from its line."""

    recorded: Recorded
    decision: Decision
    unexpected: Sequence[str]


@click.command(epilog=EXAMPLES)
@click.argument("file", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("requests", metavar="REQUESTS", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--config", metavar="JSON", help="The plugin's configuration, or a file that holds it.")
@click.option(
    "--against",
    metavar="OTHER",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The filter as it was: show only what FILE does otherwise.",
)
@click.option("--root-id", default="", help="Which filter, where FILE holds several.")
@click.option(
    "--json", "as_json", is_flag=True, help="One JSON object a request; with --against one for all."
)
def replay(
    file: Path, requests: Path, config: str | None, against: Path | None, root_id: str, as_json: bool
) -> None:
    """Send the requests of REQUESTS, one JSON object a line, through the filter FILE (.py or .wasm).

    The filter runs as Wasm behind the emulated host. Where a line has a `decision`, it is compared.
    REQUESTS may be a HAR file too. Status 1 when a decision is not as recorded, or, with --against, when
    anything differs: both filters then get the same clock and the same chance.
    """
    from sluice.testing.recordings import RecordingError, read_recording

    try:
        recorded = read_recording(requests)
    except (RecordingError, OSError) as error:
        raise click.ClickException(str(error)) from None
    if against is not None:
        found = _compare(against, file, config, root_id, recorded)
        click.echo(json.dumps(found.to_json()) if as_json else _report_text(found, against, file))
        sys.exit(1 if found.groups else 0)
    outcomes = [
        _outcome(*each) for each in zip(recorded, _decide(file, config, root_id, recorded), strict=True)
    ]
    if as_json:
        for outcome in outcomes:
            click.echo(json.dumps(_to_json(outcome)))
    else:
        click.echo(_table(outcomes))
        click.echo(_summary(outcomes))
    if any(outcome.unexpected for outcome in outcomes):
        sys.exit(1)


def _decide(file: Path, config: str | None, root_id: str, recorded: Sequence[Recorded]) -> list[Decision]:
    from sluice.cli.modules import load_module

    loaded = load_module(file, config, root_id)
    try:
        return [each.decision for each in loaded.play(recorded)]
    finally:
        loaded.close()


def _compare(
    before: Path, after: Path, config: str | None, root_id: str, recorded: Sequence[Recorded]
) -> Report:
    from sluice.cli.modules import read_configuration, read_module
    from sluice.testing.replay.report import to_report
    from sluice.testing.replay.series import replay_both
    from sluice.testing.replay.side import Candidate
    from sluice.testing.vm import LoadError

    configuration = read_configuration(config)
    old, new = (Candidate(read_module(file), configuration, root_id, file.stem) for file in (before, after))
    try:
        return to_report(replay_both(old, new, recorded, time.time_ns()))
    except LoadError as error:
        raise click.ClickException(str(error)) from None


def _outcome(recorded: Recorded, decision: Decision) -> Outcome:
    from sluice.testing.recordings import compare

    return Outcome(
        recorded, decision, [] if recorded.expected is None else compare(recorded.expected, decision)
    )


def _table(outcomes: Sequence[Outcome]) -> str:
    rows = []
    for outcome in outcomes:
        decision = outcome.decision
        wrong = "; ".join(outcome.unexpected)
        action = click.style(decision.action, fg=COLOURS[decision.action])
        rows.append(
            (
                str(outcome.recorded.line),
                outcome.recorded.title,
                action,
                str(decision.status or ""),
                decision.details,
                click.style(wrong, fg="red") if wrong else "",
            )
        )
    return to_table(("line", "request", "decision", "status", "details", "not as recorded"), rows)


def _summary(outcomes: Sequence[Outcome]) -> str:
    wrong = sum(bool(outcome.unexpected) for outcome in outcomes)
    compared = sum(outcome.recorded.expected is not None for outcome in outcomes)
    counted = f"{len(outcomes)} requests, {compared} compared"
    return (
        f"{counted}: " + (f"{wrong} not as recorded" if wrong else "all as recorded") if compared else counted
    )


def _report_text(found: Report, before: Path, after: Path) -> str:
    """A group a paragraph, the gravest first, each with one request to look at."""
    lines = [f"{found.differing} of {found.requests} requests are decided differently: {before} → {after}"]
    for group in found.groups:
        example = group.example
        lines.append(click.style(f"{group.title}: {group.count}", bold=True))
        lines.append(f"  line {example['line']}, {example['method']} {example['path']}")
        lines.append(f"  {group.before!r} → {group.after!r}")
    lines += [f"varies by chance in both, not compared: {title}: {count}" for title, count in found.chance]
    return "\n".join(lines)


def _to_json(outcome: Outcome) -> dict[str, Any]:
    request = outcome.recorded.request
    return {
        "line": outcome.recorded.line,
        "method": request.method,
        "path": request.path,
        "decision": outcome.decision.to_json(),
        "unexpected": list(outcome.unexpected),
    }
