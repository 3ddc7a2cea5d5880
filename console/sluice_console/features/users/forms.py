"""Roles for single tenants as a person types them: `harbor: operator`, one a line."""

from collections.abc import Mapping

DEFAULT = "operator"


def read_tenants(text: str) -> dict[str, str]:
    """A line without a role is an operator's.

    >>> read_tenants("harbor: viewer\\nairport")
    {'harbor': 'viewer', 'airport': 'operator'}
    """
    lines = [line.partition(":") for line in text.replace(",", "\n").splitlines() if line.strip()]
    return {name.strip(): role.strip().lower() or DEFAULT for name, _, role in lines}


def to_lines(tenants: Mapping[str, str], names: Mapping[str, str]) -> str:
    """As `read_tenants` takes them, by name; tenants that are gone are left out."""
    known = sorted((names[id_], role) for id_, role in tenants.items() if id_ in names)
    return "\n".join(f"{name}: {role}" for name, role in known)
