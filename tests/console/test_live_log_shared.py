"""Two consoles on one PostgreSQL: who looks at one sees what the nodes of the other tell."""

from dataclasses import replace

import pytest
from pydantic_core import to_json
from tests.console.conftest import Console, fill, wait_for
from tests.console.test_replicas_as_one import pair as pair

from sluice_console.envoy.protobufs import log_service
from sluice_console.envoy.resources import RUNTIME
from sluice_console.features.logs.lines import BLANK, Wanted
from sluice_console.features.logs.sharing import LONGEST, split
from sluice_console.features.logs.tail import OUTBOX


@pytest.mark.postgres
async def test_lines_come_from_the_nodes_of_all_consoles(pair: tuple[Console, Console]) -> None:
    first, second = pair
    gateway = (await fill(first))["gateway_id"]
    cache, before = second.app.state.cache, None

    async def is_published() -> bool:
        return cache.find_snapshot(gateway) is not None

    await wait_for(is_published)
    before = cache.find_snapshot(gateway)

    async def is_watched() -> bool:
        """The nodes of the second console are told to tell, because somebody looks at the first."""
        await first.ok("GET", "/api/logs?gateway=edge")
        return bool(cache.find_snapshot(gateway).version(RUNTIME) != before.version(RUNTIME))

    await wait_for(is_watched, 10)
    message = log_service.StreamAccessLogsMessage()
    for number in range(50):
        entry = message.http_logs.log_entry.add()
        entry.request.path, entry.request.authority = f"/n{number}?token=secret", "shop.example"
        entry.response.response_code.value = 200
    assert second.app.state.live_log.take(gateway, "n2", message.http_logs.log_entry)

    async def are_there() -> bool:
        return len((await first.ok("GET", "/api/logs?gateway=edge&path=/n"))["items"]) == 50

    await wait_for(are_there, 10)
    items = (await first.ok("GET", "/api/logs?gateway=edge&path=/n"))["items"]
    assert [item["path"] for item in items] == [f"/n{number}?token=***" for number in range(50)]
    assert {item["node"] for item in items} == {"n2"}
    for _ in range(10):
        second.app.state.live_log.take(gateway, "n2", message.http_logs.log_entry)

    async def is_counted() -> bool:
        found = await first.ok("GET", "/api/logs?gateway=edge")
        return bool(found["dropped"] >= 500 - OUTBOX)

    await wait_for(is_counted, 10)


def test_who_called_is_nothing_for_people_of_a_tenant() -> None:
    headers = (("user-agent", "curl"), ("x-tenant", "other"), ("x-key-id", "ak_1"))
    line = replace(BLANK, number=1, route_id="rt_1", tenant="other", headers=headers)
    foreign = replace(line, route_id="rt_2")
    (shown,) = Wanted(routes=frozenset({"rt_1"})).choose([line, foreign])
    assert (shown.tenant, shown.headers) == ("", (("user-agent", "curl"),))
    assert Wanted(routes=frozenset({"rt_1"}), text="ak_1").choose([line]) == []
    assert Wanted().choose([line, foreign]) == [line, foreign]


def test_parts_fit_into_a_notification() -> None:
    long = replace(BLANK, path="/" + "x" * 2_000, headers=tuple((f"x-{n}", "ü" * 300) for n in range(12)))
    lines = [BLANK, long, *([replace(BLANK, path="/" + "y" * 900)] * 30), long]
    parts = list(split(lines))
    assert sum(map(len, parts)) == len(lines)
    assert max(len(to_json(part)) for part in parts) < LONGEST - 100
    assert parts[0][1].headers == ()
    assert list(split([])) == []
