"""An HTTP stream with one filter between client and upstream, from its first header to `proxy_on_delete`."""

import re
from collections.abc import Callable, Iterator
from email.utils import formatdate

from sluice.testing.abi import LogLevel, MapType
from sluice.testing.contexts import LocalResponse, ResponseFlag, StreamContext, StreamInfo
from sluice.testing.direction import BufferOverflow, Direction
from sluice.testing.header_map import HeaderMap
from sluice.testing.host import Answer, Host
from sluice.testing.local_responses import to_message
from sluice.testing.messages import (
    OK,
    Message,
    Pause,
    ReceivedHeaders,
    ReceivedRequest,
    ReceivedResponse,
    Reply,
    to_response,
)
from sluice.testing.side import OVER, REQUEST, RESPONSE, UPSTREAM_ADDRESS, Side
from sluice.testing.vm import Vm, VmError

_NOT_FOUND = 404
_GOES_ON = Answer(0, stopped=False)
_NO_HEADERS = HeaderMap()
"""Of what has none; never changed."""


class Stream:
    """`run` moves a request through; `finish` ends the stream and calls the log and end callbacks.

    `answered_directly` is a response that bypassed the filter, `reset` says that the client got no (whole)
    response; otherwise the client got what left `response`.
    """

    # Defaults of the class: most streams keep most of them.
    request_headers: HeaderMap = _NO_HEADERS
    response_headers: HeaderMap | None = None  # as they came to the filter
    upstream_request: ReceivedRequest | None = None
    answered_directly: Message | None = None
    reset: bool = False
    waits: str = ""  # why one of the peers waits for more, in vain
    error: VmError | None = None
    _local_response_sent: bool = False
    _over: bool = False
    _reply: Reply = OK

    def __init__(
        self, host: Host, vm: Vm, context_id: int, root_id: int, allow_stop_iteration: bool, info: StreamInfo
    ) -> None:
        self.host = host
        self.vm = vm
        self.allow_stop_iteration = allow_stop_iteration
        self.context = context = StreamContext(context_id, root_id, info)
        host.contexts[context_id] = context
        context.send_local_response = self.send_local_response
        context.continue_stream = self.continue_stream
        context.close_stream = self.close
        self.request = Direction(Side(self, REQUEST), host.buffer_limit)
        self.response = Direction(Side(self, RESPONSE), host.buffer_limit, is_response=True)

    def run(self, request: Message, reply: Reply) -> None:
        """Everything that happens without waiting; the stream may be held afterwards."""
        self._reply = reply
        request.headers.remove(b"transfer-encoding")  # as the connection manager does
        self.request_headers = request.headers
        self.call("on_context_create", self._create_context)
        if not self.request.closed:
            self._receive(self.request.push(request))

    def call(self, name: str, callback: Callable[[], int]) -> Answer:
        """Run a callback; a dead VM, or one that dies now, fails the stream."""
        if not self.vm.handles(name):
            return _GOES_ON
        try:
            return self.host.call(self.context, callback)
        except VmError as error:
            self._die(error)
            return Answer(0, stopped=True)

    def _die(self, error: VmError) -> None:
        self.host.log(LogLevel.CRITICAL, str(error).encode("utf-8", "replace"))
        self.error = error
        self.fail()

    def send_local_response(self, local: LocalResponse) -> None:
        """What a module asked for. Of a second one only the details count."""
        if self._local_response_sent:
            self.context.info.response_details = _details(local)
            return
        self._local_response_sent = True
        self._answer(local)

    def continue_stream(self, request: bool) -> None:
        if request:
            self.request.resume()
            self._ask_upstream()
        else:
            self.response.resume()

    def close(self) -> None:
        self.reset = True
        self.request.closed = self.response.closed = True
        self.context.info.response_details = self.context.info.response_details or "wasm_fail_stream"

    def fail(self) -> None:
        """Envoy's answer for a filter that cannot run; what the client already has, it keeps."""
        if self._over or self.response.ended:
            return
        self._answer(LocalResponse(503, b"wasm_fail_stream", b"", (), -1), through_filter=False)

    def lose_status(self) -> None:
        """Envoy's answer for a response whose status the filter took."""
        details = b"filter_removed_required_response_headers{missing_required_header:_:status}"
        local = LocalResponse(502, details, b"missing required header: :status", (), -1)
        self.response_headers = self.response_headers or HeaderMap()
        self._answer(local, through_filter=False)

    def finish(self) -> None:
        """The stream is over: whoever waits for more waits in vain."""
        info, context = self.context.info, self.context
        self._over = True
        self.request.closed = self.response.closed = True
        info.end = self.host.clock.nanoseconds()
        info.request_size = self.request.arrived
        headers = self.answered_directly.headers if self.answered_directly else self.response.headers
        if headers is None and not self.reset:
            info.response_details = "downstream_remote_disconnect"  # the client has given up
            info.response_flags |= ResponseFlag.DOWNSTREAM_CONNECTION_TERMINATION
        info.response_code = None if headers is None else int(headers.get(b":status") or b"0")
        info.response_size = len(self.response.body)
        if self.error is None and self.vm.handles("on_log"):
            self._log(headers)
        if self.error is None:
            self.call("on_done", lambda: int(self.vm.on_done(context.id)))
        if self.error is None:
            self.call("on_delete", lambda: self._returning(self.vm.on_delete))
        del self.host.contexts[context.id]
        self._let_go()

    def _log(self, headers: HeaderMap | None) -> None:
        """`headers` are the response's; None: there is none."""
        self.context.logged = {
            MapType.REQUEST_HEADERS: lambda: self.request_headers,
            MapType.RESPONSE_HEADERS: lambda: HeaderMap() if headers is None else self._as_sent(headers),
            MapType.RESPONSE_TRAILERS: lambda: self.response.trailers or HeaderMap(),
        }
        self.call("on_log", lambda: self._returning(self.vm.on_log))
        self.context.logged = {}

    def _let_go(self) -> None:
        """Nothing happens to it any more: without circles it is freed as soon as nobody looks at it."""
        self.context.let_go()
        self.request.filter = self.response.filter = OVER

    @property
    def is_over(self) -> bool:
        """Nothing more will happen to it: answered, cut off, or one of the peers waits in vain."""
        return self._over or self.reset or bool(self.waits) or self._is_answered

    @property
    def _is_answered(self) -> bool:
        return self.answered_directly is not None or (
            self.response.headers is not None and self.response.ended
        )

    @property
    def details(self) -> str:
        """%RESPONSE_CODE_DETAILS%."""
        return self.context.info.response_details or ""

    @property
    def received_response(self) -> ReceivedResponse | None:
        """What the client has got; None while it waits, or when the stream was reset."""
        if self.reset or self.waits:
            return None
        if self.answered_directly is not None:
            message = self.answered_directly
            return ReceivedResponse(
                ReceivedHeaders(message.headers), message.body, ReceivedHeaders(_NO_HEADERS)
            )
        if self.response.headers is None or not self.response.ended:
            return None
        trailers = self.response.trailers or _NO_HEADERS
        return ReceivedResponse(
            ReceivedHeaders(self.response.headers), bytes(self.response.body), ReceivedHeaders(trailers)
        )

    def _as_sent(self, headers: HeaderMap) -> HeaderMap:
        """The response's headers as the connection manager sent them."""
        sent = headers.copy()
        sent.remove(b"transfer-encoding")
        if sent.get(b"date") is None:
            sent.add(b"date", formatdate(self.host.clock.nanoseconds() // 10**9, usegmt=True).encode())
        sent.replace(b"server", b"envoy")
        return sent

    def _create_context(self) -> int:
        self.vm.on_context_create(self.context.id, self.context.parent)
        return 0

    def _returning(self, callback: Callable[[int], None]) -> int:
        callback(self.context.id)
        return 0

    def _receive(self, pieces: Iterator[Pause]) -> None:
        """The request until its next pause, and what it leads to."""
        try:
            for pause in pieces:
                self.host.agenda.add(pause.seconds, lambda: self._receive(pieces))
                break
        except BufferOverflow:
            self._answer(LocalResponse(413, b"request_payload_too_large", b"Payload Too Large", (), -1))
        self._ask_upstream()

    def _ask_upstream(self) -> None:
        """Once the whole request has left the filter, the upstream answers."""
        if not self.request.ended or self.request.closed or self.upstream_request is not None:
            return
        headers = self.request.headers
        assert headers is not None
        if refusal := _refusal(headers):
            if refusal.status == _NOT_FOUND:
                self.context.info.response_flags |= ResponseFlag.NO_ROUTE_FOUND
            self._answer(refusal)
            return
        self.upstream_request = ReceivedRequest(
            ReceivedHeaders(headers),
            bytes(self.request.body),
            ReceivedHeaders(self.request.trailers or _NO_HEADERS),
        )
        info = self.context.info
        info.upstream_address = UPSTREAM_ADDRESS
        info.request_size = self.request.arrived
        self.waits = _length_mismatch("upstream", headers, self.request.body)
        if self.waits:
            return
        if self._reply.after:
            self.host.agenda.add(self._reply.after, self._be_answered)
        else:
            self._be_answered()

    def _be_answered(self) -> None:
        """What the upstream does now; for one that fails, the router answers."""
        reply = self._reply
        match reply.failure:
            case "never":
                return
            case "refused":
                self.upstream_request = None  # it never arrived
                flag = ResponseFlag.UPSTREAM_CONNECTION_FAILURE
                self._fail_upstream("remote connection failure", flag)
            case "broken" if not reply.body:
                flag = ResponseFlag.UPSTREAM_CONNECTION_TERMINATION
                self._fail_upstream("connection termination", flag)
            case "broken":
                self._break_off(to_response(reply))
            case _:
                self._respond(to_response(reply), "via_upstream")

    def _break_off(self, message: Message) -> None:
        """The upstream's connection ends within its answer."""
        self._begin_response(message, "via_upstream")
        self._send(self._breaking(message))

    def _breaking(self, message: Message) -> Iterator[Pause]:
        """Where the filter has let the headers go, the client is cut off; else the router answers."""
        yield from self.response.push(message, ends=False)
        if self.response.closed:
            return
        if self.response.headers is None:
            self._fail_upstream("protocol error", ResponseFlag.UPSTREAM_PROTOCOL_ERROR, status=502)
            return
        self.context.info.response_flags |= ResponseFlag.UPSTREAM_PROTOCOL_ERROR
        self.context.info.response_details = "upstream_reset_after_response_started{protocol_error}"
        self.close()

    def _fail_upstream(self, reason: str, flag: ResponseFlag, status: int = 503) -> None:
        self.context.info.response_flags |= flag
        body = f"upstream connect error or disconnect/reset before headers. reset reason: {reason}"
        details = f"upstream_reset_before_response_started{{{reason.replace(' ', '_')}}}"
        self._answer(LocalResponse(status, details.encode(), body.encode(), (), -1))

    def _answer(self, local: LocalResponse, through_filter: bool = True) -> None:
        """Envoy's `sendLocalReply`: through the filter while it has seen no response, else directly, else
        not.
        """
        self.request.closed = True
        message = to_message(local, self.request_headers)
        details = _details(local)
        if self.response_headers is None and through_filter:
            self._respond(message, details)
        elif self.response.headers is None:
            self.response.closed = True
            self.answered_directly = message
            self.context.info.response_details = details
        else:
            self.context.info.response_details = details
            self.close()

    def _respond(self, message: Message, details: str) -> None:
        self._begin_response(message, details)
        self._send(self.response.push(message))

    def _begin_response(self, message: Message, details: str) -> None:
        info = self.context.info
        info.response_details = details
        info.response_code = int(message.headers.get(b":status") or b"0")
        self.response_headers = message.headers

    def _send(self, pieces: Iterator[Pause]) -> None:
        """The response until its next pause."""
        try:
            for pause in pieces:
                self.host.agenda.add(pause.seconds, lambda: self._send(pieces))
                break
            if self.response.ended:
                self._compare_length()
        except BufferOverflow:
            self._answer(LocalResponse(500, b"response_payload_too_large", b"Internal Server Error", (), -1))
        except VmError as error:
            self._die(error)

    def _compare_length(self) -> None:
        """The client reads as much as it was promised, and waits for what is missing."""
        headers = self.response.headers or _NO_HEADERS
        promised = headers.get(b"content-length")
        if promised is None or self.request_headers.get(b":method") == b"HEAD":
            return
        if promised.isdigit():
            del self.response.body[int(promised) :]
        self.waits = _length_mismatch("client", headers, self.response.body)


def _refusal(request: HeaderMap) -> LocalResponse | None:
    """What the router answers where the filter took a header that it needs."""
    names = request.names
    if b":method" not in names:
        details = b"filter_removed_required_request_headers{missing_required_header:_:method}"
        return LocalResponse(503, details, b"missing required header: :method", (), -1)
    if b":path" not in names or b"x-forwarded-proto" not in names:
        return LocalResponse(_NOT_FOUND, b"route_not_found", b"", (), -1)
    return None


def _details(local: LocalResponse) -> str:
    """Without white space, so that an access log can be read word by word."""
    return re.sub(r"\s", "_", local.details.decode("utf-8", "replace"))


def _length_mismatch(peer: str, headers: HeaderMap, body: bytearray) -> str:
    """What happens to a peer that was promised another size of body; "" when it fits."""
    promised = headers.get(b"content-length")
    if promised is None or promised == str(len(body)).encode():
        return ""
    return (
        f"the {peer} was promised content-length {promised.decode()}, the filter let {len(body)} bytes pass"
    )
