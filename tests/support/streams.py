"""gRPC streams as Envoy opens them."""

import asyncio
from collections.abc import AsyncIterator, Iterable


async def kept_open(requests: Iterable[bytes]) -> AsyncIterator[bytes]:
    """The requests of a stream that goes on: one whose requests end may end before it is answered."""
    for each in requests:
        yield each
    await asyncio.Event().wait()
