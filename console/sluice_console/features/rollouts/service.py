"""Rollouts as rows: begun, commanded by people, moved on by the timer; each step is a change of its own."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from sluice_console.core import clock
from sluice_console.core.auth.identity import Identity, Role
from sluice_console.core.errors import Conflict, Forbidden, Invalid, NotFound
from sluice_console.core.ids import new_id
from sluice_console.core.language import tr
from sluice_console.features.attachments.configuration import check_configuration
from sluice_console.features.attachments.queries import find_attachment
from sluice_console.features.changes import Change
from sluice_console.features.filters.queries import resolve_version
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
from sluice_console.features.rollouts.wording import to_words
from sluice_console.models import (
    Attachment,
    FilterVersion,
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
    attachment = await _find_attachment(change.db, values.attachment)
    version = await _find_version(change.db, values.filter, attachment)
    configuration = attachment.configuration if values.configuration is None else values.configuration
    await check_configuration(version, configuration)
    if version.id == attachment.filter_version_id and configuration == attachment.configuration:
        raise Invalid.field("filter", tr("is what runs there already, with the same configuration"))
    rollout = Rollout(
        id=new_id("ro"),
        attachment=attachment,
        attachment_id=attachment.id,
        old_version=attachment.filter_version,
        old_version_id=attachment.filter_version_id,
        new_version=version,
        new_version_id=version.id,
        old_configuration=attachment.configuration,
        new_configuration=configuration,
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
    detail = {"stages": [stage.percent for stage in values.stages], "new_version": version.version}
    change.record("rollout.create", rollout, name_of(rollout), detail)
    _note(change, rollout, "create", "created", {})
    return rollout


async def command(
    change: Change, rollout_id: str, verb: str, seen: states.Observations | None = None
) -> Rollout:
    """One of `COMMANDS`. Raises `Conflict` for a command that does not fit the state."""
    rollout = await queries.find_rollout(change.db, rollout_id)
    if verb == "start":
        await queries.check_none_is_live(change.db, attachment_id=rollout.attachment_id)
        _check_still_fits(rollout)
        latest = await latest_release(change.db, rollout.attachment.gateway_id)
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
    apply(change, rollout, decision, seen, reason)
    return rollout


def apply(
    change: Change,
    rollout: Rollout,
    decision: states.Decision,
    seen: states.Observations | None = None,
    reason: str = "",
) -> None:
    """Take a decision over: the row, the attachment when it is over, the event; publish where it says so."""
    take_over(rollout, decision.rollout, clock.now())
    if rollout.state == "promoted":
        rollout.attachment.filter_version = rollout.new_version
        rollout.attachment.filter_version_id = rollout.new_version_id
        rollout.attachment.configuration = rollout.new_configuration
    text = f"{decision.reason}: {reason}" if reason else decision.reason
    if rollout.state in ("running", "paused"):
        text = f"{describe_stage(rollout)}: {text}"
    _note(change, rollout, decision.kind, text, {} if seen is None else to_json(seen))
    if decision.publishes:
        change.reason = change.reason or f"rollout of {name_of(rollout)}: {text}"
        change.touch(rollout.attachment.gateway_id)


def name_of(rollout: Rollout) -> str:
    """`api_key 1.2.0 → 1.3.0 at edge/checkout`."""
    attachment = rollout.attachment
    place = attachment.gateway.name + (f"/{attachment.route.name}" if attachment.route else "")
    versions = f"{rollout.old_version.version} → {rollout.new_version.version}"
    return f"{rollout.new_version.filter.name} {versions} at {place}"[:200]


def to_output(rollout: Rollout) -> dict[str, Any]:
    """What `RolloutOut` takes."""
    attachment = rollout.attachment
    names = (
        "id",
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
        "gateway": attachment.gateway.name,
        "attachment": attachment.id,
        "route": attachment.route.name if attachment.route else None,
        "filter": rollout.new_version.filter.name,
        "old_version": rollout.old_version.version,
        "new_version": rollout.new_version.version,
        "stages": [
            {
                "percent": to_percent(stage.share),
                "headers": stage.headers,
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


def _check_still_fits(rollout: Rollout) -> None:
    """The attachment may have moved on since the draft was written."""
    attachment = rollout.attachment
    now = (attachment.filter_version_id, attachment.configuration)
    if now != (rollout.old_version_id, rollout.old_configuration):
        raise Conflict(tr("The attachment has changed since this draft was made; make a new rollout."))


async def _find_attachment(db: AsyncSession, attachment_id: str) -> Attachment:
    try:
        return await find_attachment(db, attachment_id)
    except NotFound as error:
        raise Invalid.field(
            "attachment", tr("there is no attachment %(value)s", value=repr(attachment_id))
        ) from error


async def _find_version(db: AsyncSession, reference: str, attachment: Attachment) -> FilterVersion:
    try:
        version = await resolve_version(db, reference)
    except NotFound as error:
        raise Invalid.field("filter", error.detail) from error
    if version.filter_id != attachment.filter_version.filter_id:
        raise Invalid.field(
            "filter", tr("is no version of %(name)s", name=attachment.filter_version.filter.name)
        )
    return version
