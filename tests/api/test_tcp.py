"""TCP filters: on both platforms of the emulated host, and in a real Envoy."""

from __future__ import annotations

import asyncio
import textwrap
from pathlib import Path

import pytest
from tests.support.envoy import eventually
from tests.support.tcp import run_line_upstream, run_tcp_filter

from sluice.compiler.diagnostics import CompileError
from sluice.testing import LoadedFilter, Loader, LoadError
from sluice.toolchain.build import build_file

LINES = """
from dataclasses import dataclass
from sluice import HOLD, Chunk, Counter, Hold, TcpFilter, connection, log, property, set_property

lines = Counter("lines_total", labels=("kind",))

@dataclass(frozen=True)
class Config:
    forbidden: str
    limit: int = 20

class Lines(TcpFilter[Config], on_error="{on_error}"):
    seen: int = 0

    def on_new_connection(self) -> None:
        set_property("host", connection.source_address.partition(":")[0])

    def on_downstream_data(self, data: Chunk) -> bytes | Hold | None:
        text = data.data
        if not text:
            return None
        if text.startswith(b"boom"):
            raise ValueError("boom")
        if not text.endswith(b"\\n"):
            if len(data) > self.config.limit:
                self.close()
            return HOLD
        self.seen += 1
        lines.increment(kind="passed")
        if self.config.forbidden.encode() in text:
            self.close()
            return None
        if text.startswith(b"as it is"):
            return None
        if text.startswith(b"nothing"):
            return b""
        return text.upper()

    def on_upstream_data(self, data: Chunk) -> bytes | None:
        if data.data.startswith(b"ECHO"):
            return b"> " + data.data[5:]
        return None

    def on_downstream_close(self, by_peer: bool) -> None:
        log.info("closed %s %d %s", by_peer, self.seen, property("host"))

    def on_upstream_close(self) -> None:
        log.info("upstream closed")
"""
GATE = """
from sluice import CalloutError, Chunk, Hold, TcpFilter, connection, http, log, sleep

class Gate(TcpFilter[None], on_error="{on_error}"):
    async def on_new_connection(self) -> None:
        reply = await http.get("idp", "/check", timeout=0.5)
        if reply.status != 200:
            self.close()
        await sleep(0.01)

    def on_downstream_data(self, data: Chunk) -> bytes | Hold | None:
        return data.data.upper()

    def on_downstream_close(self, by_peer: bool) -> None:
        log.info("closed %s", by_peer)
"""
CONFIG = {"forbidden": "secret"}


def write(folder: Path, source: str, on_error: str = "deny") -> Path:
    file = folder / "sample.py"
    file.write_text(textwrap.dedent(source.replace("{on_error}", on_error)))
    return file


def loaded(load: Loader, folder: Path, source: str = LINES, on_error: str = "deny") -> LoadedFilter:
    return load(write(folder, source, on_error), CONFIG if source == LINES else None, upstreams=["idp"])


def test_data_both_ways(load: Loader, tmp_path: Path) -> None:
    filter = loaded(load, tmp_path)
    connection = filter.connect()
    connection.send(b"hel")
    assert connection.upstream_received == b""
    connection.send(b"lo\n")
    assert connection.upstream_received == b"HELLO\n"
    connection.send(b"as it is\n")
    connection.send(b"nothing\n")
    assert connection.upstream_received == b"HELLO\nas it is\n"
    connection.upstream_sends(b"ECHO yes\n")
    connection.upstream_sends(b"other\n")
    assert connection.received == b"> yes\nother\n"
    connection.close()
    assert not connection.is_open
    assert [each.message for each in filter.logs] == ["upstream closed", "closed False 3 b'127.0.0.1'"]
    assert filter.metrics["lines_total", "passed"] == 3
    assert filter.metrics["exceptions_total"] == 0


def test_each_connection_has_its_own_object(load: Loader, tmp_path: Path) -> None:
    filter = loaded(load, tmp_path)
    first, second = filter.connect(), filter.connect()
    first.send(b"a\n")
    second.send(b"b")
    first.send(b"c\n")
    second.send(b"\n")
    first.close()
    second.close()
    assert (first.upstream_received, second.upstream_received) == (b"A\nC\n", b"B\n")
    assert [each.message for each in filter.logs if "closed F" in each.message] == [
        "closed False 2 b'127.0.0.1'",
        "closed False 1 b'127.0.0.1'",
    ]


def test_the_filter_closes(load: Loader, tmp_path: Path) -> None:
    filter = loaded(load, tmp_path)
    for sent in (b"the secret\n", b"x" * 21):
        connection = filter.connect()
        connection.send(sent)
        assert not connection.is_open
        assert connection.upstream_received == b""
    half = filter.connect()
    half.send(b"half a line")
    assert half.is_open
    half.end()  # nothing can decide about it any more
    assert not half.is_open
    assert half.upstream_received == b""


@pytest.mark.parametrize(("on_error", "open_"), [("deny", False), ("continue", True)])
def test_an_exception(load: Loader, tmp_path: Path, on_error: str, open_: bool) -> None:
    filter = loaded(load, tmp_path, on_error=on_error)
    connection = filter.connect()
    connection.send(b"boom\n")
    assert connection.is_open == open_
    assert connection.upstream_received == (b"boom\n" if open_ else b"")
    assert 'sample.py", line 23, in on_downstream_data' in filter.logs[0].message
    assert filter.logs[0].message.endswith("ValueError: boom")
    assert filter.metrics["exceptions_total"] == 1
    after = filter.connect()
    after.send(b"fine\n")
    assert after.upstream_received == b"FINE\n"


