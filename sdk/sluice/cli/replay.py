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
  sluice replay api_key@2.4.0 rc_4k7w2m9xq3ab --against api_key@2.3.0  # on a console
"""
COLOURS = {"pass": "green", "respond": "yellow", "reset": "red", "hold": "red"}


@dataclass(frozen=True, slots=True)
class Outcome:
    """One request: what FILE decides, and how that differs from its line."""

    recorded: Recorded
    decision: Decision
    unexpected: Sequence[str]


@click.command(epilog=EXAMPLES)
@click.argument("filter_", metavar="FILE", type=click.Path(dir_okay=False))
@click.argument("source", metavar="REQUESTS", type=click.Path(dir_okay=False))
@click.option("--config", metavar="JSON", help="The plugin's configuration, or a file that holds it.")
@click.option(
    "--against",
    "other",
    metavar="OTHER",
    type=click.Path(dir_okay=False),
    help="The filter as it was: show only what FILE does otherwise.",
)
@click.option("--root-id", default="", help="Which filter, where FILE holds several.")
@click.option("--console", "url", metavar="URL", envvar="SLUICE_CONSOLE", help="Address of the console.")
@click.option("--token", metavar="TOKEN", envvar="SLUICE_TOKEN", help="An API token; better in SLUICE_TOKEN.")
@click.option("--attachment", metavar="ID", help="On a console: whose configuration both versions get.")
@click.option(
    "--json", "as_json", is_flag=True, help="One JSON object a request; with --against one for all."
)
def replay(
    filter_: str,
    source: str,
    config: str | None,
    other: str | None,
    root_id: str,
    url: str | None,
    token: str | None,
    attachment: str | None,
    as_json: bool,
) -> None:
    """Send the requests of REQUESTS, one JSON object a line, through the filter FILE (.py or .wasm).

    The filter runs as Wasm behind the emulated host. Where a line has a `decision`, it is compared.
    REQUESTS may be a HAR file too. Status 1 when a decision is not as recorded, or, with --against, when
    anything differs: both filters then get the same clock and the same chance.

    FILE and OTHER may be versions of a filter on a console, as api_key@2.4.0. The console then replays them,
    over a recording of its own (rc_…, or newest) or a file that is uploaded.
    """
    from sluice.testing.recordings import RecordingError, read_recording

    if _is_version(filter_):
        _replay_remotely(filter_, source, other, config, attachment, url, token, as_json)
        return
    file, requests = _existing("FILE", filter_), _existing("REQUESTS", source)
    against = None if other is None else _existing("--against", other)
    try:
        recorded = read_recording(requests)
    except (RecordingError, OSError) as error:
        raise click.ClickException(str(error)) from None
    if against is not None:
        found = _compare(against, file, config, root_id, recorded).to_json()
        _tell(found, against, file, as_json)
        return
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


def _is_version(name: str) -> bool:
    return "@" in name and not Path(name).exists()


def _existing(what: str, name: str) -> Path:
    if not Path(name).is_file():
        raise click.UsageError(f"{what}: there is no file {name}")
    return Path(name)


def _replay_remotely(
    after: str,
    requests: str,
    before: str | None,
    config: str | None,
    attachment: str | None,
    url: str | None,
    token: str | None,
    as_json: bool,
) -> None:
    from sluice.cli.client import find_console
    from sluice.cli.remote.replaying import replay_on_console

    if before is None or not _is_version(before):
        raise click.UsageError(f"{after} is on a console; give the version before it with --against")
    found = replay_on_console(find_console(url, token), before, after, requests, config, attachment)
    _tell(found, before, after, as_json)


def _tell(found: dict[str, Any], before: str | Path, after: str | Path, as_json: bool) -> None:
    """What a replay found; the status is 1 when anything differs."""
    click.echo(json.dumps(found) if as_json else _report_text(found, before, after))
    sys.exit(1 if found["groups"] else 0)


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


def _report_text(found: dict[str, Any], before: str | Path, after: str | Path) -> str:
    """A group a paragraph, the gravest first, each with one request to look at."""
    differing, requests = found["differing"], found["requests"]
    lines = [f"{differing} of {requests} requests are decided differently: {before} → {after}"]
    for group in found["groups"]:
        example = group["example"]
        lines.append(click.style(f"{group['title']}: {group['count']}", bold=True))
        lines.append(f"  line {example['line']}, {example['method']} {example['path']}")
        lines.append(f"  {group['before']!r} → {group['after']!r}")
    lines += [
        f"varies by chance in both, not compared: {each['title']}: {each['count']}"
        for each in found["chance"]
    ]
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
