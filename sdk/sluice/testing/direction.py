"""One direction of a stream (request or response) through one filter, as Envoy's filter manager moves it.

A filter that stops holds the message; what arrives meanwhile is queued (stopped at the headers, "all") or
shown to the filter and kept (stopped at the body). `resume` is `proxy_continue_stream`.
"""

from collections.abc import Iterator
from enum import Enum
from typing import Protocol

from sluice.testing.abi import DataAction, HeadersAction
from sluice.testing.header_map import HeaderMap
from sluice.testing.messages import Message, Metadata, Pause, to_pairs
from sluice.testing.vm import VmError


class Filter(Protocol):
    """The filter's side of one direction."""

    def headers(self, headers: HeaderMap, end_of_stream: bool) -> HeadersAction: ...
    def data(self, data: bytearray, end_of_stream: bool) -> DataAction: ...
    def trailers(self, trailers: HeaderMap) -> bool: ...
    def metadata(self, count: int) -> None: ...


class _Held(Enum):
    NOTHING = "nothing"
    HEADERS = "headers"  # the body still comes to the filter
    ALL = "all"
    BODY = "body"
    TRAILERS = "trailers"


class BufferOverflow(Exception):  # noqa: N818 a state of the proxy that `Stream` answers
    """The filter holds more than the proxy buffers."""


