"""What leads where in the gateways, kept: reading ten thousand routes takes longer than all of the rest."""

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from sluice_console.core.sight import tenants_seen
from sluice_console.features.topology.graph import Wiring, wire
from sluice_console.features.topology.queries import list_arms
from sluice_console.models import AuditRow, Gateway

GATEWAYS = 20
"""Kept at most: those that were changed last."""
_State = tuple[int, int]


class Wirings:
    """One a process. What is kept holds until anything is changed, by whichever console."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[_State, Wiring]] = {}

    async def read(self, db: AsyncSession, gateway: Gateway) -> Wiring:
        """For whoever sees only what belongs to some tenants it is read anew: that are fewer routes."""
        if tenants_seen(db) is not None:
            return wire(await list_arms(db, gateway.id))
        state = await _state_of(db, gateway)
        kept_at, wiring = self._kept.get(gateway.id, (None, None))
        if wiring is None or kept_at != state:
            wiring = wire(await list_arms(db, gateway.id))
            self._keep(gateway.id, state, wiring)
        return wiring

    def _keep(self, gateway_id: str, state: _State, wiring: Wiring) -> None:
        self._kept.pop(gateway_id, None)
        self._kept[gateway_id] = (state, wiring)
        while len(self._kept) > GATEWAYS:
            self._kept.pop(next(iter(self._kept)))


async def _state_of(db: AsyncSession, gateway: Gateway) -> _State:
    """Another one after every change, of which each writes its row of the audit log in the same transaction.

    It is asked for before what is kept is read: what is newer than its state is read once more, and nothing
    older is ever shown.
    """
    return await db.scalar(select(func.max(AuditRow.number))) or 0, gateway.last_release
