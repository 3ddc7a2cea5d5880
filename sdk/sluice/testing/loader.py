"""What a test of a filter works with: `load(...)` gives a filter, its `request(...)` a result.

def test_unknown_key_is_refused(load: Loader) -> None:
    filter = load("api_key.py", config={"keys": {"k1": "ann"}})
    result = filter.request("GET", "/orders", headers={"x-api-key": "nope"})
    assert result.response.status == 401
    assert filter.metrics["denied_total", "unknown"] == 1
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from sluice.testing.abi import LogLevel, MetricType
from sluice.testing.callouts import Upstream
from sluice.testing.contexts import Context
from sluice.testing.host import Host, LogEntry, Plugin
from sluice.testing.messages import (
    BodyLike,
    HeadersLike,
    ReceivedRequest,
    ReceivedResponse,
    Reply,
    to_request,
)
from sluice.testing.properties import PropertyValue
from sluice.testing.proxy import PATIENCE, Proxy
from sluice.testing.stream import Stream
from sluice.testing.vm import LoadError, Vm

if TYPE_CHECKING:
    from sluice.testing.wasm_vm import Limits

Platform = Literal["cpython", "wasm"]
FLAT_ON_CPYTHON = 16 * 1024  # bytes that a run may leave behind: caches of Python's own
EXCEPTIONS = "exceptions_total"  # that of the API itself, counted for each plugin
WARM_UP = 1000  # requests before memory is measured


@dataclass(frozen=True, slots=True)
class MetricDeclaration:
    """A metric that the filter declares, whichever platform tells."""

    name: str
    labels: tuple[str, ...]


class Metrics:
    """`metrics["name"]`, with labels `metrics["name", "value of the first label"]`; histograms: `samples`."""

    def __init__(self, host: Host, declared: Callable[[], Iterable[MetricDeclaration] | None]) -> None:
        self._host = host
        self._declared = declared

    def __getitem__(self, key: str | tuple[str, ...]) -> int:
        """The value of a counter or gauge; 0 when the filter declares it but has not touched it."""
        name = self._full_name(key)
        for statistic in self._host.statistics:
            if statistic.name == name and statistic.type is not MetricType.HISTOGRAM:
                return statistic.value
        return 0

    def samples(self, name: str, *labels: str) -> list[int]:
        """What a histogram recorded, in order."""
        full_name = self._full_name((name, *labels))
        for statistic in self._host.statistics:
            if statistic.name == full_name and statistic.type is MetricType.HISTOGRAM:
                return statistic.samples.copy()
        return []

    def all(self) -> dict[str, int]:
        """Every counter and gauge that was touched, by full name."""
        return {
            each.name: each.value for each in self._host.statistics if each.type is not MetricType.HISTOGRAM
        }

    def _full_name(self, key: str | tuple[str, ...]) -> str:
        name, *values = (key,) if isinstance(key, str) else key
        if name == EXCEPTIONS and not values:
            return f"{EXCEPTIONS};plugin={self._host.plugin.name.replace(';', '_')}"
        declarations = self._declared()
        if declarations is None:
            return name
        declared = {each.name: each for each in declarations}
        if name not in declared:
            raise KeyError(f"the filter declares no metric {name!r}, but {sorted(declared)}")
        labels = declared[name].labels
        if len(values) != len(labels):
            raise KeyError(f"metric {name!r} has the labels {list(labels)}, not {len(values)} of them")
        return name + "".join(f";{label}={value}" for label, value in zip(labels, values, strict=True))


class Result:
    """What became of one request."""

    def __init__(self, stream: Stream, logs: list[LogEntry]) -> None:
        self._stream = stream
        self.logs = logs  # what was logged meanwhile

    @property
    def response(self) -> ReceivedResponse:
        """What the client got; fails the test when it got none."""
        response = self._stream.received_response
        if response is None:
            why = "the stream was reset" if self._stream.reset else self._stream.waits
            why = why or "the filter still holds the stream"
            raise AssertionError(f"the client got no response: {why}{_listed(self.logs)}")
        return response

    @property
    def upstream_request(self) -> ReceivedRequest:
        """What the upstream got; fails the test when the request did not reach it."""
        if self._stream.upstream_request is None:
            raise AssertionError(f"the request did not reach the upstream{_listed(self.logs)}")
        return self._stream.upstream_request

    @property
    def reached_upstream(self) -> bool:
        """False where the filter answered, holds or reset the request."""
        return self._stream.upstream_request is not None

    @property
    def was_reset(self) -> bool:
        """The client's stream was cut off."""
        return self._stream.reset

    @property
    def is_held(self) -> bool:
        """The filter stopped the stream and nothing went on, or a peer waits for the rest of a body."""
        return self._stream.received_response is None and not self._stream.reset

    @property
    def details(self) -> str:
        """%RESPONSE_CODE_DETAILS%: "via_upstream", or what a local response says."""
        return self._stream.context.info.response_details


