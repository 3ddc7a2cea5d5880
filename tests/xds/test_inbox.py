"""What waits for a stream: in its order, and never more than a node may have under way."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from sluice_console.xds import inbox
from sluice_console.xds.inbox import Inbox


class Stream:
    renewal_seconds = None

    def __init__(self) -> None:
        self.received: list[int] = []

    def receive(self, request: int) -> None:
        self.received.append(request)


async def test_a_node_that_floods_waits_until_what_it_said_was_looked_at() -> None:
    count = 3 * inbox.MOST_WAITING
    asked = 0

    async def requests() -> AsyncIterator[int]:
        nonlocal asked
        for number in range(count):
            asked = number
            yield number

    box, stream = Inbox(requests()), Stream()
    await asyncio.sleep(0.1)
    assert asked <= inbox.MOST_WAITING + 1
    async with asyncio.timeout(10):
        while await box.deliver_to(stream):
            pass
    assert stream.received == list(range(count))
    await box.close()
