"""`sluice rollout`: start one, follow it, and command it."""

import json
import re
import time
from typing import Any, BinaryIO

import click

from sluice.cli.client import Console
from sluice.cli.remote.options import all_items, published, show, to_table, with_console
from sluice.cli.remote.places import only_place

EXAMPLES = """\b
Examples:
  sluice rollout start api_key@2.4.0 --gateway edge --stage 10%:5m --stage 50%:10m --stage 100%:hand
  sluice rollout start --service reviews --to v3 --gateway edge --stage 10%:5m --stage 100%
  sluice rollout start --route edge/checkout --change faster.json --stage 10%:5m --stage 100%
  sluice rollout status ro_4k7w2m9xq3ab --wait    # until it is over; status 1 unless promoted
  sluice rollout pause                            # the only one under way
  sluice rollout abort ro_4k7w2m9xq3ab --reason "too many 401"
"""
_STAGE = re.compile(r"(?P<percent>\d+(?:\.\d+)?)%(?::(?P<time>\d+)(?P<unit>[smhd]))?(?P<hand>:hand)?")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
LIVE = ("running", "paused")
EVERY_SECONDS = 1.0


@click.group(epilog=EXAMPLES)
def rollout() -> None:
    """Rollouts: a version of a filter or a service, or a changed route, stage by stage; back when it harms.

    ROLLOUT may be left out where only one is under way.
    """


def parse_stage(text: str) -> dict[str, Any]:
    """`10%`, `10%:5m`, `100%:1h:hand` as the console takes it."""
    found = _STAGE.fullmatch(text)
    if found is None:
        raise click.UsageError(f"{text!r} is no stage; write 10%, 10%:5m or 100%:1h:hand")
    seconds = int(found["time"] or 0) * _SECONDS[found["unit"] or "s"]
    return {
        "percent": float(found["percent"]),
        "minimum_seconds": seconds,
        "automatic": found["hand"] is None,
    }


@rollout.command()
@click.argument("version", metavar="[FILTER@VERSION]", required=False)
@click.option("--attachment", help="The id of the place where the filter runs.")
@click.option("--gateway", help="Instead: the gateway at which it runs.")
@click.option("--route", help="Instead: the route on which it runs; or the one that changes.")
@click.option(
    "--change",
    type=click.File("rb"),
    metavar="FILE",
    help="JSON: what becomes different in --route, as in PATCH /api/routes; - reads it.",
)
@click.option("--service", help="The service whose version changes, with --gateway and --to.")
@click.option("--from", "from_version", metavar="VERSION", help="Where routes lead to several versions.")
@click.option("--to", "to_version", metavar="VERSION", help="The version of the service that takes over.")
@click.option(
    "--stage",
    "stages",
    multiple=True,
    required=True,
    help="PERCENT[:TIME][:hand]; repeat it.",
)
@click.option(
    "--sticky", default="", metavar="HEADER", help="Users keep their version: told by it, or by cookie:NAME."
)
@click.option("--slo", type=int, metavar="MS", help="Slower is slow: 500 unless told otherwise, 0 for never.")
@click.option("--must-rule-out", is_flag=True, help="Stages wait until “twice as bad” is ruled out.")
@click.option("--replay", metavar="RECORDING", help="Begin with a replay of it, or of the newest.")
@click.option(
    "--may-differ", type=int, default=0, metavar="N", help="Requests that may be decided otherwise."
)
@click.option("--ask", is_flag=True, help="Where more differ, wait for somebody's approval.")
@click.option("--reason", default="", help="Stands in the releases and in the audit log.")
@with_console
def start(
    console: Console,
    as_json: bool,
    version: str | None,
    attachment: str | None,
    gateway: str | None,
    route: str | None,
    change: BinaryIO | None,
    service: str | None,
    from_version: str | None,
    to_version: str | None,
    stages: tuple[str, ...],
    sticky: str,
    slo: int | None,
    must_rule_out: bool,
    replay: str | None,
    may_differ: int,
    ask: bool,
    reason: str,
) -> None:
    """Move requests to another version of an attached filter or of a service, or to a changed route."""
    planned = [parse_stage(stage) for stage in stages]
    if service is not None:
        subject = _of_service(version, service, gateway, from_version, to_version)
    elif change is not None:
        subject = _of_route(version, route, change)
    elif version is None:
        raise click.UsageError(
            "say what changes: FILTER@VERSION, --service with --to, or --route with --change"
        )
    else:
        place = attachment or only_place(console, version.partition("@")[0], gateway, route)["id"]
        subject = {"attachment": place, "filter": version}
    body = {
        **subject,
        "stages": planned,
        "limits": {"must_rule_out": must_rule_out} | ({} if slo is None else {"slo_milliseconds": slo}),
        "sticky_by": sticky,
        "reason": reason,
    }
    if replay is not None:
        recording = "" if replay == "newest" else replay
        body["replay"] = {"recording": recording, "allowed": may_differ, "waits": ask}
    answer = console.call("POST", "/api/rollouts", json=body)
    show(answer, as_json, lambda made: f"{made['id']} has begun{published(made)}")


