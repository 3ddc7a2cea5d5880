"""The live log with real Envoys: nodes tell while somebody asks, of what fits, and no secrets."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from tests.console.conftest import wait_for
from tests.console.stands import Stand, operated
from tests.support.upstreams import run_upstream

from sluice_console.core.settings import Settings
from sluice_console.envoy.resources import LISTENER, RUNTIME
from sluice_console.features.logs import tail
from sluice_console.features.recordings.service import read_parts

pytestmark = pytest.mark.envoy


@asynccontextmanager
async def watched(settings: Settings, folder: Path) -> AsyncIterator[Stand]:
    """Routes `web` (200) and `gone` (503); nodes tell already."""
    async with operated(settings, folder) as stand, run_upstream("web") as port:
        await stand.service("web", port)
        await stand.route("web", {"service": "web"})
        answer = {"kind": "respond", "status": 503, "body": "no"}
        match = {"path": {"kind": "prefix", "value": "/gone"}}
        await stand.route("gone", action=answer, match=match)
        await stand.until_applied()
        await look(stand)
        await stand.until_applied()

        async def is_told() -> bool:
            await stand.ask("/first")
            return bool((await look(stand))["items"])

        await wait_for(is_told, 20)
        yield stand


async def look(stand: Stand, **query: Any) -> dict[str, Any]:
    return dict(await stand.console.ok("GET", "/api/logs", params={"gateway": "edge", **query}))


async def gateway_of(stand: Stand) -> str:
    return str((await stand.rest("GET", "gateways"))["items"][0]["id"])


async def lines(stand: Stand, count: int, **query: Any) -> list[dict[str, Any]]:
    """The last ones, as soon as there are so many."""

    async def are_there() -> bool:
        return len((await look(stand, **query))["items"]) >= count

    await wait_for(are_there, 10)
    return list((await look(stand, **query))["items"])


async def test_requests_are_told_with_their_route_and_without_secrets(
    sqlite_settings: Settings, tmp_path: Path
) -> None:
    async with watched(sqlite_settings, tmp_path) as stand:
        secrets = {"authorization": "Bearer s3cret", "cookie": "sid=s3cret", "x_api_key": "s3cret"}
        await stand.ask("/cart?page=2&api_key=s3cret&token=s3cret", x_region="cn", **secrets)
        await stand.ask("/gone/cart", user_agent="<script>alert(1)</script>")
        (cart,) = await lines(stand, 1, path="/cart")
        (gone,) = await lines(stand, 1, status="5xx")
        assert (cart["method"], cart["status"], cart["route"]) == ("GET", 200, "web")
        assert cart["path"] == "/cart?page=2&api_key=***&token=***"
        assert (cart["node"], cart["service"], cart["details"]) == ("n0", "web", "via_upstream")
        assert ["x-region", "cn"] in cart["headers"]
        assert "s3cret" not in str(await look(stand))
        assert (gone["status"], gone["route"], gone["details"]) == (503, "gone", "direct_response")
        assert ["user-agent", "<script>alert(1)</script>"] in gone["headers"]
        assert await lines(stand, 1, status="503", text="SCRIPT", route="gone") == [gone]
        assert (await look(stand, route="gone", status="2xx"))["items"] == []
        missing = await stand.console.client.get("/api/logs", params={"gateway": "edge", "route": "no"})
        assert (missing.status_code, missing.json()["detail"]) == (404, "Gateway edge has no route 'no'.")


async def test_nodes_tell_only_while_somebody_looks_and_no_listener_changes(
    sqlite_settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tail, "LEASE_SECONDS", 2.0)
    pattern = "grpc_access_log.logs_written"

    async def written() -> int:
        return int(sum((await stand.envoys[0].statistics(pattern)).values()))

    async with operated(sqlite_settings, tmp_path) as stand, run_upstream("web") as port:
        cache, gateway = (
            stand.console.app.state.cache,
            (await stand.rest("GET", "gateways"))["items"][0]["id"],
        )
        await stand.service("web", port)
        await stand.route("web", {"service": "web"})
        await stand.until_applied()
        before = cache.find_snapshot(gateway)
        for _ in range(20):
            await stand.ask("/unwatched")
        assert await written() == 0
        assert (await look(stand))["share"] == 0.0

        async def is_told() -> bool:
            await stand.ask("/watched")
            return bool((await look(stand))["items"])

        await wait_for(is_told, 20)
        assert (await look(stand))["share"] == 1.0
        watched = cache.find_snapshot(gateway)
        assert watched.version(RUNTIME) != before.version(RUNTIME)
        assert watched.version(LISTENER) == before.version(LISTENER)
        assert (await stand.rest("GET", "releases"))["total"] == 3

        async def has_ended() -> bool:
            return bool(cache.find_snapshot(gateway) == before)

        await wait_for(has_ended, 10)
        await stand.until_applied()
        told = await written()
        for _ in range(20):
            await stand.ask("/unwatched")
        assert await written() == told > 0


async def test_what_is_too_much_is_counted_and_a_share_is_told_of_busy_gateways(
    sqlite_settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tail, "MOST_A_SECOND", 5)
    async with watched(sqlite_settings, tmp_path) as stand:
        await stand.answers(300, "/many")

        async def are_too_many() -> bool:
            return bool((await look(stand))["dropped"] > 100)

        await wait_for(are_too_many, 10)
        monkeypatch.setattr(tail, "MOST_A_SECOND", 1_000)
        monkeypatch.setattr(tail, "WANTED_A_SECOND", 1)

        async def is_a_share() -> bool:
            await stand.answers(20, "/many")
            return bool(0 < (await look(stand))["share"] < 1)

        await wait_for(is_a_share, 15)
        await stand.until_applied()
        for _ in range(5):
            await stand.ask("/gone")
        assert len(await lines(stand, 5, path="/gone")) >= 5, "errors are told without exception"


async def test_followers_get_every_line_once_and_begin_anew_after_a_restart(
    sqlite_settings: Settings, tmp_path: Path
) -> None:
    async with watched(sqlite_settings, tmp_path) as stand:
        log, gateway = (
            stand.console.app.state.live_log,
            (await stand.rest("GET", "gateways"))["items"][0]["id"],
        )
        following = log.follow(gateway, None, 0.05)
        seen = [line.path for line in await anext(following)]
        assert "/first" in seen
        for number in range(3):
            await stand.ask(f"/next/{number}")
        found: list[str] = []
        while len(found) < 3:
            found += [line.path for line in await anext(following) if line.path.startswith("/next")]
        assert found == ["/next/0", "/next/1", "/next/2"]
        await following.aclose()
        anew = log.follow(gateway, 10**9, 0.05)
        assert len(await anext(anew)) == len(log.read(gateway))
        await anew.aclose()


async def test_bytes_that_are_no_text_end_no_log_and_no_recording(
    sqlite_settings: Settings, tmp_path: Path
) -> None:
    """In headers that are told and in others: their lines are there, and what comes after them too."""
    async with watched(sqlite_settings, tmp_path) as stand:
        begun = await stand.console.ok("POST", "/api/recordings", json={"gateway": "edge", "percent": 100})

        async def recorded() -> int:
            await stand.ask("/before")
            found = await stand.console.ok("GET", f"/api/recordings/{begun['id']}")
            return int(found["requests"])

        await wait_for(recorded, 20)
        for header in (
            b"user-agent: \xff\xfe",
            b"x-region: \x80",
            b"x-other: \xf0\x28",
            b"referer: \xc2\x9b31m",
        ):
            reader, writer = await asyncio.open_connection("127.0.0.1", stand.port)
            writer.write(b"GET /hostile HTTP/1.1\r\nhost: a.test\r\n%s\r\nconnection: close\r\n\r\n" % header)
            answer = await asyncio.wait_for(reader.read(), 10)
            writer.close()
            assert answer.startswith(b"HTTP/1.1 200 "), header
        await stand.ask("/after")
        await lines(stand, 1, path="/after")
        assert len(await lines(stand, 4, path="/hostile")) == 4

        async def are_written() -> bool:
            async with stand.console.database.reading() as db:
                found = await read_parts(db, stand.console.app.state.vault, begun["id"])
            paths = [each.path for each in found]
            return paths.count("/hostile") == 4 and "/after" in paths

        await wait_for(are_written, 10)
