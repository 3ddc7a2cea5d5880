"""Who may open a stream, and how many at once: a reconnect storm must not take the server down.

AdmissionError clients come back at once, so refusing has to cost next to nothing: no token is looked up
twice within `REMEMBER_REFUSAL_SECONDS`, and a stream over the limit is closed before anything is sent.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import time
from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime

import grpc
from prometheus_client import Counter

from sluice_console.core import clock as wall_clock
from sluice_console.xds.claims import Claim

Authenticate = Callable[[Claim], Awaitable[str | None]]
"""`await authenticate(claim)` gives the id of the gateway that the sender belongs to, or None.

Token and certificate decide: a node that names another gateway than theirs gets None.
"""

REMEMBER_REFUSAL_SECONDS = 5.0
REFUSALS_KEPT = 10_000
TURN_SECONDS = 5.0
RECHECK_SECONDS = 30.0
"""How long a stream stays open at most after its token or certificate has ended."""
_log = logging.getLogger(__name__)


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
        now: Callable[[], datetime] = wall_clock.now,
        verdicts: Counter | None = None,
    ) -> None:
        self._authenticate = authenticate
        self._maximum_streams = maximum_streams
        self._starting = asyncio.Semaphore(starting_at_once)
        self._clock = clock
        self._now = now
        self._verdicts = verdicts
        self._refusals: OrderedDict[bytes, float] = OrderedDict()
        self.open_streams = 0

    async def identify(self, claim: Claim) -> str:
        """The gateway that the node belongs to. Raises AdmissionError."""
        if not claim.token:
            self._count("without_token")
            raise AdmissionError(grpc.StatusCode.UNAUTHENTICATED, "this node sent no bearer token")
        key = _key_of(claim)
        if self._is_remembered(key):
            self._count("refused_again")
            raise AdmissionError(grpc.StatusCode.UNAUTHENTICATED, _to_refusal(claim))
        gateway_id = None if self._is_expired(claim) else await self._authenticate(claim)
        if gateway_id is None:
            self._remember(key)
            self._count("expired" if self._is_expired(claim) else "refused")
            refusal = _EXPIRED if self._is_expired(claim) else _to_refusal(claim)
            _log.warning("node %r of %r is refused: %s", claim.node_id[:200], claim.cluster[:100], refusal)
            raise AdmissionError(grpc.StatusCode.UNAUTHENTICATED, refusal)
        self._count("let_in")
        return gateway_id

    def _count(self, verdict: str) -> None:
        if self._verdicts is not None:
            self._verdicts.labels(verdict).inc()

    async def admits_still(self, claim: Claim) -> bool:
        """Whether an open stream may go on; also while nobody can be asked about its token."""
        if self._is_expired(claim):
            return False
        try:
            return await self._authenticate(claim) is not None
        except Exception as error:
            _log.warning("who nodes are cannot be looked up just now: %s", error)
            return True

    def _is_expired(self, claim: Claim) -> bool:
        """A connection, and a session that TLS resumes, may be older than its certificate is good for."""
        return claim.certificate is not None and claim.certificate.expires_at <= self._now()

    @asynccontextmanager
    async def stream(self) -> AsyncIterator[None]:
        """Counts a stream as long as it lives. Raises AdmissionError beyond the limit."""
        if self.open_streams >= self._maximum_streams:
            self._count("too_many")
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


def _key_of(claim: Claim) -> bytes:
    serial = str(claim.certificate.serial) if claim.certificate else ""
    return hashlib.sha256(
        "\0".join((claim.token or "", claim.node_id, claim.cluster, serial)).encode()
    ).digest()


def _to_refusal(claim: Claim) -> str:
    return _WRONG_TOKEN if claim.certificate is None else _WRONG_CERTIFICATE


_WRONG_TOKEN = (
    "the bearer token does not belong to a node of this gateway, or goes with a certificate that was not "
    "shown; make a new one in the console"
)
_WRONG_CERTIFICATE = (
    "certificate and bearer token are not those of this node and this gateway, or were revoked; "
    "make new ones: sluice bootstrap GATEWAY --mtls"
)
_EXPIRED = (
    "the node's certificate has ended and was not renewed; make a new one: sluice bootstrap GATEWAY --mtls"
)
