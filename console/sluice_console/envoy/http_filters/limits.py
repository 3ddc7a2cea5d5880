"""Rate limits on each node: one bucket for all, and one for each client where a limit counts by client."""

from __future__ import annotations

import math

from sluice_console.envoy import ir
from sluice_console.envoy.actions import to_header_option
from sluice_console.envoy.http_filters.tenants import HEADERS
from sluice_console.envoy.protobufs import (
    UInt32Value,
    core,
    local_limit,
    percent,
    rate_limit_parts,
    route_parts,
    seconds,
    token_bucket,
)

ADDRESS = "address"
MAXIMUM_CLIENTS = 10_000
"""Clients with a bucket of their own; beyond, the one that was not seen for longest loses its bucket."""


def to_rate_limit(limits: tuple[ir.RateLimit, ...]) -> local_limit.LocalRateLimit:
    """`retry-after` is the time in which a bucket fills: nobody has to wait longer."""
    everybody = [limit for limit in limits if not limit.by]
    longest = max(math.ceil(limit.seconds) for limit in limits)
    message = local_limit.LocalRateLimit(
        stat_prefix="limit",
        filter_enabled=_always(),
        filter_enforced=_always(),
        response_headers_to_add=[to_header_option("retry-after", str(longest))],
        max_dynamic_descriptors=UInt32Value(value=MAXIMUM_CLIENTS),
    )
    message.token_bucket.CopyFrom(_to_bucket(everybody[0]) if everybody else _UNLIMITED)
    for limit in limits:
        if limit.by:
            entry = rate_limit_parts.RateLimitDescriptor.Entry(key=_key(limit))
            message.descriptors.append(
                rate_limit_parts.LocalRateLimitDescriptor(entries=[entry], token_bucket=_to_bucket(limit))
            )
            message.rate_limits.append(route_parts.RateLimit(actions=[to_client(limit.by)]))
    return message


def _key(limit: ir.RateLimit) -> str:
    by = limit.by.lower()
    return "remote_address" if by == ADDRESS else by


def to_client(by: str) -> route_parts.RateLimit.Action:
    """What tells clients apart: `address`, `tenant`, `key`, or a header's name, whatever their case."""
    action, by = route_parts.RateLimit.Action, by.lower()
    if by == ADDRESS:
        return action(remote_address=action.RemoteAddress())
    headers = action.RequestHeaders(header_name=HEADERS.get(by, by), descriptor_key=by)
    return action(request_headers=headers)


def _to_bucket(limit: ir.RateLimit) -> token_bucket.TokenBucket:
    return token_bucket.TokenBucket(
        max_tokens=limit.requests,
        tokens_per_fill=UInt32Value(value=limit.requests),
        fill_interval=seconds(limit.seconds),
    )


def _always() -> core.RuntimeFractionalPercent:
    return core.RuntimeFractionalPercent(default_value=percent.FractionalPercent(numerator=100))


_UNLIMITED = token_bucket.TokenBucket(
    max_tokens=2**32 - 1, tokens_per_fill=UInt32Value(value=2**32 - 1), fill_interval=seconds(1.0)
)
