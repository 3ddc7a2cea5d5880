"""What the nodes have reported of a rollout since its present stage began."""

import time
from dataclasses import dataclass
from datetime import timedelta

from sluice_console.envoy.resources import EXTENSION
from sluice_console.models import Rollout
from sluice_console.rollouts.states import Observations
from sluice_console.xds.cache import SnapshotCache
from sluice_console.xds.nodes import NodeRegistry
from sluice_console.xds.statistics import ArmTotals, Statistics

FIRST_STEP_SECONDS = 5
MOST_MOMENTS = 240


@dataclass(frozen=True, slots=True)
class _Mark:
    """The totals when a stage began; what comes later belongs to it."""

    stage: int
    totals: ArmTotals
    exceptions: int


@dataclass(frozen=True, slots=True)
class Moment:
    """Both arms' counts since the stage began; `at` in Unix seconds."""

    at: int
    counts: ArmTotals


class History:
    """The moments of one stage: every `step` seconds one, and twice as far apart when they get many."""

    def __init__(self) -> None:
        self.step = FIRST_STEP_SECONDS
        self._stage: int | None = None
        self._moments: list[Moment] = []

    @property
    def moments(self) -> tuple[Moment, ...]:
        return tuple(self._moments)

    def add(self, now: float, stage: int, counts: ArmTotals) -> None:
        if stage != self._stage:
            self.step, self._stage, self._moments = FIRST_STEP_SECONDS, stage, []
        due = self._moments[-1].at + self.step if self._moments else int(now)
        while due <= now:  # after a gap the last counts stand for the moments that nobody looked at
            self._moments.append(Moment(due, counts))
            due += self.step
        while len(self._moments) > MOST_MOMENTS:
            self._moments = self._moments[::2]
            self.step *= 2


class Measures:
    """Counts of this process. After a restart a stage's counts begin anew; its time does not."""

    def __init__(self, statistics: Statistics, nodes: NodeRegistry, cache: SnapshotCache) -> None:
        self._statistics = statistics
        self._nodes = nodes
        self._cache = cache
        self._marks: dict[str, _Mark] = {}
        self._histories: dict[str, History] = {}

    def observe(self, rollout: Rollout) -> Observations:
        """The first look at a stage sets its mark."""
        mark = self._marks.get(rollout.id)
        if mark is None or mark.stage != rollout.stage:
            mark = _Mark(rollout.stage, self._totals(rollout), self._exceptions(rollout))
            self._marks[rollout.id] = mark
        counts = self._totals(rollout).minus(mark.totals)
        self._histories.setdefault(rollout.id, History()).add(time.time(), rollout.stage, counts)
        report = self._nodes.report(rollout.attachment.gateway_id, self._versions(rollout))
        return Observations(
            candidate=counts.candidate,
            current=counts.current,
            exceptions=max(0, self._exceptions(rollout) - mark.exceptions),
            rejections=tuple(f"{node}: {error}" for node, error in sorted(report.rejected.items())),
            silent=timedelta(seconds=self._statistics.silent_seconds(rollout.attachment.gateway_id)),
            nodes=len(report.loaded) + len(report.waiting) + len(report.rejected),
            waiting_nodes=report.waiting,
        )

    def history(self, rollout_id: str) -> tuple[Moment, ...]:
        """What was seen since the present stage began, at even distances, the oldest first."""
        history = self._histories.get(rollout_id)
        return () if history is None else history.moments

    def forget(self, rollout_id: str) -> None:
        self._marks.pop(rollout_id, None)
        self._histories.pop(rollout_id, None)

    def _totals(self, rollout: Rollout) -> ArmTotals:
        attachment = rollout.attachment
        routes = None if attachment.route_id is None else {attachment.route_id}
        return self._statistics.totals(attachment.gateway_id, routes)

    def _exceptions(self, rollout: Rollout) -> int:
        version = rollout.new_version
        name = f"{version.filter.name}@{version.version}"
        return self._statistics.exceptions(rollout.attachment.gateway_id, name)

    def _versions(self, rollout: Rollout) -> dict[tuple[str, str], str]:
        """The module of the candidate, as it was last published."""
        snapshot = self._cache.find_snapshot(rollout.attachment.gateway_id)
        if snapshot is None:
            return {}
        name = f"{rollout.attachment_id}.candidate"
        resource = snapshot.by_type[EXTENSION].get(name)
        return {} if resource is None else {(EXTENSION, name): resource.version}
