"""What a real Envoy speaks: HTTP/1.1, 2 and 3 with clients, gRPC and WebSocket all the way through."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import grpc
import grpc.aio
import pytest
import pytest_asyncio
from aioquic.asyncio.client import connect as connect_quic
from aioquic.asyncio.protocol import QuicConnectionProtocol
from aioquic.h3.connection import H3_ALPN, H3Connection
from aioquic.h3.events import DataReceived, HeadersReceived
from aioquic.quic.configuration import QuicConfiguration
from aioquic.quic.events import QuicEvent
from tests.support.authority import Authority
from tests.support.edge import Edge, run_edge
from tests.support.envoy import find_free_port
from tests.support.gateways import make_gateway

from sluice_console.envoy import ir
from sluice_console.envoy.secrets import to_secret, to_ticket_keys

pytestmark = [pytest.mark.envoy, pytest.mark.asyncio(loop_scope="module")]

AUTHORITY = Authority()
SHOP = AUTHORITY.issue("shop.test")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def edge(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Edge]:
    port = find_free_port()
    async with run_edge(tmp_path_factory.mktemp("edge"), make_gateway(port), port) as started:
        yield started


def to_upstream(edge: Edge, port: int, protocol: ir.Protocol, **action: Any) -> ir.Gateway:
    service = ir.Service("sv_1", "web", (ir.Endpoint("127.0.0.1", port),), protocol=protocol)
    route = ir.Route("rt_1", "all", ir.Forward((ir.Destination("sv_1"),), **action))
    return make_gateway(edge.port, services=(service,), routes=(route,))


async def _double(request: bytes, context: Any) -> bytes:
    context.set_trailing_metadata((("x-trailer", "there"),))
    return request * 2


async def _echo(requests: AsyncIterator[bytes], _context: Any) -> AsyncIterator[bytes]:
    async for request in requests:
        if request == b"fail":
            await _context.abort(grpc.StatusCode.FAILED_PRECONDITION, "as asked")
        yield request


def unary(channel: grpc.aio.Channel, method: str) -> Any:
    """Bytes in, bytes out."""
    return channel.unary_unary(method, lambda data: data, lambda data: data)


@asynccontextmanager
async def grpc_upstream() -> AsyncIterator[int]:
    server = grpc.aio.server()
    handlers = {
        "Double": grpc.unary_unary_rpc_method_handler(_double),
        "Echo": grpc.stream_stream_rpc_method_handler(_echo),
    }
    server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler("test.Echo", handlers),))
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    try:
        yield port
    finally:
        await server.stop(0)


@pytest.mark.parametrize("protocol", ["http2", "as_client"])
async def test_grpc_calls_streams_trailers_and_errors(edge: Edge, protocol: ir.Protocol) -> None:
    async with grpc_upstream() as port, grpc.aio.insecure_channel(f"127.0.0.1:{edge.port}") as channel:
        await edge.publish(to_upstream(edge, port, protocol, timeout=0))
        call = unary(channel, "/test.Echo/Double")(b"ab")
        assert await call == b"abab"
        assert ("x-trailer", "there") in tuple(await call.trailing_metadata())
        echo: Any = channel.stream_stream  # its stubs want serialisers and requests, which are optional
        stream = echo("/test.Echo/Echo")()
        for text in (b"one", b"two"):
            await stream.write(text)
            assert await stream.read() == text
        await stream.write(b"fail")
        with pytest.raises(grpc.aio.AioRpcError) as error:
            await stream.read()
        assert (error.value.code(), error.value.details()) == (
            grpc.StatusCode.FAILED_PRECONDITION,
            "as asked",
        )


async def _web_socket(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Switches protocols and sends everything back; frames are the clients' business."""
    head = await reader.readuntil(b"\r\n\r\n")
    assert b"upgrade: websocket" in head.lower()
    writer.write(b"HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n")
    while data := await reader.read(1000):
        writer.write(data.upper())
    writer.close()


