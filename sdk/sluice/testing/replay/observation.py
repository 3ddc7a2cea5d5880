"""What a filter did with one request, as far as somebody outside of it could notice."""

from dataclasses import dataclass

from sluice.testing.abi import LogLevel
from sluice.testing.host import LogEntry
from sluice.testing.recordings import Decision, to_decision
from sluice.testing.results import Result

_TRACEBACK = "Traceback (most recent call last):"


@dataclass(frozen=True, slots=True)
class Observed:
    """`exceptions` are the last lines of tracebacks; `trap` is what the VM died of, "" when it lives.

    `calls` are the call-outs, as "GET auth /check"; `waited` is in milliseconds of the filter's own time.
    """

    decision: Decision
    logs: tuple[str, ...] = ()
    exceptions: tuple[str, ...] = ()
    trap: str = ""
    calls: tuple[str, ...] = ()
    waited: int = 0


def to_observed(result: Result, waited: int, trap: str) -> Observed:
    """Lines of tracebacks are no behaviour: they move with any edit above them."""
    raised = tuple(each.message.strip().splitlines()[-1] for each in result.logs if _is_traceback(each))
    logs = tuple(
        f"{each.level.name.lower()}: {each.message}"
        for each in result.logs
        if not _is_traceback(each) and not (trap and each.level is LogLevel.CRITICAL)
    )
    calls = tuple(f"{each.request.method} {each.upstream} {each.request.path}" for each in result.callouts)
    return Observed(to_decision(result), logs, raised, trap.partition("\n")[0], calls, waited)


def _is_traceback(entry: LogEntry) -> bool:
    return _TRACEBACK in entry.message
