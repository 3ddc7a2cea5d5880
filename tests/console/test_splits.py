"""Which requests go to which version, set over REST: by weight, by user, by region, by path, measured."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from tests.console.stands import Stand, operated
from tests.support.recorder import run_recorders
from tests.support.traffic import steady_traffic

from sluice_console.core.settings import Settings

pytestmark = pytest.mark.envoy
COUNT = 1000
"""Requests of a measured share: three standard deviations of 10 % are 2.9 % then."""


@pytest.fixture
async def stand(sqlite_settings: Settings, tmp_path: Path) -> AsyncIterator[Stand]:
    """A service `web` with the versions v1 (answers u1) and v2 (u2), and a route `all`, all to v1."""
    async with operated(sqlite_settings, tmp_path) as running, run_recorders(2) as (one, two):
        await running.service("web", one.endpoint("v1"), two.endpoint("v2"))
        await running.route("all", to("v1"))
        await running.until_applied()
        yield running


def to(version: str, weight: int = 1) -> dict[str, Any]:
    return {"service": "web", "version": version, "weight": weight}


def when(name: str, value: str) -> dict[str, Any]:
    return {"headers": [{"name": name, "value": {"value": value}}]}


async def weigh(stand: Stand, old: int, new: int) -> int:
    """The number of the release that shares requests out so, once the node has it."""
    action = {"kind": "forward", "destinations": [to("v1", old), to("v2", new)]}
    changed = await stand.rest("PATCH", "routes/edge/all", action=action)
    await stand.until_applied()
    return int(changed["releases"][0]["number"])


async def share(stand: Stand, region: str = "shanghai") -> float:
    """Of v2 in percent."""
    found = await stand.answers(COUNT, x_region=region)
    assert set(found) <= {"u1", "u2"}, found
    return 100 * found["u2"] / COUNT


async def test_90_to_10_between_versions(stand: Stand) -> None:
    await weigh(stand, 90, 10)
    assert abs(await share(stand) - 10) < 3


async def test_a_canary_by_weight_in_three_releases_under_load(stand: Stand) -> None:
    numbers, shares = [], []
    async with steady_traffic(stand.port) as load:
        assert await share(stand) == 0
        for percent in (10, 50, 100):
            numbers.append(await weigh(stand, 100 - percent, percent))
            shares.append(await share(stand))
    assert numbers == list(range(numbers[0], numbers[0] + 3))
    assert [abs(found - wanted) < 5 for found, wanted in zip(shares, (10, 50, 100), strict=True)] == [
        True
    ] * 3, shares
    assert shares[2] == 100
    assert not load.failures and set(load.statuses) == {200} and load.total > COUNT


async def test_a_canary_for_some_users_and_for_one_region(stand: Stand) -> None:
    await stand.route("testers", to("v2"), match=when("user", "beta-tester"), order=10)
    await stand.route("region", to("v2"), match=when("x-region", "beijing"), order=20)
    await stand.until_applied()
    assert await stand.answers(20) == {"u1": 20}
    assert await stand.answers(20, user="beta-tester") == {"u2": 20}
    assert await stand.answers(20, user="beta-testers") == {"u1": 20}
    assert await stand.answers(20, x_region="beijing") == {"u2": 20}
    assert await stand.answers(20, x_region="shanghai") == {"u1": 20}
    assert await stand.answers(20, x_region="shanghai", user="beta-tester") == {"u2": 20}


async def test_by_the_header_of_a_user_and_by_path(stand: Stand) -> None:
    await stand.route("jason", to("v2"), match=when("user", "jason"))
    path = {"path": {"kind": "prefix", "value": "/api/v2"}}
    await stand.route("second", to("v2"), match=path)
    await stand.until_applied()
    assert await stand.answers(20, user="jason") == {"u2": 20}
    assert await stand.answers(20, user="Jason") == {"u1": 20}
    assert await stand.answers(20, "/api/v2/orders?id=7") == {"u2": 20}
    assert await stand.answers(20, "/api/v2") == {"u2": 20}
    assert await stand.answers(20, "/api/v20") == {"u1": 20}
    assert await stand.answers(20, "/api/v1/orders") == {"u1": 20}


async def test_a_share_of_one_region(stand: Stand) -> None:
    await stand.route("region", to("v1", 50), to("v2", 50), match=when("x-region", "beijing"))
    await stand.until_applied()
    assert abs(await share(stand, "beijing") - 50) < 5
    assert await share(stand) == 0
