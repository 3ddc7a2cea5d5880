"""Limit how often each client may call, over all workers of a node.

    {"rate": 10, "burst": 20, "key_header": "x-api-key"}

Each client has a bucket of `burst` tokens that fills at `rate` a second; a request takes one, or is answered
429. Clients are told apart by a header, or by their address. Buckets are kept in the node's shared data, so
that `vm_id` must be the same for all workers, as Sluice configures it.
"""

import time
from dataclasses import dataclass, field

from sluice import Counter, HttpFilter, Request, Response, shared

limited = Counter("rate_limited_total", "Requests answered 429.")
PLACES = 16_384  # buckets at most: shared data is never deleted, so clients that hash alike share one
ROUNDING = 1e-6  # a token is there on time though times are kept to the microsecond


@dataclass(frozen=True)
class Config:
    """How much is allowed, and to whom."""

    rate: float = field(metadata={"description": "Requests a second, on average."})
    burst: int = field(default=10, metadata={"description": "Requests at once after a pause."})
    key_header: str = field(default="", metadata={"description": "Names the client; empty: its address."})


class TokenBucket(HttpFilter[Config], on_error="continue"):
    def on_request_headers(self, request: Request) -> Response | None:
        taking = Taking(self.config.rate, self.config.burst, time.time())
        shared.update(f"bucket:{place_of(self.client(request))}", taking.take)
        if taking.taken:
            return None
        limited.increment()
        wait = max(1, round(taking.wait + 0.5))
        return Response(
            429, body="too many requests\n", headers={"retry-after": str(wait)}, details="rate_limited"
        )

    def client(self, request: Request) -> str:
        if self.config.key_header:
            return request.headers.get(self.config.key_header, "")
        address, colon, port = request.source_address.rpartition(":")
        return address if colon and port.isdecimal() else request.source_address


class Taking:
    """One attempt to take a token; `take` may run several times when workers compete."""

    def __init__(self, rate: float, burst: int, now: float) -> None:
        self.rate = rate
        self.burst = burst
        self.now = now
        self.taken = False
        self.wait = 0.0  # seconds until there is a token

    def take(self, kept: bytes | None) -> bytes:
        """The bucket is kept as "<tokens> <time>"."""
        tokens, then = float(self.burst), self.now
        if kept is not None:
            first, _, second = kept.decode().partition(" ")
            tokens, then = float(first), float(second)
        passed = max(0.0, self.now - then)
        tokens = min(float(self.burst), tokens + passed * self.rate)
        self.taken = tokens >= 1 - ROUNDING
        if self.taken:
            tokens = max(0.0, tokens - 1)
        elif self.rate > 0:
            self.wait = (1 - tokens) / self.rate
        return f"{tokens:.6f} {max(self.now, then):.6f}".encode()


def place_of(client: str) -> int:
    """FNV-1a: the same in every worker."""
    number = 2166136261
    for byte in client.encode("utf-8", "surrogateescape"):
        number = (number ^ byte) * 16777619 & 0xFFFFFFFF
    return number % PLACES
