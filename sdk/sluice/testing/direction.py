"""One direction of a stream (request or response) through one filter, as Envoy's filter manager moves it.

A filter that stops holds the message; what arrives meanwhile is queued (stopped at the headers, "all") or
shown to the filter and kept (stopped at the body). `resume` is `proxy_continue_stream`.
"""

from dataclasses import dataclass, field
from enum import Enum
from typing import Protocol

from sluice.testing.abi import DataAction, HeadersAction
from sluice.testing.header_map import HeaderMap
from sluice.testing.messages import Message

BUFFER_LIMIT = 1024 * 1024  # bytes, Envoy's default


class Filter(Protocol):
    """The filter's side of one direction."""

    def headers(self, headers: HeaderMap, end_of_stream: bool) -> HeadersAction: ...
    def data(self, data: bytearray, end_of_stream: bool) -> DataAction: ...
    def trailers(self, trailers: HeaderMap) -> bool: ...


class _Held(Enum):
    NOTHING = "nothing"
    HEADERS = "headers"  # the body still comes to the filter
    ALL = "all"
    BODY = "body"
    TRAILERS = "trailers"


class BufferOverflow(Exception):  # noqa: N818 a state of the proxy that `Stream` answers
    """The filter holds more than the proxy buffers."""


@dataclass(slots=True)
class Direction:
    """`headers`, `body` and `trailers` are what has left the filter; `ended` says that it is complete."""

    filter: Filter
    headers: HeaderMap | None = None
    body: bytearray = field(default_factory=bytearray)
    trailers: HeaderMap | None = None
    ended: bool = False
    added_trailers: HeaderMap | None = None  # made by the filter in the callback of the last data
    arrived: int = 0  # bytes of body
    closed: bool = False  # nothing more is moved: answered locally, or reset
    _headers: HeaderMap | None = None
    _held: _Held = _Held.NOTHING
    _buffer: bytearray = field(default_factory=bytearray)
    _whole: bool = False  # the next data callback shows the whole buffer
    _queue: bytearray = field(default_factory=bytearray)
    _queued_end: bool = False
    _queued_trailers: HeaderMap | None = None
    _end_of_data: bool = False
    _trailers: HeaderMap | None = None

    def push(self, message: Message) -> None:
        """The whole message, piece by piece, until the direction is closed."""
        last = len(message.chunks) - 1
        self.push_headers(message.headers, not message.chunks and message.trailers is None)
        for index, chunk in enumerate(message.chunks):
            self.push_data(chunk, index == last and message.trailers is None)
        if message.trailers is not None:
            self.push_trailers(message.trailers)

    def push_headers(self, headers: HeaderMap, end_of_stream: bool) -> None:
        self._headers = headers
        self._end_of_data = end_of_stream
        action = self.filter.headers(headers, end_of_stream)
        if self.closed:
            return
        match action:
            case HeadersAction.CONTINUE:
                self._release()
            case HeadersAction.STOP_ITERATION:
                self._held = _Held.HEADERS
            case _:
                self._held = _Held.ALL

    def push_data(self, chunk: bytes, end_of_stream: bool) -> None:
        if self.closed:
            return
        self.arrived += len(chunk)
        if self._held is _Held.ALL:
            self._queue += chunk
            self._queued_end = end_of_stream
            self._check_limit(self._queue)
            return
        self._show(bytearray(chunk), end_of_stream)

    def push_trailers(self, trailers: HeaderMap) -> None:
        if self.closed:
            return
        if self._held is _Held.ALL:
            self._queued_trailers = trailers
            return
        self._trailers = trailers
        goes_on = self.filter.trailers(trailers)
        if self.closed:
            return
        if goes_on:
            self._release()
        else:
            self._held = _Held.TRAILERS

    def resume(self) -> None:
        """Go on after a stop; without one, nothing happens."""
        if self.closed or self._held is _Held.NOTHING:
            return
        if self._held is not _Held.ALL:
            self._release()
            return
        self._held = _Held.NOTHING
        queue, self._queue = self._queue, bytearray()
        self._release()
        if queue or self._queued_end:
            self._show(queue, self._queued_end)
        if self._queued_trailers is not None:
            trailers, self._queued_trailers = self._queued_trailers, None
            self.push_trailers(trailers)

    def _show(self, chunk: bytearray, end_of_stream: bool) -> None:
        if self._whole:
            self._buffer += chunk
        shown = self._buffer if self._whole else chunk
        whole, self._whole = self._whole, False
        self._end_of_data = end_of_stream
        action = self.filter.data(shown, end_of_stream)
        if self.closed:
            return
        if self.added_trailers is not None:
            self._trailers = self.added_trailers
        match action:
            case DataAction.CONTINUE:
                if not whole:
                    self._buffer += shown
                self._release()
                return
            case DataAction.STOP_AND_BUFFER | DataAction.STOP_AND_WATERMARK:
                if not whole:
                    self._buffer += shown
                self._whole = action is DataAction.STOP_AND_BUFFER
                self._check_limit(self._buffer)
            case DataAction.STOP_NO_BUFFER:
                pass
        if self._held is _Held.NOTHING:
            self._held = _Held.BODY

    def _release(self) -> None:
        """Everything that the filter held goes on."""
        self._held = _Held.NOTHING
        self.headers = self._headers
        self.body += self._buffer
        self._buffer.clear()
        self.trailers = self._trailers
        self.ended = self._end_of_data or self._trailers is not None

    def _check_limit(self, buffer: bytearray) -> None:
        if len(buffer) > BUFFER_LIMIT:
            raise BufferOverflow
