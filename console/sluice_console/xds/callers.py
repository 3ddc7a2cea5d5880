"""Who calls once for each request: looked up now and then, and remembered in between."""

from __future__ import annotations

import hashlib
import time
from collections import OrderedDict
from collections.abc import Callable

from sluice_console.xds.admission import Admission
from sluice_console.xds.claims import Claim

REMEMBER_NODE_SECONDS = 10.0
"""A token that was revoked counts for so long yet; every request would look it up otherwise."""
NODES_KEPT = 10_000


class Callers:
    """Raises `AdmissionError` as `Admission.identify` does."""

    def __init__(self, admission: Admission, clock: Callable[[], float] = time.monotonic) -> None:
        self._admission = admission
        self._clock = clock
        self._let_in: OrderedDict[bytes, tuple[float, str]] = OrderedDict()

    async def identify(self, claim: Claim) -> str:
        """The id of the caller's gateway."""
        serial = claim.certificate.serial if claim.certificate else ""
        key = hashlib.sha256(f"{claim.token}\0{claim.cluster}\0{serial}".encode()).digest()
        until, gateway_id = self._let_in.get(key, (0.0, ""))
        if self._clock() < until:
            return gateway_id
        gateway_id = await self._admission.identify(claim)
        self._let_in[key] = self._clock() + REMEMBER_NODE_SECONDS, gateway_id
        self._let_in.move_to_end(key)
        if len(self._let_in) > NODES_KEPT:
            self._let_in.popitem(last=False)
        return gateway_id
