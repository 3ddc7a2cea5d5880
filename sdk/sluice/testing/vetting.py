"""Try a module that a stranger uploaded before any Envoy sees it.

    vetting = vet(wasm)
    if not vetting.accepted:
        print(vetting.problem)

The module is inspected, loaded, started and configured in wasmtime, behind the emulated host, with limits on
instructions, memory, tables and stack. Its allocator is tried, then it gets some hundred requests, ordinary
and odd, several at once; a TCP filter gets connections. Nothing that it does leaves this process. `python -m
sluice.testing.vetting_process` is the same in a process that has limits of its own.
"""

import functools
import json
from collections.abc import Callable
from dataclasses import dataclass

import wasmtime

from sluice.testing.data_segments import merge_segments
from sluice.testing.host import Host, LogEntry, Plugin
from sluice.testing.messages import Reply, to_request
from sluice.testing.module_shape import TABLE_LIMIT, find_excess, find_problems
from sluice.testing.proxy import PATIENCE, Proxy
from sluice.testing.sample_configuration import example
from sluice.testing.sample_traffic import AnyUpstream, open_connections, send_requests
from sluice.testing.trap_places import to_reason
from sluice.testing.vm import ConfigurationError, LimitError, LoadError, VmError
from sluice.testing.wasm_module import WasmModule, engine_config
from sluice.testing.wasm_vm import Limits, WasmVm
from sluice.testing.watched_memory import WatchedMemories
from sluice.toolchain.inspection import ModuleInfo, inspect_module
from sluice.toolchain.sections import ModuleError

FUEL = 200_000_000  # Wasm instructions for one callback, about 0.2 s
ALL_FUEL = 5  # times `FUEL`: for all callbacks together
MEMORY_LIMIT = 64 * 1024 * 1024  # bytes
MAX_SIZE = 16 * 1024 * 1024  # bytes of a module
_BLOCKS = (1, 7, 64, 1000, 4096, 16)  # bytes


@dataclass(frozen=True, slots=True)
class Vetting:
    """`problem` says why the module is refused, "" when it is accepted; `logs` is what it logged at first.

    `status` is what the client of the first exchange got, None when the module held or reset it (which it
    may). `memory` is in bytes, at the end.
    """

    problem: str
    logs: tuple[LogEntry, ...] = ()
    status: int | None = None
    memory: int = 0
    problems: tuple[str, ...] = ()
    """All that is wrong with imports and exports, where that is the problem."""

    @property
    def accepted(self) -> bool:
        return not self.problem


def _nobody(_: str) -> None: ...


def vet(
    wasm: bytes,
    config: str | None = None,
    fuel: int = FUEL,
    memory_limit: int = MEMORY_LIMIT,
    told: Callable[[str], None] = _nobody,
) -> Vetting:
    """Load, start and use a module; never raises because of what the module is or does.

    `fuel` is in Wasm instructions for each callback, `memory_limit` in bytes of linear memory. Without
    `config` it is tried with none, and with an example of its schema where it has one; that it does not take
    those is no fault. `told` hears what comes next: "requests 1 to 7 of 384".
    """
    if len(wasm) > MAX_SIZE:
        return Vetting(f"the module has {len(wasm):,} bytes, more than {MAX_SIZE:,}")
    told("the inspection")
    try:
        problem = find_excess(wasm, memory_limit)
        if problem:
            return Vetting(problem)
        info = inspect_module(wasm)
        problems = find_problems(info)
        if problems:
            return Vetting(problems[0], problems=tuple(problems))
        told("loading")
        engine, memories = guarded_engine(memory_limit)
        memories.wanted = 0
        module = WasmModule(merge_segments(wasm), engine)
    except (ModuleError, LoadError) as error:
        return Vetting(str(error))
    limits = Limits(fuel, memory_limit, ALL_FUEL * fuel, TABLE_LIMIT, memories)
    found = [
        _Trial(module, info, configuration, limits, told).run(must_take=config is not None)
        for configuration in (_configurations(info) if config is None else [config])
    ]
    return next((each for each in found if each.problem), found[0])


