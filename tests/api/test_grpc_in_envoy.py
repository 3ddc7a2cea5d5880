"""gRPC call-outs of a compiled filter through a real Envoy to a real gRPC server."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import grpc
import grpc.aio
import httpx
import pytest
from tests.support.envoy import Envoy, find_free_port, run_envoy
from tests.support.upstreams import run_upstream
from tests.testing.test_envoy_agrees import bootstrap

from sluice.testing import GrpcReply, Loader
from sluice.toolchain.build import build_file

SOURCE = """\
from sluice import GrpcError, GrpcStream, Headers, HttpFilter, Request, Response, grpc

PROXY = ("x-envoy-upstream-service-time", "date", "server")


class Ask(HttpFilter[None]):
    async def on_request_headers(self, request: Request) -> Response | None:
        what = request.path.removeprefix("/")
        try:
            if what in ("Say", "Fail", "Hang", "Missing"):
                cluster = "service" if what != "Missing" else "nowhere"
                metadata = {"x-user": "ann"}
                answer = await grpc.unary(
                    cluster, "test.Echo", what, b"hello", metadata=metadata, timeout=0.5
                )
                return Response(200, body=answer)
            stream = grpc.stream("service", "test.Echo", what, metadata={"x-user": "bob"})
            if what in ("Told", "Denied", "Given"):
                return Response(200, body=await told(stream))
            return Response(200, body=await talk(stream, what))
        except GrpcError as error:
            return Response(200, body=f"status {error.status}: {error.message}")


async def told(stream: GrpcStream) -> str:
    stream.send(b"one", end=True)
    first = await stream.initial_metadata()
    found = [shown(first)]
    try:
        async for message in stream:
            found.append(str(len(message)))
    except GrpcError as error:
        found.append(f"status {error.status}: {error.message}")
    found.append(shown(await stream.trailing_metadata()))
    return " | ".join(found)


def shown(metadata: Headers) -> str:
    return ", ".join([f"{name}={value}" for name, value in metadata.items() if name not in PROXY])


async def talk(stream: GrpcStream, what: str) -> bytes:
    stream.send(b"one")
    stream.send(b"two", end=what == "Chat")
    if what == "ChatClosed":
        stream.close()
    found = []
    async for message in stream:
        found.append(message)
        if what == "Endless" and len(found) == 3:
            stream.cancel()
            break
    return b",".join(found)
