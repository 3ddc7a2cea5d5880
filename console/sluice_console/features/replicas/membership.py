"""Which consoles share the database, what they say of their nodes, and which of them leads.

Each says once a second that it is there; who has not said so for `LIVE_SECONDS` is gone. The one that holds
the lease leads: it does what has to be done once. On SQLite there is one console, which leads, and nothing is
written down.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.asyncio import AsyncSession

from sluice_console.core.ids import new_id
from sluice_console.features.replicas import leases
from sluice_console.features.replicas.reports import JSON, Report
from sluice_console.models import Replica

LEASE = "timers"
LIVE_SECONDS = 5.0
RETURN_SECONDS = 15.0
"""So long the nodes of a console that is gone are waited for: they are on their way to another one."""


@dataclass(frozen=True, slots=True)
class Peer:
    """Another console as of the last look, `silent_for` seconds after it was last seen."""

    silent_for: float
    report: Report


class Replicas:
    """This process among those that share its database. `clock` gives seconds and never goes back."""

    def __init__(self, *, alone: bool, clock: Callable[[], float] = time.monotonic) -> None:
        self.id = new_id("rp")
        self.alone = alone
        self._clock = clock
        self._began = clock()
        self._leads_until = float("-inf")
        self._peers: dict[str, Peer] = {}
        self._heard: dict[str, float] = {}

    # --- reading

    @property
    def leads(self) -> bool:
        """Whether this process does what has to be done once."""
        return self.alone or self._clock() < self._leads_until

    async def leads_in(self, db: AsyncSession) -> bool:
        """The same, asked inside the transaction that it is about."""
        return self.alone or await leases.holds(db, LEASE, self.id)

    def is_live(self, replica_id: str) -> bool:
        peer = self._peers.get(replica_id)
        return replica_id == self.id or (peer is not None and peer.silent_for < LIVE_SECONDS)

    def is_missed(self, replica_id: str) -> bool:
        """Whether it is gone only just now. A process that has just begun does not know when others went."""
        if self.is_live(replica_id):
            return False
        return replica_id in self._peers or self._clock() - self._began < RETURN_SECONDS

    def find_behind(self, gateway_id: str, candidates: Mapping[str, str]) -> tuple[str, ...]:
        """The live consoles whose nodes are not given these modules yet."""
        return tuple(
            replica_id
            for replica_id, peer in sorted(self._peers.items())
            if self.is_live(replica_id) and not _gives(peer.report, gateway_id, candidates)
        )

    def silent_seconds(self, gateway_id: str) -> float | None:
        """Since a node of the gateway has reported anything to another console; None where none ever did."""
        heard = self._heard.get(gateway_id)
        return None if heard is None else self._clock() - heard

    # --- writing

    async def beat(self, db: AsyncSession, report: Report) -> dict[str, Peer]:
        """Say that this process is there, take the lease when it is free, and give who else there is."""
        before = self._clock()
        row = postgresql.insert(Replica).values(
            id=self.id, seen_at=leases.moment(db), report=JSON.dump_python(report, mode="json")
        )
        said = {"seen_at": row.excluded.seen_at, "report": row.excluded.report}
        await db.execute(row.on_conflict_do_update(index_elements=["id"], set_=said))
        span = timedelta(seconds=LIVE_SECONDS)
        if await leases.take(db, LEASE, self.id, span):
            self._leads_until = before + LIVE_SECONDS
            long_ago = leases.moment(db, -timedelta(seconds=RETURN_SECONDS))
            await db.execute(delete(Replica).where(Replica.seen_at < long_ago))
        age = func.extract("epoch", leases.moment(db) - Replica.seen_at)
        rows = await db.execute(select(Replica.id, age, Replica.report).where(Replica.id != self.id))
        return {
            replica_id: Peer(float(silent_for), JSON.validate_python(said))
            for replica_id, silent_for, said in rows
        }

    def know(self, peers: dict[str, Peer]) -> None:
        """Take over what `beat` gave, once what belongs to it has been read."""
        self._peers = peers
        now = self._clock()
        for peer in peers.values():
            for gateway_id, said in peer.report.gateways.items():
                if said.silent is not None:
                    heard = now - peer.silent_for - said.silent
                    self._heard[gateway_id] = max(heard, self._heard.get(gateway_id, heard))

    async def leave(self, db: AsyncSession) -> None:
        """The last word: others take over at once, and expect the nodes."""
        self._leads_until = float("-inf")
        await leases.give_up(db, LEASE, self.id)
        row = await db.get(Replica, self.id)
        if row is not None:
            row.seen_at -= timedelta(seconds=LIVE_SECONDS)


def _gives(report: Report, gateway_id: str, candidates: Mapping[str, str]) -> bool:
    said = report.gateways.get(gateway_id)
    given = {} if said is None else said.candidates
    return all(given.get(name) == version for name, version in candidates.items())
