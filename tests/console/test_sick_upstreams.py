"""Pools, ejection and localities with the numbers of the requirements, set over REST, counted upstream."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import pytest
from tests.console.conftest import wait_for
from tests.console.stands import Stand, operated, to_rest
from tests.support.recorder import Recorder, run_recorders

from sluice_console.core.settings import Settings

pytestmark = pytest.mark.envoy
EJECTION = {"errors": 5, "interval": 30, "duration": 30, "max_percent": 50, "min_healthy_percent": 50}
QUICK = {**EJECTION, "interval": 0.5, "duration": 1}
CHECK = {"path": "/healthz", "interval": 0.2, "ill_after": 1, "well_after": 1}

MERGED = 1.1
"""Seconds: what an endpoint's health becomes within a second of another change reaches workers with that."""


@pytest.fixture
async def stand(sqlite_settings: Settings, tmp_path: Path) -> AsyncIterator[Stand]:
    async with operated(sqlite_settings, tmp_path) as running:
        yield running


async def serve(stand: Stand, *endpoints: object, **settings: object) -> None:
    await stand.service("web", *endpoints, **settings)  # type: ignore[arg-type]
    await stand.route("all", {"service": "web"})
    await stand.until_applied()


async def counter(stand: Stand, name: str) -> int:
    return int((await stand.envoys[0].statistics(f"^cluster.web.{name}$"))[f"cluster.web.{name}"])


def asked(recorder: Recorder) -> int:
    """Requests of clients, not of health checks."""
    return sum(seen.path != "/healthz" for seen in recorder.seen)


async def test_a_pool_of_100_connections_and_50_that_wait(stand: Stand) -> None:
    """100 are under way, 50 wait, 100 more are refused at once; each connection takes two.

    What waits for a connection that is being opened counts as waiting, so the hundred come in three steps.
    """
    limits = {"connections": 100, "pending": 50, "requests": 100, "requests_per_connection": 2}
    async with run_recorders(1) as (one,):
        await serve(stand, one.endpoint(), limits=limits)
        one.delay = 4.0
        loads: list[asyncio.Task[Counter[str]]] = []
        for wanted in (40, 80, 100, 150):
            loads += [
                asyncio.create_task(stand.answers(1, connections=1)) for _ in range(wanted - len(loads))
            ]

            async def are_there(wanted: int = wanted) -> bool:
                waiting = await counter(stand, "upstream_rq_pending_active")
                return (asked(one), waiting) == (min(wanted, 100), max(0, wanted - 100))

            await wait_for(are_there, 3)
        began = time.monotonic()
        assert await stand.answers(100, connections=100) == {"503": 100}
        assert time.monotonic() - began < 2, "who is refused does not wait"
        assert one.open_connections == 100
        assert not any(task.done() for task in loads)
        found = [next(iter(await task)) for task in loads]
        assert Counter(found) == {"u1": 150}
        assert await counter(stand, "upstream_rq_pending_overflow") == 100
        assert await counter(stand, "upstream_cx_overflow") > 0
        assert await counter(stand, "upstream_rq_total") == asked(one) == 150
        assert max(Counter(seen.connection for seen in one.seen).values()) == 2
        one.delay = 0.0
        assert await stand.answers(100, connections=20) == {"u1": 100}, "all is as before"


async def ejection(stand: Stand, good: Recorder, bad: Recorder, settings: Mapping[str, float]) -> float:
    """Five errors and no more; gives the seconds until the endpoint is asked again."""
    await serve(stand, good.endpoint(), bad.endpoint(), ejection=settings)
    bad.status = 503
    assert await stand.answers(40, connections=1) == {"u1": 35, "503": 5}
    ejected = time.monotonic()
    assert await counter(stand, "outlier_detection.ejections_enforced_consecutive_5xx") == 1
    bad.status = 200

    async def is_back() -> bool:
        return "u2" in await stand.answers(4, connections=1)

    await wait_for(is_back, 2 * settings["interval"] + settings["duration"] + 3)
    return time.monotonic() - ejected


async def test_five_errors_take_an_endpoint_out_for_a_while(stand: Stand) -> None:
    async with run_recorders(2) as (good, bad):
        away = await ejection(stand, good, bad, QUICK)
    assert 0.9 < away < 3