@functools.lru_cache(maxsize=2)
def guarded_engine(memory_limit: int) -> tuple[wasmtime.Engine, WatchedMemories]:
    """Compiles fast, what it makes runs slower; a memory or table that is too large is refused or seen."""
    config = engine_config()
    config.cranelift_opt_level = "none"
    config.wasm_threads = False
    config.wasm_memory64 = False
    config.wasm_multi_memory = False
    memories = WatchedMemories(config, memory_limit)
    return wasmtime.Engine(config), memories


def _configurations(info: ModuleInfo) -> list[str]:
    """None first: it is what an attachment begins with."""
    schemas = [info.config_schema, *(each.config_schema for each in info.filters)]
    return ["", *(json.dumps(example(schema)) for schema in schemas if schema is not None)]


class _Trial:
    """A module with one configuration."""

    def __init__(
        self,
        module: WasmModule,
        info: ModuleInfo,
        configuration: str,
        limits: Limits,
        told: Callable[[str], None],
    ) -> None:
        self._info = info
        title = "without a configuration" if not configuration else "with an example of its configuration"
        self._told: Callable[[str], None] = lambda phase: told(f"{phase}, {title}")
        self._host = Host(Plugin("module", configuration.encode("utf-8", "surrogateescape")))
        self._host.upstreams = AnyUpstream()
        self._vm = WasmVm(self._host, module, limits)
        self._proxy = Proxy(self._host, lambda: self._vm, info.allow_on_headers_stop_iteration)
        self._takes = True  # the configuration
        self._logs: tuple[LogEntry, ...] = ()
        self._status: int | None = None

    def run(self, must_take: bool) -> Vetting:
        """`must_take`: not to take its configuration is a fault."""
        problem = ""
        try:
            self._start(must_take)
            self._use()
        except LoadError as error:
            problem = str(error).removeprefix("module: ")
        except VmError as error:
            # Without its configuration a filter may fail in any way; but it must come to an end.
            cause = self._vm.failure or error  # not that a dead VM was called
            problem = str(cause) if self._takes or isinstance(cause, LimitError) else ""
        memory = self._vm.memory_size()
        self._vm.close()
        return Vetting(to_reason(problem, self._info), self._logs, self._status, memory)

    def _start(self, must_take: bool) -> None:
        self._told("the start")
        try:
            self._proxy.start(canary=False)
        except ConfigurationError:
            if must_take:
                raise
            self._takes = False
        finally:
            self._logs = tuple(self._host.logs)

    def _use(self) -> None:
        _check_allocator(self._vm)
        if self._info.handles_connections:
            open_connections(self._proxy, self._tell)
        else:
            self._exchange()
            send_requests(self._proxy, self._tell)
        self._told("the end")
        self._check()
        _check_allocator(self._vm)

    def _exchange(self) -> None:
        """One request with bodies, of which more is told than of the others."""
        self._tell("the first request")
        request = to_request("POST", "/vet?q=1", "example.com", {"x-test": "1"}, b"request body", ())
        stream = self._proxy.open()
        stream.run(request, Reply(200, body=b"response body"))
        self._proxy.finish(stream, PATIENCE)
        response = stream.received_response
        self._status = None if response is None else response.status
        self._logs = tuple(self._host.logs)
        if stream.error is not None:
            raise stream.error

    def _tell(self, phase: str) -> None:
        self._check()
        self._told(phase)

    def _check(self) -> None:
        """Where nobody was waiting, in a tick for example, the VM may have died unseen."""
        if self._vm.failure is not None:
            raise self._vm.failure


def _check_allocator(vm: WasmVm) -> None:
    """Envoy writes to what it is given. Raises `VmError` for blocks that are not the module's to give.

    Nothing runs in the module between the calls, so it cannot have freed a block before it gives the next.
    """
    blocks: list[tuple[int, int]] = []
    for size in _BLOCKS:
        address = vm.allocate(size)
        if address == 0:
            raise VmError(f"its allocator is broken: of {size:,} bytes it has none (address 0)")
        if address + size > vm.memory_size():
            raise VmError(
                f"its allocator is broken: {size:,} bytes at {address:,} lie outside of its memory of "
                f"{vm.memory_size():,}"
            )
        for other, length in blocks:
            if address < other + length and other < address + size:
                raise VmError(
                    f"its allocator is broken: {size:,} bytes at {address:,} overlap the {length:,} bytes at "
                    f"{other:,} that it gave before"
                )
        blocks.append((address, size))
