"""`time`: the proxy's clock. There is only one, so all of these read it; it can jump when the machine's time
is set. Filters cannot sleep: a worker that waits serves nobody.
"""

from sluice.api import hostcalls


def time() -> float:
    """Seconds since 1970."""
    return hostcalls.get_current_time_nanoseconds() / 1e9


def time_ns() -> int:
    """Nanoseconds since 1970."""
    return hostcalls.get_current_time_nanoseconds()


def monotonic() -> float:
    """Seconds since 1970."""
    return hostcalls.get_current_time_nanoseconds() / 1e9


def monotonic_ns() -> int:
    """Nanoseconds since 1970."""
    return hostcalls.get_current_time_nanoseconds()


def perf_counter() -> float:
    """Seconds since 1970."""
    return hostcalls.get_current_time_nanoseconds() / 1e9


def perf_counter_ns() -> int:
    """Nanoseconds since 1970."""
    return hostcalls.get_current_time_nanoseconds()
