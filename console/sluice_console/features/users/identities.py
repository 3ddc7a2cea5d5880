"""An account as who makes a request."""

from sluice_console.core.auth.identity import Identity, Role
from sluice_console.models import User


def identity_of_user(user: User, session: str | None = None) -> Identity:
    """`session` is the digest of the cookie, where there is one."""
    tenants = {id_: Role(role) for id_, role in user.tenants.items()}
    return Identity(user.id, user.login, Role(user.role), session, tenants=tenants)
