"""Reading tenants, their keys and their use."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from sluice_console.core.errors import Invalid, NotFound
from sluice_console.core.language import tr
from sluice_console.core.sight import only_seen
from sluice_console.models import KeyUse, Tenant, TenantKey


async def find_tenant(db: AsyncSession, reference: str) -> Tenant:
    """By id or name; raises `NotFound`."""
    statement = select(Tenant).where(or_(Tenant.id == reference, Tenant.name == reference))
    tenant = (await db.scalars(only_seen(db, statement, Tenant.id))).first()
    if tenant is None:
        raise NotFound(tr("There is no tenant %(value)s.", value=repr(reference)))
    return tenant


async def list_tenants(
    db: AsyncSession, *, search: str = "", offset: int = 0, limit: int = 100
) -> tuple[Sequence[Tenant], int]:
    """A page of tenants by name, and how many there are."""
    statement = only_seen(db, select(Tenant), Tenant.id)
    if search:
        statement = statement.where(Tenant.name.contains(search, autoescape=True))
    total = await db.scalar(select(func.count()).select_from(statement.subquery())) or 0
    rows = await db.scalars(statement.order_by(Tenant.name).offset(offset).limit(limit))
    return rows.all(), total


async def list_names(db: AsyncSession, *, limit: int) -> Sequence[str]:
    """Of the tenants that whoever asks may see."""
    return (
        await db.scalars(only_seen(db, select(Tenant.name), Tenant.id).order_by(Tenant.name).limit(limit))
    ).all()


async def find_key(db: AsyncSession, tenant: Tenant, key_id: str) -> TenantKey:
    """Raises `NotFound` for what is no key of this tenant."""
    key = await db.get(TenantKey, key_id)
    if key is None or key.tenant_id != tenant.id:
        raise NotFound(tr("%(name)s has no key %(value)s.", name=tenant.name, value=repr(key_id)))
    return key


async def list_keys(db: AsyncSession, tenant_id: str) -> Sequence[TenantKey]:
    """The newest first; those that are over, too."""
    statement = select(TenantKey).where(TenantKey.tenant_id == tenant_id)
    return (await db.scalars(statement.order_by(TenantKey.created_at.desc(), TenantKey.id))).all()


async def count_good_keys(db: AsyncSession, now: datetime) -> dict[str, int]:
    """By the tenant's id."""
    good = (TenantKey.revoked_at.is_(None), or_(TenantKey.expires_at.is_(None), TenantKey.expires_at > now))
    statement = select(TenantKey.tenant_id, func.count()).where(*good).group_by(TenantKey.tenant_id)
    return {row[0]: row[1] for row in await db.execute(statement)}


async def list_uses(db: AsyncSession, tenant_id: str, today: date, days: int) -> Sequence[KeyUse]:
    """Of the last `days` days, today among them."""
    statement = (
        select(KeyUse)
        .join(TenantKey, KeyUse.key_id == TenantKey.id)
        .where(TenantKey.tenant_id == tenant_id, KeyUse.day > today - timedelta(days=days))
    )
    return (await db.scalars(statement.order_by(KeyUse.day, KeyUse.key_id))).all()


async def sum_uses(db: AsyncSession, today: date, days: int) -> dict[str, int]:
    """Requests by tenant in the last `days` days."""
    statement = (
        select(TenantKey.tenant_id, func.sum(KeyUse.requests))
        .join(TenantKey, KeyUse.key_id == TenantKey.id)
        .where(KeyUse.day > today - timedelta(days=days))
        .group_by(TenantKey.tenant_id)
    )
    return {row[0]: int(row[1]) for row in await db.execute(statement)}


async def names_of(db: AsyncSession, ids: Collection[str]) -> dict[str, str]:
    """By id, of those that are there."""
    if not ids:
        return {}
    rows = await db.execute(select(Tenant.id, Tenant.name).where(Tenant.id.in_(ids)).order_by(Tenant.name))
    return dict(rows.all())


async def find_tenant_id(db: AsyncSession, reference: str | None, path: str = "tenant") -> str | None:
    """Of a field in which empty says none. Raises `Invalid` at the field."""
    if not reference:
        return None
    try:
        return (await find_tenant(db, reference)).id
    except NotFound as error:
        raise Invalid.field(path, tr("there is no tenant %(value)s", value=repr(reference))) from error
