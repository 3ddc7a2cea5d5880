"""Rollouts as rows: begun, commanded by people, moved on by the timer; each step is a change of its own."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from sluice_console.core import clock
from sluice_console.core.auth.identity import Identity, Role
from sluice_console.core.errors import Conflict, Forbidden, Invalid
from sluice_console.core.ids import new_id
from sluice_console.core.language import tr
from sluice_console.features.changes import Change
from sluice_console.features.releases.publication import latest_release
from sluice_console.features.rollouts import queries
from sluice_console.features.rollouts.progress import (
    describe_stage,
    take_over,
    to_json,
    to_percent,
    to_progress,
)
from sluice_console.features.rollouts.rehearsal import begin_replay
from sluice_console.features.rollouts.schemas import RolloutIn
from sluice_console.features.rollouts.subjects.kinds import KINDS, kind_of
from sluice_console.features.rollouts.subjects.naming import meet, place_of, title_of, versions_of
from sluice_console.features.rollouts.tenants import find_tenants
from sluice_console.features.rollouts.wording import to_words
from sluice_console.models import (
    Release,
    Rollout,
    RolloutApproval,
    RolloutEvent,
    RolloutStage,
)
from sluice_console.rollouts import engine, states

Command = Callable[[states.Rollout, datetime], states.Decision]

COMMANDS: dict[str, Command] = {
    "start": engine.start,
    "pause": engine.pause,
    "resume": engine.resume,
    "next": engine.enter_next_stage,
    "promote": lambda rollout, _now: engine.promote(rollout),
    "abort": lambda rollout, _now: engine.abort(rollout),
    "approve": lambda rollout, _now: engine.approve(rollout),
}


async def create_rollout(change: Change, values: RolloutIn) -> Rollout:
    """A draft. Raises `Invalid` at the field that does not fit."""
    plan = await KINDS[values.subject].plan(change, values)
    rollout = Rollout(
        id=new_id("ro"),
        subject=values.subject,
        gateway=plan.gateway,
        gateway_id=plan.gateway.id,
        route=plan.route,
        route_id=plan.route.id if plan.route else None,
        attachment=plan.attachment,
        attachment_id=plan.attachment.id if plan.attachment else None,
        service=plan.service,
        service_id=plan.service.id if plan.service else None,
        old_version=plan.old_version,
        old_version_id=plan.old_version.id if plan.old_version else None,
        new_version=plan.new_version,
        new_version_id=plan.new_version.id if plan.new_version else None,
        moved_routes=plan.moved_routes,
        candidate=plan.candidate,
        old_configuration=plan.before,
        new_configuration=plan.after,
        state="draft",
        stage=states.LOADING,
        soaked_seconds=0.0,
        limits=values.limits.model_dump(),
        window=values.window.model_dump() if values.window else {},
        sticky_by=values.sticky_by,
        replay=values.replay.model_dump() if values.replay else None,
        approvals=[],
        created_by=change.actor.name,
        stages=[
            RolloutStage(
                position=position,
                share=stage.share,
                headers=[header.model_dump() for header in stage.headers],
                tenants=await find_tenants(change.db, stage.tenants, f"stages.{position}.tenants"),
                minimum_seconds=stage.minimum_seconds,
                automatic=stage.automatic,
                approvals=stage.approvals,
            )
            for position, stage in enumerate(values.stages)
        ],
    )
    try:
        engine.check_stages(to_progress(rollout).stages)
    except states.RolloutError as error:
        raise Invalid.field("stages", to_words(str(error))) from error
    change.db.add(rollout)
    await change.db.flush()
    detail: dict[str, Any] = {"subject": values.subject, "stages": [stage.percent for stage in values.stages]}
    if plan.new_version is not None:
        detail["new_version"] = plan.new_version.version
    change.record("rollout.create", rollout, name_of(rollout), detail)
    _note(change, rollout, "create", "created", {})
    return rollout


async def command(
    change: Change, rollout_id: str, verb: str, seen: states.Observations | None = None
) -> Rollout:
    """One of `COMMANDS`. Raises `Conflict` for a command that does not fit the state."""
    rollout = await queries.find_rollout(change.db, rollout_id)
    if verb == "start":
        await kind_of(rollout).check_still_fits(change.db, rollout)
        await _check_nothing_else_splits(change.db, rollout)
        latest = await latest_release(change.db, rollout.gateway_id)
        rollout.baseline_release_id = None if latest is None else latest.id
        await begin_replay(change, rollout)
    if verb == "approve":
        _check_approver(change, rollout)
    reason = change.reason
    try:
        decision = COMMANDS[verb](to_progress(rollout), clock.now())
    except states.RolloutError as error:
        text = to_words(str(error))
        raise Conflict(tr("%(text)s.", text=text[0].upper() + text[1:])) from error
    change.record(f"rollout.{verb}", rollout, name_of(rollout), {"stage": rollout.stage})
    if verb == "approve":
        rollout.approvals.append(
            RolloutApproval(stage=rollout.stage, login=change.actor.name, at=clock.now())
        )
    await apply(change, rollout, decision, seen, reason)
    return rollout


async def apply(
    change: Change,
    rollout: Rollout,
    decision: states.Decision,
    seen: states.Observations | None = None,
    reason: str = "",
) -> None:
    """Take a decision over: the row, the subject when it is over, the event; publish where it says so."""
    take_over(rollout, decision.rollout, clock.now())
    if rollout.state == "promoted":
        await kind_of(rollout).take_over(change, rollout)
    text = f"{decision.reason}: {reason}" if reason else decision.reason
    if rollout.state in ("running", "paused"):
        text = f"{describe_stage(rollout)}: {text}"
    _note(change, rollout, decision.kind, text, {} if seen is None else to_json(seen))
    if decision.publishes:
        change.reason = change.reason or f"rollout of {name_of(rollout)}: {text}"
        change.touch(rollout.gateway_id)


def name_of(rollout: Rollout) -> str:
    """`api_key 1.2.0 → 1.3.0 at edge/checkout`."""
    return f"{title_of(rollout)} at {place_of(rollout)}"[:200]


def to_output(rollout: Rollout) -> dict[str, Any]:
    """What `RolloutOut` takes."""
    old, new = versions_of(rollout)
    names = (
        "id",
        "subject",
        "state",
        "stage",
        "stage_since",
        "limits",
        "sticky_by",
        "baseline_release_id",
        "created_by",
    )
    return {
        **{name: getattr(rollout, name) for name in (*names, "created_at", "updated_at")},
        "window": rollout.window or None,
        "replay": rollout.replay,
        "approvals": [
            {"stage": item.stage, "login": item.login, "at": item.at} for item in rollout.approvals
        ],
        "title": title_of(rollout),
        "gateway": rollout.gateway.name,
        "attachment": rollout.attachment_id,
        "route": rollout.route.name if rollout.route else None,
        "filter": rollout.new_version.filter.name if rollout.new_version else None,
        "service": rollout.service.name if rollout.service else None,
        "old_version": old,
        "new_version": new,
        "stages": [
            {
                "percent": to_percent(stage.share),
                "headers": stage.headers,
                "tenants": stage.tenants,
                "minimum_seconds": stage.minimum_seconds,
                "automatic": stage.automatic,
                "approvals": stage.approvals,
            }
            for stage in rollout.stages
        ],
    }


def _note(change: Change, rollout: Rollout, kind: str, text: str, detail: dict[str, Any]) -> None:
    event = RolloutEvent(
        rollout_id=rollout.id,
        at=clock.now(),
        kind=kind,
        text=text[:1000],
        actor=change.actor.name,
        detail=detail,
    )
    change.db.add(event)

    def take_down(releases: list[Release]) -> None:
        event.release_id = next((release.id for release in releases), None)

    change.when_published(take_down)


def may_approve(actor: Identity, rollout: Rollout) -> bool:
    """Whether the page shows the button."""
    if rollout.state not in ("running", "paused") or not actor.may(Role.OPERATOR):
        return False
    given = [item.login for item in rollout.approvals if item.stage == rollout.stage]
    if rollout.stage < 0:
        waits = to_progress(rollout).waits_for_approval_of_replay
    else:
        waits = len(given) < rollout.stages[rollout.stage].approvals
    maker = rollout.created_by.partition("/")[0]
    return waits and actor.is_person and actor.name not in (maker, *given)


def _check_approver(change: Change, rollout: Rollout) -> None:
    """A person with a session, who did not make the rollout and has not agreed to this stage yet."""
    if not change.actor.is_person:
        raise Forbidden(tr("An approval is a person's: sign in, a token cannot give it."))
    maker = rollout.created_by.partition("/")[0]
    if change.actor.name == maker:
        raise Forbidden(tr("Whoever made the rollout does not approve it; ask somebody else."))
    if any((item.stage, item.login) == (rollout.stage, change.actor.name) for item in rollout.approvals):
        raise Conflict(tr("%(name)s has approved this stage already.", name=change.actor.name))


async def _check_nothing_else_splits(db: AsyncSession, rollout: Rollout) -> None:
    for other in await queries.list_live(db, gateway_id=rollout.gateway_id):
        if meet(rollout, other):
            raise Conflict(
                tr(
                    "Rollout %(id)s is %(state)s here; promote or abort it first.",
                    id=other.id,
                    state=other.state,
                )
            )
