"""The live log: what nodes tell while somebody watches, the last lines of each gateway, and who follows them.

    log.watch(gateway_id)                  # nodes tell from now on, for `LEASE_SECONDS`
    async for batch in log.follow(gateway_id): ...

Memory is bounded: so many lines of so many gateways, each cut. What is more than that is counted, never kept.
Of busy gateways a share of the requests is told; nodes draw them, so that the others cost nothing.
"""

import asyncio
import logging
import time
from collections import deque
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sluice_console.core.errors import Unavailable
from sluice_console.core.language import tr
from sluice_console.envoy.live_log import FULL, with_watched
from sluice_console.envoy.resources import Snapshot
from sluice_console.features.logs.lines import LogLine, to_line
from sluice_console.xds.statistics import Statistics

KEPT = 500
"""Lines of each gateway."""
WATCHED_AT_ONCE = 20
"""Gateways."""
LEASE_SECONDS = 30.0
"""So long nodes go on telling after somebody has looked."""
KEPT_SECONDS = 120.0
"""So long the last lines stay after nobody looks any more."""
OUTBOX = 300
"""Lines that wait for being passed on to other consoles."""
MOST_A_SECOND = 1_000
"""Lines of one gateway that are taken; the others are counted."""
WANTED_A_SECOND = 200
"""Of a busier gateway a share is told."""
SHARES = (FULL, 1_000, 100, 10, 1)
RATE_SECONDS = 10.0
_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Tail:
    """One gateway that is watched, or was a moment ago. `until` somebody looks here, `others_until` at
    another console; `outbox` is for that one.
    """

    until: float = 0.0
    others_until: float = 0.0
    share: int = 0
    number: int = 0
    dropped: int = 0
    second: int = 0
    taken: int = 0
    lines: deque[LogLine] = field(default_factory=lambda: deque(maxlen=KEPT))
    followers: set[asyncio.Event] = field(default_factory=set)
    outbox: list[LogLine] = field(default_factory=list)
    lost: int = 0