@pytest.mark.thorough
async def test_five_errors_take_an_endpoint_out_for_thirty_seconds(stand: Stand) -> None:
    """Looked at every 30 s, so it comes back after 30 to 60."""
    async with run_recorders(2) as (good, bad):
        away = await ejection(stand, good, bad, EJECTION)
    assert 29 < away < 62


async def test_at_most_half_are_ejected(stand: Stand) -> None:
    """With the numbers as they are: ejection itself does not wait for the interval."""
    async with run_recorders(4) as four:
        await serve(stand, *(item.endpoint() for item in four), ejection=EJECTION)
        for item in four:
            item.status = 500
        assert await stand.answers(100, connections=1) == {"500": 100}
        assert await counter(stand, "outlier_detection.ejections_active") == 2
        assert await counter(stand, "outlier_detection.ejections_overflow") > 0
        await asyncio.sleep(MERGED)
        before = {item.name: asked(item) for item in four}
        assert await stand.answers(100, connections=1) == {"500": 100}
        more = sorted(asked(item) - before[item.name] for item in four)
        assert more[:2] == [0, 0] and more[2] > 40 < more[3], more


async def test_with_less_than_half_well_all_are_asked_again(stand: Stand) -> None:
    async with run_recorders(4) as four:
        await serve(stand, *(item.endpoint() for item in four), ejection=EJECTION, health_check=CHECK)

        async def until_well(count: int) -> None:
            async def is_known() -> bool:
                return await counter(stand, "membership_healthy") == count

            await wait_for(is_known, 10)

        await until_well(4)
        four[2].status = four[3].status = 500
        await until_well(2)
        await asyncio.sleep(MERGED)
        before = await counter(stand, "lb_healthy_panic")
        assert set(await stand.answers(80)) == {"u1", "u2"}, "half are well, and bear it"
        assert await counter(stand, "lb_healthy_panic") == before
        four[1].status = 500
        await until_well(1)
        await asyncio.sleep(MERGED)
        found = await stand.answers(80, connections=1)
        assert found["u1"] and found["500"] > 20, found
        assert all(asked(item) for item in four)
        assert await counter(stand, "lb_healthy_panic") > before
        for item in four:
            item.status = 200
        await until_well(4)


async def test_zones_share_by_weight_and_take_over_from_each_other(stand: Stand) -> None:
    async with run_recorders(4) as (one, two, three, four):
        endpoints = [
            one.endpoint(region="north", zone="a", weight=30),
            two.endpoint(region="north", zone="a", weight=30),
            three.endpoint(region="north", zone="b", weight=30),
            four.endpoint(region="south", zone="a", weight=10),
        ]
        await serve(stand, *endpoints, health_check=CHECK)

        async def shares() -> dict[str, int]:
            found = await stand.answers(1000)
            return {name: round(100 * count / 1000) for name, count in found.items()}

        def near(found: dict[str, int], **wanted: int) -> bool:
            return found.keys() == wanted.keys() and all(abs(found[n] - wanted[n]) < 5 for n in wanted)

        found = await shares()
        assert near(found, u1=30, u2=30, u3=30, u4=10), found

        async def has_moved() -> bool:
            return set(await stand.answers(40)) == {"u3", "u4"}

        one.status = two.status = 500
        await wait_for(has_moved, 10)
        found = await shares()
        assert near(found, u3=75, u4=25), found
        one.status = two.status = 200

        async def is_back() -> bool:
            return near(await shares(), u1=30, u2=30, u3=30, u4=10)

        await wait_for(is_back, 10)


async def test_another_region_takes_over_and_gives_back(stand: Stand) -> None:
    async with run_recorders(3) as (one, two, away):
        near = [one.endpoint(region="north", zone="a"), two.endpoint(region="north", zone="b")]
        await serve(stand, *near, away.endpoint(region="south", priority=1), health_check=CHECK)
        assert set(await stand.answers(100)) == {"u1", "u2"}

        async def only(*names: str) -> None:
            async def is_so() -> bool:
                return set(await stand.answers(30)) == set(names)

            await wait_for(is_so, 10)

        one.status = two.status = 500
        await only("u3")
        one.status = two.status = 200
        await only("u1", "u2")
        endpoints = to_rest(*(item.endpoint(region="south") for item in (away,)))
        await stand.rest("PATCH", "services/web", endpoints=endpoints)
        await only("u3")
