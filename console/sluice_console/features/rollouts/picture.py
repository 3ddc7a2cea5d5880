"""A rollout as its page draws it: stages as basins, both arms with what was measured, limits and events."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sluice_console.core import clock
from sluice_console.core.language import marked, plural, tr
from sluice_console.features.rollouts.progress import to_percent, to_progress
from sluice_console.features.rollouts.subjects.naming import Sides, sides_of
from sluice_console.features.rollouts.wording import to_words
from sluice_console.models import Rollout, RolloutEvent, RolloutStage
from sluice_console.models.rollouts import LIVE_STATES
from sluice_console.rendering.formats import duration, percent
from sluice_console.rollouts import engine
from sluice_console.rollouts.states import ArmCounts, Observations

_GLYPHS: Mapping[str, tuple[str, str]] = {
    "create": ("idle", "pencil"),
    "stage": ("info", "rocket"),
    "pause": ("warn", "pause"),
    "resume": ("idle", "play"),
    "promote": ("ok", "circle-check"),
    "abort": ("bad", "undo-2"),
    "fail": ("bad", "circle-x"),
    "approve": ("ok", "check"),
}


@dataclass(frozen=True, slots=True)
class StageView:
    """One basin of the channel; `state` is the sheet's word for done, now, to come."""

    percent: float
    label: str
    state: str
    note: str
    sub: str


@dataclass(frozen=True, slots=True)
class ArmView:
    """One side's part since the stage began; `arm` is its colour, `share` from 0 to 1 or None."""

    name: str
    arm: int
    share: float | None
    counts: ArmCounts

    @property
    def error_share(self) -> float | None:
        return self.counts.errors / self.counts.requests if self.counts.requests else None

    @property
    def slow_share(self) -> float | None:
        return self.counts.slow / self.counts.requests if self.counts.requests else None


@dataclass(frozen=True, slots=True)
class EventView:
    """`text` is the event's, in the language of the page."""

    event: RolloutEvent
    text: str
    tone: str
    glyph: str


@dataclass(frozen=True, slots=True)
class Picture:
    """Everything that the page of one rollout says. `spent` is seconds in the stage and its minimum."""

    rollout: Rollout
    sides: Sides
    stages: tuple[StageView, ...]
    arms: tuple[ArmView, ...]
    seen: Observations
    waits_for: str
    spent: tuple[float, int] | None
    events: tuple[EventView, ...]

    @property
    def is_live(self) -> bool:
        return self.rollout.state in LIVE_STATES

    @property
    def is_loading(self) -> bool:
        return self.is_live and self.rollout.stage < 0

    @property
    def next_label(self) -> str:
        """What "go on" leads to: `50 %`, or the end."""
        following = self.rollout.stage + 1
        return self.stages[following].label if following < len(self.stages) else tr("the end")

    @property
    def last_event(self) -> EventView | None:
        return self.events[0] if self.events else None


def to_picture(rollout: Rollout, events: Sequence[RolloutEvent], seen: Observations) -> Picture:
    progress = to_progress(rollout)
    spent = progress.soaked_at(clock.now()).total_seconds()
    waits_for, bounds = "", None
    if rollout.state in LIVE_STATES:
        waits_for = to_words(engine.advance(progress, clock.now(), seen).reason)
        if rollout.stage >= 0:
            bounds = (spent, rollout.stages[rollout.stage].minimum_seconds)
    together = seen.candidate.requests + seen.current.requests
    share = seen.candidate.requests / together if together else None
    sides = sides_of(rollout)
    return Picture(
        rollout=rollout,
        sides=sides,
        stages=tuple(_to_stage(rollout, stage, spent) for stage in rollout.stages),
        arms=(
            ArmView(sides.new, 1, share, seen.candidate),
            ArmView(sides.old, 0, None if share is None else 1 - share, seen.current),
        ),
        seen=seen,
        waits_for=waits_for,
        spent=bounds,
        events=tuple(_to_event(event) for event in reversed(events)),
    )


def to_shares(rollout: Rollout) -> list[float]:
    """For the small drawing in lists: percent a stage."""
    return [to_percent(stage.share) for stage in rollout.stages]


_DAYS = (
    marked("Mon"),
    marked("Tue"),
    marked("Wed"),
    marked("Thu"),
    marked("Fri"),
    marked("Sat"),
    marked("Sun"),
)


def describe_window(window: Mapping[str, Any]) -> str:
    """`Mon, Tue from 08:00 to 16:00 UTC`; empty where it may move at any time."""
    if not window:
        return ""
    days = (
        tr("every day") if len(window["days"]) == 7 else ", ".join(tr(_DAYS[day]) for day in window["days"])
    )
    hours = (
        ""
        if window["opens"] == window["closes"]
        else tr(" from %(opens)s to %(closes)s UTC", opens=window["opens"], closes=window["closes"])
    )
    return days + hours


def label_of(stage: RolloutStage) -> str:
    """`25 %`, `x-beta: 1`, `harbor-pay`, or several of them."""
    headers = [_describe_header(header) for header in stage.headers]
    headers += [item["name"] for item in stage.tenants]
    shown = [percent(stage.share / 10_000)] if stage.share or not headers else []
    return tr(" and ").join([*shown, *headers])


def _describe_header(header: Mapping[str, Any]) -> str:
    value = header.get("value")
    return f"{header['name']}: {value['value']}" if value else str(header["name"])


def _to_stage(rollout: Rollout, stage: RolloutStage, spent: float) -> StageView:
    minimum, live = stage.minimum_seconds, rollout.state in LIVE_STATES
    by_itself = _describe_end(rollout, stage)
    if rollout.state == "promoted" or (stage.position < rollout.stage):
        state, note, sub = (
            "is-done",
            tr("at least %(time)s", time=duration(minimum)) if minimum else tr("no minimum time"),
            tr("passed"),
        )
    elif live and stage.position == rollout.stage:
        state, sub = "is-now", by_itself
        note = (
            tr("%(spent)s of %(time)s", spent=duration(spent), time=duration(minimum))
            if minimum
            else tr("since %(time)s", time=duration(spent))
        )
    else:
        state, sub = "is-next", by_itself
        note = tr("at least %(time)s", time=duration(minimum)) if minimum else tr("no minimum time")
        if rollout.state in ("aborted", "failed"):
            sub = tr("not reached") if stage.position > rollout.stage else tr("ended here")
    return StageView(to_percent(stage.share), label_of(stage), state, note, sub)


def _describe_end(rollout: Rollout, stage: RolloutStage) -> str:
    """Who ends it: `goes on by itself`, `waits for a person`, `1 of 2 approvals`."""
    if stage.approvals:
        given = sum(item.stage == stage.position for item in rollout.approvals)
        return plural(
            stage.approvals, "%(given)s of %(num)s approval", "%(given)s of %(num)s approvals", given=given
        )
    return tr("goes on by itself") if stage.automatic else tr("waits for a person")


def _to_event(event: RolloutEvent) -> EventView:
    tone, glyph = _GLYPHS.get(event.kind, ("idle", "info"))
    return EventView(event, to_words(event.text), tone, glyph)
