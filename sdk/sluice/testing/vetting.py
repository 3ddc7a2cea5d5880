"""Try a module that a stranger uploaded before any Envoy sees it.

    vetting = vet(wasm, '{"keys": {}}')
    if not vetting.accepted:
        print(vetting.problem)

The module runs in wasmtime behind the emulated host, with limits on instructions and memory: it is loaded,
started, configured, and handles one exchange with bodies. Nothing that it does leaves this process.
"""

from dataclasses import dataclass

from sluice.testing.host import Host, LogEntry, Plugin
from sluice.testing.loader import load_wasm
from sluice.testing.messages import Reply, to_request
from sluice.testing.vm import LoadError
from sluice.testing.wasm_vm import Limits

FUEL = 200_000_000  # Wasm instructions for one callback, about 0.2 s
MEMORY_LIMIT = 64 * 1024 * 1024  # bytes
MAX_SIZE = 16 * 1024 * 1024  # bytes of a module


@dataclass(frozen=True, slots=True)
class Vetting:
    """`problem` says why the module is refused, "" when it is accepted; `logs` is what it logged.

    `status` is what the client of the exchange got, None when the module held or reset it (which it may).
    `memory` is in bytes, after the exchange.
    """

    problem: str
    logs: tuple[LogEntry, ...] = ()
    status: int | None = None
    memory: int = 0

    @property
    def accepted(self) -> bool:
        return not self.problem


def vet(
    wasm: bytes, config: str | None = None, fuel: int = FUEL, memory_limit: int = MEMORY_LIMIT
) -> Vetting:
    """Load, start and use a module; never raises because of what the module is or does.

    `fuel` is in Wasm instructions for each callback, `memory_limit` in bytes of linear memory.
    """
    if len(wasm) > MAX_SIZE:
        return Vetting(f"the module has {len(wasm):,} bytes, more than {MAX_SIZE:,}")
    host = Host(Plugin("module", (config or "").encode()))
    try:
        filter = load_wasm(wasm, host, limits=Limits(fuel, memory_limit))
    except LoadError as error:
        return Vetting(str(error), tuple(host.logs))
    try:
        request = to_request("POST", "/vet?q=1", "example.com", {"x-test": "1"}, b"request body", ())
        stream = filter.proxy.handle(request, Reply(200, body=b"response body"))
        response = stream.received_response
        return Vetting(
            problem="" if stream.error is None else str(stream.error),
            logs=tuple(host.logs),
            status=None if response is None else response.status,
            memory=filter.memory_size(),
        )
    finally:
        filter.close()
