"""A filter in a real Envoy, as a test uses it: requests, replies and call-outs, logs and metrics.

What can only be done from inside a proxy (virtual time, shared data, memory, attributes, a chosen worker)
skips the test and says so.
"""

import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import pytest

from sluice.testing.abi import MetricType
from sluice.testing.callouts import PlannedAnswer, Upstream
from sluice.testing.envoy.client import CannotSend, Client
from sluice.testing.envoy.configuration import HOST, STREAM_HEADER, Places, to_bootstrap, write_clusters
from sluice.testing.envoy.process import EnvoyProcess
from sluice.testing.envoy.upstream import UpstreamServer
from sluice.testing.grpc_upstream import GrpcUpstream
from sluice.testing.header_map import HeaderMap
from sluice.testing.host import LogEntry, Plugin
from sluice.testing.loaded_filter import REMEMBERED, Exchange, LoadedFilter
from sluice.testing.messages import ReceivedHeaders, ReceivedRequest, ReceivedResponse, SentRequest, to_pairs
from sluice.testing.metrics import MetricDeclaration, Metrics
from sluice.testing.properties import PropertyValue
from sluice.testing.proxy import PATIENCE
from sluice.testing.results import Callout, Result
from sluice.testing.statistics import Statistic
from sluice.testing.tcp import Connection

PATIENCE_SECONDS = 10.0  # that a test waits for an answer at most: this time is real
WASM_STATISTICS = "wasmcustom."
ADDED = ("date", "transfer-encoding", "connection")


def cannot(what: str) -> NoReturn:
    pytest.skip(f"on Envoy {what}")


@dataclass(slots=True)
class EnvoyStream:
    """What is known of a stream from outside, once it is over."""

    received_response: ReceivedResponse | None = None
    upstream_request: ReceivedRequest | None = None
    reset: bool = False
    waits: str = ""
    details: str = ""


class EnvoyUpstream(Upstream):
    @property
    def grpc(self) -> GrpcUpstream:
        """Skips the test."""
        cannot("gRPC call-outs are not played")


class EnvoyMetrics(Metrics):
    def samples(self, name: str, *labels: str) -> list[int]:
        """Skips the test."""
        cannot("a histogram does not keep its samples")


class EnvoyFilter(LoadedFilter):
    """Started with the filter; every request has a connection of its own."""

    def __init__(
        self,
        binary: Path,
        plugin: Plugin,
        wasm: bytes,
        *,
        holds_headers: bool,
        declared: Iterable[MetricDeclaration] | None,
        upstreams: Iterable[str] = (),
        trace: Callable[[str], None] | None = None,
    ) -> None:
        """Raises `LoadError` when Envoy refuses the filter."""
        self.name = plugin.name
        self.platform = "envoy"
        self.recent = deque(maxlen=REMEMBERED)
        self._trace = trace
        self._requests: dict[str, EnvoyExchange] = {}  # by the client's port
        self._upstreams: dict[str, tuple[Upstream, UpstreamServer]] = {}
        self._direct = UpstreamServer(self._choose)
        for name in upstreams:
            self._add_upstream(name)

        def write(places: Places) -> dict[str, object]:
            write_clusters(places, self._ports())
            return to_bootstrap(places, plugin, wasm, self._direct.port, holds_headers)

        try:
            self._envoy = EnvoyProcess(binary, write)
        except BaseException:
            self._stop_upstreams()
            raise
        self.metrics = EnvoyMetrics(plugin.name, self._statistics, lambda: declared)

    @property
    def logs(self) -> list[LogEntry]:
        return self._envoy.logs()

    @property
    def properties(self) -> dict[str, PropertyValue]:
        cannot("attributes are Envoy's own")

    @property
    def shared_data(self) -> Mapping[str, bytes]:
        cannot("shared data cannot be read from outside")

    def send(self, request: SentRequest, worker: int = 0) -> Exchange:
        if worker:
            cannot("a request cannot choose its worker")
        before = len(self.logs)
        client = Client((HOST, self._envoy.port))
        exchange = EnvoyExchange(self, client, request, before)
        self._requests[str(client.port)] = exchange
        exchange.start()
        return exchange

    def connect(self, worker: int = 0) -> Connection:
        cannot("connections of TCP filters need the emulated host")

    def upstream(self, name: str) -> Upstream:
        if name not in self._upstreams:
            self._add_upstream(name)
            write_clusters(self._envoy.places, self._ports())
            self._envoy.wait_for_cluster(name)
        return self._upstreams[name][0]

    def advance(self, seconds: float) -> None:
        cannot("time is real: `advance` needs the emulated host")

    def memory_size(self) -> int:
        cannot("a VM's memory cannot be read from outside")

    def assert_flat_memory(
        self, requests: int = 10_000, send: Callable[[LoadedFilter, int], object] | None = None
    ) -> None:
        cannot("a VM's memory cannot be read from outside")

    def forget(self) -> None:
        cannot("what was logged stays")

    def close(self) -> None:
        self._stop_upstreams()
        if self._trace is not None:
            for line in self._envoy.calls():
                self._trace(line)
        self._envoy.stop()

    def end(self, client_port: int) -> str:
        """Wait for Envoy's own record of a stream: its response details."""
        details = self._envoy.wait_for_end(client_port)
        return "" if details is None or details == "-" else details

    def calls_since(self, counts: Mapping[str, int]) -> list[Callout]:
        return [
            Callout(name, call)
            for name, (upstream, _) in self._upstreams.items()
            for call in upstream.calls[counts.get(name, 0) :]
        ]

    def call_counts(self) -> dict[str, int]:
        return {name: len(upstream.calls) for name, (upstream, _) in self._upstreams.items()}

    def _choose(self, request: ReceivedRequest) -> PlannedAnswer:
        exchange = self._requests[request.headers[STREAM_HEADER]]
        pairs = [pair for pair in request.headers.pairs() if pair[0] != STREAM_HEADER]
        headers = ReceivedHeaders(HeaderMap(to_pairs(pairs)))
        exchange.stream.upstream_request = ReceivedRequest(headers, request.body, request.trailers)
        return PlannedAnswer(lambda call: exchange.sent.reply)

    def _add_upstream(self, name: str) -> None:
        upstream = EnvoyUpstream(name)
        self._upstreams[name] = (upstream, UpstreamServer(upstream.next_answer))

    def _ports(self) -> dict[str, int]:
        return {name: server.port for name, (_, server) in self._upstreams.items()}

    def _stop_upstreams(self) -> None:
        self._direct.stop()
        for _, server in self._upstreams.values():
            server.stop()

    def _statistics(self) -> Iterator[Statistic]:
        found = self._envoy.ask(f"/stats?format=json&filter=^{WASM_STATISTICS}")
        for each in found["stats"]:
            if "value" in each:
                name = each["name"].removeprefix(WASM_STATISTICS)
                yield Statistic(MetricType.COUNTER, name, int(each["value"]))


