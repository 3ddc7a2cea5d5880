"""What a test of a filter works with: `load(...)` gives a filter, its `request(...)` a result.

    filter = load("api_key.py", config={"keys": {"k1": "ann"}})
    result = filter.request("GET", "/orders", headers={"x-api-key": "nope"})
    assert result.response.status == 401
    assert filter.metrics["denied_total", "unknown"] == 1

What was loaded ends with the test.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sluice.testing.abi import LogLevel
from sluice.testing.callouts import Upstream
from sluice.testing.contexts import Context
from sluice.testing.emulated import EmulatedFilter
from sluice.testing.grpc_calls import GrpcCalls
from sluice.testing.host import Host, Plugin
from sluice.testing.loaded_filter import LoadedFilter, Platform
from sluice.testing.metrics import MetricDeclaration
from sluice.testing.properties import PropertyValue
from sluice.testing.proxy import Proxy
from sluice.testing.trace import TracedHost, traced_vm
from sluice.testing.vm import LoadError, Vm

if TYPE_CHECKING:
    from sluice.testing.wasm_vm import Limits


class Loader:
    """The fixture `load`: `load(file, config=…)` starts a filter on the platform that the test runs on.

    `file` is looked for beside the test, then in the folders above it. A `.wasm` file of any origin may stand
    there too; it runs as it is.
    """

    def __init__(
        self,
        platform: Platform,
        folder: Path,
        compile_file: Callable[[Path], bytes],
        trace: Callable[[str], None] | None = None,
    ) -> None:
        """`trace` is told what filters and proxy call of each other."""
        self.platform: Platform = platform  # where filters run
        self.loaded: list[LoadedFilter] = []  # by this test
        self._folder = folder
        self._compile = compile_file
        self._trace = trace

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
        is what the filter itself asks for, unless given. On Envoy, `properties`, `log_level` and `workers`
        are Envoy's own.
        """
        path = self.find(file)
        plugin = Plugin(path.stem, _configuration(config), root_id, vm_id)
        holds = allow_on_headers_stop_iteration
        if self.platform == "envoy":
            loaded = self._load_in_envoy(path, plugin, holds, upstreams, bool(properties) or workers > 1)
        else:
            host = self._make_host(plugin, properties or {}, log_level, upstreams)
            loaded = self._load_emulated(path, host, holds, workers)
        self.loaded.append(loaded)
        return loaded

    def _make_host(
        self,
        plugin: Plugin,
        properties: Mapping[str, PropertyValue],
        log_level: LogLevel,
        upstreams: Iterable[str],
    ) -> Host:
        make_host = Host if self._trace is None else TracedHost
        host = make_host(plugin, dict(properties), log_level, trace=self._trace)
        host.upstreams.update((name, Upstream(name)) for name in upstreams)
        return host

    def _load_emulated(self, path: Path, host: Host, holds: bool | None, workers: int) -> LoadedFilter:
        if path.suffix == ".wasm" or self.platform == "wasm":
            return load_wasm(self._module(path), host, holds, workers=workers)
        return load_python(path, host, holds, workers)

    def _load_in_envoy(
        self, path: Path, plugin: Plugin, holds: bool | None, upstreams: Iterable[str], impossible: bool
    ) -> LoadedFilter:
        from sluice.testing.envoy.filter import EnvoyFilter, cannot
        from sluice.toolchain.inspection import inspect_module
        from sluice_console.envoy.binary import find_envoy

        if impossible:
            cannot("neither attributes nor the number of workers are a test's to choose")
        wasm = self._module(path)
        info = inspect_module(wasm)
        declared = [MetricDeclaration(each.name, each.labels) for each in info.metrics]
        return EnvoyFilter(
            find_envoy(),
            plugin,
            wasm,
            holds_headers=info.allow_on_headers_stop_iteration if holds is None else holds,
            declared=declared if info.built_by_sluice else None,
            upstreams=upstreams,
            trace=self._trace,
        )

    def _module(self, path: Path) -> bytes:
        return path.read_bytes() if path.suffix == ".wasm" else self._compile(path)

    def find(self, file: str | Path) -> Path:
        """Where `file` lies; `FileNotFoundError`."""
        for folder in (self._folder, *self._folder.parents):
            if (folder / file).is_file():
                return (folder / file).resolve()
        raise FileNotFoundError(f"{file} is neither in {self._folder} nor in a folder above it")

    def close(self) -> None:
        """All that was loaded ends; the fixture does it after the test."""
        for loaded in self.loaded:
            loaded.close()


def load_wasm(
    wasm: bytes,
    host: Host,
    allow_stop_iteration: bool | None = None,
    limits: "Limits | None" = None,
    workers: int = 1,
) -> EmulatedFilter:
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
    return EmulatedFilter(running, "wasm", lambda: declared if info.built_by_sluice else None)


def _start(
    host: Host, make_vm: Callable[[Host], Vm], allow_stop_iteration: bool, workers: int
) -> list[Proxy]:
    """A canary, then as many workers, which share what workers of one proxy share."""
    found = []
    for number in range(workers):
        own = (
            host
            if number == 0
            else replace(host, contexts={}, context=Context(0), _ticks={}, grpc_calls=GrpcCalls())
        )
        proxy = Proxy(own, lambda own=own: traced_vm(make_vm(own), own), allow_stop_iteration)  # type: ignore[misc]
        proxy.start(canary=number == 0)
        found.append(proxy)
    return found


def load_python(path: Path, host: Host, allow_stop_iteration: bool | None, workers: int) -> EmulatedFilter:
    from sluice.testing.python_vm import PythonVm, awaits_bodies

    if allow_stop_iteration is None:
        allow_stop_iteration = any(awaits_bodies(path).values())
    vms: list[PythonVm] = []

    def make_vm(host: Host) -> Vm:
        vms[:] = [PythonVm(host, path)]
        return vms[0]

    running = _start(host, make_vm, allow_stop_iteration, workers)
    return EmulatedFilter(
        running, "cpython", lambda: [MetricDeclaration(each.name, each.labels) for each in vms[0].metrics]
    )


def _configuration(config: Any) -> bytes:
    if config is None:
        return b""
    return config.encode() if isinstance(config, str) else json.dumps(config).encode()
