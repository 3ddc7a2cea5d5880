"""Recordings under way: nodes are told to tell, and what they tell is written down once a second.

Every console asks the database which there are, tells its own nodes, and writes what they told. Memory is
bounded: what comes faster than it can be written is dropped, and never a request for it.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass, field

from sqlalchemy import delete, select
from sqlalchemy.exc import SQLAlchemyError

from sluice.toolchain.recorded import RecordedRequest
from sluice_console.core import clock
from sluice_console.core.db import Database
from sluice_console.core.vault import Vault
from sluice_console.envoy.recording import with_recorded
from sluice_console.envoy.resources import Snapshot
from sluice_console.features.recordings.digests import Digests
from sluice_console.features.recordings.service import Packed, add_parts, end_those_over, pack
from sluice_console.features.replicas.membership import Replicas
from sluice_console.models import Recording
from sluice_console.models.recordings import RECORDING

EVERY_SECONDS = 1.0
MOST_WAITING = 5_000
"""Requests of one gateway that wait to be written."""
LONGEST_REQUEST = 64 * 1024
"""Characters of names and values; a longer request is left out."""
LARGEST_WAITING = 16 * 1024 * 1024
"""Characters of the requests of one gateway that wait to be written."""
LARGEST_RECORDING = 64 * 1024 * 1024
"""Characters that one console takes for a recording: a replay has all of it in memory."""
_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Active:
    """`room` is how many requests more are taken, and `space` how many characters."""

    recording_id: str
    share: int
    room: int
    hidden: tuple[str, ...]
    space: int
    waiting: list[RecordedRequest] = field(default_factory=list)
    size: int = 0
    """Characters of those that wait."""

    @property
    def is_full(self) -> bool:
        """Whether there is no space for just any request."""
        return self.space < LONGEST_REQUEST

    def fits(self, size: int) -> bool:
        """Whether one more is taken, of so many characters."""
        if self.room <= 0 or self.is_full or len(self.waiting) >= MOST_WAITING:
            return False
        return size <= min(LONGEST_REQUEST, LARGEST_WAITING - self.size)


class Recorder:
    """One a process, on one event loop. `renew` sends a gateway's nodes their snapshot anew."""

    def __init__(
        self,
        database: Database,
        vault: Vault,
        replicas: Replicas,
        renew: Callable[[str], Awaitable[None]],
    ) -> None:
        self._database = database
        self._vault = vault
        self._digests = Digests.of(vault)
        self._replicas = replicas
        self._renew = renew
        self._active: dict[str, _Active] = {}

    def complete(self, gateway_id: str, snapshot: Snapshot) -> Snapshot:
        """What the gateway's nodes are given, with the share that they shall tell."""
        active = self._active.get(gateway_id)
        return snapshot if active is None else with_recorded(snapshot, active.share)

    def take(self, gateway_id: str, headers: Sequence[tuple[str, str]]) -> None:
        """A request that a node tells. Kept while there is room, else dropped."""
        active = self._active.get(gateway_id)
        size = sum(len(name) + len(value) for name, value in headers)
        if active is None or not active.fits(size):
            return
        request = to_request(headers)
        if request is not None:
            active.room -= 1
            active.space -= size
            active.size += size
            active.waiting.append(request)

    async def record_for_ever(self) -> None:
        """Runs until it is cancelled; what goes wrong at one turn is logged and tried again at the next."""
        while True:
            await asyncio.sleep(EVERY_SECONDS)
            try:
                await self.turn()
            except (SQLAlchemyError, OSError) as error:
                _log.warning("recorded requests could not be written: %s", error)
            except Exception:
                _log.exception("recorded requests could not be written")

    async def turn(self) -> None:
        """Write what waits, end what is over, and follow what others began and ended."""
        await self._write()
        async with self._database.reading() as db:
            rows = list(await db.scalars(select(Recording).where(Recording.state == RECORDING)))
            now = clock.now()
            is_over = any((row.ends_at and row.ends_at <= now) or row.requests >= row.maximum for row in rows)
            full = {each.recording_id for each in self._active.values() if each.is_full}
            outdated = await db.scalar(select(Recording.id).where(Recording.expires_at <= now).limit(1))
        if is_over or full or (outdated is not None and self._replicas.leads):
            await self._clear_away(full)
        going_on = (row for row in rows if row.ends_at and row.ends_at > now and row.requests < row.maximum)
        await self._follow([row for row in going_on if row.id not in full])

    async def _write(self) -> None:
        for active in self._active.values():
            waiting, active.waiting, active.size = active.waiting, [], 0
            if not waiting:
                continue
            packed = await asyncio.to_thread(self._pack, active, waiting)
            async with self._database.transaction() as db:
                if await db.get(Recording, active.recording_id) is not None:
                    await add_parts(db, active.recording_id, packed)

    def _pack(self, active: _Active, requests: Sequence[RecordedRequest]) -> Packed:
        redacted = [self._digests.redact(each, active.hidden) for each in requests]
        return pack(self._vault, active.recording_id, redacted)

    async def _clear_away(self, full: Collection[str]) -> None:
        now = clock.now()
        async with self._database.transaction() as db:
            await end_those_over(db, now, full)
            await db.execute(delete(Recording).where(Recording.expires_at <= now))

    async def _follow(self, rows: Sequence[Recording]) -> None:
        """Nodes of gateways whose share is another than before are told."""
        wanted = {row.gateway_id: row for row in rows if row.gateway_id}
        changed = []
        for gateway_id in self._active.keys() - wanted.keys():
            del self._active[gateway_id]
            changed.append(gateway_id)
        for gateway_id, row in wanted.items():
            known = self._active.get(gateway_id)
            if known is not None and known.recording_id == row.id:
                known.room = row.maximum - row.requests - len(known.waiting)
                continue
            room = row.maximum - row.requests
            space = LARGEST_RECORDING - row.size
            self._active[gateway_id] = _Active(row.id, row.share, room, tuple(row.hidden), space)
            changed.append(gateway_id)
        for gateway_id in changed:
            await self._renew(gateway_id)


def to_request(headers: Sequence[tuple[str, str]]) -> RecordedRequest | None:
    """As it came to the first filter, at this moment; None for what is no request."""
    special = {name: value for name, value in headers if name.startswith(":")}
    path, method = special.get(":path", ""), special.get(":method", "")
    if not path.startswith("/") or not method:
        return None
    plain = [(name, value) for name, value in headers if not name.startswith(":")]
    authority = special.get(":authority", "")
    return RecordedRequest(0, path, method, authority or "example.com", plain, time=clock.now().timestamp())
