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
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

import grpc
import grpc.aio

from sluice_console.core.auth.authority import Authority
from sluice_console.core.meter import Meter
from sluice_console.envoy.protobufs import discovery
from sluice_console.envoy.resources import Snapshot
from sluice_console.xds.access_logs import AccessLogReceiver, TakeEntries
from sluice_console.xds.admission import RECHECK_SECONDS, Admission, AdmissionError, Authenticate
from sluice_console.xds.cache import SnapshotCache
from sluice_console.xds.claims import Claim, read_claim
from sluice_console.xds.delta import DeltaStream
from sluice_console.xds.inbox import Inbox
from sluice_console.xds.metrics import MetricsReceiver
from sluice_console.xds.nodes import NodeRegistry
from sluice_console.xds.rate_limits import RateLimitReceiver, Take, Taken
from sluice_console.xds.recorded_requests import RecordedRequests, TakeRequest
from sluice_console.xds.renewals import Renew, RenewalReceiver
from sluice_console.xds.session import Session
from sluice_console.xds.sotw import SotwStream
from sluice_console.xds.statistics import Statistics
from sluice_console.xds.transport import CERTIFIED_OPTIONS, ConsoleCertificate

RECHECKED_AT_ONCE = 50
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
        meter: Meter | None = None,
        take_entries: TakeEntries | None = None,
        take_request: TakeRequest | None = None,
    ) -> None:
        """`take` counts the hits of shared limits; without it there are none. `authenticate_counting` knows
        the tokens of what nodes call by themselves; without it nodes' own are taken. `take_entries` gets what
        nodes tell of single requests, `take_request` whole ones.
        """
        self.cache = cache
        self.nodes = nodes
        self.statistics = statistics or Statistics()
        self._meter = meter or Meter()
        self._admission = admission or Admission(authenticate, verdicts=self._meter.node_admissions)
        calling = Admission(authenticate_counting or authenticate)
        self._limits = RateLimitReceiver(calling, take or _take_none)
        self._logs = AccessLogReceiver(calling, take_entries or _nobody_watches)
        self._recorded = RecordedRequests(calling, take_request or _nobody_records)
        self._metrics = MetricsReceiver(self._admission, self.statistics, nodes)
        self._servers: list[grpc.aio.Server] = []
        self._inboxes: dict[Inbox, Claim] = {}
        self._rechecking: asyncio.Task[None] | None = None

    async def start(self, host: str, port: int) -> int:
        """Listen in clear text; gives the port, a free one for 0. Raises OSError when the port is taken."""
        return await self._listen(f"{host}:{port}", self._handlers())

    async def start_tls(self, host: str, port: int, authority: Authority) -> int:
        """Listen to nodes that show a token and no certificate, and know the console by its own."""
        credentials = ConsoleCertificate(authority).credentials(certified=False)
        return await self._listen(f"{host}:{port}", self._handlers(), credentials)

    async def start_certified(self, host: str, port: int, authority: Authority, renew: Renew) -> int:
        """Listen to nodes with a certificate of `authority`, which they renew here."""
        handlers = (*self._handlers(), RenewalReceiver(self._admission, renew).handlers())
        credentials = ConsoleCertificate(authority).credentials(certified=True)
        return await self._listen(f"{host}:{port}", handlers, credentials, CERTIFIED_OPTIONS)

    async def _listen(
        self,
        address: str,
        handlers: tuple[Any, ...],
        credentials: Any = None,
        options: tuple[tuple[str, int], ...] = (),
    ) -> int:
        server = grpc.aio.server(options=(*_OPTIONS, *options))
        server.add_generic_rpc_handlers(handlers)
        try:
            if credentials is None:
                bound = server.add_insecure_port(address)
            else:
                bound = server.add_secure_port(address, credentials)
        except RuntimeError as error:
            raise OSError(
                f"cannot listen for nodes on {address}; another program has the port, or the address is "
                "not this machine's. Choose another with --xds."
            ) from error
        await server.start()
        self._servers.append(server)
        self._rechecking = self._rechecking or asyncio.create_task(self._recheck_for_ever())
        return bound

    async def stop(self, grace: float) -> None:
        """Close all streams, after `grace` seconds by force. The nodes go on with what they have."""
        self._metrics.end()
        self._logs.end()
        for inbox in tuple(self._inboxes):
            inbox.end()
        if self._rechecking is not None:
            self._rechecking.cancel()
            self._rechecking = None
        await asyncio.gather(*(server.stop(max(grace, ENDING_SECONDS)) for server in self._servers))
        self._servers.clear()

    async def _recheck_for_ever(self) -> None:
        """Streams end whose token or certificate has ended or was revoked since they began."""
        while True:
            await asyncio.sleep(RECHECK_SECONDS)
            streams = tuple(self._inboxes.items())
            for first in range(0, len(streams), RECHECKED_AT_ONCE):
                await asyncio.gather(*map(self._recheck, streams[first : first + RECHECKED_AT_ONCE]))

    async def _recheck(self, stream: tuple[Inbox, Claim]) -> None:
        inbox, claim = stream
        if not await self._admission.admits_still(claim):
            inbox.end()

    def _handlers(self) -> tuple[Any, ...]:
        receivers = (self._metrics, self._limits, self._logs, self._recorded)
        return self._discovery_handlers(), *(receiver.handlers() for receiver in receivers)

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
            claim = read_claim(context).said(first.node.id, first.node.cluster)
            gateway_id = await self._admission.identify(claim)
            async with self._admission.stream(), self._counted(gateway_id, form):
                session = Session(self.nodes, gateway_id, first.node.id, self._meter)
                session.open(_describe_envoy(first.node))
                try:
                    stream = form(session, self._find_start(gateway_id, has_state=form.has_state(first)))
                    stream.receive(first)
                    del first  # kilobytes, for as long as the stream lives
                    async for data in self._pump(stream, requests, session, claim):
                        yield data
                finally:
                    session.close()
        except AdmissionError as refusal:
            await context.abort(refusal.status, str(refusal))

    @asynccontextmanager
    async def _counted(
        self, gateway_id: str, form: type[DeltaStream] | type[SotwStream]
    ) -> AsyncIterator[None]:
        key = (gateway_id, "delta" if form is DeltaStream else "sotw")
        self._meter.streams[key] += 1
        try:
            yield
        finally:
            self._meter.streams[key] -= 1

    async def _pump(
        self, stream: DeltaStream | SotwStream, requests: Any, session: Session, claim: Claim
    ) -> AsyncIterator[bytes]:
        """Requests and snapshots in, messages out, at the node's own speed."""
        end_turn = await self._admission.start()
        inbox = Inbox(requests)
        unfollow = self.cache.follow(session.gateway_id, inbox.offer)
        good: Snapshot | None = None
        self._inboxes[inbox] = claim
        try:
            while True:
                for data in stream.drain():
                    yield data
                if stream.is_settled():
                    end_turn()
                if stream.accepted is not good and stream.accepted is not None:
                    good = stream.accepted
                    self.cache.note_good(session.gateway_id, stream.accepted)
                if not await inbox.deliver_to(stream):
                    return
        finally:
            end_turn()
            unfollow()
            self._inboxes.pop(inbox, None)
            await inbox.close()

    def _find_start(self, gateway_id: str, *, has_state: bool) -> Snapshot:
        """What the stream begins with, before it follows the cache."""
        published = self.cache.find_published(gateway_id) or Snapshot.of(())
        return published if has_state else self.cache.find_good(gateway_id) or published


async def _take_none(_gateway_id: str, _limit_id: str, _client: str, _hits: int) -> Taken | None:
    return None


def _nobody_watches(_gateway_id: str, _node_id: str, _entries: Any) -> bool:
    return False


def _nobody_records(_gateway_id: str, _headers: Any) -> None: ...


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
