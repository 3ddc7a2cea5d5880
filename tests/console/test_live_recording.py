"""Requests recorded from a real Envoy: on connections that are open, redacted, sampled, bounded. No request
fails for it, whether the console is there or not.
"""

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import grpc
import grpc.aio
import pytest
from tests.console.conftest import wait_for
from tests.console.stands import Stand, operated
from tests.console.test_replays import modules as modules
from tests.console.test_replays import push, replayed
from tests.support.upstreams import run_upstream

from sluice_console.core.settings import Settings
from sluice_console.envoy.protobufs import processing
from sluice_console.envoy.resources import LISTENER, ROUTES
from sluice_console.features.recordings.service import read_parts
from sluice_console.xds.recorded_requests import EXTERNAL_PROCESSOR

pytestmark = pytest.mark.envoy


@asynccontextmanager
async def serving(settings: Settings, folder: Path) -> AsyncIterator[Stand]:
    async with operated(settings, folder) as stand, run_upstream("web") as port:
        await stand.service("web", port)
        await stand.route("web", {"service": "web"})
        await stand.until_applied()
        yield stand


async def record(stand: Stand, **values: Any) -> str:
    """Until the nodes tell."""
    begun = await stand.console.ok("POST", "/api/recordings", json={"gateway": "edge", **values})

    async def is_told() -> bool:
        snapshot = stand.console.app.state.cache.find_snapshot(await gateway_of(stand))
        return b"recorder" in next(iter(snapshot.by_type[ROUTES].values())).body

    await wait_for(is_told, 10)
    await stand.until_applied()
    return str(begun["id"])


async def gateway_of(stand: Stand) -> str:
    return str((await stand.rest("GET", "gateways"))["items"][0]["id"])


async def recorded(stand: Stand, recording: str) -> dict[str, Any]:
    return dict(await stand.console.ok("GET", f"/api/recordings/{recording}"))


async def test_requests_are_recorded_redacted_and_replayed(
    sqlite_settings: Settings, tmp_path: Path, modules: tuple[bytes, bytes]
) -> None:
    async with serving(sqlite_settings, tmp_path) as stand:
        console, cache = stand.console, stand.console.app.state.cache
        await push(console, modules)
        gateway = await gateway_of(stand)
        releases = (await stand.rest("GET", "releases"))["total"]
        listeners = dict(cache.find_snapshot(gateway).by_type[LISTENER])
        await stand.ask("/before")
        recording = await record(stand, percent=100, maximum=6, hidden=["X-Mine"])
        statuses: Counter[int] = Counter()
        for number in range(12):
            answer = await stand.ask(f"/r{number}?token=q-secret", x_api_key="k-ann-4711", x_mine="s3cret")
            statuses[answer.status_code] += 1
        assert statuses == {200: 12}

        async def is_full() -> bool:
            return bool((await recorded(stand, recording))["state"] == "ready")

        await wait_for(is_full, 10)
        assert (await recorded(stand, recording))["requests"] == 6
        async with console.database.reading() as db:
            found = await read_parts(db, console.app.state.vault, recording)
        paths = sorted(each.path.partition("=")[0] for each in found)
        assert paths == [f"/r{number}?token" for number in range(6)]
        text = "".join(each.to_line() for each in found)
        assert not [secret for secret in ("k-ann-4711", "q-secret", "s3cret") if secret in text]
        assert all(each.time is not None and dict(each.headers)["x-request-id"] for each in found)
        assert (await stand.rest("GET", "releases"))["total"] == releases
        assert dict(cache.find_snapshot(gateway).by_type[LISTENER]) == listeners
        result = await replayed(console, recording=recording, configuration={"keys": {"k-ann-4711": "ann"}})
        assert (result["requests"], result["differing"]) == (6, 6)
        assert [each["title"] for each in result["groups"]] == ["Request header changed: x-user"]


async def test_a_share_is_recorded_and_no_request_waits_for_a_console_that_is_away(
    sqlite_settings: Settings, tmp_path: Path
) -> None:
    async with serving(sqlite_settings, tmp_path) as stand:
        recording = await record(stand, percent=20, maximum=1_000)
        for number in range(300):
            assert (await stand.status(f"/{number}")) == 200

        async def are_written() -> bool:
            return bool(25 <= (await recorded(stand, recording))["requests"] <= 105)

        await wait_for(are_written, 10)
        await stand.console.app.state.xds.stop(grace=0)
        for number in range(50):
            assert (await stand.status(f"/away/{number}")) == 200


async def test_a_node_tells_only_of_its_own_gateway(sqlite_settings: Settings, tmp_path: Path) -> None:
    """Whatever a call says of itself: the token decides."""
    async with serving(sqlite_settings, tmp_path) as stand:
        recording = await record(stand, percent=100)
        address = f"127.0.0.1:{await stand.console.app.state.xds.start('127.0.0.1', 0)}"
        async with grpc.aio.insecure_channel(address) as channel:
            call = channel.stream_stream(
                f"/{EXTERNAL_PROCESSOR}/Process",
                request_serializer=processing.ProcessingRequest.SerializeToString,
                response_deserializer=processing.ProcessingResponse.FromString,
            )(
                iter([processing.ProcessingRequest()]),
                metadata=(
                    ("x-sluice-gateway", await gateway_of(stand)),
                    ("authorization", "Bearer nonsense"),
                ),
            )
            with pytest.raises(grpc.aio.AioRpcError) as refused:
                await call.read()
        assert refused.value.code() in (grpc.StatusCode.UNAUTHENTICATED, grpc.StatusCode.PERMISSION_DENIED)
        assert (await recorded(stand, recording))["requests"] == 0
