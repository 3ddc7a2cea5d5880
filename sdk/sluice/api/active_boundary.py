"""`boundary` for filters that await or use timers, queues and call-outs: the same callbacks, and more.

Each function takes note of the context first, since what waits goes on in other callbacks. The compiler
chooses this module for files that import anything of the kind; other filters do not pay for it.
"""

from __future__ import annotations

from typing import Any

from sluice.api import boundary, grpc, hostcalls, http, plugins, queues, worker
from sluice.api.boundary import CONTINUE, STOP, respond
from sluice.api.filters import HttpFilter
from sluice.api.messages import Request, RequestInfo, Response, UpstreamResponse
from sluice.api.streams import (
    STOP_ALL,
    STOP_AND_BUFFER,
    Side,
    Stream,
    StreamTask,
    leave,
    run,
    show_body,
    show_trailers,
)
from sluice.api.timers import timers_of

_REQUEST_INFO = RequestInfo()


def opened(context: int, parent: int) -> None:
    """A stream begins; `parent` 0: a plugin."""
    if parent:
        worker.state.streams[context] = Stream(context, parent)


def closed(context: int) -> None:
    """A stream has ended: what waits for it is cancelled. Or a plugin has gone."""
    state = worker.state
    stream = state.streams.pop(context, None)
    if stream is not None:
        enter(stream)
        stream.cancel()
        return
    plugin = state.plugins.pop(context, None)
    if plugin is not None:
        state.context = context
        state.root = context
        plugins.retire(plugin)
        for task in state.background.copy():
            if task.root == context:
                task.cancel()
        state.timers.pop(context, None)


def enter(stream: Stream) -> None:
    state = worker.state
    state.context = stream.context
    state.root = stream.root


def request_headers(
    filter: HttpFilter[Any],
    context: int,
    end_of_stream: bool,
    body_changes: bool,
    holds_body: bool,
    on_error: str,
) -> int:
    """`holds_body`: the filter awaits a body, so that one must go on coming while the headers wait."""
    stream = worker.state.streams[context]
    enter(stream)
    stream.request.complete = end_of_stream
    drops_length = body_changes and not end_of_stream
    answer = filter.on_request_headers(Request(end_of_stream))
    if answer is None:
        if drops_length:
            hostcalls.remove_header_map_value(hostcalls.REQUEST_HEADERS, "content-length")
        return CONTINUE
    if isinstance(answer, Response):
        return respond(answer)
    task = StreamTask(answer, stream, stream.request, filter, on_error, drops_length)
    return run(task, STOP if holds_body else STOP_ALL)


def request_body(filter: HttpFilter[Any], context: int, size: int, end_of_stream: bool) -> int:
    stream = worker.state.streams[context]
    enter(stream)
    return _body(filter, stream.request, size, end_of_stream)


def request_trailers(filter: HttpFilter[Any], context: int, on_error: str) -> int:
    stream = worker.state.streams[context]
    enter(stream)
    return _trailers(filter, stream, stream.request, on_error)


def request_metadata(filter: HttpFilter[Any], context: int, count: int) -> int:
    enter(worker.state.streams[context])
    return boundary.request_metadata(filter, count)


def response_headers(
    filter: HttpFilter[Any],
    context: int,
    end_of_stream: bool,
    body_changes: bool,
    holds_body: bool,
    on_error: str,
) -> int:
    stream = worker.state.streams[context]
    enter(stream)
    stream.response.complete = end_of_stream
    drops_length = body_changes and not end_of_stream
    answer = filter.on_response_headers(_REQUEST_INFO, UpstreamResponse(end_of_stream))
    if answer is None:
        if drops_length:
            hostcalls.remove_header_map_value(hostcalls.RESPONSE_HEADERS, "content-length")
        return CONTINUE
    if isinstance(answer, Response):
        return respond(answer)
    task = StreamTask(answer, stream, stream.response, filter, on_error, drops_length)
    return run(task, STOP if holds_body else STOP_ALL)


def response_body(filter: HttpFilter[Any], context: int, size: int, end_of_stream: bool) -> int:
    stream = worker.state.streams[context]
    enter(stream)
    return _body(filter, stream.response, size, end_of_stream)


def response_trailers(filter: HttpFilter[Any], context: int, on_error: str) -> int:
    stream = worker.state.streams[context]
    enter(stream)
    return _trailers(filter, stream, stream.response, on_error)


def response_metadata(filter: HttpFilter[Any], context: int, count: int) -> int:
    enter(worker.state.streams[context])
    return boundary.response_metadata(filter, count)


def log(filter: HttpFilter[Any], context: int) -> None:
    """Coroutines end first, so that `on_log` sees what their `finally` blocks leave.

    An access logger of the proxy is called for its plugin: there is no stream.
    """
    stream = worker.state.streams.get(context)
    if stream is None:
        worker.state.context = context
        worker.state.root = context
    else:
        enter(stream)
        stream.cancel()
    boundary.log(filter)


def tick(root: int) -> None:
    worker.state.context = root
    worker.state.root = root
    timers_of(root).tick()


def http_call_response(root: int, token: int, header_count: int, body_size: int, trailer_count: int) -> None:
    worker.state.context = root
    worker.state.root = root
    http.answered(token, header_count, body_size)


def queue_ready(root: int, token: int) -> None:
    worker.state.context = root
    worker.state.root = root
    queues.ready(root, token)


def grpc_initial_metadata(root: int, token: int, header_count: int) -> None:
    worker.state.context = root
    worker.state.root = root
    grpc.initial_metadata_received(token)


def grpc_message(root: int, token: int, size: int) -> None:
    worker.state.context = root
    worker.state.root = root
    grpc.message_received(token, size)


def grpc_trailing_metadata(root: int, token: int, header_count: int) -> None:
    worker.state.context = root
    worker.state.root = root
    grpc.trailing_metadata_received(token)


def grpc_close(root: int, token: int, code: int) -> None:
    worker.state.context = root
    worker.state.root = root
    grpc.closed(token, code)


def configured(root: int, config: Any) -> None:
    plugins.configured(root, config)


def _body(filter: HttpFilter[Any], side: Side, size: int, end_of_stream: bool) -> int:
    """While the headers are held, the proxy buffers and shows all that it has each time."""
    task = side.task
    if task is None or task.done:
        return show_body(filter, side, size, end_of_stream)
    side.size = size
    side.complete = end_of_stream
    task.inside = True
    side.arrived()
    action = leave(task, STOP_AND_BUFFER)
    if not task.done or action != CONTINUE:
        return action
    return show_body(filter, side, side.size, end_of_stream)


def _trailers(filter: HttpFilter[Any], stream: Stream, side: Side, on_error: str) -> int:
    task = side.task
    side.complete = True
    if task is not None and not task.done:
        side.trailers = True
        task.inside = True
        side.arrived()
        action = leave(task, STOP)
        if not task.done or action != CONTINUE:
            return action
        if side.size:
            action = show_body(filter, side, side.size, False)
            if action != CONTINUE:
                return action
    answer = show_trailers(filter, side)
    if answer is None:
        return CONTINUE
    return run(StreamTask(answer, stream, side, filter, on_error, False), STOP)
