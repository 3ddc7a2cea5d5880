"""An HTTP stream of a filter that awaits: which coroutine holds it, and how far its bodies have come.

While a coroutine runs, its direction is paused. When it ends inside the callback that started it, its result
is that callback's; later, the stream is told to go on, or is answered.
"""

from __future__ import annotations

from collections.abc import Coroutine
from typing import Any

from sluice.api import boundary, hostcalls, worker
from sluice.api.boundary import CONTINUE, failed_response, respond
from sluice.api.failures import report
from sluice.api.filters import HttpFilter
from sluice.api.headers import StreamHeaders
from sluice.api.messages import Response
from sluice.api.tasks import Task, Waiting

REQUEST = 0
RESPONSE = 1
STOP_AND_BUFFER = 1
STOP_ALL = 4

_REQUEST_TRAILERS = StreamHeaders(hostcalls.REQUEST_TRAILERS)
_RESPONSE_TRAILERS = StreamHeaders(hostcalls.RESPONSE_TRAILERS)


class BodyTooLarge(Exception):  # noqa: N818 what happened, not what is wrong
    """The body is longer than the limit. Uncaught, the client is answered 413 (of a response: 502)."""


class Side:
    """One direction of a stream."""

    def __init__(self, direction: int) -> None:
        self.direction = direction
        self.task: StreamTask | None = None
        self.size = 0  # bytes of body that the proxy holds
        self.complete = False  # the whole body has come
        self.trailers = False  # trailers have come and are held
        self.limit = 0
        self.waiting: Waiting[None] | None = None  # for the body

    @property
    def is_held(self) -> bool:
        return self.task is not None and not self.task.done

    def arrived(self) -> None:
        """More of the body, or its end: goes on with who waits for it."""
        waiting = self.waiting
        if waiting is not None and (self.complete or self.size > self.limit):
            self.waiting = None
            waiting.resolve(None)


class Stream:
    def __init__(self, context: int, root: int) -> None:
        self.context = context
        self.root = root
        self.request = Side(REQUEST)
        self.response = Side(RESPONSE)

    def cancel(self) -> None:
        """The stream is over."""
        for side in (self.request, self.response):
            if side.task is not None:
                side.task.cancel()


class StreamTask(Task):
    """A callback that awaits. `action` is what the proxy is to do, once it is done."""

    def __init__(
        self,
        coroutine: Coroutine[Any, Any, Any],
        stream: Stream,
        side: Side,
        filter: HttpFilter[Any],
        on_error: str,
        drops_length: bool,
    ) -> None:
        super().__init__(coroutine, stream.context, stream.root)
        self.stream = stream
        self.side = side
        self.filter = filter
        self.on_error = on_error
        self.drops_length = drops_length
        self.action = CONTINUE
        self.inside = True

    def returned(self, result: Any) -> None:
        try:
            self._finish(respond(result) if isinstance(result, Response) else CONTINUE)
        except Exception as error:
            self.raised(error)

    def raised(self, error: Exception) -> None:
        if isinstance(error, BodyTooLarge):
            status = 413 if self.side.direction == REQUEST else 502
            self._finish(respond(Response(status, f"{error}\n", details="body_too_large")))
            return
        report(self.on_error, error)
        self._finish(failed_response() if self.on_error != "continue" else CONTINUE)

    def _finish(self, action: int) -> None:
        self.action = action
        if action != CONTINUE:
            return
        if self.drops_length:
            headers = (
                hostcalls.REQUEST_HEADERS if self.side.direction == REQUEST else hostcalls.RESPONSE_HEADERS
            )
            hostcalls.remove_header_map_value(headers, "content-length")
        if not self.inside:
            self.action = show_held(self.filter, self.side)
            if self.action == CONTINUE:
                hostcalls.continue_stream(self.side.direction)


def run(task: StreamTask, pause: int) -> int:
    """Start it inside its callback; what the proxy is to do."""
    task.side.task = task
    task.step()
    return leave(task, pause)


def leave(task: StreamTask, pause: int) -> int:
    """The callback ends here: the result of the coroutine, or `pause` while it waits."""
    if task.done:
        return task.action
    task.inside = False
    return pause


def show_body(filter: HttpFilter[Any], side: Side, size: int, end_of_stream: bool) -> int:
    if side.direction == REQUEST:
        return boundary.request_body(filter, size, end_of_stream)
    return boundary.response_body(filter, size, end_of_stream)


def show_trailers(filter: HttpFilter[Any], side: Side) -> Any:
    if side.direction == REQUEST:
        return filter.on_request_trailers(_REQUEST_TRAILERS)
    return filter.on_response_trailers(_RESPONSE_TRAILERS)


def show_held(filter: HttpFilter[Any], side: Side) -> int:
    """Body and trailers that came while the headers were held, before the proxy lets them pass."""
    if side.size:
        action = show_body(filter, side, side.size, side.complete and not side.trailers)
        if action != CONTINUE:
            return action
    if side.trailers:
        side.trailers = False
        answer = show_trailers(filter, side)
        if answer is not None:
            raise NotImplementedError("on_*_trailers cannot await while a body is awaited in the headers")
    return CONTINUE


async def whole_body(direction: int, limit: int) -> bytes:
    """The body of the stream at hand, when all of it has come; `BodyTooLarge` beyond `limit` bytes."""
    side = await complete_side(direction, limit)
    kind = hostcalls.REQUEST_BODY if direction == REQUEST else hostcalls.RESPONSE_BODY
    if side.size == 0:
        return b""
    return hostcalls.get_buffer_bytes(kind, 0, side.size) or b""


async def replace_body(direction: int, body: bytes, limit: int) -> None:
    """Put `body` in the place of the whole body, and say so in `content-length`."""
    side = await complete_side(direction, limit)
    if side.size == 0:
        raise ValueError("there is no body to replace: a proxy cannot add one to a message without")
    if direction == REQUEST:
        hostcalls.set_buffer_bytes(hostcalls.REQUEST_BODY, 0, side.size, body)
        hostcalls.replace_header_map_value(hostcalls.REQUEST_HEADERS, "content-length", str(len(body)))
    else:
        hostcalls.set_buffer_bytes(hostcalls.RESPONSE_BODY, 0, side.size, body)
        hostcalls.replace_header_map_value(hostcalls.RESPONSE_HEADERS, "content-length", str(len(body)))
    side.size = len(body)


async def complete_side(direction: int, limit: int) -> Side:
    """Wait until all of the body has come."""
    stream = worker.state.streams.get(worker.state.context)
    if stream is None:
        raise RuntimeError("there is no body here: this coroutine belongs to no stream")
    side = stream.request if direction == REQUEST else stream.response
    if not side.complete and side.size <= limit:
        side.limit = limit
        side.waiting = Waiting()
        await side.waiting
    if side.size > limit:
        raise BodyTooLarge(f"the body has more than {limit} bytes")
    return side
