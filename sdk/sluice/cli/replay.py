"""`sluice replay`: recorded requests through a filter, and what two filters decide differently."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sluice.cli.tables import to_table

if TYPE_CHECKING:
    from sluice.testing.decisions import Difference
    from sluice.testing.recordings import Decision, Recorded

EXAMPLES = """\b
Examples:
  sluice replay api_key.py requests.jsonl --config api_key.json
  sluice replay api_key.py requests.jsonl --against old/api_key.py     # only what differs, by kind
  sluice replay api_key.wasm requests.jsonl --json | jq .decision
"""
COLOURS = {"pass": "green", "respond": "yellow", "reset": "red", "hold": "red"}


@dataclass(frozen=True, slots=True)
class Outcome:
    """One request: what FILE decides, how that differs from its line, and from the other filter's."""

    recorded: Recorded
    decision: Decision
    unexpected: Sequence[str]
    other: Decision | None
    differences: Sequence[Difference]

    @property
    def differs(self) -> bool:
        return bool(self.unexpected or self.differences)


@click.command(epilog=EXAMPLES)
@click.argument("file", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("requests", metavar="REQUESTS", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--config", metavar="JSON", help="The plugin's configuration, or a file that holds it.")
@click.option(
    "--against",
    metavar="OTHER",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A second filter: show where its decisions are others.",
)
@click.option("--root-id", default="", help="Which filter, where FILE holds several.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a request.")
def replay(
    file: Path, requests: Path, config: str | None, against: Path | None, root_id: str, as_json: bool
) -> None:
    """Send the requests of REQUESTS, one JSON object a line, through the filter FILE (.py or .wasm).

    The filter runs as Wasm behind the emulated host. Where a line has a `decision`, it is compared. Status 1
    when a decision is not as recorded, or differs from that of the filter given with --against.
    """
    from sluice.testing.recordings import RecordingError, read_recording

    try:
        recorded = read_recording(requests)
    except (RecordingError, OSError, UnicodeDecodeError) as error:
        raise click.ClickException(str(error)) from None
    decisions = _decide(file, config, root_id, recorded)
    others: Sequence[Decision | None] = (
        _decide(against, config, root_id, recorded) if against is not None else [None] * len(recorded)
    )
    outcomes = [_outcome(*each) for each in zip(recorded, decisions, others, strict=True)]
    if as_json:
        for outcome in outcomes:
            click.echo(json.dumps(_to_json(outcome)))
    elif against is not None:
        click.echo(_differences_text(outcomes, file, against))
    else:
        click.echo(_table(outcomes))
        click.echo(_summary(outcomes))
    if any(outcome.differs for outcome in outcomes):
        sys.exit(1)


def _decide(file: Path, config: str | None, root_id: str, recorded: Sequence[Recorded]) -> list[Decision]:
    from sluice.cli.modules import load_module

    loaded = load_module(file, config, root_id)
    try:
        return [each.decision for each in loaded.play(recorded)]
    finally:
        loaded.close()


def _outcome(recorded: Recorded, decision: Decision, other: Decision | None) -> Outcome:
    from sluice.testing.decisions import differences
    from sluice.testing.recordings import compare

    unexpected = [] if recorded.expected is None else compare(recorded.expected, decision)
    return Outcome(
        recorded, decision, unexpected, other, [] if other is None else differences(other, decision)
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
    wrong = sum(outcome.differs for outcome in outcomes)
    compared = sum(outcome.recorded.expected is not None for outcome in outcomes)
    counted = f"{len(outcomes)} requests, {compared} compared"
    return (
        f"{counted}: " + (f"{wrong} not as recorded" if wrong else "all as recorded") if compared else counted
    )


def _differences_text(outcomes: Sequence[Outcome], file: Path, against: Path) -> str:
    """By kind, the most frequent first."""
    kinds: dict[str, list[tuple[Outcome, Difference]]] = {}
    for outcome in outcomes:
        for difference in outcome.differences:
            kinds.setdefault(difference.kind, []).append((outcome, difference))
    differing = sum(bool(outcome.differences) for outcome in outcomes)
    lines = [f"{differing} of {len(outcomes)} decisions differ: {against} → {file}"]
    for kind, found in sorted(kinds.items(), key=lambda item: -len(item[1])):
        lines.append(click.style(f"{kind}: {len(found)}", bold=True))
        rows = [
            (f"  {outcome.recorded.line}", outcome.recorded.title, f"{each.before!r} → {each.after!r}")
            for outcome, each in found
        ]
        lines.append(to_table((), rows))
    wrong = [f"line {outcome.recorded.line}: {each}" for outcome in outcomes for each in outcome.unexpected]
    return "\n".join([*lines, *wrong])


def _to_json(outcome: Outcome) -> dict[str, Any]:
    request = outcome.recorded.request
    found: dict[str, Any] = {
        "line": outcome.recorded.line,
        "method": request.method,
        "path": request.path,
        "decision": outcome.decision.to_json(),
        "unexpected": list(outcome.unexpected),
    }
    if outcome.other is not None:
        found["against"] = outcome.other.to_json()
        found["differences"] = [
            {"kind": each.kind, "before": each.before, "after": each.after} for each in outcome.differences
        ]
    return found