def test_a_connection_waits_for_an_answer(load: Loader, tmp_path: Path) -> None:
    filter = loaded(load, tmp_path, GATE)
    filter.upstream("idp").replies(200, after=0.1)
    connection = filter.connect()
    connection.send(b"early ")
    connection.send(b"bird")
    assert not connection.reached_upstream
    filter.advance(0.2)
    assert connection.upstream_received == b"EARLY BIRD"
    connection.send(b"late")
    assert connection.upstream_received == b"EARLY BIRDLATE"
    gone = filter.connect()
    gone.close()
    filter.advance(1)
    assert filter.metrics["exceptions_total"] == 0


def test_a_connection_is_refused_after_an_answer(load: Loader, tmp_path: Path) -> None:
    filter = loaded(load, tmp_path, GATE)
    filter.upstream("idp").replies(403, after=0.1)
    connection = filter.connect()
    connection.send(b"let me in")
    filter.advance(0.2)
    assert (connection.is_open, connection.upstream_received) == (False, b"")


@pytest.mark.parametrize(("on_error", "open_"), [("deny", False), ("continue", True)])
def test_an_exception_after_awaiting(load: Loader, tmp_path: Path, on_error: str, open_: bool) -> None:
    filter = loaded(load, tmp_path, GATE, on_error)
    filter.upstream("idp").times_out()
    connection = filter.connect()
    connection.send(b"hello")
    filter.advance(1)
    assert connection.is_open == open_
    assert connection.upstream_received == (b"HELLO" if open_ else b"")
    assert "CalloutTimeout" in filter.logs[0].message
    assert filter.metrics["exceptions_total"] == 1


def test_memory_stays_flat(load: Loader, tmp_path: Path) -> None:
    def send(filter: LoadedFilter, number: int) -> None:
        connection = filter.connect()
        connection.send(b"hello\n")
        connection.close()

    filter = loaded(load, tmp_path)
    for number in range(9_000 if filter.platform == "wasm" else 0):  # until the heap has found its size
        send(filter, number)
    filter.logs.clear()
    filter.assert_flat_memory(requests=1_000, send=send)


REFUSED = {
    "async def on_downstream_data(self, data: Chunk) -> bytes | None": "await in `on_new_connection`",
    "async def on_upstream_data(self, data: Chunk) -> bytes | None": "a proxy cannot hold",
    "async def on_downstream_close(self, by_peer: bool) -> None": "nothing waits",
    "def on_downstream_dat(self, data: Chunk) -> bytes | None": "is no callback of TcpFilter",
}


@pytest.mark.parametrize("method", REFUSED)
def test_what_is_refused_at_build(tmp_path: Path, method: str) -> None:
    file = tmp_path / "sample.py"
    file.write_text(
        "from sluice import Chunk, TcpFilter\n\nclass Sample(TcpFilter[None]):\n"
        f"    {method}:  # type: ignore[override]\n        return None\n"
    )
    with pytest.raises(CompileError, match=REFUSED[method]):
        build_file(file)


def test_a_file_without_a_filter(load: Loader, tmp_path: Path) -> None:
    with pytest.raises(LoadError):
        load(write(tmp_path, "from sluice import Chunk\n"), None)


@pytest.mark.envoy
async def test_in_envoy(tmp_path: Path) -> None:
    wasm = build_file(write(tmp_path, LINES)).wasm
    async with (
        run_line_upstream() as (port, received),
        run_tcp_filter(tmp_path / "envoy", wasm, '{"forbidden": "secret"}', {"upstream": port}) as proxy,
    ):
        reader, writer = await proxy.connect()
        writer.write(b"hel")
        await asyncio.sleep(0.05)
        writer.write(b"lo\n")
        assert await reader.read(100) == b"> HELLO\n"
        writer.write_eof()
        assert await reader.read() == b""
        writer.close()
        for sent, logged in (
            (b"a secret\n", "closed False 1"),
            (b"boom\n", "closed False 0"),
            (b"x" * 30, "closed"),
        ):
            reader, writer = await proxy.connect()
            writer.write(sent)
            assert await asyncio.wait_for(reader.read(), 10) == b""
            writer.close()

            async def is_logged(expected: str = logged) -> bool:
                return expected in proxy.lines()[-1]

            assert await eventually(is_logged, 10), proxy.lines()
        assert received == [b"HELLO\n"]
        assert "ValueError: boom" in proxy.log()
        exceptions = await proxy.envoy.statistics("exceptions_total")
        assert list(exceptions.values()) == [1]


@pytest.mark.envoy
async def test_awaiting_in_envoy(tmp_path: Path) -> None:
    answers = [b"200 OK", b"403 No", b"200 OK"]

    async def check(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        await asyncio.sleep(0.05)
        writer.write(b"HTTP/1.1 " + answers.pop(0) + b"\r\nconnection: close\r\ncontent-length: 0\r\n\r\n")
        writer.close()

    idp = await asyncio.start_server(check, "127.0.0.1", 0)
    clusters = {"idp": idp.sockets[0].getsockname()[1]}
    wasm = build_file(write(tmp_path, GATE)).wasm
    async with (
        run_line_upstream() as (port, received),
        run_tcp_filter(tmp_path / "envoy", wasm, "", {"upstream": port, **clusters}) as proxy,
    ):
        for answer in (b"ECHO HELLO", b"", b"ECHO HELLO"):
            reader, writer = await proxy.connect()
            writer.write(b"hello")
            writer.write_eof()
            try:
                assert await asyncio.wait_for(reader.read(), 10) == answer, proxy.log()[-2000:]
            except ConnectionResetError:  # what the client had sent was never read
                assert answer == b""
            writer.close()
        assert received == [b"HELLO", b"HELLO"]
        impatient = await proxy.connect()
        impatient[1].close()
    idp.close()
