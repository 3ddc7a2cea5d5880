"""One of the two filters behind a host of its own, whose clock and chance are given to it."""

import functools
import hashlib
from dataclasses import dataclass, replace

import wasmtime

from sluice.testing.abi import LogLevel
from sluice.testing.agenda import Agenda, Clock
from sluice.testing.callouts import Upstream
from sluice.testing.contexts import Context
from sluice.testing.emulated import EmulatedFilter
from sluice.testing.grpc_calls import GrpcCalls
from sluice.testing.host import Host, Plugin
from sluice.testing.messages import OK
from sluice.testing.proxy import Proxy
from sluice.testing.recordings import Recorded
from sluice.testing.replay.observation import Observed, to_observed
from sluice.testing.vetting import FUEL, MEMORY_LIMIT
from sluice.testing.vm import Vm
from sluice.testing.wasm_module import WasmModule, engine_config
from sluice.testing.wasm_vm import Limits, WasmVm
from sluice.toolchain.inspection import inspect_module

LOG_LEVEL = LogLevel.INFO
"""What a proxy shows; what a filter says below it is not compared."""
LONGEST_GAP = 10 * 10**9
"""Ns that pass between two requests with all their ticks; of a longer gap the clock is only told."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A module and how it is configured. `name` is what reports call it."""

    wasm: bytes
    configuration: bytes = b""
    root_id: str = ""
    name: str = "filter"


class Side:
    """A started filter. Raises `LoadError`, `ModuleError` at the start, nothing for what a request does."""

    def __init__(self, candidate: Candidate, seed: int, start: int) -> None:
        """`start` is in ns since 1970."""
        info = inspect_module(candidate.wasm)
        self._holds_headers = info.allow_on_headers_stop_iteration
        self._module = _compiled(candidate.wasm)
        self._chance = _Chance(seed)
        plugin = Plugin("filter", candidate.configuration, candidate.root_id)
        host = Host(plugin, log_level=LOG_LEVEL, agenda=Agenda(Clock(start)), chance=self._chance)
        host.upstreams = _Upstreams()
        self._vm: WasmVm
        self._loaded = self._start(host)

    @property
    def now(self) -> int:
        """Ns since 1970."""
        return self._host.clock.nanoseconds()

    def play(self, recorded: Recorded, number: int, at: int) -> Observed:
        """Send one request at this time (ns); whatever was asked for before then happens before."""
        host = self._host
        gap = at - host.clock.nanoseconds()
        host.clock.offset += max(0, gap - LONGEST_GAP)
        host.agenda.advance(max(0, min(gap, LONGEST_GAP)) / 1e9)
        self._restart_the_dead()
        host = self._host
        self._loaded.forget()
        self._chance.begin(number)
        host.upstreams.clear()
        for name, reply in recorded.callouts.items():
            host.upstreams[name] = Upstream(name).replies_by(lambda call, reply=reply: reply)  # type: ignore[misc]
        before = host.clock.nanoseconds()
        result = self._loaded.send(recorded.request).result()
        waited = (host.clock.nanoseconds() - before) // 10**6
        failure = self._vm.failure
        return to_observed(result, waited, "" if failure is None else str(failure))

    def close(self) -> None:
        self._loaded.close()

    @property
    def _host(self) -> Host:
        return self._loaded.proxy.host

    def _start(self, host: Host) -> EmulatedFilter:
        def make_vm() -> Vm:
            self._vm = WasmVm(host, self._module, Limits(FUEL, MEMORY_LIMIT))
            return self._vm

        proxy = Proxy(host, make_vm, self._holds_headers)
        proxy.start(canary=False)
        return EmulatedFilter([proxy], "wasm", lambda: None)

    def _restart_the_dead(self) -> None:
        """A VM that trapped is made anew, as a proxy does it; what all workers share stays."""
        if self._vm.failure is None:
            return
        old = self._host
        self._vm.close()
        fresh = replace(
            old,
            agenda=Agenda(old.clock),
            contexts={},
            context=Context(0),
            callbacks=None,
            _ticks={},
            grpc_calls=GrpcCalls(),
        )
        self._loaded = self._start(fresh)


@functools.lru_cache(maxsize=4)
def _compiled(wasm: bytes) -> WasmModule:
    """Both sides start again and again, with other chance."""
    return WasmModule(wasm, _engine())


@functools.cache
def _engine() -> wasmtime.Engine:
    """Memories take no address space beyond their size, and no file: the process may be allowed neither."""
    config = engine_config()
    config.memory_reservation = 0
    config.memory_reservation_for_growth = 0
    config.memory_guard_size = 0
    config.memory_init_cow = False
    return wasmtime.Engine(config)


class _Upstreams(dict[str, Upstream]):
    """Every cluster that a filter asks is there and answers 200, unless the recording says something else."""

    def get(self, name: str, _: object = None) -> Upstream:
        found = super().get(name)
        if found is None:
            found = self[name] = Upstream(name).replies(OK.status)
        return found


class _Chance:
    """The same bytes for the same request and seed, however many were asked for in the requests before."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self.begin(-1)

    def begin(self, number: int) -> None:
        self._stream = hashlib.shake_256(f"{self._seed} {number}".encode())
        self._used = 0

    def __call__(self, size: int) -> bytes:
        start, self._used = self._used, self._used + size
        return self._stream.digest(self._used)[start:]
