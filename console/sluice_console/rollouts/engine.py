"""The rollout's state machine: a state, the time and what was seen in, a decision out.

    decision = start(rollout, now)
    ...                                              # publish, then every second:
    decision = advance(decision.rollout, now, observations)
    if decision.publishes:
        ...

Commands come from people and raise RolloutError when they do not fit; `advance` comes from a timer and never
raises. Calling `advance` again with the same arguments gives the same decision, so a timer may run twice.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from sluice_console.rollouts.states import (
    LOADING,
    Decision,
    Observations,
    Rollout,
    RolloutError,
    Stage,
    State,
)
from sluice_console.rollouts.verdict import explain_end, find_hindrances, find_objections

FULL_SHARE = 10_000


def check_stages(stages: tuple[Stage, ...]) -> None:
    """Raises RolloutError for stages that a person cannot have meant."""
    if not stages:
        raise RolloutError("a rollout needs at least one stage, for example 10 % for 10 minutes")
    for number, stage in enumerate(stages, start=1):
        if not 0 <= stage.share <= FULL_SHARE:
            raise RolloutError(f"stage {number}: the share must be from 0 to 100 %")
        if stage.share == 0 and not stage.by_header:
            raise RolloutError(f"stage {number} reaches nobody: give it a share or a header")
        if stage.approvals < 0:
            raise RolloutError(f"stage {number}: the number of approvals is negative")
        if stage.minimum < timedelta(0):
            raise RolloutError(f"stage {number}: the minimum time is negative")
    shares = [stage.share for stage in stages]
    if shares != sorted(shares):
        raise RolloutError("the share must not fall from one stage to the next; abort the rollout instead")


def advance(rollout: Rollout, now: datetime, seen: Observations) -> Decision:
    """What the passing of time and the observations lead to. Limits hold in pauses too."""
    if rollout.state not in ("running", "paused"):
        return Decision("stay", rollout)
    objection = next(find_objections(rollout.limits, seen, rollout.stage), None)
    if objection is not None:
        return Decision("fail", _end(rollout, "failed"), objection, publishes=True)
    if rollout.state == "paused":
        return Decision("stay", rollout, "paused")
    if seen.refusals:
        return Decision("pause", _pause(rollout, now), f"the gateway is not in order: {seen.refusals[0]}")
    if rollout.stage_index == LOADING:
        return _advance_loading(rollout, now, seen)
    stage = rollout.stages[rollout.stage_index]
    remaining = stage.minimum - rollout.soaked_at(now)
    if remaining > timedelta(0):
        return Decision("stay", rollout, f"{_describe(remaining)} of the minimum time remain")
    hindrance = next(find_hindrances(rollout.limits, seen, stage), None)
    if hindrance is not None:
        return Decision("stay", rollout, hindrance)
    if rollout.approved < stage.approvals:
        return Decision(
            "stay", rollout, f"waits for {_describe_approvals(stage.approvals - rollout.approved)}"
        )
    if not stage.automatic:
        return Decision("stay", rollout, "waits for someone to go on")
    if not rollout.window.is_open(now):
        return Decision("stay", rollout, "waits for the hours in which it may move")
    return _enter_next(rollout, now, explain_end(rollout.limits, seen, stage))


def hold(rollout: Rollout, now: datetime, problem: str) -> Decision:
    """Wait for a person: what would be published at the next step is refused, and would be every second."""
    return Decision("pause", _pause(rollout, now), f"the next step is refused: {problem}")


def _advance_loading(rollout: Rollout, now: datetime, seen: Observations) -> Decision:
    """The first stage begins when the replay lets it, and every connected node has the candidate."""
    held = _advance_replay(rollout)
    if held is not None:
        return held
    if not seen.waiting_nodes:
        return _enter_next(rollout, now, f"loaded by all connected nodes ({seen.nodes})")
    names = ", ".join(seen.waiting_nodes)
    if rollout.soaked_at(now) > rollout.limits.loading:
        reason = f"not loaded after {_describe(rollout.limits.loading)} by {names}"
        return Decision("pause", _pause(rollout, now), reason)
    return Decision("stay", rollout, f"not loaded yet by {names}")


def _advance_replay(rollout: Rollout) -> Decision | None:
    """None where there is no replay, or it is over and lets the rollout go on."""
    gate = rollout.replay
    if gate is None:
        return None
    if gate.state == "running":
        return Decision("stay", rollout, "recorded requests are replayed")
    objection = gate.objection
    if not objection or rollout.approved:
        return None
    if gate.waits:
        return Decision("stay", rollout, f"waits for 1 approval: {objection}")
    return Decision("fail", _end(rollout, "failed"), objection, publishes=True)


def _enter_next(rollout: Rollout, now: datetime, reason: str) -> Decision:
    following = rollout.stage_index + 1
    if following == len(rollout.stages):
        return Decision("promote", _end(rollout, "promoted"), reason, publishes=True)
    since = now if rollout.state == "running" else None
    entered = replace(rollout, stage_index=following, running_since=since, soaked=timedelta(0), approved=0)
    return Decision("stage", entered, reason, publishes=True)


# --- commands


def start(rollout: Rollout, now: datetime) -> Decision:
    """Send the candidate to the nodes; nobody gets it before all of them have it."""
    _require(rollout, "start", "draft")
    check_stages(rollout.stages)
    running = replace(rollout, state="running", stage_index=LOADING, running_since=now, soaked=timedelta(0))
    return Decision("stage", running, "started", publishes=True)


def approve(rollout: Rollout) -> Decision:
    """One person more agrees to the end of the present stage; who that is the caller has made sure of."""
    _require(rollout, "approve", "running", "paused")
    if rollout.waits_for_approval_of_replay:
        return Decision("approve", replace(rollout, approved=1), "approved what the replay found")
    stage = rollout.stage
    if stage is None or rollout.approved >= stage.approvals:
        raise RolloutError("this stage does not wait for an approval")
    return Decision("approve", replace(rollout, approved=rollout.approved + 1), "approved")


def pause(rollout: Rollout, now: datetime) -> Decision:
    """Stay at this stage, and stop its clock. Limits still hold."""
    _require(rollout, "pause", "running")
    return Decision("pause", _pause(rollout, now), "paused")


def resume(rollout: Rollout, now: datetime) -> Decision:
    """Go on where it was paused; the time that the stage had run counts."""
    _require(rollout, "resume", "paused")
    return Decision("resume", replace(rollout, state="running", running_since=now), "resumed")


def enter_next_stage(rollout: Rollout, now: datetime) -> Decision:
    """Leave the present stage without waiting for its minimum time; after the last one this promotes."""
    _require(rollout, "go on with", "running", "paused")
    if rollout.stage_index == LOADING:
        raise RolloutError("the candidate is not loaded by all nodes yet; wait, or abort")
    _require_approvals(rollout, rollout.stages[rollout.stage_index : rollout.stage_index + 1])
    return _enter_next(rollout, now, "went on by hand")


def promote(rollout: Rollout) -> Decision:
    """Give the candidate to everybody now."""
    _require(rollout, "promote", "running", "paused")
    if rollout.stage_index == LOADING:
        raise RolloutError("the candidate is not loaded by all nodes yet; wait, or abort")
    _require_approvals(rollout, rollout.stages[rollout.stage_index :])
    return Decision("promote", _end(rollout, "promoted"), "promoted by hand", publishes=True)


def abort(rollout: Rollout) -> Decision:
    """Give everybody the old version again."""
    _require(rollout, "abort", "draft", "running", "paused")
    return Decision("abort", _end(rollout, "aborted"), "aborted by hand", publishes=rollout.state != "draft")


def _require(rollout: Rollout, verb: str, *states: State) -> None:
    if rollout.state not in states:
        allowed = " or ".join(states)
        raise RolloutError(f"cannot {verb} a rollout that is {rollout.state}; it would have to be {allowed}")


def _require_approvals(rollout: Rollout, stages: tuple[Stage, ...]) -> None:
    """A person may leave out the time of a stage, but not those who have to agree."""
    missing = max(stage.approvals for stage in stages) - rollout.approved
    if missing > 0:
        raise RolloutError(f"{_describe_approvals(missing)} missing; or abort the rollout")


def _describe_approvals(number: int) -> str:
    return "1 approval" if number == 1 else f"{number} approvals"


def _pause(rollout: Rollout, now: datetime) -> Rollout:
    return replace(rollout, state="paused", soaked=rollout.soaked_at(now), running_since=None)


def _end(rollout: Rollout, state: State) -> Rollout:
    return replace(rollout, state=state, running_since=None)


def _describe(span: timedelta) -> str:
    """`90 s`, `12 min`, `3 h`: rounded up, for sentences."""
    seconds = -(-span // timedelta(seconds=1))
    if seconds < 120:
        return f"{seconds} s"
    return f"{-(-seconds // 60)} min" if seconds < 7200 else f"{-(-seconds // 3600)} h"
