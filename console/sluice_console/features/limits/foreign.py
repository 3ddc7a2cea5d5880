"""The shared limits of a gateway as envoyproxy/ratelimit reads them: quotas of tenants and keys, too."""

from collections.abc import Mapping, Sequence
from typing import Any

import yaml

from sluice_console.core.errors import Conflict
from sluice_console.core.language import tr
from sluice_console.envoy import ir
from sluice_console.envoy.http_filters.shared_limits import LIMIT_KEY

_UNITS: Mapping[int, str] = {1: "second", 60: "minute", 3600: "hour", 86_400: "day"}
Quotas = Mapping[tuple[str, str, int], int]
"""As `book.read_quotas` gives them."""
RATELIMIT_SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "required": ["domain", "descriptors"],
    "properties": {
        "domain": {"type": "string"},
        "descriptors": {"type": "array", "items": {"type": "object", "required": ["key"]}},
    },
}
"""What `to_ratelimit_yaml` gives, for the description of the REST interface."""


def to_ratelimit_yaml(domain: str, limits: Sequence[ir.SharedLimit], quotas: Quotas) -> str:
    """Raises `Conflict` at a limit over a span that the service does not know."""
    descriptors = [_to_descriptor(limit, quotas) for limit in limits]
    return yaml.safe_dump({"domain": domain, "descriptors": descriptors}, sort_keys=False, allow_unicode=True)


def _to_descriptor(limit: ir.SharedLimit, quotas: Quotas) -> dict[str, Any]:
    unit = _UNITS.get(limit.seconds)
    if unit is None:
        raise Conflict(
            tr(
                "%(name)s counts over %(seconds)s seconds; envoyproxy/ratelimit counts over a second, a "
                "minute, an hour or a day. Change it, or let the console count.",
                name=limit.name,
                seconds=limit.seconds,
            )
        )
    which = {"key": LIMIT_KEY, "value": limit.name}
    own = {"rate_limit": {"unit": unit, "requests_per_unit": limit.requests}}
    if not limit.by:
        return {**which, **own}
    key = "remote_address" if limit.by == "address" else limit.by.lower()
    inner: list[dict[str, Any]] = [{"key": key, **own}]
    for (by, name, seconds), requests in sorted(quotas.items()):
        if (by, seconds) == (limit.by, limit.seconds):
            rate = {"unit": unit, "requests_per_unit": requests}
            inner.append({"key": key, "value": name, "rate_limit": rate})
    return {**which, "descriptors": inner}
