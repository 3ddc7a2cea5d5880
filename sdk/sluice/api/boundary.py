"""What happens between a Proxy-Wasm callback and the filter class.

The exported functions of a module (C) and the emulated host under CPython call only what stands here, one
function for each callback, with a filter object and the callback's numbers; what comes back is the number
to return to the proxy. They catch whatever a function raises and call `failed`, with Python's traceback as
text.

    proxy_on_configure          → configuration_text, then the decoder of `Config`
    a ConfigError there         → configuration_refused
    proxy_on_request_headers    → request_headers, and so on
    an exception in any of them → failed
"""

from typing import Any, Final

from sluice.api import hostcalls
from sluice.api.access_log import AccessLog
from sluice.api.failures import record
from sluice.api.filters import HttpFilter
from sluice.api.headers import MAX_PAIRS, StreamHeaders
from sluice.api.messages import NO_GRPC_STATUS, Chunk, Request, RequestInfo, Response, UpstreamResponse
from sluice.api.wire import decode_strictly, encode, substitute

# The numbers mean the same for headers, bodies and trailers: a local response stops the stream in any case.
CONTINUE: Final = 0
STOP: Final = 1

MAX_CONFIGURATION: Final = 16 * 1024 * 1024  # bytes

_REQUEST_TRAILERS = StreamHeaders(hostcalls.REQUEST_TRAILERS)
_RESPONSE_TRAILERS = StreamHeaders(hostcalls.RESPONSE_TRAILERS)
_REQUEST_INFO = RequestInfo()


class ConfigError(Exception):
    """The plugin's configuration does not fit; the proxy refuses it, and goes on with the one before.

    Raised for what does not fit `Config`, and by your own `@on_configure`. The message names the place:
    "config.timeout: must be more than 0".
    """


def configuration_text(size: int) -> str:
    """The plugin's configuration; an empty one counts as the empty object."""
    if size > MAX_CONFIGURATION:
        raise ConfigError(f"config: {size} bytes are more than the {MAX_CONFIGURATION} that a filter takes")
    data = hostcalls.get_buffer_bytes(hostcalls.PLUGIN_CONFIGURATION, 0, size)
    if data is None or data == b"":
        return "{}"
    text = decode_strictly(data)
    if text is None:
        raise ConfigError("config: not UTF-8")
    return text


def configuration_refused(reason: str) -> int:
    """Log why, and give the answer that makes the proxy refuse the plugin."""
    hostcalls.log(hostcalls.CRITICAL, f"configuration refused: {reason}")
    return 0


def request_headers(filter: HttpFilter[Any], end_of_stream: bool, body_changes: bool) -> int:
    """`body_changes`: the class has an `on_request_body` that may return bytes. Same below."""
    request = Request(end_of_stream)
    answer = filter.on_request_headers(request)
    if answer is not None:
        return respond(answer)  # type: ignore[arg-type] # no coroutine: filters with those have another boundary
    if body_changes and not end_of_stream:
        hostcalls.remove_header_map_value(hostcalls.REQUEST_HEADERS, "content-length")
    return CONTINUE


def request_body(filter: HttpFilter[Any], size: int, end_of_stream: bool) -> int:
    chunk = Chunk(hostcalls.REQUEST_BODY, size, end_of_stream)
    answer = filter.on_request_body(_REQUEST_INFO, chunk)
    if answer is None:
        return CONTINUE
    if isinstance(answer, Response):
        return respond(answer)
    hostcalls.set_buffer_bytes(hostcalls.REQUEST_BODY, 0, size, answer)
    return CONTINUE


def request_trailers(filter: HttpFilter[Any]) -> int:
    filter.on_request_trailers(_REQUEST_TRAILERS)
    return CONTINUE


def request_metadata(filter: HttpFilter[Any], count: int) -> int:
    filter.on_request_metadata(_REQUEST_INFO, count)
    return CONTINUE


def response_headers(filter: HttpFilter[Any], end_of_stream: bool, body_changes: bool) -> int:
    answer = filter.on_response_headers(_REQUEST_INFO, UpstreamResponse(end_of_stream))
    if answer is not None:
        return respond(answer)  # type: ignore[arg-type]
    if body_changes and not end_of_stream:
        hostcalls.remove_header_map_value(hostcalls.RESPONSE_HEADERS, "content-length")
    return CONTINUE


def response_body(filter: HttpFilter[Any], size: int, end_of_stream: bool) -> int:
    chunk = Chunk(hostcalls.RESPONSE_BODY, size, end_of_stream)
    answer = filter.on_response_body(_REQUEST_INFO, chunk)
    if answer is not None:
        hostcalls.set_buffer_bytes(hostcalls.RESPONSE_BODY, 0, size, answer)
    return CONTINUE


def response_trailers(filter: HttpFilter[Any]) -> int:
    filter.on_response_trailers(_RESPONSE_TRAILERS)
    return CONTINUE


def response_metadata(filter: HttpFilter[Any], count: int) -> int:
    filter.on_response_metadata(_REQUEST_INFO, count)
    return CONTINUE


def log(filter: HttpFilter[Any]) -> None:
    filter.on_log(AccessLog())


def respond(response: Response) -> int:
    """Send a local response."""
    if isinstance(response, UpstreamResponse):
        return CONTINUE  # the response on its way, given back as it is
    body = response.body
    pairs = response.pairs
    if len(pairs) > MAX_PAIRS:
        raise ValueError(f"{len(pairs)} headers are more than the {MAX_PAIRS} that a proxy takes")
    hostcalls.send_local_response(
        response.status,
        substitute(response.details, " ", "_") or "filter_response",
        encode(body) if isinstance(body, str) else body,
        pairs,
        response.grpc_status,
    )
    return STOP


def failed(on_error: str, may_respond: bool, traceback: str) -> int:
    """A callback raised: log, count, and answer as `on_error` says.

    `may_respond` is False for `on_log`, `on_done` and `on_delete`, where nobody waits for an answer.
    """
    record(on_error, traceback)
    return failed_response() if may_respond and on_error != "continue" else CONTINUE


def failed_response() -> int:
    hostcalls.send_local_response(500, "filter_exception", b"internal error\n", [], NO_GRPC_STATUS)
    return STOP
