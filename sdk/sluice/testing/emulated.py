"""A filter behind the emulated host."""

from collections import deque
from collections.abc import Callable, Iterable, Mapping

from sluice.testing.callouts import Upstream
from sluice.testing.host import LogEntry
from sluice.testing.loaded_filter import REMEMBERED, Exchange, LoadedFilter, Platform
from sluice.testing.messages import SentRequest
from sluice.testing.metrics import MetricDeclaration, Metrics
from sluice.testing.properties import PropertyValue
from sluice.testing.proxy import PATIENCE, Proxy
from sluice.testing.results import Callout, Result
from sluice.testing.stream import Stream
from sluice.testing.tcp import Connection

FLAT_ON_CPYTHON = 16 * 1024  # bytes that a run may leave behind: caches of Python's own
WARM_UP = 1000  # requests before memory is measured


class EmulatedFilter(LoadedFilter):
    """`workers` are the proxy's threads; requests go to the first unless told."""

    def __init__(
        self,
        workers: list[Proxy],
        platform: Platform,
        declared: Callable[[], Iterable[MetricDeclaration] | None],
    ) -> None:
        proxy = workers[0]
        self.workers = workers
        self.proxy = proxy
        self.platform = platform
        self.name = proxy.host.plugin.name
        self.metrics = Metrics(self.name, lambda: proxy.host.statistics, declared)
        self.recent = deque(maxlen=REMEMBERED)

    @property
    def logs(self) -> list[LogEntry]:
        return self.proxy.host.logs

    @property
    def properties(self) -> dict[str, PropertyValue]:
        return self.proxy.host.properties

    @property
    def shared_data(self) -> Mapping[str, bytes]:
        shared = self.proxy.host.shared_data
        return {key.decode("utf-8", "surrogateescape"): shared.get(key)[0] for key in shared.keys()}  # noqa: SIM118

    def send(self, request: SentRequest, worker: int = 0) -> Exchange:
        proxy = self.workers[worker]
        stream = proxy.open()
        exchange = EmulatedExchange(self, proxy, stream, request)
        stream.run(request.message, request.reply)
        return exchange

    def connect(self, worker: int = 0) -> Connection:
        return self.workers[worker].connect()

    def upstream(self, name: str) -> Upstream:
        return self.proxy.host.upstreams.setdefault(name, Upstream(name))

    def advance(self, seconds: float) -> None:
        self.proxy.host.agenda.advance(seconds)

    def memory_size(self) -> int:
        return self.proxy.vm.memory_size()

    def assert_flat_memory(
        self, requests: int = 10_000, send: Callable[[LoadedFilter, int], object] | None = None
    ) -> None:
        host = self.proxy.host
        logs, host.logs = host.logs, []
        warm_up = max(requests // 10, min(WARM_UP, requests))
        self.memory_size()  # begins to trace
        measured = 0
        for number in range(warm_up + requests):
            if number == warm_up:
                measured = self.memory_size()
            _ = self.request() if send is None else send(self, number)
            self.forget()
        grown = self.memory_size() - measured
        host.logs = logs
        allowed = FLAT_ON_CPYTHON if self.platform == "cpython" else 0
        assert grown <= allowed, f"memory grew by {grown:,} bytes over {requests:,} requests"

    def forget(self) -> None:
        self.proxy.host.logs.clear()
        self.proxy.host.statistics.forget_samples()

    def close(self) -> None:
        for worker in self.workers:
            worker.close()


class EmulatedExchange(Exchange):
    """Remembers what had been logged and called before, so that the result tells only what came since."""

    def __init__(self, loaded: EmulatedFilter, proxy: Proxy, stream: Stream, sent: SentRequest) -> None:
        self._loaded = loaded
        self._proxy = proxy
        self._stream = stream
        self._sent = sent
        self._logs = len(proxy.host.logs)
        self._calls = {each.name: len(each.calls) for each in proxy.host.upstreams.values()}
        self._result: Result | None = None

    @property
    def is_over(self) -> bool:
        return self._stream.is_over

    def result(self, patience: float = PATIENCE) -> Result:
        if self._result is None:
            self._proxy.finish(self._stream, patience)
            host = self._proxy.host
            callouts = [
                Callout(each.name, call)
                for each in host.upstreams.values()
                for call in each.calls[self._calls.get(each.name, 0) :]
            ]
            self._result = Result(self._sent, self._stream, host.logs[self._logs :], callouts)
            self._loaded.recent.append(self._result)
        return self._result

    def abort(self) -> Result:
        return self.result(patience=-1.0)
