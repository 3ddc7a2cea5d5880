"""Accounts and sessions over REST."""

# ruff: noqa: RUF012 - Pydantic copies defaults for each object

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from sluice_console.features.schemas import Input, Output, Reference
from sluice_console.models import User, UserSession

RoleName = Literal["member", "viewer", "operator", "admin"]
TenantRoles = Annotated[dict[Reference, Literal["viewer", "operator", "admin"]], Field(max_length=100)]
"""The role for what belongs to a tenant, by the tenant's name or id."""


class UserIn(Input):
    """The password is set by the person, with the link that the answer holds.

    `role` holds everywhere; a member may nothing but what `tenants` says.
    """

    login: Annotated[str, StringConstraints(min_length=1, max_length=100, strip_whitespace=True)]
    role: RoleName = "viewer"
    tenants: TenantRoles = {}


class UserPatch(Input):
    """What is left out stays; `tenants` are replaced as a whole."""

    role: RoleName | None = None
    tenants: TenantRoles | None = None
    disabled: bool | None = None


class UserOut(Output):
    id: str
    login: str
    role: str
    tenants: dict[str, str]
    has_password: bool
    disabled_at: datetime | None
    created_at: datetime
    sessions: int


class LinkMade(UserOut):
    """`link` is shown this once; it works once, for 24 hours."""

    link: str


class SessionOut(Output):
    """`id` is the beginning of a digest; it opens nothing."""

    id: str
    created_at: datetime
    expires_at: datetime
    address: str
    agent: str
    is_this: bool


def to_user(user: User, sessions: int) -> dict[str, Any]:
    names = ("id", "login", "role", "tenants", "has_password", "disabled_at", "created_at")
    return {**{name: getattr(user, name) for name in names}, "sessions": sessions}


def to_session(session: UserSession, this: str | None, digits: int) -> dict[str, Any]:
    names = ("created_at", "expires_at", "address", "agent")
    shown = {name: getattr(session, name) for name in names}
    return {**shown, "id": session.id[:digits], "is_this": session.id == this}
