"""What nodes keep of services' answers, to give it again without asking."""

from __future__ import annotations

from dataclasses import dataclass

CACHED_VARY = ("accept", "accept-encoding", "accept-language", "origin")
"""Answers that depend on other headers are not kept unless a gateway names these too."""


@dataclass(frozen=True, slots=True)
class Cache:
    """Where each node keeps answers: files in `folder`, `megabytes` of them, the oldest go first.

    `folder` has to be there and belongs to Envoy's user; without it nothing is kept, and no request fails.
    `/dev/shm` is memory. An answer that depends on a request header (`vary`) that is not in `vary`
    is not kept.
    """

    folder: str = "/dev/shm"
    megabytes: int = 32
    vary: tuple[str, ...] = CACHED_VARY


@dataclass(frozen=True, slots=True)
class RouteCache:
    """Keeps what services allow (`cache-control`), and nothing of what may be for one client only.

    Requests with credentials or cookies go past it. With `shared` they do not: whoever the route lets in
    gets the same answers. With `queries` off requests with a query go past it too; else each query has an
    answer of its own.
    """

    shared: bool = False
    queries: bool = True
