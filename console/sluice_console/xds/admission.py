"""Who may open a stream, and how many at once: a reconnect storm must not take the server down.

AdmissionError clients come back at once, so refusing has to cost next to nothing: no token is looked up
twice within `REMEMBER_REFUSAL_SECONDS`, and a stream over the limit is closed before anything is sent.
"""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import grpc

Authenticate = Callable[[str, str, str], Awaitable[str | None]]
"""`await authenticate(token, node_id, cluster)` gives the id of the gateway that the node belongs to, or
None.

`cluster` is what the node's bootstrap says, the gateway's name. The token decides: a node that names another
gateway than its token's gets None.
"""

REMEMBER_REFUSAL_SECONDS = 5.0
REFUSALS_KEPT = 10_000
TURN_SECONDS = 5.0


class AdmissionError(Exception):
    """The stream must end with `status`; the text goes to Envoy's log and never repeats the token."""

    def __init__(self, status: grpc.StatusCode, text: str) -> None:
        super().__init__(text)
        self.status = status


class Admission:
    """Authentication with a memory for refusals, and a limit for streams that are being started."""

    def __init__(
        self,
        authenticate: Authenticate,
        maximum_streams: int = 5_000,
        starting_at_once: int = 50,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._authenticate = authenticate
        self._maximum_streams = maximum_streams
        self._starting = asyncio.Semaphore(starting_at_once)
        self._clock = clock
        self._refusals: OrderedDict[bytes, float] = OrderedDict()
        self.open_streams = 0

    async def identify(self, token: str | None, node_id: str, cluster: str) -> str:
        """The gateway that the node belongs to. Raises AdmissionError."""
        if not token:
            raise AdmissionError(grpc.StatusCode.UNAUTHENTICATED, "this node sent no bearer token")
        key = hashlib.sha256("\0".join((token, node_id, cluster)).encode()).digest()
        if self._is_remembered(key):
            raise AdmissionError(grpc.StatusCode.UNAUTHENTICATED, _WRONG_TOKEN)
        gateway_id = await self._authenticate(token, node_id, cluster)
        if gateway_id is None:
            self._remember(key)
            raise AdmissionError(grpc.StatusCode.UNAUTHENTICATED, _WRONG_TOKEN)
        return gateway_id

    @asynccontextmanager
    async def stream(self) -> AsyncIterator[None]:
        """Counts a stream as long as it lives. Raises AdmissionError beyond the limit."""
        if self.open_streams >= self._maximum_streams:
            raise AdmissionError(
                grpc.StatusCode.RESOURCE_EXHAUSTED,
                f"{self._maximum_streams} nodes are connected already; add a replica of the console",
            )
        self.open_streams += 1
        try:
            yield
        finally:
            self.open_streams -= 1

    async def start(self) -> Callable[[], None]:
        """Wait for a turn; the others of a storm wait too, in the order they came.

        Call what it gives when the node has its first answers. A node that is slow to read them gives its
        turn back after `TURN_SECONDS`.
        """
        await self._starting.acquire()
        given_back = False

        def give_back() -> None:
            nonlocal given_back
            if not given_back:
                given_back = True
                timer.cancel()
                self._starting.release()

        timer = asyncio.get_running_loop().call_later(TURN_SECONDS, give_back)
        return give_back

    def _is_remembered(self, key: bytes) -> bool:
        until = self._refusals.get(key)
        return until is not None and self._clock() < until

    def _remember(self, key: bytes) -> None:
        self._refusals[key] = self._clock() + REMEMBER_REFUSAL_SECONDS
        self._refusals.move_to_end(key)
        if len(self._refusals) > REFUSALS_KEPT:
            self._refusals.popitem(last=False)


def read_bearer_token(metadata: Any) -> str | None:
    """The token of `authorization: Bearer …`, or None."""
    for key, value in metadata or ():
        if key == "authorization" and isinstance(value, str) and value[:7].lower() == "bearer ":
            return value[7:].strip() or None
    return None


_WRONG_TOKEN = "the bearer token does not belong to a node of this gateway; make a new one in the console"
