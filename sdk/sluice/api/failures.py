"""Exceptions that leave a filter's code: logged with their traceback, and counted."""

from sluice.api import hostcalls
from sluice.api.metrics import Counter
from sluice.api.properties import read_text

exceptions_total = Counter("exceptions_total", labels=("plugin",))  # callbacks that ended with an exception


def record(on_error: str, traceback: str) -> None:
    """The count's label `plugin` is the name that the proxy's configuration gives the plugin."""
    hostcalls.log(hostcalls.ERROR if on_error == "continue" else hostcalls.CRITICAL, traceback)
    exceptions_total.increment(plugin=read_text("plugin_name"))


def report(on_error: str, error: BaseException) -> None:
    """The same for an exception at hand."""
    record(on_error, hostcalls.traceback_of(error))
