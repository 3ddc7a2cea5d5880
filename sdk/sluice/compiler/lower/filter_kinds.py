"""The kinds of filters: the class to derive from, its callbacks, and the modules around them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from sluice.compiler.lower.activity import ACTIVE_BOUNDARY, BOUNDARY

if TYPE_CHECKING:
    from sluice.compiler.lower.symbols import ClassSymbol


class FilterKind(Struct, frozen=True):
    """`callbacks` are the author's methods and the functions of `boundary` that call them; `active_boundary`
    has those for filters of which something goes on after a callback. `never_awaited` says why, by callback.
    """

    base: str
    callbacks: Mapping[str, str]
    boundary: str
    active_boundary: str
    never_awaited: Mapping[str, str]

    @property
    def title(self) -> str:
        return self.base.rpartition(".")[2]


_FRAMES = "a proxy cannot hold METADATA frames; write `spawn(coroutine)` in a plain `def`"

HTTP: Final = FilterKind(
    "sluice.api.filters.HttpFilter",
    {
        "on_request_headers": "request_headers",
        "on_request_body": "request_body",
        "on_request_trailers": "request_trailers",
        "on_request_metadata": "request_metadata",
        "on_response_headers": "response_headers",
        "on_response_body": "response_body",
        "on_response_trailers": "response_trailers",
        "on_response_metadata": "response_metadata",
        "on_log": "log",
    },
    BOUNDARY,
    ACTIVE_BOUNDARY,
    {
        "on_log": "the exchange is over, and nothing waits; write `spawn(coroutine)` in a plain `def`",
        "on_request_body": "chunks do not wait; write `await request.body()` in `on_request_headers`",
        "on_response_body": "chunks do not wait; write `await response.read()` in `on_response_headers`",
        "on_request_metadata": _FRAMES,
        "on_response_metadata": _FRAMES,
    },
)

_CLOSED = "the connection is over, and nothing waits; write `spawn(coroutine)` in a plain `def`"

TCP: Final = FilterKind(
    "sluice.api.tcp.TcpFilter",
    {
        "on_new_connection": "new_connection",
        "on_downstream_data": "downstream_data",
        "on_upstream_data": "upstream_data",
        "on_downstream_close": "downstream_close",
        "on_upstream_close": "upstream_close",
    },
    "sluice.api.tcp_boundary",
    "sluice.api.active_tcp_boundary",
    {
        "on_downstream_data": "data do not wait; await in `on_new_connection`, or return `HOLD`",
        "on_upstream_data": "a proxy cannot hold what comes from an upstream",
        "on_downstream_close": _CLOSED,
        "on_upstream_close": _CLOSED,
    },
)

FILTER_CLASSES: Final = (HTTP.base, TCP.base)


def kind_of_filter(symbol: ClassSymbol) -> FilterKind | None:
    """What a class derives from; None: it is no filter."""
    for each in symbol.ancestors[1:]:
        for kind in (HTTP, TCP):
            if each.name == kind.base:
                return kind
    return None
