"""What a client may take of a node: connections, time, headers and memory."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ClientLimits:
    """Of each listener on each node. None is Envoy's own limit, which is named here where there is one.

    `connections` are open at once, and one more is closed unheard; not over QUIC. A connection ends after
    `requests_per_connection`, after `idle_timeout` without a request (1 h) and five seconds more, and with
    the first answer after its `lifetime`. A client has `header_timeout` to send a request's headers (10 s),
    `request_timeout` for all of it, and never more than `stream_idle_timeout` without a byte either way
    (5 min). A request has `headers` (100) of `header_kilobytes` in all (60); HTTP/2 and 3 have `streams` at
    once (1,024), and `buffer_bytes` are held for a connection (1 MiB).
    """

    connections: int | None = None
    requests_per_connection: int | None = None
    idle_timeout: float | None = None
    lifetime: float | None = None
    header_timeout: float | None = None
    request_timeout: float | None = None
    stream_idle_timeout: float | None = None
    headers: int | None = None
    header_kilobytes: int | None = None
    streams: int | None = None
    buffer_bytes: int | None = None