"""


if TYPE_CHECKING:
    Handler = grpc.GenericRpcHandler[bytes, bytes]
else:
    Handler = grpc.GenericRpcHandler


class Echo(Handler):
    """The methods of `test.Echo`; `ended`: the client has given up the endless stream."""

    def __init__(self) -> None:
        self.ended = asyncio.Event()

    def service(self, details: grpc.HandlerCallDetails) -> grpc.RpcMethodHandler[bytes, bytes] | None:
        service, _, method = details.method.rpartition("/")
        assert service == "/test.Echo"
        if method in ("Say", "Fail", "Hang"):
            return grpc.unary_unary_rpc_method_handler(getattr(self, method.lower()))
        if method == "Endless":
            return grpc.stream_stream_rpc_method_handler(self.endless)
        if method in ("Told", "Denied", "Given"):
            return grpc.stream_stream_rpc_method_handler(getattr(self, method.lower()))
        return grpc.stream_stream_rpc_method_handler(self.chat)

    async def say(self, message: bytes, context: Any) -> bytes:
        user = dict(context.invocation_metadata())["x-user"]
        return message.upper() + f" from {user}".encode()

    async def fail(self, message: bytes, context: Any) -> bytes:
        await context.abort(grpc.StatusCode.PERMISSION_DENIED, "not you")
        raise AssertionError

    async def hang(self, message: bytes, context: Any) -> bytes:
        await asyncio.sleep(30)
        return b""

    async def chat(self, messages: AsyncIterator[bytes], context: Any) -> AsyncIterator[bytes]:
        async for message in messages:
            yield message.upper()
        yield b"END"

    async def told(self, messages: AsyncIterator[bytes], context: Any) -> AsyncIterator[bytes]:
        await context.send_initial_metadata(
            (("x-region", "north"), ("x-region", "south"), ("k-bin", b"\xff"))
        )
        async for message in messages:
            yield message
        context.set_trailing_metadata((("x-cost", "3"),))

    async def denied(self, messages: AsyncIterator[bytes], context: Any) -> AsyncIterator[bytes]:
        async for message in messages:
            yield message
        await context.abort(grpc.StatusCode.PERMISSION_DENIED, "not you", (("x-why", "quota"),))

    async def given(self, messages: AsyncIterator[bytes], context: Any) -> AsyncIterator[bytes]:
        """A failure without any message: headers and trailers are one."""
        await context.abort(grpc.StatusCode.NOT_FOUND, "nothing", (("x-why", "empty"),))
        yield b""

    async def endless(self, messages: AsyncIterator[bytes], context: Any) -> AsyncIterator[bytes]:
        number = 0
        try:
            while True:
                number += 1
                yield str(number).encode()
        finally:
            self.ended.set()


@asynccontextmanager
async def serving(folder: Path) -> AsyncIterator[tuple[Envoy, int, Echo]]:
    file, module = folder / "sample.py", folder / "sample.wasm"
    file.write_text(SOURCE)
    module.write_bytes(build_file(file).wasm)
    echo, server = Echo(), grpc.aio.server()
    server.add_generic_rpc_handlers((echo,))
    service_port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    port, admin_port = find_free_port(), find_free_port()
    async with run_upstream("echo") as upstream:
        started = bootstrap(port, admin_port, upstream, module)
        started["static_resources"]["clusters"].append(_grpc_cluster(service_port))
        async with run_envoy(folder, started, 1) as envoy:
            await envoy.wait_until_ready()
            yield envoy, port, echo
    await server.stop(0)


def _grpc_cluster(port: int) -> dict[str, Any]:
    address = {"socket_address": {"address": "127.0.0.1", "port_value": port}}
    endpoint = {"lb_endpoints": [{"endpoint": {"address": address}}]}
    options = "type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions"
    http2 = {"@type": options, "explicit_http_config": {"http2_protocol_options": {}}}
    return {
        "name": "service",
        "load_assignment": {"cluster_name": "service", "endpoints": [endpoint]},
        "typed_extension_protocol_options": {"envoy.extensions.upstreams.http.v3.HttpProtocolOptions": http2},
    }


METADATA = {
    "Told": "x-region=north, x-region=south, k-bin=/w | 3 | x-cost=3",
    "Denied": " | 3 | status 7: not you | x-why=quota",
    "Given": " | status 5: nothing | x-why=empty",
}
"""What a filter sees of metadata, in Envoy and in the emulated host."""


def test_metadata_in_the_emulated_host(tmp_path: Path, load: Loader) -> None:
    file = tmp_path / "sample.py"
    file.write_text(SOURCE)
    filter = load(file)
    answers = {
        "Told": GrpcReply(
            [b"one"],
            initial_metadata=[("x-region", "north"), ("x-region", "south"), ("k-bin", "/w")],
            trailing_metadata={"x-cost": "3"},
        ),
        "Denied": GrpcReply([b"one"], 7, "not you", trailing_metadata={"x-why": "quota"}),
        "Given": GrpcReply([], 5, "nothing", trailing_metadata={"x-why": "empty"}),
    }
    filter.upstream("service").grpc.replies_by(lambda call: answers[call.method])
    seen = {what: filter.request(path=f"/{what}").response.text for what in answers}
    assert seen == METADATA
    assert filter.upstream("service").grpc.calls[0].metadata["x-user"] == "bob"


@pytest.mark.envoy
async def test_calls_and_streams(tmp_path: Path) -> None:
    async with serving(tmp_path) as (envoy, port, echo), httpx.AsyncClient(trust_env=False) as client:
        answers = {}
        for what in ("Say", "Fail", "Hang", "Missing", "Chat", "ChatClosed", "Endless", *METADATA):
            answers[what] = (await client.get(f"http://127.0.0.1:{port}/{what}", timeout=10)).text
        answers["Hang"] = answers["Hang"].partition(":")[
            0
        ]  # Envoy's words or, as it may be first, the server's
        assert answers == {
            "Say": "HELLO from ann",
            "Fail": "status 7: not you",
            "Hang": "status 4",
            "Missing": "status 14: test.Echo/Missing of nowhere: proxy_grpc_call: InternalFailure",
            "Chat": "ONE,TWO,END",
            "ChatClosed": "ONE,TWO,END",
            "Endless": "1,2,3",
            **METADATA,
        }
        await asyncio.wait_for(echo.ended.wait(), 10)
        assert "critical" not in envoy.log_path.read_text().split("starting main dispatch loop")[1]
