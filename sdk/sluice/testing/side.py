"""The filter as one direction of a stream sees it: a request's side, or a response's."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sluice.testing.abi import BufferType, DataAction, HeadersAction, MapType
from sluice.testing.header_map import HeaderMap
from sluice.testing.vm import Vm

if TYPE_CHECKING:
    from sluice.testing.stream import Stream

UPSTREAM_ADDRESS = "127.0.0.1:9090"
_HEADERS_ACTIONS = tuple(HeadersAction)


@dataclass(frozen=True, slots=True)
class Kind:
    """What is a request's, or a response's: maps, buffer, and the VM's callbacks with their names."""

    headers_type: MapType
    trailers_type: MapType
    body_type: BufferType
    headers_name: str
    body_name: str
    trailers_name: str
    metadata_name: str
    on_headers: Callable[[Vm, int, int, bool], int]
    on_body: Callable[[Vm, int, int, bool], int]
    on_trailers: Callable[[Vm, int, int], int]
    on_metadata: Callable[[Vm, int, int], int]


REQUEST = Kind(
    MapType.REQUEST_HEADERS,
    MapType.REQUEST_TRAILERS,
    BufferType.REQUEST_BODY,
    *("on_request_headers", "on_request_body", "on_request_trailers", "on_request_metadata"),
    lambda vm, context, count, end: vm.on_request_headers(context, count, end),
    lambda vm, context, size, end: vm.on_request_body(context, size, end),
    lambda vm, context, count: vm.on_request_trailers(context, count),
    lambda vm, context, count: vm.on_request_metadata(context, count),
)
RESPONSE = Kind(
    MapType.RESPONSE_HEADERS,
    MapType.RESPONSE_TRAILERS,
    BufferType.RESPONSE_BODY,
    *("on_response_headers", "on_response_body", "on_response_trailers", "on_response_metadata"),
    lambda vm, context, count, end: vm.on_response_headers(context, count, end),
    lambda vm, context, size, end: vm.on_response_body(context, size, end),
    lambda vm, context, count: vm.on_response_trailers(context, count),
    lambda vm, context, count: vm.on_response_metadata(context, count),
)


class Side:
    """The filter as one direction sees it: sets Envoy's pointers, calls the VM, reads its answer."""

    __slots__ = ("kind", "stream")

    def __init__(self, stream: "Stream", kind: Kind) -> None:
        self.stream = stream
        self.kind = kind

    def headers(self, headers: HeaderMap, end_of_stream: bool) -> HeadersAction:
        context = self.stream.context
        context.maps[self.kind.headers_type] = headers
        stream, kind = self.stream, self.kind
        answer = stream.call(
            kind.headers_name,
            lambda: kind.on_headers(stream.vm, context.id, len(headers), end_of_stream),
        )
        action = _HEADERS_ACTIONS[min(answer.result, HeadersAction.STOP_ALL_AND_WATERMARK)]
        if action is HeadersAction.CONTINUE_AND_END_STREAM:
            action = HeadersAction.CONTINUE  # as Envoy has it
        may_see_body = action is HeadersAction.STOP_ITERATION and self.stream.allow_stop_iteration
        if answer.stopped or (action is HeadersAction.STOP_ITERATION and not may_see_body):
            action = HeadersAction.STOP_ALL_AND_WATERMARK
        if action is HeadersAction.CONTINUE:
            context.maps.pop(self.kind.headers_type, None)
            if kind.headers_type is MapType.RESPONSE_HEADERS and headers.get(b":status") is None:
                self.stream.lose_status()
            context.info.upstream_address = UPSTREAM_ADDRESS  # the router has chosen
        return action

    def data(self, data: bytearray, end_of_stream: bool) -> DataAction:
        context = self.stream.context
        context.bodies[self.kind.body_type] = data
        context.info.request_size = self.stream.request.arrived
        if end_of_stream:
            context.add_trailers = self._add_trailers
        answer = self.stream.call(
            self.kind.body_name,
            lambda: self.kind.on_body(self.stream.vm, context.id, len(data), end_of_stream),
        )
        context.add_trailers = lambda map_type: None
        action = DataAction(min(answer.result, DataAction.STOP_NO_BUFFER))
        if answer.stopped:
            action = DataAction.STOP_NO_BUFFER
        if action is DataAction.CONTINUE:
            context.bodies.pop(self.kind.body_type, None)
        return action

    def trailers(self, trailers: HeaderMap) -> bool:
        context = self.stream.context
        context.maps[self.kind.trailers_type] = trailers
        answer = self.stream.call(
            self.kind.trailers_name, lambda: self.kind.on_trailers(self.stream.vm, context.id, len(trailers))
        )
        goes_on = answer.result == 0 and not answer.stopped
        if goes_on:
            context.maps.pop(self.kind.trailers_type, None)
        return goes_on

    def metadata(self, count: int) -> None:
        """Envoy goes on whatever the callback returns."""
        stream, kind = self.stream, self.kind
        stream.call(kind.metadata_name, lambda: kind.on_metadata(stream.vm, stream.context.id, count))

    def _add_trailers(self, map_type: MapType) -> HeaderMap | None:
        if map_type is not self.kind.trailers_type:
            return None
        direction = (
            self.stream.request if self.kind.headers_type is MapType.REQUEST_HEADERS else self.stream.response
        )
        direction.added_trailers = HeaderMap()
        self.stream.context.maps[map_type] = direction.added_trailers
        return direction.added_trailers


class Over:
    """The filter of a stream that is over: lets everything pass."""

    def headers(self, headers: HeaderMap, end_of_stream: bool) -> HeadersAction:
        return HeadersAction.CONTINUE

    def data(self, data: bytearray, end_of_stream: bool) -> DataAction:
        return DataAction.CONTINUE

    def trailers(self, trailers: HeaderMap) -> bool:
        return True

    def metadata(self, count: int) -> None:
        """Nobody sees it."""


OVER = Over()
