"""An account as who makes a request."""

from typing import Any

from sqlalchemy import Row

from sluice_console.core.auth.identity import Identity, Role
from sluice_console.models import User

Account = Row[str, str, str, dict[str, Any]]
"""`id`, `login`, `role` and `tenants` of a user."""


def identity_of_user(user: User | Account, session: str | None = None) -> Identity:
    """`session` is the digest of the cookie, where there is one."""
    tenants = {id_: Role(role) for id_, role in user.tenants.items()}
    return Identity(user.id, user.login, Role(user.role), session, tenants=tenants)
