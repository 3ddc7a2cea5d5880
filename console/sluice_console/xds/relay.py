"""Between an Envoy and the console, on the Envoy's machine: passes everything on, and keeps the last good.

    relay = Relay("console.test:18000", Path("/var/lib/sluice"))
    port = await relay.start("127.0.0.1", 18001)

While the console serves, the node talks to it and to nobody else: versions, acknowledgements and rejections
are those of the two. While it cannot be reached, or fails before it has answered, a node that starts gets
what it had taken last, in the console's own versions, so that later nothing is sent twice.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import grpc
import grpc.aio

from sluice_console.envoy.protobufs import discovery
from sluice_console.envoy.resources import Snapshot
from sluice_console.xds.claims import read_bearer_token
from sluice_console.xds.delta import DeltaStream
from sluice_console.xds.following import QUIET_SECONDS, Following
from sluice_console.xds.identity import Identity, renew_for_ever
from sluice_console.xds.inbox import Inbox
from sluice_console.xds.kept import Kept
from sluice_console.xds.metrics import METRICS_SERVICE
from sluice_console.xds.nodes import NodeRegistry
from sluice_console.xds.rate_limits import RATE_LIMIT_SERVICE
from sluice_console.xds.requests import Requests
from sluice_console.xds.server import DISCOVERY_SERVICE, FIRST_REQUEST_SECONDS
from sluice_console.xds.session import Session
from sluice_console.xds.transport import CONNECTION_SECONDS

REACH_SECONDS = 2.0
"""How long a node that comes waits for a console that does not answer."""
RETRY_SECONDS = 5.0
"""How often a console that is there and does not work is tried, for each node."""
ANSWER_SECONDS = 10.0
_REFUSALS = frozenset(
    {
        grpc.StatusCode.UNAUTHENTICATED,
        grpc.StatusCode.PERMISSION_DENIED,
        grpc.StatusCode.INVALID_ARGUMENT,
    }
)
"""What a console says that works, of a node that is not to have anything."""
_Metadata = tuple[tuple[str, Any], ...]
_DELTA = f"/{DISCOVERY_SERVICE}/DeltaAggregatedResources"
_METRICS = f"/{METRICS_SERVICE}/StreamMetrics"
_LIMITS = f"/{RATE_LIMIT_SERVICE}/ShouldRateLimit"
_OPTIONS = (
    ("grpc.so_reuseport", 0),
    ("grpc.max_send_message_length", -1),
    ("grpc.max_receive_message_length", -1),
    ("grpc.keepalive_time_ms", 30_000),
    ("grpc.keepalive_timeout_ms", 5_000),
    ("grpc.initial_reconnect_backoff_ms", 200),
    ("grpc.min_reconnect_backoff_ms", 1_000),
    ("grpc.max_reconnect_backoff_ms", 2_000),
    ("grpc.http2.min_ping_interval_without_data_ms", 5_000),
)
_log = logging.getLogger(__name__)


class Relay:
    """Serves one machine's nodes. `console` is HOST:PORT; `folder` is for what is kept.

    With `identity`, the folder of a node's certificate, it serves that node only: it shows the console the
    certificate, and renews it.
    """

    def __init__(self, console: str, folder: Path, identity: Path | None = None) -> None:
        """Raises IdentityError."""
        self._console = console
        self._folder = folder
        self._shown = Identity.read(identity) if identity else None
        self._channel: Any = self._open_channel()
        self._retiring: set[asyncio.Task[None]] = set()
        self._renewing: asyncio.Task[None] | None = None
        self._server: grpc.aio.Server | None = None
        self._kept: dict[str, Kept] = {}

    async def start(self, host: str, port: int) -> int:
        """Listen; gives the port. Raises OSError when it is taken."""
        server = grpc.aio.server(options=_OPTIONS)
        handlers = {
            DISCOVERY_SERVICE: {
                "DeltaAggregatedResources": grpc.stream_stream_rpc_method_handler(
                    self._delta, request_deserializer=discovery.DeltaDiscoveryRequest.FromString
                )
            },
            METRICS_SERVICE: {"StreamMetrics": grpc.stream_unary_rpc_method_handler(self._metrics)},
            RATE_LIMIT_SERVICE: {"ShouldRateLimit": grpc.unary_unary_rpc_method_handler(self._limits)},
        }
        server.add_generic_rpc_handlers(
            [grpc.method_handlers_generic_handler(name, methods) for name, methods in handlers.items()]
        )
        try:
            bound = server.add_insecure_port(f"{host}:{port}")
        except RuntimeError as error:
            raise OSError(f"cannot listen for Envoy on {host}:{port}: the port is taken") from error
        await server.start()
        self._server = server
        if self._shown is not None:
            renewing = renew_for_ever(self._shown.folder, self._console, self._show)
            self._renewing = asyncio.create_task(renewing)
        return bound

    async def stop(self) -> None:
        for task in (self._renewing, *self._retiring):
            if task is not None:
                task.cancel()
        if self._server is not None:
            await self._server.stop(0.5)
        await self._channel.close()

    def _open_channel(self) -> Any:
        if self._shown is None:
            return grpc.aio.insecure_channel(self._console, options=_OPTIONS)
        return self._shown.open_channel(self._console, _OPTIONS)

    def _show(self, identity: Identity) -> None:
        """From now on. What runs with the certificate of before goes on until the console ends it."""
        if identity != self._shown:
            self._shown, former = identity, self._channel
            self._channel = self._open_channel()
            retiring = asyncio.create_task(former.close(grace=CONNECTION_SECONDS))
            self._retiring.add(retiring)
            retiring.add_done_callback(self._retiring.discard)

    # --- configuration

    async def _delta(self, source: Any, context: Any) -> AsyncIterator[bytes]:
        token = read_bearer_token(context.invocation_metadata())
        if token is None:
            await context.abort(grpc.StatusCode.UNAUTHENTICATED, "this node sent no bearer token")
            return
        kept = self._kept.get(token) or self._kept.setdefault(token, Kept(self._folder, token))
        requests = Requests(source)
        try:
            async for data in self._answer(requests, context, kept):
                yield data
        finally:
            await requests.close()

    async def _answer(self, requests: Requests, context: Any, kept: Kept) -> AsyncIterator[bytes]:
        """What the console says; or what is kept, while nobody is there or what is there does not work."""
        snapshot = kept.to_snapshot()
        metadata = _metadata_of(context)
        if snapshot is None or await self._reaches_console():
            try:
                async for data in self._pass_on(requests, metadata, kept):
                    yield data
                return
            except grpc.aio.AioRpcError as error:
                if snapshot is None or requests.are_answered or error.code() in _REFUSALS:
                    await context.abort(error.code(), error.details() or "the console has ended the stream")
                    return
                _log.warning("the console answers with %s: %s", error.code().name, error.details())
            except TimeoutError:
                if snapshot is None:
                    raise
                _log.warning("the console has not answered for %.0f s", ANSWER_SECONDS)
        _log.warning("no console serves; the node gets what it had last")
        async for data in self._serve(snapshot, requests, metadata):
            yield data

    async def _reaches_console(self) -> bool:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._channel.channel_ready(), REACH_SECONDS)
            return True
        return False

    async def _pass_on(self, requests: Requests, metadata: _Metadata, kept: Kept) -> AsyncIterator[bytes]:
        """Until either side ends. Raises AioRpcError as the console's side ended.

        TimeoutError where there is something kept, and the console takes requests and never answers.
        """
        call = self._channel.stream_stream(_DELTA)(metadata=metadata)
        following = Following(kept.resources)
        tasks = [
            asyncio.create_task(_send(requests, call, following)),
            asyncio.create_task(_keep(following, kept)),
        ]
        try:
            async for data in _read_answers(call, requests, ANSWER_SECONDS if kept.resources else None):
                requests.note_answered()
                following.see_response(discovery.DeltaDiscoveryResponse.FromString(data))
                yield data
        finally:
            call.cancel()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _serve(
        self, snapshot: Snapshot, requests: Requests, metadata: _Metadata
    ) -> AsyncIterator[bytes]:
        """In the console's place, until the node goes or the console serves again."""
        requests.rewind()
        inbox = Inbox(aiter(requests))
        back = asyncio.create_task(self._wait_for_console(requests, metadata))
        back.add_done_callback(lambda _: inbox.end())
        try:
            stream = DeltaStream(Session(NodeRegistry(), "kept", "node"), snapshot)
            while await inbox.deliver_to(stream):
                for data in stream.drain():
                    yield data
        finally:
            back.cancel()
            await inbox.close()

    async def _wait_for_console(self, requests: Requests, metadata: _Metadata) -> None:
        """Until the console answers this node's first request, or refuses the node for good."""
        first = await requests.first
        while True:
            if not await self._reaches_console():
                continue
            if await self._is_served(first, metadata):
                return
            await asyncio.sleep(RETRY_SECONDS)

    async def _is_served(self, first: discovery.DeltaDiscoveryRequest, metadata: _Metadata) -> bool:
        call = self._channel.stream_stream(_DELTA)(iter([first.SerializeToString()]), metadata=metadata)
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                async for _ in call:
                    return True
            return False
        except grpc.aio.AioRpcError as error:
            return error.code() in _REFUSALS
        except TimeoutError:
            return False
        finally:
            call.cancel()

    # --- everything else is for the console alone

    async def _metrics(self, messages: Any, context: Any) -> bytes:
        try:
            return bytes(await self._channel.stream_unary(_METRICS)(messages, metadata=_metadata_of(context)))
        except grpc.aio.AioRpcError as error:
            await context.abort(error.code(), error.details() or "")
            raise

    async def _limits(self, request: bytes, context: Any) -> bytes:
        try:
            return bytes(await self._channel.unary_unary(_LIMITS)(request, metadata=_metadata_of(context)))
        except grpc.aio.AioRpcError as error:
            await context.abort(error.code(), error.details() or "")
            raise


