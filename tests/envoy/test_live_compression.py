"""A real Envoy compresses answers as gateway and route say, and as the client can."""

from __future__ import annotations

import gzip
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
import pytest_asyncio
from tests.support.edge import Edge, run_edge
from tests.support.envoy import find_free_port
from tests.support.gateways import make_gateway
from tests.support.upstreams import run_upstream

from sluice_console.envoy import ir

pytestmark = [pytest.mark.envoy, pytest.mark.asyncio(loop_scope="module")]

LONG = "abc " * 5_000
MAGIC = {"gzip": b"\x1f\x8b", "zstd": b"\x28\xb5\x2f\xfd"}
EVERYTHING = "gzip, deflate, br, zstd"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def edge(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Edge]:
    port = find_free_port()
    async with run_edge(tmp_path_factory.mktemp("edge"), make_gateway(port), port) as started:
        yield started


@dataclass(frozen=True, slots=True)
class Answer:
    """As it came over the wire: `encoding` is empty for an answer that was not compressed."""

    encoding: str
    vary: str
    raw: bytes


async def serve(edge: Edge, upstream: int, settings: ir.Compression | None, compress: Any = None) -> None:
    """Everything goes to an upstream that sends back what it was sent, as JSON."""
    service = ir.Service("sv_1", "web", (ir.Endpoint("127.0.0.1", upstream),))
    route = ir.Route("rt_1", "all", ir.Forward((ir.Destination("sv_1"),), compress=compress))
    listener = ir.Listener("ls_1", "http", edge.port, "127.0.0.1", compression=settings)
    await edge.publish(make_gateway(edge.port, services=(service,), routes=(route,), listeners=(listener,)))


async def send(edge: Edge, body: str = LONG, accept: str = EVERYTHING) -> Answer:
    async with (
        httpx.AsyncClient(trust_env=False, timeout=10) as client,
        client.stream(
            "POST", f"http://127.0.0.1:{edge.port}/", content=body, headers={"accept-encoding": accept}
        ) as answer,
    ):
        assert answer.status_code == 200
        raw = b"".join([part async for part in answer.aiter_raw()])
        return Answer(answer.headers.get("content-encoding", ""), answer.headers.get("vary", ""), raw)


@pytest.mark.parametrize(
    ("accept", "encoding"),
    [
        (EVERYTHING, "br"),
        ("gzip", "gzip"),
        ("zstd", "zstd"),
        ("br;q=0.5, gzip;q=0.8", "gzip"),
        ("identity", ""),
        ("", ""),
    ],
)
async def test_the_client_chooses_and_the_first_breaks_a_tie(edge: Edge, accept: str, encoding: str) -> None:
    async with run_upstream("web") as upstream:
        await serve(edge, upstream, ir.Compression())
        answer = await send(edge, accept=accept)
    assert answer.encoding == encoding
    assert answer.raw.startswith(MAGIC.get(encoding, b""))
    if encoding:
        assert len(answer.raw) < 1_000 and "accept-encoding" in answer.vary.lower()
    else:
        assert json.loads(answer.raw)["body"] == LONG


async def test_another_algorithm_first(edge: Edge) -> None:
    async with run_upstream("web") as upstream:
        await serve(edge, upstream, ir.Compression(algorithms=("gzip", "zstd")))
        answer = await send(edge)
        assert answer.encoding == "gzip" and json.loads(gzip.decompress(answer.raw))["body"] == LONG
        assert (await send(edge, accept="br")).encoding == ""


async def test_what_is_small_or_of_another_type_is_sent_as_it_is(edge: Edge) -> None:
    async with run_upstream("web") as upstream:
        await serve(edge, upstream, ir.Compression(minimum_bytes=10_000))
        assert (await send(edge)).encoding == "br"
        assert (await send(edge, body="abc " * 500)).encoding == ""
        await serve(edge, upstream, ir.Compression(types=("text/html",)))
        assert (await send(edge)).encoding == ""


@pytest.mark.parametrize(
    ("settings", "compress", "encoding"),
    [
        (ir.Compression(), None, "br"),
        (ir.Compression(), False, ""),
        (ir.Compression(), True, "br"),
        (ir.Compression(everywhere=False, algorithms=("zstd",)), None, ""),
        (ir.Compression(everywhere=False, algorithms=("zstd",)), True, "zstd"),
        (None, None, ""),
        (None, True, "br"),
        (None, False, ""),
    ],
)
async def test_a_route_has_the_last_word(
    edge: Edge, settings: ir.Compression | None, compress: bool | None, encoding: str
) -> None:
    async with run_upstream("web") as upstream:
        await serve(edge, upstream, settings, compress)
        assert (await send(edge)).encoding == encoding
