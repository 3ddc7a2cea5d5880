"""What is believed of the headers that say where a request comes from, and which one it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

RequestIds = Literal["own", "keep", "none"]


@dataclass(frozen=True, slots=True)
class ClientHeaders:
    """Of each listener. `trusted_hops` proxies of ours stand before the nodes.

    Each of them adds to `x-forwarded-for` whom it was asked by, so the client is the entry that the first of
    them has added; what stands before it anybody may have written. With 0 it is whoever has the connection.

    `request_id` "own" gives every request an `x-request-id` of the node, "keep" only those that come
    without, "none" leaves the header alone. With `answer_request_id` the client learns it.
    """

    trusted_hops: int = 0
    request_id: RequestIds = "own"
    answer_request_id: bool = False
