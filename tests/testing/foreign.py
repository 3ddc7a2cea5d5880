"""Modules in C behind the emulated host."""

from tests.support.c_module import compile_c

from sluice.testing.emulated import EmulatedFilter
from sluice.testing.host import Host, Plugin
from sluice.testing.loader import load_wasm


def load_c(
    source: str, configuration: bytes = b"", *, allow_stop_iteration: bool = False, header: bool = True
) -> EmulatedFilter:
    host = Host(Plugin("probe", configuration, root_id="probe-root"))
    return load_wasm(compile_c(source, header=header), host, allow_stop_iteration)


def lines(filter: EmulatedFilter) -> list[str]:
    """What the module said, and nothing from before; each line once."""
    said = [entry.message.strip() for entry in filter.logs]
    filter.logs.clear()
    return said
