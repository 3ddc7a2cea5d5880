"""METADATA frames of HTTP/2: a filter is told of them in Envoy and in the emulated host, and they pass."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from tests.api.conftest import LoadSource
from tests.support.envoy import find_free_port, run_envoy
from tests.support.http2_frames import (
    DATA,
    END_HEADERS,
    END_METADATA,
    END_STREAM,
    HEADERS,
    METADATA,
    PREFACE,
    SETTINGS,
    Frame,
    block,
    read_frames,
)
from tests.testing.test_envoy_agrees import bootstrap

from sluice.testing import Metadata, Reply
from sluice.toolchain.build import build_file

COUNTS = """\
from sluice import HttpFilter, RequestInfo, log


class Counts(HttpFilter[None]):
    def __init__(self) -> None:
        self.seen = 0

    def on_request_metadata(self, request: RequestInfo, entries: int) -> None:
        if entries == 5:
            raise ValueError("too many entries")
        self.seen += entries
        log.info("request metadata: %s", entries)

    def on_response_metadata(self, request: RequestInfo, entries: int) -> None:
        log.info("response metadata: %s after %s", entries, self.seen)
"""
LOGGED = ["request metadata: 3", "request metadata: 1", "response metadata: 2 after 4"]


def test_filter_is_told(load_source: LoadSource) -> None:
    filter = load_source(COUNTS.partition("\n\n\n")[2])
    three, one = Metadata({"a": "1", "b": "2", "c": "3"}), Metadata({"d": "4"})
    reply = Reply(200, body=[b"answer", Metadata({"x": "1", "y": "2"})])
    result = filter.request("POST", "/m", body=[three, b"one", one, b"two"], reply=reply)
    assert [entry.message for entry in filter.logs] == LOGGED
    assert result.upstream_request.body == b"onetwo"
    assert result.response.body == b"answer"


def test_frames_wait_behind_headers_that_are_held(load_source: LoadSource) -> None:
    filter = load_source(
        """
        class Waits(HttpFilter[None]):
            async def on_request_headers(self, request: Request) -> None:
                await sleep(1)
                log.info("headers go on")

            def on_request_metadata(self, request: RequestInfo, entries: int) -> None:
                log.info("metadata %s", entries)
        """
    )
    result = filter.request("POST", "/", body=[Metadata({"a": "1"}), b"one"])
    assert [entry.message for entry in filter.logs] == ["headers go on", "metadata 1"]
    assert result.upstream_request.body == b"one"


def test_exception_is_logged_and_the_frame_passes(load_source: LoadSource) -> None:
    filter = load_source(
        """
        class Fails(HttpFilter[None]):
            def on_request_metadata(self, request: RequestInfo, entries: int) -> None:
                raise ValueError("no entries wanted")
        """
    )
    result = filter.request("POST", "/", body=[b"one", Metadata({"a": "1"})])
    assert result.response.status == 200
    assert "ValueError: no entries wanted" in filter.logs[0].message


@pytest.mark.envoy
async def test_filter_in_envoy_is_told_and_the_frames_pass(tmp_path: Path) -> None:
    file, module = tmp_path / "counts.py", tmp_path / "counts.wasm"
    file.write_text(COUNTS)
    module.write_bytes(build_file(file).wasm)
    port, admin_port = find_free_port(), find_free_port()
    async with run_http2_upstream() as (upstream_port, upstream_got):
        started = _allowing_metadata(bootstrap(port, admin_port, upstream_port, module))
        async with run_envoy(tmp_path, started, 1) as envoy:
            await envoy.wait_until_ready()
            failed = await asyncio.wait_for(_ask(port, 5), 10)
            client_got = await asyncio.wait_for(_ask(port, 3, 1), 10)
            log = envoy.log_path.read_text()
    assert [line for line in LOGGED if line not in log] == []
    assert "ValueError: too many entries" in log
    kinds = [frame.kind for frame in upstream_got if frame.kind in (METADATA, DATA)]
    assert kinds == [METADATA, DATA, METADATA, METADATA, DATA]
    assert METADATA in [frame.kind for frame in client_got]
    assert METADATA in [frame.kind for frame in failed]


@asynccontextmanager
async def run_http2_upstream() -> AsyncIterator[tuple[int, list[Frame]]]:
    """Answers a whole request with headers, a METADATA frame of two entries, and a body."""
    got: list[Frame] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readexactly(len(PREFACE))
        writer.write(bytes(Frame(SETTINGS)))
        async for frame in read_frames(reader, writer):
            got.append(frame)
            if frame.kind in (DATA, HEADERS) and frame.flags & END_STREAM:
                answer = [
                    Frame(HEADERS, frame.stream, END_HEADERS, block([(":status", "200")])),
                    Frame(METADATA, frame.stream, END_METADATA, block([("x", "1"), ("y", "2")])),
                    Frame(DATA, frame.stream, END_STREAM, b"answer"),
                ]
                writer.write(b"".join(map(bytes, answer)))
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield int(server.sockets[0].getsockname()[1]), got
    finally:
        server.close()


async def _ask(port: int, *entries: int) -> list[Frame]:
    """One request with METADATA frames of so many entries each; the frames of the response."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    headers = [(":method", "POST"), (":path", "/m"), (":scheme", "http"), (":authority", "test")]
    request = [
        Frame(SETTINGS),
        Frame(HEADERS, 1, END_HEADERS, block(headers)),
        *(
            Frame(METADATA, 1, END_METADATA, block([(f"k{index}", "v") for index in range(each)]))
            for each in entries
        ),
        Frame(DATA, 1, END_STREAM, b"onetwo"),
    ]
    writer.write(PREFACE + b"".join(map(bytes, request)))
    got = []
    async for frame in read_frames(reader, writer):
        got.append(frame)
        if frame.kind in (DATA, HEADERS) and frame.flags & END_STREAM:
            break
    writer.close()
    return got


def _allowing_metadata(started: dict[str, Any]) -> dict[str, Any]:
    manager = started["static_resources"]["listeners"][0]["filter_chains"][0]["filters"][0]["typed_config"]
    manager |= {"codec_type": "HTTP2", "http2_protocol_options": {"allow_metadata": True}}
    options = "type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions"
    http2 = {
        "@type": options,
        "explicit_http_config": {"http2_protocol_options": {"allow_metadata": True}},
    }
    for cluster in started["static_resources"]["clusters"]:
        cluster["typed_extension_protocol_options"] = {
            "envoy.extensions.upstreams.http.v3.HttpProtocolOptions": http2
        }
    return started
