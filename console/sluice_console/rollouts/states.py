"""What a rollout is at one moment, and what was seen of it: plain data.

draft ─start─▶ running ─▶ promoted
                │  ▲  └──▶ failed      (by a limit)
          pause ▼  │ resume
               paused ───▶ aborted     (by a person, from draft, running or paused)
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Literal

State = Literal["draft", "running", "paused", "promoted", "aborted", "failed"]

SLO_MILLISECONDS = (5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000)
"""What a request may take at most and be none of the slow: the edges of Envoy's buckets."""

LOADING = -1
"""The stage before the first: the candidate is on its way to the nodes, and nobody gets it yet."""


@dataclass(frozen=True, slots=True)
class Stage:
    """One step. `share` is in basis points of the requests that no header has chosen already.

    An automatic stage ends by itself after `minimum` when nothing speaks against it; the others wait for
    `next`.
    """

    share: int
    minimum: timedelta = timedelta(0)
    automatic: bool = True
    by_header: bool = False
    approvals: int = 0
    """People who have to agree before it ends; whoever made the rollout is none of them."""


@dataclass(frozen=True, slots=True)
class Window:
    """When stages may end by themselves, in UTC: on these weekdays (0 is Monday), from hour to hour."""

    days: tuple[int, ...] = (0, 1, 2, 3, 4, 5, 6)
    opens: time = time(0)
    closes: time = time(0)
    """Midnight, when equal to `opens`: all day."""

    def is_open(self, moment: datetime) -> bool:
        """A window that closes before it opens goes on past midnight, and belongs to the day it opened."""
        at = moment.astimezone(UTC)
        clock = at.time()
        if self.opens == self.closes:
            return at.weekday() in self.days
        if self.opens < self.closes:
            return at.weekday() in self.days and self.opens <= clock < self.closes
        began = at.weekday() if clock >= self.opens else (at.weekday() - 1) % 7
        return began in self.days and (clock >= self.opens or clock < self.closes)


@dataclass(frozen=True, slots=True)
class Limits:
    """What ends a rollout at once, and what a stage must have seen before it may end.

    `exceptions`: uncaught exceptions of the candidate that are borne. `error_percent`: 5xx answers of the
    candidate in percent, counted from `minimum_requests` on. `alpha`: the probability of stopping or
    holding a candidate that fails, refuses and is slow no more often than the current version.
    `must_rule_out`: a stage ends by itself only when "fails twice as often" is ruled out. `slo`:
    milliseconds from which on a request is slow, one of `SLO_MILLISECONDS`; 0: nobody minds. `silence`: for
    how long nodes may report nothing; zero: for ever. `loading`: how long nodes may take to load it.
    """

    exceptions: int = 0
    error_percent: float = 5.0
    alpha: float = 0.01
    minimum_requests: int = 0
    must_rule_out: bool = False
    slo: int = 500
    silence: timedelta = timedelta(seconds=30)
    loading: timedelta = timedelta(seconds=60)


ReplayState = Literal["running", "done", "failed"]


@dataclass(frozen=True, slots=True)
class ReplayGate:
    """The replay of recorded requests that a rollout begins with, and how far it is.

    With more than `allowed` requests decided differently the rollout ends, or, with `waits`, a person has to
    approve of them. One that failed counts as that.
    """

    allowed: int = 0
    waits: bool = False
    state: ReplayState = "running"
    requests: int = 0
    differing: int = 0
    problem: str = ""

    @property
    def objection(self) -> str:
        """Why it does not let the rollout go on; "" where it does."""
        if self.state == "failed":
            return f"recorded requests could not be replayed: {self.problem}"
        if self.differing <= self.allowed:
            return ""
        return (
            f"the candidate decides {self.differing:,} of {self.requests:,} recorded requests differently, "
            f"{self.allowed:,} are allowed"
        )


@dataclass(frozen=True, slots=True)
class Rollout:
    """A rollout's progress. `soaked` is how long the stage has run until `running_since`, without pauses.

    Times are aware datetimes. The salt, the subject and the headers are not the engine's business.
    """

    stages: tuple[Stage, ...]
    limits: Limits = Limits()
    state: State = "draft"
    stage_index: int = LOADING
    running_since: datetime | None = None
    soaked: timedelta = timedelta(0)
    window: Window = Window()
    approved: int = 0
    """People who have agreed to the end of the present stage."""
    replay: ReplayGate | None = None
    """What has to be over before the first stage."""

    def soaked_at(self, now: datetime) -> timedelta:
        """For how long the present stage has run."""
        if self.state != "running" or self.running_since is None:
            return self.soaked
        return self.soaked + max(now - self.running_since, timedelta(0))

    @property
    def waits_for_approval_of_replay(self) -> bool:
        """Whether a person has to agree to what the replay found."""
        gate = self.replay
        under_way = self.state in ("running", "paused") and self.stage_index == LOADING
        found = gate is not None and gate.waits and gate.state != "running" and gate.objection != ""
        return under_way and found and not self.approved

    @property
    def stage(self) -> Stage | None:
        """The stage in force; None while loading and when it is over."""
        under_way = self.state in ("running", "paused") and self.stage_index != LOADING
        return self.stages[self.stage_index] if under_way else None


@dataclass(frozen=True, slots=True)
class ArmCounts:
    """Requests of one arm since the stage began; `errors` of them were answered 5xx, `denials` 4xx, and
    `slow` took longer than the limit.
    """

    requests: int = 0
    errors: int = 0
    denials: int = 0
    slow: int = 0


@dataclass(frozen=True, slots=True)
class Observations:
    """What the nodes have reported since the stage began. `rejections` holds a sentence for each node that
    refused the candidate, `refusals` for whatever else of the gateway a node refused meanwhile.
    """

    candidate: ArmCounts = ArmCounts()
    current: ArmCounts = ArmCounts()
    exceptions: int = 0
    rejections: tuple[str, ...] = ()
    refusals: tuple[str, ...] = ()
    nodes: int = 0
    silent: timedelta = timedelta(0)
    """Since any of the gateway's nodes has reported anything."""
    waiting_nodes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """What follows: the rollout as it now is, whether the gateway has to be published anew, and why."""

    kind: Literal["stay", "stage", "pause", "resume", "promote", "abort", "fail", "approve"]
    rollout: Rollout
    reason: str = ""
    publishes: bool = False


class RolloutError(ValueError):
    """A command that does not fit the state of the rollout, or stages that make no sense."""
