"""What the nodes have reported of a rollout since its present stage began."""

from dataclasses import dataclass

from sluice_console.envoy.resources import EXTENSION
from sluice_console.models import Rollout
from sluice_console.rollouts.states import Observations
from sluice_console.xds.cache import SnapshotCache
from sluice_console.xds.nodes import NodeRegistry
from sluice_console.xds.statistics import ArmTotals, Statistics


@dataclass(frozen=True, slots=True)
class _Mark:
    """The totals when a stage began; what comes later belongs to it."""

    stage: int
    totals: ArmTotals
    exceptions: int


class Measures:
    """Counts of this process. After a restart a stage's counts begin anew; its time does not."""

    def __init__(self, statistics: Statistics, nodes: NodeRegistry, cache: SnapshotCache) -> None:
        self._statistics = statistics
        self._nodes = nodes
        self._cache = cache
        self._marks: dict[str, _Mark] = {}

    def observe(self, rollout: Rollout) -> Observations:
        """The first look at a stage sets its mark."""
        mark = self._marks.get(rollout.id)
        if mark is None or mark.stage != rollout.stage:
            mark = _Mark(rollout.stage, self._totals(rollout), self._exceptions(rollout))
            self._marks[rollout.id] = mark
        counts = self._totals(rollout).minus(mark.totals)
        report = self._nodes.report(rollout.attachment.gateway_id, self._versions(rollout))
        return Observations(
            candidate=counts.candidate,
            current=counts.current,
            exceptions=max(0, self._exceptions(rollout) - mark.exceptions),
            rejections=tuple(f"{node}: {error}" for node, error in sorted(report.rejected.items())),
            nodes=len(report.loaded) + len(report.waiting) + len(report.rejected),
            waiting_nodes=report.waiting,
        )

    def forget(self, rollout_id: str) -> None:
        self._marks.pop(rollout_id, None)

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
