"""What whoever asks may see: everything, or only what belongs to some tenants.

A session of the database knows it, as its request or its change began; every question for an object that may
belong to a tenant goes through `only_seen`. What one may not see is not there: the answer is `NotFound`, the
same as for what does not exist. Publishing and timers see everything, they ask in other ways.
"""

from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from sluice_console.core.auth.identity import Identity, Role
from sluice_console.core.errors import Forbidden
from sluice_console.core.language import tr

_KEY = "sluice_tenants"
Chosen = TypeVar("Chosen", bound=Select[Any])
TenantColumn = InstrumentedAttribute[str] | InstrumentedAttribute[str | None]


def see_as(db: AsyncSession, identity: Identity | None) -> None:
    """From here on the session sees what the identity may see; nobody's sees everything: no page is open to
    strangers that asks for objects.
    """
    if identity is not None and identity.is_member:
        may_look = (id_ for id_, role in identity.tenants.items() if role.may_act_as(Role.VIEWER))
        db.info[_KEY] = frozenset(may_look)


def tenants_seen(db: AsyncSession) -> frozenset[str] | None:
    """Ids; None: all, and what belongs to none."""
    seen: frozenset[str] | None = db.info.get(_KEY)
    return seen


def only_seen(db: AsyncSession, statement: Chosen, tenant_id: TenantColumn) -> Chosen:
    return statement.where(*seen(db, tenant_id))


def seen(db: AsyncSession, tenant_id: TenantColumn) -> tuple[ColumnElement[bool], ...]:
    """The condition, where there is one."""
    tenants = tenants_seen(db)
    return () if tenants is None else (tenant_id.in_(tenants),)


def check_may(identity: Identity, tenant_id: str | None, role: Role = Role.OPERATOR) -> None:
    """Raises `Forbidden` where the identity may not do that to an object of the tenant, or of none."""
    if not identity.may_for(tenant_id, role):
        raise Forbidden(
            tr(
                "This takes the role %(role)s for this tenant; %(name)s has less there.",
                role=role,
                name=identity.name,
            )
        )


def check_scope(identity: Identity, noun: str) -> None:
    """Raises `Forbidden` for a token with scopes among which `noun` is not."""
    if not identity.may_change(noun):
        raise Forbidden(
            tr(
                "This token may change %(identity)s, not %(noun)s.",
                identity=", ".join(identity.scopes),
                noun=noun,
            )
        )
