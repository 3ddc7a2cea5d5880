"""What claims of a provider give a person here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sluice_console.core.auth.identity import Role
from sluice_console.features.sign_in.schemas import ANYBODY


@dataclass(frozen=True, slots=True)
class Given:
    """A role that holds everywhere, and more for single tenants, by id."""

    role: Role = Role.MEMBER
    tenants: Mapping[str, Role] = field(default_factory=dict)


def apply_rules(rules: Sequence[Mapping[str, Any]], claims: Mapping[str, Any]) -> Given | None:
    """The most that any rule gives; None: no rule is for this person.

    >>> rules = [{"claim": "groups", "value": "ops", "role": "operator", "tenant": None}]
    >>> apply_rules(rules, {"groups": ["ops", "all"]}).role, apply_rules(rules, {"groups": "opsen"})
    (<Role.OPERATOR: 'operator'>, None)
    """
    fitting = [rule for rule in rules if _fits(rule, claims)]
    if not fitting:
        return None
    everywhere, tenants = Role.MEMBER, dict[str, Role]()
    for rule in fitting:
        role, tenant = Role(rule["role"]), rule["tenant"]
        if tenant is None:
            everywhere = max(everywhere, role, key=lambda item: item.rank)
        else:
            tenants[tenant] = max(tenants.get(tenant, role), role, key=lambda item: item.rank)
    return Given(everywhere, tenants)


def read_claim(claims: Mapping[str, Any], name: str) -> Any:
    """None for an address of mail that the provider itself says it has not verified: whoever it lets choose
    their address would choose somebody else's.
    """
    unverified = name == "email" and claims.get("email_verified") in (False, "false")
    return None if unverified else claims.get(name)


def _fits(rule: Mapping[str, Any], claims: Mapping[str, Any]) -> bool:
    """Texts are compared, not numbers or objects; true is the text `true`."""
    if rule["claim"] == ANYBODY:
        return True
    match read_claim(claims, rule["claim"]):
        case bool(value):
            return bool(rule["value"] == str(value).lower())
        case str(value):
            return bool(rule["value"] == value)
        case list(values):
            return rule["value"] in [value for value in values if isinstance(value, str)]
    return False
