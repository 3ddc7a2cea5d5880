"""Counts of a stage, written down by each console for the others and for who comes after it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from pydantic import TypeAdapter
from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from sluice_console.models import RolloutCount
from sluice_console.rollouts.states import ArmCounts
from sluice_console.xds.statistics import ArmTotals

NOTHING = ArmTotals(ArmCounts(), ArmCounts())


@dataclass(frozen=True, slots=True)
class StageCounts:
    """What nodes have counted since `stage` began."""

    stage: int
    totals: ArmTotals = NOTHING
    exceptions: int = 0

    def plus(self, other: "StageCounts") -> "StageCounts":
        """With what was counted elsewhere in the same stage; of another stage it says nothing."""
        if other.stage != self.stage:
            return self
        exceptions = self.exceptions + other.exceptions
        return StageCounts(self.stage, self.totals.plus(other.totals), exceptions)


_JSON: TypeAdapter[StageCounts] = TypeAdapter(StageCounts)


async def write(db: AsyncSession, replica_id: str, counts: Mapping[str, StageCounts]) -> None:
    """By rollout."""
    insert = sqlite.insert if db.get_bind().dialect.name == "sqlite" else postgresql.insert
    for rollout_id, counted in sorted(counts.items()):
        row = insert(RolloutCount).values(
            rollout_id=rollout_id,
            replica_id=replica_id,
            stage=counted.stage,
            counts=_JSON.dump_python(counted, mode="json"),
        )
        set_ = {"stage": row.excluded.stage, "counts": row.excluded.counts}
        await db.execute(row.on_conflict_do_update(index_elements=["rollout_id", "replica_id"], set_=set_))


async def drop(db: AsyncSession, rollout_ids: Collection[str]) -> None:
    """Of rollouts that are over."""
    await db.execute(delete(RolloutCount).where(RolloutCount.rollout_id.in_(rollout_ids)))


async def read_others(
    db: AsyncSession, replica_id: str, rollout_ids: Collection[str]
) -> dict[str, list[StageCounts]]:
    """What other consoles have counted, those that are gone too, by rollout."""
    found: dict[str, list[StageCounts]] = {}
    statement = select(RolloutCount.rollout_id, RolloutCount.counts)
    statement = statement.where(RolloutCount.replica_id != replica_id)
    for rollout_id, counts in await db.execute(statement.where(RolloutCount.rollout_id.in_(rollout_ids))):
        found.setdefault(rollout_id, []).append(_JSON.validate_python(counts))
    return found
