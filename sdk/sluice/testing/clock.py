"""Time as filters see it under CPython: that of the host they run in.

In Wasm the module `time` asks the proxy. Here a filter's file gets a stand-in for it while it is imported,
so that tests can let time pass in both.
"""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

from sluice.api import hostcalls


@contextmanager
def filter_time() -> Iterator[None]:
    """Whatever is imported meanwhile and imports `time` gets the host's."""
    sys.modules["time"] = _HOST_TIME
    try:
        yield
    finally:
        sys.modules["time"] = time


def _nanoseconds() -> int:
    try:
        return hostcalls.get_current_time_nanoseconds()
    except hostcalls.HostError:  # no host: at import outside of a test
        return time.time_ns()


def _seconds() -> float:
    return _nanoseconds() / 1e9


def _host_time() -> ModuleType:
    module = ModuleType("time")
    module.__dict__.update(vars(time))
    module.__dict__.update(
        time=_seconds,
        monotonic=_seconds,
        perf_counter=_seconds,
        time_ns=_nanoseconds,
        monotonic_ns=_nanoseconds,
        perf_counter_ns=_nanoseconds,
    )
    return module


_HOST_TIME = _host_time()