class LiveLog:
    """One a process, on one event loop. `renew` sends a gateway's nodes their snapshot anew."""

    def __init__(
        self,
        renew: Callable[[str], Awaitable[None]],
        statistics: Statistics,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._renew = renew
        self._statistics = statistics
        self._clock = clock
        self._tails: dict[str, _Tail] = {}
        self._wake = asyncio.Event()

    def watch(self, gateway_id: str) -> None:
        """Somebody looks. Raises `Unavailable` where too many gateways are watched already."""
        tail = self._tail_of(gateway_id)
        tail.until = max(tail.until, self._clock() + LEASE_SECONDS)
        if not tail.share:
            self._wake.set()

    def watch_for_others(self, gateway_id: str, seconds: float) -> None:
        """Somebody looks at another console. Raises `Unavailable` as `watch`."""
        tail = self._tail_of(gateway_id)
        tail.others_until = self._clock() + seconds
        if not tail.share:
            self._wake.set()

    def looked_at(self) -> list[str]:
        """Ids of the gateways that somebody looks at here."""
        now = self._clock()
        return [gateway_id for gateway_id, tail in self._tails.items() if now < tail.until]

    def take_outbox(self) -> list[tuple[str, list[LogLine], int]]:
        """By gateway, the lines for other consoles since the last time, and how many more there were."""
        found = []
        for gateway_id, tail in self._tails.items():
            if tail.outbox or tail.lost:
                found.append((gateway_id, tail.outbox, tail.lost))
                tail.outbox, tail.lost = [], 0
        return found

    def add(self, gateway_id: str, lines: Sequence[LogLine], lost: int) -> None:
        """What another console's nodes told, where somebody looks here."""
        tail = self._tails.get(gateway_id)
        if tail is None or self._clock() >= tail.until:
            return
        for line in lines:
            tail.number += 1
            tail.lines.append(replace(line, number=tail.number))
        tail.dropped += lost
        for follower in tail.followers:
            follower.set()

    def _tail_of(self, gateway_id: str) -> _Tail:
        if gateway_id not in self._tails:
            self._forget_old()
            if len(self._tails) >= WATCHED_AT_ONCE:
                raise Unavailable(
                    tr(
                        "The live logs of %(WATCHED_AT_ONCE)s gateways are open; close one of them.",
                        WATCHED_AT_ONCE=WATCHED_AT_ONCE,
                    )
                )
            self._tails[gateway_id] = _Tail()
        return self._tails[gateway_id]

    def complete(self, gateway_id: str, snapshot: Snapshot) -> Snapshot:
        """What the gateway's nodes are given, with what they shall tell."""
        tail = self._tails.get(gateway_id)
        return with_watched(snapshot, tail.share if tail is not None else 0)

    def share_of(self, gateway_id: str) -> float:
        """Of the requests that end well: 0 to 1; those that fail are all told."""
        tail = self._tails.get(gateway_id)
        return tail.share / FULL if tail is not None else 0.0

    def dropped(self, gateway_id: str) -> int:
        """How many lines were too many, since the log was opened."""
        tail = self._tails.get(gateway_id)
        return tail.dropped if tail is not None else 0

    def read(self, gateway_id: str) -> Sequence[LogLine]:
        """The last lines, the oldest first."""
        tail = self._tails.get(gateway_id)
        return tuple(tail.lines) if tail is not None else ()

    def take(self, gateway_id: str, node_id: str, entries: Sequence[Any]) -> bool:
        """What a node tells; gives whether anybody watches."""
        tail = self._tails.get(gateway_id)
        if tail is None or not tail.share:
            return False
        now = int(self._clock())
        if now != tail.second:
            tail.second, tail.taken = now, 0
        room = max(0, MOST_A_SECOND - tail.taken)
        lines = [to_line(tail.number + at, node_id, entry) for at, entry in enumerate(entries[:room], 1)]
        tail.number += len(lines)
        tail.lines.extend(lines)
        tail.taken += len(lines)
        tail.dropped += len(entries) - len(lines)
        if self._clock() < tail.others_until:
            fitting = lines[: max(0, OUTBOX - len(tail.outbox))]
            tail.outbox += fitting
            tail.lost += len(entries) - len(fitting)
        for follower in tail.followers:
            follower.set()
        return True

    async def follow(
        self, gateway_id: str, after: int | None, pause: float
    ) -> AsyncGenerator[Sequence[LogLine], None]:
        """The lines after the one of that number as they come, all that are kept for None. A batch may be
        empty: at least every second there is one. Never ends by itself.
        """
        wake = asyncio.Event()
        seen = after or 0
        while True:
            self.watch(gateway_id)
            tail = self._tails[gateway_id]
            if seen > tail.number:  # a number from before the console was started anew
                seen = 0
            tail.followers.add(wake)
            try:
                wake.clear()
                batch = [line for line in tail.lines if line.number > seen]
                seen = tail.number
                yield batch
                await asyncio.sleep(pause)
                await _wait(wake, 1.0)
            finally:
                tail.followers.discard(wake)

    async def adapt_for_ever(self) -> None:
        """Nodes begin, tell more or less, and end. Runs until it is cancelled."""
        while True:
            await _wait(self._wake, 1.0)
            self._wake.clear()
            for gateway_id, tail in tuple(self._tails.items()):
                share = self._choose(gateway_id, tail)
                if share != tail.share:
                    before, tail.share = tail.share, share
                    try:
                        await self._renew(gateway_id)
                    except Exception:
                        tail.share = before  # the next turn tries again
                        _log.exception("the live log of %s could not be switched", gateway_id)
            self._forget_old()

    def _choose(self, gateway_id: str, tail: _Tail) -> int:
        """More only where it is much less than it may be, so that it does not go to and fro."""
        if self._clock() >= max(tail.until, tail.others_until):
            return 0
        totals = self._statistics.recent(gateway_id, RATE_SECONDS)
        rate = (totals.current.requests + totals.candidate.requests) / RATE_SECONDS
        fitting = [share for share in SHARES if rate * share / FULL <= WANTED_A_SECOND]
        best = fitting[0] if fitting else SHARES[-1]
        if tail.share and best > tail.share and rate * best / FULL > WANTED_A_SECOND / 2:
            return tail.share
        return best

    def _forget_old(self) -> None:
        now = self._clock()
        for gateway_id, tail in tuple(self._tails.items()):
            last = max(tail.until, tail.others_until)
            if not tail.share and not tail.followers and now >= last + KEPT_SECONDS:
                del self._tails[gateway_id]


async def _wait(event: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        pass