class EnvoyExchange(Exchange):
    """The request is sent, and its answer read, by a thread of its own."""

    def __init__(self, loaded: EnvoyFilter, client: Client, sent: SentRequest, logs: int) -> None:
        self.sent = sent
        self.stream = EnvoyStream()
        self._loaded = loaded
        self._client = client
        self._logs = logs
        self._calls = loaded.call_counts()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._aborted = False
        self._unsendable: CannotSend | None = None
        self._result: Result | None = None

    def start(self) -> None:
        self._thread.start()

    @property
    def is_over(self) -> bool:
        return not self._thread.is_alive()

    def result(self, patience: float = PATIENCE) -> Result:
        if self._result is None:
            self._thread.join(min(patience, PATIENCE_SECONDS))
            self._result = self._end()
        return self._result

    def abort(self) -> Result:
        time.sleep(0.05)  # Envoy has the request by then
        self._aborted = True
        self._client.close()
        return self.result()

    def _end(self) -> Result:
        loaded = self._loaded
        self._client.close()
        if self._unsendable is not None:
            cannot(f"HTTP/1.1 does not carry this request: {self._unsendable}")
        self.stream.details = loaded.end(self._client.port)
        if self.stream.details.startswith("http1."):
            cannot(f"HTTP/1.1 does not carry this request: {self.stream.details}")
        result = Result(self.sent, self.stream, loaded.logs[self._logs :], loaded.calls_since(self._calls))
        loaded.recent.append(result)
        return result

    def _run(self) -> None:
        try:
            self._client.send(self.sent)
            response = self._client.receive(PATIENCE_SECONDS)
        except CannotSend as error:
            self._unsendable = error
        except ConnectionError:
            self.stream.reset = not self._aborted
        except OSError:
            return  # the test has closed the connection
        else:
            if response is not None:
                self.stream.received_response = self._cleaned(response)

    def _cleaned(self, response: ReceivedResponse) -> ReceivedResponse:
        """Without what Envoy and HTTP/1.1 add to every response, unless the upstream sent it."""
        sent = {name.decode() for name, _ in to_pairs(self.sent.reply.headers)}
        pairs = [
            (name, value)
            for name, value in response.headers.pairs()
            if name in sent or not (name in ADDED or (name, value) == ("content-length", "0"))
        ]
        headers = ReceivedHeaders(HeaderMap(to_pairs(pairs)))
        return ReceivedResponse(headers, response.body, response.trailers)
