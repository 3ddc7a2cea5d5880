"""A local response as Envoy builds it from what a filter asked for."""

from urllib.parse import quote

from sluice.testing import inline_headers
from sluice.testing.contexts import LocalResponse
from sluice.testing.header_map import HeaderMap
from sluice.testing.messages import Message

_GRPC_STATUS_OF = {400: 13, 401: 16, 403: 7, 404: 12, 429: 14, 502: 14, 503: 14, 504: 14}
_GRPC_UNKNOWN = 2


def to_grpc_status(http_status: int) -> int:
    return _GRPC_STATUS_OF.get(http_status, _GRPC_UNKNOWN)


def to_message(local: LocalResponse, request: HeaderMap) -> Message:
    """Headers of the filter come after `:status`; gRPC clients get their own form, HEAD gets no body."""
    if _is_grpc(request):
        return Message(_grpc_headers(local), (), None)
    headers = _headers(local, str(local.status).encode())
    if local.body:
        headers.replace(b"content-length", str(len(local.body)).encode())
        if headers.get(b"content-type") is None:
            headers.add(b"content-type", b"text/plain")
    else:
        headers.remove(b"content-length")
        headers.remove(b"content-type")
    is_head = request.get(b":method") == b"HEAD"
    return Message(headers, (local.body,) if local.body and not is_head else (), None)


def _headers(local: LocalResponse, status: bytes) -> HeaderMap:
    given = [pair for pair in local.headers if pair[0][:1] != b":"]
    return HeaderMap([(b":status", status), *given], inline_headers.RESPONSE)


def _is_grpc(request: HeaderMap) -> bool:
    content_type = request.get(b"content-type") or b""
    return content_type == b"application/grpc" or content_type.startswith(
        (b"application/grpc+", b"application/grpc;")
    )


def _grpc_headers(local: LocalResponse) -> HeaderMap:
    """Status 200 with everything in the headers; the HTTP status becomes gRPC's, the body its message."""
    status = local.grpc_status if local.grpc_status >= 0 else to_grpc_status(local.status)
    headers = _headers(local, b"200")
    headers.replace(b"content-type", b"application/grpc")
    headers.replace(b"grpc-status", str(status).encode())
    if local.body:
        headers.replace(
            b"grpc-message", quote(local.body, safe=" !\"#$&'()*+,-./:;<=>?@[\\]^_`{|}~").encode()
        )
    headers.remove(b"content-length")
    return headers
