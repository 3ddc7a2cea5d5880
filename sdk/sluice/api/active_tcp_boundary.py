"""`tcp_boundary` for filters that await or use timers, queues and call-outs.

What comes later (timers, answers) stands in `active_boundary`, for all kinds of filters.
"""

from __future__ import annotations

from collections.abc import Coroutine
from typing import Any

from sluice.api import hostcalls, tcp_boundary, worker
from sluice.api.active_boundary import enter
from sluice.api.boundary import CONTINUE, STOP
from sluice.api.failures import report
from sluice.api.streams import Stream
from sluice.api.tasks import Task
from sluice.api.tcp import DOWNSTREAM, TcpFilter


class Connection(Stream):
    """`waits` is the coroutine of `on_new_connection`; of the two sides only the request's is in use."""

    def __init__(self, context: int, root: int) -> None:
        super().__init__(context, root)
        self.waits: ConnectionTask | None = None

    def cancel(self) -> None:
        if self.waits is not None:
            self.waits.cancel()


class ConnectionTask(Task):
    """An `on_new_connection` that awaits. What the client sends meanwhile is held, and shown afterwards."""

    def __init__(
        self, coroutine: Coroutine[Any, Any, Any], stream: Connection, filter: TcpFilter[Any], on_error: str
    ) -> None:
        super().__init__(coroutine, stream.context, stream.root)
        self.stream = stream
        self.filter = filter
        self.on_error = on_error
        self.action = CONTINUE
        self.inside = True

    def returned(self, result: Any) -> None:
        if self.inside:
            return
        side = self.stream.request
        try:
            if side.size or side.complete:
                self.action = tcp_boundary.downstream_data(self.filter, side.size, side.complete)
        except Exception as error:
            self.raised(error)
            return
        if self.action == CONTINUE:
            hostcalls.continue_stream(DOWNSTREAM)

    def raised(self, error: Exception) -> None:
        report(self.on_error, error)
        if self.on_error != "continue":
            self.action = STOP
            hostcalls.close_stream(DOWNSTREAM)
        elif not self.inside:
            hostcalls.continue_stream(DOWNSTREAM)


def opened(context: int, parent: int) -> None:
    """A connection begins; `parent` 0: a plugin."""
    if parent:
        worker.state.streams[context] = Connection(context, parent)


def entered(context: int) -> Connection:
    """The connection that host calls work on from now on."""
    stream = worker.state.streams[context]
    assert isinstance(stream, Connection)
    enter(stream)
    return stream


def new_connection(filter: TcpFilter[Any], context: int, on_error: str) -> int:
    stream = entered(context)
    answer = filter.on_new_connection()
    if answer is None:
        return CONTINUE
    task = ConnectionTask(answer, stream, filter, on_error)
    stream.waits = task
    task.step()
    if task.done:
        return task.action
    task.inside = False
    return STOP


def downstream_data(filter: TcpFilter[Any], context: int, size: int, end_of_stream: bool) -> int:
    stream = entered(context)
    side = stream.request
    side.size = size
    side.complete = end_of_stream
    task = stream.waits
    if task is not None and not task.done:
        return STOP
    return tcp_boundary.downstream_data(filter, size, end_of_stream)


def upstream_data(filter: TcpFilter[Any], context: int, size: int, end_of_stream: bool) -> int:
    entered(context)
    return tcp_boundary.upstream_data(filter, size, end_of_stream)


def downstream_close(filter: TcpFilter[Any], context: int, by_peer: bool) -> None:
    entered(context)
    tcp_boundary.downstream_close(filter, by_peer)


def upstream_close(filter: TcpFilter[Any], context: int) -> None:
    entered(context)
    tcp_boundary.upstream_close(filter)
