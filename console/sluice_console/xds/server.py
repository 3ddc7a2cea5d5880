"""The gRPC side: one aggregated stream for each node, and the reports of its counters.

    server = XdsServer(cache, authenticate, NodeRegistry())
    port = await server.start("127.0.0.1", 18000)
    ...
    await server.stop(grace=1.0)

Resources are serialised when they are made; the handlers are generic and write bytes.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from functools import partial
from typing import Any

import grpc
import grpc.aio

from sluice_console.envoy.protobufs import discovery
from sluice_console.envoy.resources import Snapshot
from sluice_console.xds.admission import Admission, AdmissionError, Authenticate, read_bearer_token
from sluice_console.xds.cache import SnapshotCache
from sluice_console.xds.delta import DeltaStream
from sluice_console.xds.inbox import Inbox
from sluice_console.xds.metrics import MetricsReceiver
from sluice_console.xds.nodes import NodeRegistry
from sluice_console.xds.rate_limits import RateLimitReceiver, Take, Taken
from sluice_console.xds.session import Session
from sluice_console.xds.sotw import SotwStream
from sluice_console.xds.statistics import Statistics

DISCOVERY_SERVICE = "envoy.service.discovery.v3.AggregatedDiscoveryService"
FIRST_REQUEST_SECONDS = 10.0
ENDING_SECONDS = 0.5
"""Streams are told to end before the server stops; this is how long they may take at least."""

_OPTIONS = (
    ("grpc.so_reuseport", 0),
    ("grpc.max_send_message_length", -1),
    ("grpc.max_receive_message_length", 16 * 1024 * 1024),
    ("grpc.keepalive_time_ms", 30_000),
    ("grpc.keepalive_timeout_ms", 10_000),
    ("grpc.keepalive_permit_without_calls", 1),
    ("grpc.http2.min_ping_interval_without_data_ms", 5_000),
)


class XdsServer:
    """Serves what the cache holds to the nodes that `authenticate` lets in."""

    def __init__(
        self,
        cache: SnapshotCache,
        authenticate: Authenticate,
        nodes: NodeRegistry,
        statistics: Statistics | None = None,
        admission: Admission | None = None,
        take: Take | None = None,
        authenticate_counting: Authenticate | None = None,
    ) -> None:
        """`take` counts the hits of shared limits; without it there are none. `authenticate_counting` knows
        the tokens that are good for nothing else; without it nodes' own are taken.
        """
        self.cache = cache
        self.nodes = nodes
        self.statistics = statistics or Statistics()
        self._admission = admission or Admission(authenticate)
        self._limits = RateLimitReceiver(Admission(authenticate_counting or authenticate), take or _take_none)
        self._metrics = MetricsReceiver(self._admission, self.statistics)
        self._server: grpc.aio.Server | None = None
        self._inboxes: set[Inbox] = set()

    async def start(self, host: str, port: int) -> int:
        """Listen; gives the port, which is a free one for 0. Raises OSError when the port is taken."""
        server = grpc.aio.server(options=_OPTIONS)
        server.add_generic_rpc_handlers(
            (self._discovery_handlers(), self._metrics.handlers(), self._limits.handlers())
        )
        try:
            bound = server.add_insecure_port(f"{host}:{port}")
        except RuntimeError as error:
            raise OSError(
                f"cannot listen for nodes on {host}:{port}; another program has the port, or the address is "
                "not this machine's. Choose another with --xds."
            ) from error
        await server.start()
        self._server = server
        return bound

    async def stop(self, grace: float) -> None:
        """Close all streams, after `grace` seconds by force. The nodes go on with what they have."""
        self._metrics.end()
        for inbox in tuple(self._inboxes):
            inbox.end()
        if self._server is not None:
            await self._server.stop(max(grace, ENDING_SECONDS))
            self._server = None

    def _discovery_handlers(self) -> Any:
        return grpc.method_handlers_generic_handler(
            DISCOVERY_SERVICE,
            {
                "DeltaAggregatedResources": grpc.stream_stream_rpc_method_handler(
                    partial(self._serve, DeltaStream),
                    request_deserializer=discovery.DeltaDiscoveryRequest.FromString,
                ),
                "StreamAggregatedResources": grpc.stream_stream_rpc_method_handler(
                    partial(self._serve, SotwStream),
                    request_deserializer=discovery.DiscoveryRequest.FromString,
                ),
            },
        )

    async def _serve(
        self, form: type[DeltaStream] | type[SotwStream], requests: Any, context: Any
    ) -> AsyncIterator[bytes]:
        """One stream from its first request to its end."""
        try:
            first = await _read_first(requests)
            token = read_bearer_token(context.invocation_metadata())
            gateway_id = await self._admission.identify(token, first.node.id, first.node.cluster)
            async with self._admission.stream():
                session = Session(self.nodes, gateway_id, first.node.id)
                session.open(_describe_envoy(first.node))
                try:
                    stream = form(session, self._find_start(gateway_id, has_state=form.has_state(first)))
                    stream.receive(first)
                    del first  # kilobytes, for as long as the stream lives
                    async for data in self._pump(stream, requests, session):
                        yield data
                finally:
                    session.close()
        except AdmissionError as refusal:
            await context.abort(refusal.status, str(refusal))

    async def _pump(
        self, stream: DeltaStream | SotwStream, requests: Any, session: Session
    ) -> AsyncIterator[bytes]:
        """Requests and snapshots in, messages out, at the node's own speed."""
        end_turn = await self._admission.start()
        inbox = Inbox(requests)
        unfollow = self.cache.follow(session.gateway_id, inbox.offer)
        self._inboxes.add(inbox)
        try:
            while True:
                for data in stream.drain():
                    yield data
                if stream.is_settled():
                    end_turn()
                if stream.accepted is not None:
                    self.cache.note_good(session.gateway_id, stream.accepted)
                if not await inbox.deliver_to(stream):
                    return
        finally:
            end_turn()
            unfollow()
            self._inboxes.discard(inbox)
            await inbox.close()

    def _find_start(self, gateway_id: str, *, has_state: bool) -> Snapshot:
        """What the stream begins with, before it follows the cache."""
        published = self.cache.find_published(gateway_id) or Snapshot.of(())
        return published if has_state else self.cache.find_good(gateway_id) or published


async def _take_none(_gateway_id: str, _limit_id: str, _client: str, _hits: int) -> Taken | None:
    return None


async def _read_first(requests: Any) -> Any:
    """The request that says who the node is."""
    try:
        async with asyncio.timeout(FIRST_REQUEST_SECONDS):
            async for request in requests:
                return request
    except TimeoutError:
        pass
    raise AdmissionError(grpc.StatusCode.INVALID_ARGUMENT, "the stream began without a request")


def _describe_envoy(node: Any) -> str:
    version = node.user_agent_build_version.version
    return f"{version.major_number}.{version.minor_number}.{version.patch}"
