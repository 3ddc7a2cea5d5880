"""When a whole node has enough."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Overload:
    """A node that is asked for too much answers 503 and closes connections, rather than run out of memory.

    `heap_megabytes` of MiB is what Envoy may allocate; filters' own memory is V8's and does not count.
    `connections` of clients are open at once, all listeners together. None is without limit. Both stand in
    a node's bootstrap: a node obeys from its next start with a new one.
    """

    heap_megabytes: int | None = None
    connections: int | None = None
