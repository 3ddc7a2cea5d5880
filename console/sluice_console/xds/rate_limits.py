"""Envoy's rate-limit service (`envoy.service.ratelimit.v3`): nodes ask, the console counts for all."""

from __future__ import annotations

import math
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

import grpc

from sluice_console.envoy.http_filters.shared_limits import LIMIT_KEY
from sluice_console.envoy.protobufs import core, rate_limit_answer, seconds
from sluice_console.xds.admission import Admission, AdmissionError
from sluice_console.xds.callers import Callers
from sluice_console.xds.claims import read_claim

RATE_LIMIT_SERVICE = "envoy.service.ratelimit.v3.RateLimitService"


@dataclass(frozen=True, slots=True)
class Taken:
    """Whether there was room for some hits, how many are left, and the seconds until all are back."""

    allowed: bool
    limit: int
    remaining: int
    reset: float


Take = Callable[[str, str, str, int], Awaitable[Taken | None]]
"""`await take(gateway_id, limit_id, client, hits)`: None where the gateway has no such limit (any more).

`client` is whose hits they are where a limit counts by client, else empty.
"""


class RateLimitReceiver:
    """Answers for the limits of the gateway that a node's token belongs to, and for no others."""

    def __init__(self, admission: Admission, take: Take, clock: Callable[[], float] = time.monotonic) -> None:
        self._callers = Callers(admission, clock)
        self._take = take

    def handlers(self) -> Any:
        return grpc.method_handlers_generic_handler(
            RATE_LIMIT_SERVICE,
            {
                "ShouldRateLimit": grpc.unary_unary_rpc_method_handler(
                    self._answer,
                    request_deserializer=rate_limit_answer.RateLimitRequest.FromString,
                    response_serializer=rate_limit_answer.RateLimitResponse.SerializeToString,
                )
            },
        )

    async def _answer(self, request: Any, context: Any) -> Any:
        try:
            gateway_id = await self._callers.identify(read_claim(context).said("", request.domain))
        except AdmissionError as refusal:
            await context.abort(refusal.status, str(refusal))
        hits = max(1, request.hits_addend)
        found = [await self._ask(gateway_id, item, hits) for item in request.descriptors]
        return to_answer(found)

    async def _ask(self, gateway_id: str, descriptor: Any, hits: int) -> Taken | None:
        entries = list(descriptor.entries)
        if not entries or entries[0].key != LIMIT_KEY:
            return None
        client = "\0".join(entry.value for entry in entries[1:])
        return await self._take(gateway_id, entries[0].value, client, hits)


def to_answer(found: Sequence[Taken | None]) -> Any:
    """One status for each descriptor; a client that is refused learns when to come again."""
    response = rate_limit_answer.RateLimitResponse
    over = [item for item in found if item is not None and not item.allowed]
    answer = response(
        overall_code=response.OVER_LIMIT if over else response.OK, statuses=map(_to_status, found)
    )
    if over:
        wait = max(math.ceil(item.reset) for item in over)
        answer.response_headers_to_add.append(core.HeaderValue(key="retry-after", value=str(max(1, wait))))
    return answer


def _to_status(taken: Taken | None) -> Any:
    response = rate_limit_answer.RateLimitResponse
    if taken is None:
        return response.DescriptorStatus(code=response.OK)
    return response.DescriptorStatus(
        code=response.OK if taken.allowed else response.OVER_LIMIT,
        current_limit=response.RateLimit(requests_per_unit=taken.limit, unit=response.RateLimit.UNKNOWN),
        limit_remaining=taken.remaining,
        duration_until_reset=seconds(taken.reset),
    )
