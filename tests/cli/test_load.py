"""The load counts every request once, and calls a failure what a client would."""

import asyncio
import json
import signal
import subprocess
import sys
from collections.abc import AsyncIterator

import pytest

from sluice.cli.local.load import Tally, send_load
from sluice.cli.local.upstream import EchoProtocol


@pytest.fixture
async def url() -> AsyncIterator[str]:
    server = await asyncio.get_running_loop().create_server(lambda: EchoProtocol("echo"), "127.0.0.1", 0)
    host, port = server.sockets[0].getsockname()
    yield f"http://{host}:{port}"
    server.close()


async def test_exactly_as_many_as_wanted(url: str) -> None:
    tally = Tally(wanted=500, count_bodies=False)
    await send_load(f"{url}/orders", ["x-api-key: k1"], 8, tally, asyncio.Event())
    assert (tally.requests, tally.failures, dict(tally.statuses)) == (500, 0, {200: 500})


async def test_an_answer_that_is_not_2xx_is_a_failure_and_its_text_is_counted(url: str) -> None:
    tally = Tally(wanted=20, count_bodies=True)
    await send_load(f"{url}/?status=503", [], 2, tally, asyncio.Event())
    report = json.loads(tally.to_json(1.0))
    assert (report["requests"], report["failures"], report["statuses"]) == (20, 20, {"503": 20})
    [(body, count)] = report["bodies"]["503"].items()
    assert '"path": "/?status=503"' in body
    assert count == 20


async def test_nobody_listening_is_a_failure_for_each_request() -> None:
    tally = Tally(wanted=3, count_bodies=False)
    await send_load("http://127.0.0.1:1/", [], 1, tally, asyncio.Event())
    assert tally.failures == tally.requests == 3


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nshort", "IncompleteReadError"),
        (b"HTTP/1.1 two hundred\r\n\r\n", "ValueError"),
        (b"", "IncompleteReadError"),
    ],
)
async def test_an_answer_cut_short_or_malformed_is_one_failure(answer: bytes, error: str) -> None:
    async def reply(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer)
        writer.close()

    async with await asyncio.start_server(reply, "127.0.0.1", 0) as server:
        host, port = server.sockets[0].getsockname()
        tally = Tally(wanted=4, count_bodies=False)
        await send_load(f"http://{host}:{port}/", [], 1, tally, asyncio.Event())
    assert dict(tally.errors) == {error: 4}
    assert tally.failures == tally.requests == 4


async def test_chunked_answers_and_closed_connections_are_understood() -> None:
    async def reply(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\n")
        writer.write(b"3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n")
        writer.close()

    async with await asyncio.start_server(reply, "127.0.0.1", 0) as server:
        host, port = server.sockets[0].getsockname()
        tally = Tally(wanted=5, count_bodies=True)
        await send_load(f"http://{host}:{port}/", [], 2, tally, asyncio.Event())
    assert tally.failures == 0
    assert dict(tally.bodies) == {(200, "abcde"): 5}


async def test_the_program_runs_until_sigterm_and_reports(url: str) -> None:
    command = [sys.executable, "-m", "sluice.cli.local.load", f"{url}/", "--connections", "2"]
    process = await asyncio.create_subprocess_exec(*command, stdout=subprocess.PIPE)
    await asyncio.sleep(1.0)
    process.send_signal(signal.SIGTERM)
    output, _ = await asyncio.wait_for(process.communicate(), 10)
    report = json.loads(output)
    assert process.returncode == 0
    assert report["requests"] == report["statuses"]["200"] > 0
    assert report["failures"] == 0
