"""Who makes a request, and what that role may do, everywhere or for some tenants."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Role(StrEnum):
    """Ordered: an admin may do what an operator may, an operator what a viewer may. A member may nothing but
    what its tenants give it.
    """

    MEMBER = "member"
    VIEWER = "viewer"
    OPERATOR = "operator"
    ADMIN = "admin"

    @property
    def rank(self) -> int:
        return list(Role).index(self)

    def may_act_as(self, other: "Role") -> bool:
        return self.rank >= other.rank


@dataclass(frozen=True, slots=True)
class Identity:
    """A person with a session or a machine with a token. `name` is what audit and releases show."""

    id: str
    name: str
    role: Role
    """Holds everywhere."""
    session: str | None = None
    """Digest of the session's cookie; None for a token."""
    scopes: tuple[str, ...] = ()
    """The nouns that a token may change; empty: all that its role may."""
    tenants: Mapping[str, Role] = field(default_factory=dict)
    """The role for what belongs to a tenant, by the tenant's id, where that is more than `role`."""

    @property
    def is_person(self) -> bool:
        return self.session is not None

    @property
    def is_member(self) -> bool:
        """Whether it sees only what belongs to its tenants."""
        return not self.may(Role.VIEWER)

    @property
    def may_change_something(self) -> bool:
        return any(role.may_act_as(Role.OPERATOR) for role in (self.role, *self.tenants.values()))

    def may(self, role: Role) -> bool:
        return self.role.may_act_as(role)

    def may_for(self, tenant_id: str | None, role: Role) -> bool:
        """For an object of this tenant, or of none.

        >>> harbor = Identity("us_1", "mei", Role.MEMBER, tenants={"tn_1": Role.OPERATOR})
        >>> harbor.may_for("tn_1", Role.VIEWER), harbor.may_for(None, Role.VIEWER)
        (True, False)
        """
        return self.role_for(tenant_id).may_act_as(role)

    def role_for(self, tenant_id: str | None) -> Role:
        """The higher of the one that holds everywhere and the one for the tenant."""
        given = Role.MEMBER if tenant_id is None else self.tenants.get(tenant_id, Role.MEMBER)
        return max(self.role, given, key=lambda role: role.rank)

    def may_change(self, noun: str) -> bool:
        """Whether the scopes let it: `routes`, `filters`, as in the address."""
        return not self.scopes or noun in self.scopes


SYSTEM = Identity(id="system", name="sluice", role=Role.ADMIN)
"""The console itself: timers of rollouts, migrations, set-up."""