async def _read_answers(call: Any, requests: Requests, seconds: float | None) -> AsyncIterator[bytes]:
    """Raises TimeoutError when the first has not come so many seconds after the node's first request."""
    answers = aiter(call)
    async with asyncio.timeout(FIRST_REQUEST_SECONDS):
        await asyncio.shield(requests.first)
    async with asyncio.timeout(seconds):
        first = await anext(answers, None)
    if first is not None:
        yield first
        async for data in answers:
            yield data


async def _send(requests: Requests, call: Any, following: Following) -> None:
    async for request in requests:
        following.see_request(request)
        await call.write(request.SerializeToString())
    await call.done_writing()


async def _keep(following: Following, kept: Kept) -> None:
    """Write down what the node has whenever it has come to rest, and has something else than before."""
    while True:
        await asyncio.sleep(QUIET_SECONDS / 4)
        if following.is_settled and not kept.has(following.taken):
            try:
                await asyncio.to_thread(kept.write, dict(following.taken))
            except OSError as error:
                _log.warning("the last good configuration cannot be kept in %s: %s", kept.path, error)


def _metadata_of(context: Any) -> _Metadata:
    """The node's own, so that the console sees the node and not the relay."""
    given = context.invocation_metadata() or ()
    return tuple((key, value) for key, value in given if key == "authorization")
