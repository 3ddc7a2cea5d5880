"""The subjects by name."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from sluice_console.features.changes import Change
from sluice_console.features.rollouts.schemas import RolloutIn, SubjectName
from sluice_console.features.rollouts.subjects import of_filter, of_route, of_service
from sluice_console.features.rollouts.subjects.plan import Plan
from sluice_console.models import Rollout


@dataclass(frozen=True, slots=True)
class Kind:
    plan: Callable[[Change, RolloutIn], Awaitable[Plan]]
    check_still_fits: Callable[[AsyncSession, Rollout], Awaitable[None]]
    take_over: Callable[[Change, Rollout], Awaitable[None]]


KINDS: Mapping[SubjectName, Kind] = {
    "filter": Kind(of_filter.plan, of_filter.check_still_fits, of_filter.take_over),
    "route": Kind(of_route.plan, of_route.check_still_fits, of_route.take_over),
    "service": Kind(of_service.plan, of_service.check_still_fits, of_service.take_over),
}


def kind_of(rollout: Rollout) -> Kind:
    match rollout.subject:
        case "filter" | "route" | "service":
            return KINDS[rollout.subject]
        case _:
            raise ValueError(f"no subject of a rollout: {rollout.subject!r}")