class Direction:
    """`headers`, `body` and `trailers` are what has left the filter; `ended` says that it is complete."""

    # Defaults of the class: there are two of these to every request, and most of it stays as it is.
    headers: HeaderMap | None = None
    trailers: HeaderMap | None = None
    ended: bool = False
    added_trailers: HeaderMap | None = None  # made by the filter in the callback of the last data
    arrived: int = 0  # bytes of body
    closed: bool = False  # nothing more is moved: answered locally, or reset
    _headers: HeaderMap | None = None
    _held: _Held = _Held.NOTHING
    _whole: bool = False  # the next data callback shows the whole buffer
    _headers_buffered: bool = False  # what comes after the headers counts against the limit
    _in_callback: bool = False
    _continued: bool = False  # within a callback
    _queued_end: bool = False
    _queued_trailers: HeaderMap | None = None
    _end_of_data: bool = False
    _trailers: HeaderMap | None = None

    def __init__(self, filter: Filter, buffer_limit: int, is_response: bool = False) -> None:
        """`buffer_limit` is in bytes."""
        self.filter = filter
        self.buffer_limit = buffer_limit
        self.is_response = is_response
        self.body = bytearray()
        self._buffer = bytearray()
        self._queue = bytearray()
        self._queued_metadata: list[Metadata] = []
        self._backlog: list[tuple[bytes, bool] | Metadata | HeaderMap] = []  # not read from the peer yet

    def push(self, message: Message, ends: bool = True) -> Iterator[Pause]:
        """The message piece by piece, until the direction is closed; gives the pauses that it makes. Unless
        it `ends`, the peer breaks off.
        """
        last = len(message.chunks) - 1 if ends else -1
        self.push_headers(message.headers, ends and not message.chunks and message.trailers is None)
        for index, chunk in enumerate(message.chunks):
            if isinstance(chunk, Pause):
                yield chunk
            elif isinstance(chunk, Metadata):
                self.push_metadata(chunk)
            elif chunk or ends:
                self.push_data(chunk, index == last and message.trailers is None)
        if message.trailers is not None and ends:
            self.push_trailers(message.trailers)

    def push_headers(self, headers: HeaderMap, end_of_stream: bool) -> None:
        self._headers = headers
        self._end_of_data = end_of_stream
        self._in_callback, self._continued = True, False
        action = self.filter.headers(headers, end_of_stream)
        self._in_callback = False
        if self.closed:
            return
        self._refuse_twice(end_of_stream or action is HeadersAction.CONTINUE)
        if self._continued and end_of_stream:
            action = HeadersAction.CONTINUE
        match action:
            case HeadersAction.CONTINUE:
                self._release()
            case HeadersAction.STOP_ITERATION:
                self._held = _Held.HEADERS
            case _:
                self._held = _Held.ALL
                self._headers_buffered = action is HeadersAction.STOP_ALL_AND_BUFFER

    def push_data(self, chunk: bytes, end_of_stream: bool) -> None:
        if self.closed:
            return
        if self._is_choked:
            self._backlog.append((chunk, end_of_stream))
            return
        self.arrived += len(chunk)
        if self._held is _Held.ALL:
            self._queue += chunk
            self._queued_end = end_of_stream
            if self._headers_buffered:
                self._check_limit(self._queue)
            return
        self._show(bytearray(chunk), end_of_stream)

    def push_metadata(self, metadata: Metadata) -> None:
        """A filter cannot hold it; it waits behind headers that are held."""
        if self.closed:
            return
        if self._is_choked:
            self._backlog.append(metadata)
        elif self._held is _Held.ALL:
            self._queued_metadata.append(metadata)
        else:
            self.filter.metadata(len(to_pairs(metadata.entries)))

    def push_trailers(self, trailers: HeaderMap) -> None:
        if self.closed:
            return
        if self._is_choked:
            self._backlog.append(trailers)
            return
        if self._held is _Held.ALL:
            self._queued_trailers = trailers
            return
        self._trailers = trailers
        self._in_callback, self._continued = True, False
        goes_on = self.filter.trailers(trailers)
        self._in_callback = False
        if self.closed:
            return
        self._refuse_twice(True)
        if goes_on:
            self._release()
        else:
            self._held = _Held.TRAILERS

    def resume(self) -> None:
        """Go on after a stop; without one, nothing happens."""
        if self.closed:
            return
        if self._in_callback:
            self._continued = True
        if self._held is _Held.NOTHING:
            return
        if self._held is not _Held.ALL:
            self._release()
            self._read_on()
            return
        self._held = _Held.NOTHING
        queue, self._queue = self._queue, bytearray()
        self._release()
        frames, self._queued_metadata = self._queued_metadata, []
        for frame in frames:
            self.push_metadata(frame)
        if queue or self._queued_end:
            self._show(queue, self._queued_end)
        if self._queued_trailers is not None:
            trailers, self._queued_trailers = self._queued_trailers, None
            self.push_trailers(trailers)
        self._read_on()

    @property
    def _is_choked(self) -> bool:
        """The filter holds more than the proxy buffers, by watermark: it reads no more from the peer."""
        if self._held is _Held.ALL:
            return not self._headers_buffered and len(self._queue) > self.buffer_limit
        return self._held is _Held.BODY and not self._whole and len(self._buffer) > self.buffer_limit

    def _read_on(self) -> None:
        backlog, self._backlog = self._backlog, []
        for piece in backlog:
            if isinstance(piece, HeaderMap):
                self.push_trailers(piece)
            elif isinstance(piece, Metadata):
                self.push_metadata(piece)
            else:
                self.push_data(*piece)

    def _show(self, chunk: bytearray, end_of_stream: bool) -> None:
        if self._whole:
            self._buffer += chunk
        shown = self._buffer if self._whole else chunk
        whole, self._whole = self._whole, False
        if whole and self.is_response:
            self._check_limit(self._buffer)  # a response that has become too large is not shown any more
        self._end_of_data = end_of_stream
        self._in_callback, self._continued = True, False
        action = self.filter.data(shown, end_of_stream)
        self._in_callback = False
        if self.closed:
            return
        self._refuse_twice(end_of_stream or action is DataAction.CONTINUE)
        if self._continued and end_of_stream:
            if not whole and action is not DataAction.CONTINUE:
                self._buffer += shown
            self._release()
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
                if self._whole:
                    self._check_limit(self._buffer)
            case DataAction.STOP_NO_BUFFER:
                pass
        if self._held is _Held.NOTHING:
            self._held = _Held.BODY

    def _refuse_twice(self, goes_on: bool) -> None:
        """Envoy sends a response, or ends its stream, while the callback for it is still running."""
        if self.is_response and self._continued and goes_on:
            raise VmError("continuing a response in a callback that does not hold it crashes Envoy 1.40")

    def _release(self) -> None:
        """Everything that the filter held goes on."""
        self._held = _Held.NOTHING
        self.headers = self._headers
        self.body += self._buffer
        self._buffer.clear()
        self.trailers = self._trailers
        self.ended = self._end_of_data or self._trailers is not None

    def _check_limit(self, buffer: bytearray) -> None:
        if len(buffer) > self.buffer_limit:
            raise BufferOverflow
