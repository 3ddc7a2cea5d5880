"""The gates of a rollout's page: how the two versions differ since the stage began."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sluice_console.core.language import tr
from sluice_console.features.rollouts.measures import Moment
from sluice_console.features.rollouts.progress import to_progress
from sluice_console.features.rollouts.subjects.naming import sides_of
from sluice_console.models import Rollout
from sluice_console.rendering.formats import percent
from sluice_console.rollouts.evidence import Difference, compare_errors, compare_slowness
from sluice_console.rollouts.states import ArmCounts, Observations
from sluice_console.rollouts.verdict import COMPARISONS, is_proven

Compare = Callable[[ArmCounts, ArmCounts, float], Difference | None]

POINTS = 100
"""A share as points of percent."""


@dataclass(frozen=True, slots=True)
class GateView:
    """A chart with its state in words; `tone` as of `status`."""

    title: str
    chart: dict[str, Any]
    tone: str
    state: str
    alpha: str


def to_gates(rollout: Rollout, history: Sequence[Moment]) -> tuple[GateView, ...]:
    """Of 5xx answers and of slow ones; none before there is something to compare, or for a header alone."""
    progress = to_progress(rollout)
    stage = progress.stage
    if stage is None or stage.by_header or len(history) < 2:
        return ()
    counts = history[-1].counts
    proven = is_proven(progress.limits, Observations(counts.candidate, counts.current), stage)
    found = [_to_gate(rollout, history, compare_errors, "5xx", proven)]
    if progress.limits.slo:
        slow = tr("over %(slo)s ms", slo=progress.limits.slo)
        found.append(_to_gate(rollout, history, compare_slowness, slow, proven=False))
    return tuple(gate for gate in found if gate is not None)


def _to_gate(
    rollout: Rollout, history: Sequence[Moment], compare: Compare, what: str, proven: bool
) -> GateView | None:
    """None before either version had one of these answers."""
    alpha = to_progress(rollout).limits.alpha / COMPARISONS
    seen = [compare(item.counts.candidate, item.counts.current, alpha) for item in history]
    last = next((item for item in reversed(seen) if item is not None), None)
    if last is None:
        return None
    tone, state = _describe(last, what, proven)
    sides = sides_of(rollout)
    title = tr(
        "%(what)s, %(new)s minus %(old)s", what=what[0].upper() + what[1:], new=sides.new, old=sides.old
    )
    return GateView(title, _to_chart(seen, last, history), tone, state, percent(alpha, 2))


def _describe(last: Difference, what: str, proven: bool) -> tuple[str, str]:
    if last.low > 0:
        return "bad", tr("More %(what)s", what=what)
    if proven:
        return "ok", tr("Holds, “twice as bad” is ruled out")
    return "info", tr("Holds, not decided yet")


def _to_chart(
    seen: Sequence[Difference | None], last: Difference, history: Sequence[Moment]
) -> dict[str, Any]:
    """A spec for `static/charts.js`, in points. The first moments, of which little is known, are cut off."""
    bound = 3 * max(abs(last.value), last.twice, (last.high - last.low) / 2) * POINTS

    def cut(value: float) -> float:
        return round(max(-bound, min(bound, value * POINTS)), 4)

    return {
        "t0": history[0].at,
        "step": history[1].at - history[0].at,
        "unit": "\u00a0pt",
        "digits": 3,
        "axisDigits": 2 if bound < 1 else 1,
        "signed": True,
        "zero": True,
        "min": -bound,
        "max": bound,
        "series": [
            {
                "label": tr("Difference"),
                "arm": 1,
                "values": [None if item is None else cut(item.value) for item in seen],
            }
        ],
        "band": {
            "arm": 1,
            "lo": [None if item is None else cut(item.low) for item in seen],
            "hi": [None if item is None else cut(item.high) for item in seen],
        },
        "limits": [
            {
                "value": cut(last.twice),
                "label": tr("twice as bad, +%(points)s", points=f"{last.twice * POINTS:.3g}"),
            }
        ],
    }
