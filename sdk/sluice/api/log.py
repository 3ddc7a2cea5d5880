"""Write to the proxy's log.

    log.warning("auth answered %d after %s", reply.status, delay)

The text is formatted (with `%`, as in `logging`) only when the proxy keeps messages of that level. A message
without arguments is written as it is, so a lone `%` needs no care.
"""

from sluice.api import hostcalls


def debug(message: str, *arguments: object) -> None:
    """For the author; not kept by a proxy that logs from `info` on."""
    _write(hostcalls.DEBUG, message, arguments)


def info(message: str, *arguments: object) -> None:
    """What happens in the course of things."""
    _write(hostcalls.INFO, message, arguments)


def warning(message: str, *arguments: object) -> None:
    """Something is not as it should be, and goes on."""
    _write(hostcalls.WARNING, message, arguments)


def error(message: str, *arguments: object) -> None:
    """A request or a task failed."""
    _write(hostcalls.ERROR, message, arguments)


def critical(message: str, *arguments: object) -> None:
    """The filter cannot work."""
    _write(hostcalls.CRITICAL, message, arguments)


def _keeps(level: int) -> bool:
    return level >= hostcalls.get_log_level()


def _say(level: int, message: str) -> None:
    hostcalls.log(level, message)


def _write(level: int, message: str, arguments: tuple[object, ...]) -> None:
    if not arguments:
        hostcalls.log(level, message)
    elif _keeps(level):
        hostcalls.log(level, message % arguments)
