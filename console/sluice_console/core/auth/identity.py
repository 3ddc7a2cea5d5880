"""Who makes a request, and what that role may do."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """Ordered: an admin may do what an operator may, an operator what a viewer may."""

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
    session: str | None = None
    """Digest of the session's cookie; None for a token."""
    scopes: tuple[str, ...] = ()
    """The nouns that a token may change; empty: all that its role may."""

    @property
    def is_person(self) -> bool:
        return self.session is not None

    def may(self, role: Role) -> bool:
        return self.role.may_act_as(role)

    def may_change(self, noun: str) -> bool:
        """Whether the scopes let it: `routes`, `filters`, as in the address."""
        return not self.scopes or noun in self.scopes


SYSTEM = Identity(id="system", name="sluice", role=Role.ADMIN)
"""The console itself: timers of rollouts, migrations, set-up."""
