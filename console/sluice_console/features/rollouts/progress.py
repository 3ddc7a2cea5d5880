"""A rollout's row as the engine's plain data, and the engine's decision back into the row."""

from datetime import datetime, time, timedelta
from typing import Any

from sluice_console.features.rollouts.rehearsal import to_gate
from sluice_console.models import Rollout
from sluice_console.rollouts import states


def to_progress(rollout: Rollout) -> states.Rollout:
    limits = rollout.limits
    return states.Rollout(
        stages=tuple(
            states.Stage(
                share=stage.share,
                minimum=timedelta(seconds=stage.minimum_seconds),
                automatic=stage.automatic,
                by_header=bool(stage.headers or stage.tenants),
                approvals=stage.approvals,
            )
            for stage in rollout.stages
        ),
        limits=states.Limits(
            exceptions=limits["exceptions"],
            error_percent=limits["error_percent"],
            minimum_requests=limits["minimum_requests"],
            must_rule_out=limits.get("must_rule_out", False),
            slo=limits.get("slo_milliseconds", states.Limits().slo),
            silence=timedelta(seconds=limits.get("silence_seconds", 30)),
            loading=timedelta(seconds=limits["loading_seconds"]),
        ),
        state=_to_state(rollout.state),
        stage_index=rollout.stage,
        running_since=rollout.running_since,
        soaked=timedelta(seconds=rollout.soaked_seconds),
        window=to_window(rollout.window),
        replay=to_gate(rollout.replay),
        approved=sum(approval.stage == rollout.stage for approval in rollout.approvals),
    )


def to_window(stored: dict[str, Any]) -> states.Window:
    """`{"days": [0, 1], "opens": "09:00", "closes": "17:00"}`; empty: always open."""
    if not stored:
        return states.Window()
    opens, closes = time.fromisoformat(stored["opens"]), time.fromisoformat(stored["closes"])
    return states.Window(tuple(stored["days"]), opens, closes)


def take_over(rollout: Rollout, progress: states.Rollout, now: datetime) -> None:
    """Write what the engine decided into the row."""
    if progress.stage_index != rollout.stage or rollout.state == "draft":
        rollout.stage_since = now
    rollout.state = progress.state
    rollout.stage = progress.stage_index
    rollout.running_since = progress.running_since
    rollout.soaked_seconds = progress.soaked.total_seconds()


def to_percent(share: int) -> float:
    return share / 100


def describe_stage(rollout: Rollout) -> str:
    """`stage 2 of 3 (10 %)`."""
    if rollout.stage == states.LOADING:
        return "loading"
    stage = rollout.stages[rollout.stage]
    share = f"{to_percent(stage.share):g} %"
    headers = ", by header" if stage.headers else ""
    tenants = ", by tenant" if stage.tenants else ""
    return f"stage {rollout.stage + 1} of {len(rollout.stages)} ({share}{headers}{tenants})"


def _to_state(value: str) -> states.State:
    match value:
        case "draft" | "running" | "paused" | "promoted" | "aborted" | "failed":
            return value
        case _:
            raise ValueError(f"no state of a rollout: {value!r}")


def to_json(observations: states.Observations) -> dict[str, Any]:
    """For `MeasuredOut` and for events."""
    current, candidate = observations.current, observations.candidate
    together = current.requests + candidate.requests
    return {
        "current": _to_arm(current),
        "candidate": _to_arm(candidate),
        "percent": round(100 * candidate.requests / together, 2) if together else None,
        "exceptions": observations.exceptions,
        "nodes": observations.nodes,
        "waiting_nodes": list(observations.waiting_nodes),
        "rejections": list(observations.rejections),
    }


def _to_arm(counts: states.ArmCounts) -> dict[str, int]:
    return {"requests": counts.requests, "errors": counts.errors, "slow": counts.slow}
