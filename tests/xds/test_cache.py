"""The cache: the first change at once, the following ones together, never later than the limit."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from tests.support.delta_node import make_snapshot

from sluice_console.envoy.resources import Snapshot
from sluice_console.xds.cache import SnapshotCache
from sluice_console.xds.inbox import Inbox

QUIET = 0.05
LIMIT = 0.2


class _Stream:
    """What an inbox needs of a stream."""

    renewal_seconds = None

    def __init__(self) -> None:
        self.targets: list[Snapshot] = []

    def retarget(self, snapshot: Snapshot) -> None:
        self.targets.append(snapshot)


async def _never() -> AsyncIterator[None]:
    await asyncio.Event().wait()
    yield None


def make(number: int) -> Snapshot:
    return make_snapshot(CDS={"a": str(number)})


async def test_the_first_change_is_published_at_once() -> None:
    cache = SnapshotCache()
    first = make(1)
    cache.set_snapshot("gw_1", first)
    assert cache.find_published("gw_1") is first


async def test_a_burst_is_published_twice() -> None:
    cache = SnapshotCache(QUIET, LIMIT)
    seen: list[Snapshot] = []
    unfollow = cache.follow("gw_1", seen.append)
    snapshots = [make(number) for number in range(10)]
    for snapshot in snapshots:
        cache.set_snapshot("gw_1", snapshot)
        await asyncio.sleep(0)
    assert cache.find_snapshot("gw_1") is snapshots[-1]
    assert cache.find_published("gw_1") is snapshots[0]
    await asyncio.sleep(QUIET * 2)
    unfollow()
    cache.set_snapshot("gw_1", make(10))
    assert seen == [snapshots[0], snapshots[-1]]


async def test_changes_without_end_are_published_within_the_limit() -> None:
    cache = SnapshotCache(QUIET, LIMIT)
    seen: list[Snapshot] = []
    cache.follow("gw_1", seen.append)
    for number in range(60):
        cache.set_snapshot("gw_1", make(number))
        await asyncio.sleep(QUIET / 5)
    assert 3 <= len(seen) <= 8


async def test_a_slow_reader_skips_to_the_newest() -> None:
    cache = SnapshotCache(0.0, 0.0)
    cache.set_snapshot("gw_1", make(1))
    inbox, stream = Inbox(_never()), _Stream()
    cache.follow("gw_1", inbox.offer)
    await inbox.deliver_to(stream)
    for number in (2, 3, 4):
        cache.set_snapshot("gw_1", make(number))
    await inbox.deliver_to(stream)
    await inbox.close()
    assert stream.targets == [make(1), make(4)]


async def test_gateways_do_not_see_each_other() -> None:
    cache = SnapshotCache()
    cache.set_snapshot("gw_1", make(1))
    cache.set_snapshot("gw_2", make(2))
    assert cache.find_snapshot("gw_1") == make(1)
    cache.drop_gateway("gw_1")
    assert cache.find_snapshot("gw_1") is None
    assert cache.find_snapshot("gw_2") == make(2)
