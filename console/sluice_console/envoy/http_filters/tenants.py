"""Whose request it is: two headers that only the filter `tenant_key` writes.

Where limits or rules of a gateway rely on them, the first filter of the chain takes away what clients put
into them. A request that no filter has vouched for then has neither, whichever route takes it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from types import MappingProxyType

from sluice_console.envoy import ir
from sluice_console.envoy.protobufs import header_mutation, header_rules, http, pack

HEADERS: Mapping[str, str] = MappingProxyType({"tenant": "x-tenant", "key": "x-key-id"})
"""What limits count by, and the header that tells: the defaults of `filters/tenant_key.py`."""


def to_tenant_filter(gateway: ir.Gateway) -> Iterator[http.HttpFilter]:
    """None where nothing relies on them: services may have an `x-tenant` of their own."""
    counting = {limit.id for limit in gateway.shared_limits if limit.by.lower() in _NAMES}
    if any(_relies(item, counting) for item in gateway.routes):
        taken_away = [header_rules.HeaderMutation(remove=name) for name in HEADERS.values()]
        mutations = header_mutation.Mutations(request_mutations=taken_away)
        config = header_mutation.HeaderMutation(mutations=mutations)
        yield http.HttpFilter(name="tenant_headers", typed_config=pack(config))


def _relies(item: ir.Route, counting: Set[str]) -> bool:
    """`counting` are the shared limits that count by tenant or key."""
    rules = item.protection.security.rules or ()
    return (
        not counting.isdisjoint(item.shared_limit_ids)
        or any(limit.by.lower() in _NAMES for limit in item.protection.limits)
        or any(_is_of_tenants(subject) for rule in rules for subject in rule.subjects)
    )


def _is_of_tenants(subject: ir.Subject) -> bool:
    """By its kind, or by the name of the header."""
    named = subject.kind == "header" and subject.name.lower() in _NAMES
    return subject.kind == "tenant" or named


_NAMES = frozenset(HEADERS.values()) | HEADERS.keys()
