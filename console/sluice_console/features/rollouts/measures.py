"""What the nodes have reported of a rollout since its present stage began."""

import time
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sluice_console.core.db import Database
from sluice_console.envoy.resources import SHORT_NAMES
from sluice_console.features.replicas.membership import Replicas
from sluice_console.features.rollouts.candidates import find_candidates
from sluice_console.features.rollouts.counts import StageCounts, drop, read_others, write
from sluice_console.features.rollouts.progress import to_progress
from sluice_console.features.rollouts.subjects.naming import split_routes
from sluice_console.models import Rollout
from sluice_console.rollouts.states import Observations
from sluice_console.xds.cache import SnapshotCache
from sluice_console.xds.nodes import NodeRegistry
from sluice_console.xds.statistics import ArmTotals, Statistics

FIRST_STEP_SECONDS = 5
MOST_MOMENTS = 240
HEARD_AFTER = timedelta(seconds=3)
"""At the latest: what another console's node has rejected in one stage may be heard of in the next."""


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
    """What the nodes of all consoles have counted and said; this process knows of the others what `share` and
    the registry have read. After a restart a stage's counts go on where they were written down.
    """

    def __init__(
        self, statistics: Statistics, nodes: NodeRegistry, cache: SnapshotCache, replicas: Replicas
    ) -> None:
        self._statistics = statistics
        self._nodes = nodes
        self._cache = cache
        self._replicas = replicas
        self._marks: dict[str, StageCounts] = {}
        self._written: dict[str, StageCounts] = {}
        self._others: dict[str, list[StageCounts]] = {}
        self._histories: dict[str, History] = {}

    def observe(self, rollout: Rollout) -> Observations:
        """The first look at a stage sets its mark."""
        counts = self._count(rollout)
        for counted in self._others.get(rollout.id, ()):
            counts = counts.plus(counted)
        self._histories.setdefault(rollout.id, History()).add(time.time(), rollout.stage, counts.totals)
        gateway_id, snapshot = rollout.gateway_id, self._cache.find_snapshot(rollout.gateway_id)
        candidate = find_candidates(snapshot, rollout.id, rollout.attachment_id)
        report = self._nodes.report(gateway_id, candidate)
        behind = self._replicas.find_behind(gateway_id, {name: it for (_, name), it in candidate.items()})
        return Observations(
            candidate=counts.totals.candidate,
            current=counts.totals.current,
            exceptions=counts.exceptions,
            rejections=tuple(f"{node}: {error}" for node, error in sorted(report.rejected.items())),
            refusals=tuple(self._find_refusals(rollout, {name for _, name in candidate})),
            silent=timedelta(seconds=self._silent_seconds(gateway_id)),
            nodes=len(report.loaded) + len(report.waiting) + len(report.rejected),
            waiting_nodes=(*report.waiting, *(f"the nodes of console {id_}" for id_ in behind)),
        )

    async def share(self, database: Database, live: Sequence[Rollout]) -> None:
        """Write down what this console's nodes have counted, and read what the others' have."""
        own = {rollout.id: self._count(rollout) for rollout in live}
        fresh = {
            id_: counts
            for id_, counts in own.items()
            if self._written.get(id_, StageCounts(counts.stage)) != counts
        }
        over = self._written.keys() - own.keys()
        if fresh or over:
            async with database.transaction() as db:
                await write(db, self._replicas.id, fresh)
                await drop(db, over)
        self._written = {id_: counts for id_, counts in self._written.items() if id_ in own} | fresh
        if live:
            async with database.reading() as db:
                self._others = await read_others(db, self._replicas.id, own)

    def history(self, rollout_id: str) -> tuple[Moment, ...]:
        """What was seen since the present stage began, at even distances, the oldest first."""
        history = self._histories.get(rollout_id)
        return () if history is None else history.moments

    def forget(self, rollout_id: str) -> None:
        self._marks.pop(rollout_id, None)
        self._histories.pop(rollout_id, None)

    def _count(self, rollout: Rollout) -> StageCounts:
        """Of this console's nodes. The mark is the totals when the stage began; what is above counts."""
        mark = self._marks.get(rollout.id)
        if mark is None or mark.stage != rollout.stage:
            mark = StageCounts(rollout.stage, self._totals(rollout), self._exceptions(rollout))
            self._marks[rollout.id] = mark
        exceptions = max(0, self._exceptions(rollout) - mark.exceptions)
        return StageCounts(rollout.stage, self._totals(rollout).minus(mark.totals), exceptions)

    def _find_refusals(self, rollout: Rollout, candidate: Collection[str]) -> Iterator[str]:
        """Of whatever else the gateway's nodes are given, since the rollout runs. What stood when somebody
        resumed it, they knew of.
        """
        if rollout.running_since is None:
            return
        entered = rollout.soaked_seconds == 0
        since = rollout.running_since - (HEARD_AFTER if entered else timedelta(0))
        for node_id, item in self._nodes.list_rejections(rollout.gateway_id):
            if item.at >= since and item.name not in candidate:
                kind = SHORT_NAMES.get(item.type_url, item.type_url)
                yield f"{node_id} rejected {kind} {item.name}: {item.error}"

    def _silent_seconds(self, gateway_id: str) -> float:
        """Since any console has heard of any of the gateway's nodes."""
        own = self._statistics.silent_seconds(gateway_id)
        others = self._replicas.silent_seconds(gateway_id)
        return own if others is None else min(own, others)

    def _totals(self, rollout: Rollout) -> ArmTotals:
        slo = to_progress(rollout).limits.slo
        return self._statistics.totals(rollout.gateway_id, split_routes(rollout), slo)

    def _exceptions(self, rollout: Rollout) -> int:
        """Of a filter's new version; a route raises none."""
        version = rollout.new_version
        if version is None:
            return 0
        name = f"{version.filter.name}@{version.version}"
        return self._statistics.exceptions(rollout.gateway_id, name)
