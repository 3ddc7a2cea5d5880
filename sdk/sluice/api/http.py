"""HTTP call-outs to clusters of the proxy.

    reply = await http.get("auth-service", "/check", headers={"authorization": token}, timeout=0.2)
    if reply.status != 200: ...

A call-out goes to a cluster that the proxy knows by this name. Whatever the cluster's endpoints answer comes
back as a `Reply`, also 500. `CalloutError` is raised when no answer came: `CalloutTimeout` after `timeout`
seconds, `UnknownCluster` when the proxy has no such cluster.
"""

import json
from typing import Any

from sluice.api import hostcalls, worker
from sluice.api.headers import Headers, OwnHeaders, check_pairs
from sluice.api.tasks import Waiting
from sluice.api.wire import decode, encode

MILLISECONDS = 1000
_ROUTED = "x-envoy-upstream-service-time"  # the proxy's router adds it to what an endpoint answered


class CalloutError(Exception):
    """No answer came: the cluster has no healthy endpoint, refused, or broke off."""


class CalloutTimeout(CalloutError):  # noqa: N818 what it is called everywhere
    """No answer came in time."""


class UnknownCluster(CalloutError):  # noqa: N818
    """The proxy has no cluster of this name."""


class Reply:
    """What the other side answered."""

    def __init__(self, status: int, headers: Headers, body: bytes) -> None:
        self.status = status  # what the endpoint said, 500 too
        self.headers = headers  # with `:status` among them
        self.body = body  # all of it

    @property
    def text(self) -> str:
        """The body as UTF-8; bytes that are not become lone surrogates."""
        return decode(self.body)

    def json(self) -> Any:
        """The body as JSON; `ValueError` when it is none."""
        return json.loads(self.body)


async def get(
    cluster: str,
    path: str,
    *,
    headers: dict[str, str] | None = None,
    timeout: float = 1.0,  # noqa: ASYNC109 the proxy keeps this time
    authority: str = "",
) -> Reply:
    """`GET path`.

        reply = await http.get("accounts", "/whoami", headers={"x-api-key": key}, timeout=0.2)

    `timeout` is in seconds; `authority` is the cluster's name unless given.
    """
    return await request("GET", cluster, path, headers=headers, timeout=timeout, authority=authority)


async def post(
    cluster: str,
    path: str,
    *,
    body: bytes | str = b"",
    headers: dict[str, str] | None = None,
    timeout: float = 1.0,  # noqa: ASYNC109
    authority: str = "",
) -> Reply:
    """`POST path` with a body; str is sent as UTF-8.

        await http.post("audit", "/events", body=text, headers={"content-type": "text/plain"})

    There is no `content-type` but what `headers` say.
    """
    return await request(
        "POST", cluster, path, body=body, headers=headers, timeout=timeout, authority=authority
    )


async def request(
    method: str,
    cluster: str,
    path: str,
    *,
    body: bytes | str = b"",
    headers: dict[str, str] | None = None,
    timeout: float = 1.0,  # noqa: ASYNC109
    authority: str = "",
) -> Reply:
    """Any method. `authority` is the cluster's name unless given; `timeout` is in seconds.

    Raises `UnknownCluster`, `CalloutTimeout` or another `CalloutError` when no answer came, `ValueError` for
    headers that cannot be sent. The reply's body comes as a whole: the proxy buffers it.
    """
    data = encode(body) if isinstance(body, str) else body
    pairs = [(":method", method), (":path", path), (":authority", authority or cluster)]
    if headers is not None:
        pairs += headers.items()
    if data:
        pairs.append(("content-length", str(len(data))))
    check_pairs(pairs)
    milliseconds = max(1, round(timeout * MILLISECONDS))
    started = hostcalls.get_current_time_nanoseconds()
    try:
        token = hostcalls.http_call(cluster, pairs, data, milliseconds)
    except hostcalls.HostError as error:
        if "BadArgument" in str(error):
            raise UnknownCluster(f"{method} {path}: the proxy has no cluster {cluster!r}") from None
        raise CalloutError(f"{method} {path} of {cluster}: {error}") from None
    waiting: Waiting[Reply | None] = Waiting()
    calls = worker.state.calls
    calls[token] = waiting
    try:
        reply = await waiting
    finally:
        calls.pop(token, None)
    if reply is not None and (reply.status < 503 or _ROUTED in reply.headers):
        return reply
    passed = (hostcalls.get_current_time_nanoseconds() - started) // 1_000_000
    if passed >= milliseconds or (reply is not None and reply.status == 504):
        raise CalloutTimeout(f"{method} {path} of {cluster}: no answer within {timeout} s")
    why = "" if reply is None else f": {reply.text}"
    raise CalloutError(f"{method} {path} of {cluster}: no answer{why}")


def answered(token: int, header_count: int, body_size: int) -> None:
    """The proxy's callback. A call whose stream has gone is not known any more."""
    waiting = worker.state.calls.pop(token, None)
    if waiting is None:
        return
    if header_count == 0:
        waiting.resolve(None)
        return
    headers = OwnHeaders({})
    headers.replace_all(hostcalls.get_header_map_pairs(hostcalls.CALL_RESPONSE_HEADERS))
    body = b""
    if body_size:
        body = hostcalls.get_buffer_bytes(hostcalls.CALL_RESPONSE_BODY, 0, body_size) or b""
    waiting.resolve(Reply(int(headers.get(":status", "0")), headers, body))