class Exchange:
    """A request under way: `filter.open(...)`. Others may run beside it until its `result` is asked for."""

    def __init__(self, proxy: Proxy, stream: Stream, logs: int) -> None:
        self._proxy = proxy
        self._stream = stream
        self._logs = logs
        self._ended = False

    @property
    def is_over(self) -> bool:
        """Whether the client has its response."""
        return self._stream.is_over

    def result(self, patience: float = PATIENCE) -> Result:
        """Wait for the response, for so many seconds of the filter's time, and end the stream."""
        if not self._ended:
            self._ended = True
            self._proxy.finish(self._stream, patience)
        return Result(self._stream, self._proxy.host.logs[self._logs :])

    def abort(self) -> Result:
        """The client goes away now."""
        return self.result(patience=-1.0)


class LoadedFilter:
    """A filter in a running proxy. `workers` are its threads; requests go to the first unless told."""

    def __init__(
        self,
        workers: list[Proxy],
        platform: Platform,
        declared: Callable[[], Iterable[MetricDeclaration] | None],
    ) -> None:
        proxy = workers[0]
        self.workers = workers
        self.proxy = proxy
        self.platform = platform  # "cpython" or "wasm"
        self.metrics: Metrics = Metrics(proxy.host, declared)

    @property
    def logs(self) -> list[LogEntry]:
        """Everything that was logged since the filter was loaded."""
        return self.proxy.host.logs

    @property
    def properties(self) -> dict[str, PropertyValue]:
        """Attributes that the proxy shall know: `filter.properties["xds.route_name"] = "orders"`."""
        return self.proxy.host.properties

    @property
    def shared_data(self) -> Mapping[str, bytes]:
        """A copy of the shared data."""
        shared = self.proxy.host.shared_data
        return {key.decode("utf-8", "surrogateescape"): shared.get(key)[0] for key in shared.keys()}  # noqa: SIM118

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
        return self.open(
            method,
            path,
            headers=headers,
            body=body,
            trailers=trailers,
            authority=authority,
            reply=reply,
            worker=worker,
        ).result()

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
        before = len(self.logs)
        message = to_request(method, path, authority, headers, body, trailers)
        proxy = self.workers[worker]
        stream = proxy.open()
        stream.run(message, reply or Reply())
        return Exchange(proxy, stream, before)

    def upstream(self, name: str) -> Upstream:
        """The cluster that call-outs reach under this name.

            filter.upstream("accounts").replies(200, json={"name": "ann"}, after=0.05)

        The proxy knows it from now on.
        """
        return self.proxy.host.upstreams.setdefault(name, Upstream(name))

    def advance(self, seconds: float) -> None:
        """Let time pass, with everything that happens in it: ticks, answers, time-outs, queued messages."""
        self.proxy.host.agenda.advance(seconds)

    def memory_size(self) -> int:
        """Bytes: of linear memory in Wasm, of what the filter's own code holds under CPython."""
        return self.proxy.vm.memory_size()

    def assert_flat_memory(
        self, requests: int = 10_000, send: Callable[["LoadedFilter", int], object] | None = None
    ) -> None:
        """Send many requests and fail when memory grows after a warm-up of a tenth of them.

        `send(filter, number)` sends one; without it each is a `GET /`.
        """
        host = self.proxy.host
        logs, host.logs = host.logs, []
        warm_up = max(requests // 10, min(WARM_UP, requests))
        self.memory_size()  # begins to trace
        measured = 0
        for number in range(warm_up + requests):
            if number == warm_up:
                measured = self.memory_size()
            _ = self.request() if send is None else send(self, number)
            host.logs.clear()
            host.statistics.forget_samples()
        grown = self.memory_size() - measured
        host.logs = logs
        allowed = FLAT_ON_CPYTHON if self.platform == "cpython" else 0
        assert grown <= allowed, f"memory grew by {grown:,} bytes over {requests:,} requests"

    def close(self) -> None:
        """The proxy ends; the fixture does it after the test."""
        for worker in self.workers:
            worker.close()


class Loader:
    """The fixture `load`: `load(file, config=…)` starts a filter on the platform that the test runs on.

    `file` is looked for beside the test, then in the folders above it. A `.wasm` file of any origin may stand
    there too; it runs as it is.
    """

    def __init__(self, platform: Platform, folder: Path, compile_file: Callable[[Path], bytes]) -> None:
        self.platform: Platform = platform
        self._folder = folder
        self._compile = compile_file
        self._loaded: list[LoadedFilter] = []

    def __call__(
        self,
        file: str | Path,
        config: Any = None,
        *,
        vm_id: str = "",
        root_id: str = "",
        properties: Mapping[str, PropertyValue] | None = None,
        log_level: LogLevel = LogLevel.TRACE,
        allow_on_headers_stop_iteration: bool | None = None,
        upstreams: Iterable[str] = (),
        workers: int = 1,
    ) -> LoadedFilter:
        """`config` is a str as it is, anything else as JSON, None nothing. Raises `LoadError`.

        `upstreams` are clusters that are there before the filter starts. `allow_on_headers_stop_iteration`
        is what the filter itself asks for, unless given.
        """
        path = self.find(file)
        plugin = Plugin(path.stem, _configuration(config), root_id, vm_id)
        host = Host(plugin, properties=dict(properties or {}), log_level=log_level)
        host.upstreams.update((name, Upstream(name)) for name in upstreams)
        if path.suffix == ".wasm" or self.platform == "wasm":
            wasm = path.read_bytes() if path.suffix == ".wasm" else self._compile(path)
            loaded = load_wasm(wasm, host, allow_on_headers_stop_iteration, workers=workers)
        else:
            loaded = _load_python(path, host, allow_on_headers_stop_iteration, workers)
        self._loaded.append(loaded)
        return loaded

    def find(self, file: str | Path) -> Path:
        """Where `file` lies; `FileNotFoundError`."""
        for folder in (self._folder, *self._folder.parents):
            if (folder / file).is_file():
                return (folder / file).resolve()
        raise FileNotFoundError(f"{file} is neither in {self._folder} nor in a folder above it")

    def close(self) -> None:
        """All that was loaded ends; the fixture does it after the test."""
        for loaded in self._loaded:
            loaded.close()


def load_wasm(
    wasm: bytes,
    host: Host,
    allow_stop_iteration: bool | None = None,
    limits: "Limits | None" = None,
    workers: int = 1,
) -> LoadedFilter:
    """A module of any origin in a proxy of its own; raises `LoadError`."""
    from sluice.testing.wasm_module import compiled
    from sluice.testing.wasm_vm import WasmVm
    from sluice.toolchain.inspection import inspect_module
    from sluice.toolchain.sections import ModuleError

    try:
        info = inspect_module(wasm)
    except ModuleError as error:
        raise LoadError(f"{host.plugin.name}: {error}") from None
    module = compiled(wasm)
    if allow_stop_iteration is None:
        allow_stop_iteration = info.allow_on_headers_stop_iteration
    running = _start(host, lambda host: WasmVm(host, module, limits), allow_stop_iteration, workers)
    declared = [MetricDeclaration(each.name, each.labels) for each in info.metrics]
    return LoadedFilter(running, "wasm", lambda: declared if info.built_by_sluice else None)


def _start(
    host: Host, make_vm: Callable[[Host], Vm], allow_stop_iteration: bool, workers: int
) -> list[Proxy]:
    """A canary, then as many workers, which share what workers of one proxy share."""
    found = []
    for number in range(workers):
        own = host if number == 0 else replace(host, contexts={}, context=Context(0), _ticks={}, _calls={})
        proxy = Proxy(own, lambda own=own: make_vm(own), allow_stop_iteration)  # type: ignore[misc]
        proxy.start(canary=number == 0)
        found.append(proxy)
    return found


def _load_python(path: Path, host: Host, allow_stop_iteration: bool | None, workers: int) -> LoadedFilter:
    from sluice.testing.python_vm import PythonVm, awaits_bodies

    if allow_stop_iteration is None:
        allow_stop_iteration = any(awaits_bodies(path).values())
    running = _start(host, lambda host: PythonVm(host, path), allow_stop_iteration, workers)
    vm = running[0].vm
    assert isinstance(vm, PythonVm)
    return LoadedFilter(
        running, "cpython", lambda: [MetricDeclaration(each.name, each.labels) for each in vm.metrics]
    )


def _configuration(config: Any) -> bytes:
    if config is None:
        return b""
    return config.encode() if isinstance(config, str) else json.dumps(config).encode()


def _listed(logs: list[LogEntry]) -> str:
    return "".join(f"\n  {entry}" for entry in logs)