def _of_service(
    version: str | None, service: str, gateway: str | None, old: str | None, new: str | None
) -> dict[str, Any]:
    if version is not None or gateway is None or new is None:
        raise click.UsageError("--service goes with --gateway and --to, and without FILTER@VERSION")
    subject = {"service": service, "gateway": gateway, "version": new}
    return subject if old is None else subject | {"from_version": old}


def _of_route(version: str | None, route: str | None, change: BinaryIO) -> dict[str, Any]:
    if version is not None or route is None:
        raise click.UsageError("--change goes with --route, and without FILTER@VERSION")
    try:
        return {"route": route, "change": json.loads(change.read())}
    except (ValueError, RecursionError) as error:
        raise click.ClickException(f"{change.name} is not JSON: {error}") from error


@rollout.command("list")
@click.option("--gateway", help="Of this gateway only.")
@with_console
def list_rollouts(console: Console, as_json: bool, gateway: str | None) -> None:
    """The newest first."""
    answer = all_items(console, "/api/rollouts", **({"gateway": gateway} if gateway else {}))
    show(answer, as_json, _to_text)


@rollout.command()
@click.argument("rollout_", metavar="[ROLLOUT]", required=False)
@click.option("--wait", is_flag=True, help="Follow it to its end; status 1 unless it was promoted.")
@with_console
def status(console: Console, as_json: bool, rollout_: str | None, wait: bool) -> None:
    """Where a rollout stands, what was measured, and what it waits for."""
    path, said = f"/api/rollouts/{rollout_ or _only_live(console)}", 0
    found = console.call("GET", path)
    while wait and found["state"] in LIVE:
        said = _tell_news(found, said, as_json)
        time.sleep(EVERY_SECONDS)
        found = console.call("GET", path)
    if wait:
        _tell_news(found, said, as_json)
    show(found, as_json, _describe)
    if wait and found["state"] != "promoted":
        raise click.exceptions.Exit(1)


def _command(verb: str, about: str) -> click.Command:
    @click.argument("rollout_", metavar="[ROLLOUT]", required=False)
    @click.option("--reason", default="", help="Stands in the events and in the audit log.")
    @with_console
    def run(console: Console, as_json: bool, rollout_: str | None, reason: str) -> None:
        chosen = rollout_ or _only_live(console)
        answer = console.call("POST", f"/api/rollouts/{chosen}/{verb}", json={"reason": reason})
        show(answer, as_json, lambda made: f"{made['id']} is {made['state']}{published(made)}")

    return click.command(verb, help=about)(run)


for _verb, _about in (
    ("pause", "Stay at this stage, and stop its clock; limits hold all the same."),
    ("resume", "Go on where it was paused."),
    ("next", "Leave the present stage without waiting for its time."),
    ("promote", "Give the new version to everybody now."),
    ("abort", "Give everybody the old version again."),
):
    rollout.add_command(_command(_verb, _about))


def _only_live(console: Console) -> str:
    """The id of the one rollout that is under way; ClickException where there is none, or more."""
    live = [item for item in all_items(console, "/api/rollouts")["items"] if item["state"] in LIVE]
    if len(live) == 1:
        return str(live[0]["id"])
    if not live:
        raise click.ClickException("no rollout is under way; `sluice rollout list` shows those that were")
    raise click.ClickException(f"several are under way, say which: {', '.join(i['id'] for i in live)}")


def _tell_news(found: dict[str, Any], said: int, as_json: bool) -> int:
    """Print the events that came since; gives how many there are."""
    if not as_json:
        for event in found["events"][said:]:
            click.echo(f"{event['at'][11:19]}  {event['text']}")
    return len(found["events"])


def _to_text(answer: dict[str, Any]) -> str:
    rows = [
        (
            item["id"],
            item["title"],
            item["gateway"],
            item["state"],
            _stage_of(item),
        )
        for item in answer["items"]
    ]
    return to_table(("ROLLOUT", "WHAT", "GATEWAY", "STATE", "STAGE"), rows, "There is no rollout yet.")


def _stage_of(item: dict[str, Any]) -> str:
    if item["state"] not in LIVE:
        return "–"
    if item["stage"] < 0:
        return "loading"
    return f"{item['stage'] + 1} of {len(item['stages'])}, {item['stages'][item['stage']]['percent']:g} %"


def _describe(item: dict[str, Any]) -> str:
    measured = item["measured"]
    lines = [
        f"{item['title']} at {item['gateway']}: {item['state']}",
        f"stage      {_stage_of(item)}",
    ]
    if item["waits_for"]:
        lines.append(f"waits      {item['waits_for']}")
    for name, arm in (
        (item["new_version"] or "changed", "candidate"),
        (item["old_version"] or "as it is", "current"),
    ):
        counts = measured[arm]
        bad = f"{counts['errors']:,} answered 5xx, {counts['slow']:,} slow"
        lines.append(f"{name:<10} {counts['requests']:,} requests, {bad}")
    return "\n".join(lines)
