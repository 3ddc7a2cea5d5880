"""A filter in a running proxy, as a test uses it, whichever proxy that is."""

from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Literal

from sluice.testing.callouts import Upstream
from sluice.testing.host import LogEntry
from sluice.testing.messages import OK, BodyLike, HeadersLike, Reply, SentRequest
from sluice.testing.metrics import Metrics
from sluice.testing.properties import PropertyValue
from sluice.testing.proxy import PATIENCE
from sluice.testing.recordings import Recorded, Replayed, compare, read_recording, to_decision
from sluice.testing.results import Result
from sluice.testing.tcp import Connection

Platform = Literal["cpython", "wasm", "envoy"]
REMEMBERED = 5  # results that a failing test is shown


class Exchange(ABC):
    """A request under way: `filter.open(...)`. Others may run beside it until its `result` is asked for."""

    @property
    @abstractmethod
    def is_over(self) -> bool:
        """Whether the client has its response."""

    @abstractmethod
    def result(self, patience: float = PATIENCE) -> Result:
        """Wait for the response, for so many seconds of the filter's time, and end the stream."""

    @abstractmethod
    def abort(self) -> Result:
        """The client goes away now."""


class LoadedFilter(ABC):
    """A filter in a running proxy. On Envoy, what only the emulated one can do skips the test."""

    name: str  # of the plugin
    platform: Platform  # "cpython", "wasm" or "envoy"
    metrics: Metrics  # what it counted
    recent: deque[Result]  # the last results, for the report of a test that fails

    @property
    @abstractmethod
    def logs(self) -> list[LogEntry]:
        """Everything that was logged since the filter was loaded."""

    @property
    @abstractmethod
    def properties(self) -> dict[str, PropertyValue]:
        """Attributes that the proxy shall know: `filter.properties["xds.route_name"] = "orders"`."""

    @property
    @abstractmethod
    def shared_data(self) -> Mapping[str, bytes]:
        """A copy of the shared data."""

    @abstractmethod
    def connect(self, worker: int = 0) -> Connection:
        """A TCP connection through a TCP filter, on the emulated host.

        connection = filter.connect()
        connection.send(b"hello\\n")
        assert connection.upstream_received == b"HELLO\\n"
        """

    @abstractmethod
    def upstream(self, name: str) -> Upstream:
        """The cluster that call-outs reach under this name.

            filter.upstream("accounts").replies(200, json={"name": "ann"}, after=0.05)

        The proxy knows it from now on.
        """

    @abstractmethod
    def advance(self, seconds: float) -> None:
        """Let time pass, with everything that happens in it: ticks, answers, time-outs, queued messages."""

    @abstractmethod
    def memory_size(self) -> int:
        """Bytes: of linear memory in Wasm, of what the filter's own code holds under CPython."""

    @abstractmethod
    def assert_flat_memory(
        self, requests: int = 10_000, send: "Callable[[LoadedFilter, int], object] | None" = None
    ) -> None:
        """Send many requests and fail when memory grows after a warm-up of a tenth of them.

        `send(filter, number)` sends one; without it each is a `GET /`.
        """

    @abstractmethod
    def forget(self) -> None:
        """Drop logs and the samples of histograms, which a long run would pile up."""

    @abstractmethod
    def close(self) -> None:
        """The proxy ends; the fixture does it after the test."""

    @abstractmethod
    def send(self, request: SentRequest, worker: int = 0) -> Exchange:
        """Send a request that is a value; see `open`."""

    def open(
        self,
        method: str = "GET",
        path: str = "/",
        *,
        headers: HeadersLike = (),
        body: BodyLike = b"",
        trailers: HeadersLike = (),
        authority: str = "example.com",
        reply: Reply | None = None,
        worker: int = 0,
    ) -> Exchange:
        """Send a request and do not wait for its end.

            first, second = filter.open("GET", "/a"), filter.open("GET", "/b")
            filter.advance(0.5)
            assert first.is_over and not second.is_over

        Many may be under way at once.
        """
        request = SentRequest(method, path, headers, body, trailers, authority, reply or OK)
        return self.send(request, worker)

    def request(
        self,
        method: str = "GET",
        path: str = "/",
        *,
        headers: HeadersLike = (),
        body: BodyLike = b"",
        trailers: HeadersLike = (),
        authority: str = "example.com",
        reply: Reply | None = None,
        worker: int = 0,
    ) -> Result:
        """Send one request through the filter; `reply` is what the upstream answers (200 without a body).

        A list as `body` arrives in these pieces. While the filter waits for call-outs or timers, its time
        passes.
        """
        request = SentRequest(method, path, headers, body, trailers, authority, reply or OK)
        return self.send(request, worker).result()

    def play(self, recorded: Iterable[Recorded]) -> list[Replayed]:
        """Send recorded requests one after the other and give the decisions."""
        found = []
        for each in recorded:
            for name, reply in each.callouts.items():
                self.upstream(name).always().replies_by(lambda call, reply=reply: reply)  # type: ignore[misc]
            found.append(Replayed(each, to_decision(self.send(each.request).result())))
        return found

    def replay(self, recording: str | Path | Iterable[str]) -> list[Replayed]:
        """Send every request of a recording (a file of JSON lines, or lines) and give the decisions.

        Raises `RecordingError` that names the line which is no request.
        """
        return self.play(read_recording(recording))

    def assert_decisions(self, recording: str | Path | Iterable[str]) -> None:
        """Replay a recording and fail where a decision is not what its line says."""
        wrong = [
            f"line {each.recorded.line}: {each.recorded.title}: {difference}"
            for each in self.replay(recording)
            if each.recorded.expected is not None
            for difference in compare(each.recorded.expected, each.decision)
        ]
        assert not wrong, "\n".join(["the filter decides otherwise than recorded", *wrong])