@pytest.mark.parametrize("allowed", [True, False])
async def test_web_sockets_where_a_route_lets_them_through(edge: Edge, allowed: bool) -> None:
    server = await asyncio.start_server(_web_socket, "127.0.0.1", 0)
    async with server:
        port = int(server.sockets[0].getsockname()[1])
        await edge.publish(to_upstream(edge, port, "http1", websocket=allowed, timeout=0))
        reader, writer = await asyncio.open_connection("127.0.0.1", edge.port)
        writer.write(b"GET /chat HTTP/1.1\r\nhost: test\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n")
        head = await reader.readuntil(b"\r\n\r\n")
        if allowed:
            assert head.startswith(b"HTTP/1.1 101")
            for text in (b"hello", b"again"):
                writer.write(text)
                assert await reader.readexactly(5) == text.upper()
        else:
            assert head.startswith(b"HTTP/1.1 403")
        writer.close()


async def test_upstreams_hear_what_the_client_speaks(edge: Edge) -> None:
    """No conversion: the first bytes at the upstream are HTTP/1.1's or HTTP/2's."""
    heard: list[bytes] = []

    async def listen(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.append(await reader.readexactly(14))
        writer.close()

    server = await asyncio.start_server(listen, "127.0.0.1", 0)
    async with server:
        port = int(server.sockets[0].getsockname()[1])
        await edge.publish(to_upstream(edge, port, "as_client"))
        assert (await edge.get("/")).status_code == 503
        async with grpc.aio.insecure_channel(f"127.0.0.1:{edge.port}") as channel:
            with pytest.raises(grpc.aio.AioRpcError):
                await unary(channel, "/x/y")(b"")
    assert heard == [b"GET / HTTP/1.1", b"PRI * HTTP/2.0"]


class Http3Client(QuicConnectionProtocol):
    """One request at a time."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._http = H3Connection(self._quic)
        self._answer: asyncio.Future[tuple[dict[bytes, bytes], bytes]] | None = None
        self._headers: dict[bytes, bytes] = {}
        self._body = b""

    async def get(self, host: str, path: str) -> tuple[dict[bytes, bytes], bytes]:
        self._answer = asyncio.get_running_loop().create_future()
        head = {":method": "GET", ":scheme": "https", ":authority": host, ":path": path}
        stream = self._quic.get_next_available_stream_id()
        fields = [(name.encode(), value.encode()) for name, value in head.items()]
        self._http.send_headers(stream, fields, end_stream=True)
        self.transmit()
        return await asyncio.wait_for(self._answer, 5)

    def quic_event_received(self, event: QuicEvent) -> None:
        for item in self._http.handle_event(event):
            if isinstance(item, HeadersReceived):
                self._headers = dict(item.headers)
            if isinstance(item, DataReceived):
                self._body += item.data
            ended = isinstance(item, HeadersReceived | DataReceived) and item.stream_ended
            if ended and self._answer is not None and not self._answer.done():
                self._answer.set_result((self._headers, self._body))


async def test_http_3_beside_http_2_on_one_port(edge: Edge) -> None:
    settings = ir.Tls(("ct_1",))
    listener = ir.Listener("ls_1", "secure", edge.port, "127.0.0.1", tls=settings, http3=True)
    gateway = make_gateway(
        edge.port, listeners=(listener,), certificates=(ir.Certificate("ct_1", "shop", SHOP.chain),)
    )
    secrets = [to_secret("ct_1", SHOP.chain, SHOP.key), to_ticket_keys(b"seed", 0.0)]
    await edge.publish(gateway, secrets=secrets)

    context = ssl.create_default_context(cadata=AUTHORITY.pem)
    reader, writer = await asyncio.open_connection(
        "127.0.0.1", edge.port, ssl=context, server_hostname="shop.test"
    )
    writer.write(b"GET / HTTP/1.1\r\nhost: shop.test\r\n\r\n")
    head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
    writer.close()
    assert f'alt-svc: h3=":{edge.port}"; ma=86400' in head

    configuration = QuicConfiguration(is_client=True, alpn_protocols=H3_ALPN, server_name="shop.test")
    configuration.load_verify_locations(cadata=AUTHORITY.pem.encode())
    async with connect_quic(
        "127.0.0.1", edge.port, configuration=configuration, create_protocol=Http3Client
    ) as client:
        assert isinstance(client, Http3Client)
        headers, body = await client.get("shop.test", "/")
    assert (headers[b":status"], body) == (b"200", b"hello\n")
    assert sum((await edge.envoy.statistics("http3.*rx_reset")).values()) == 0
