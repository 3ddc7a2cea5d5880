"""Reading the audit log, newest row first."""

from collections.abc import AsyncIterator, Sequence

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from sluice_console.core.sight import tenants_seen
from sluice_console.models import AuditRow

TENANT = "tenant_id"
"""In the detail of an entry: whose the object is. Members see entries of their tenants."""


async def list_rows(
    db: AsyncSession,
    *,
    object_id: str = "",
    noun: str = "",
    search: str = "",
    before: int | None = None,
    limit: int = 100,
) -> Sequence[AuditRow]:
    """Rows numbered below `before`: of one object, of one noun, with a text in actor or name."""
    statement = select(AuditRow).order_by(AuditRow.number.desc()).limit(limit)
    if (tenants := tenants_seen(db)) is not None:
        statement = statement.where(AuditRow.detail[TENANT].as_string().in_(tenants))
    if object_id:
        statement = statement.where(AuditRow.object_id == object_id)
    if noun:
        statement = statement.where(AuditRow.action.startswith(f"{noun}.", autoescape=True))
    if search:
        places = (AuditRow.actor, AuditRow.object_name)
        statement = statement.where(or_(*(place.icontains(search, autoescape=True) for place in places)))
    if before is not None:
        statement = statement.where(AuditRow.number < before)
    return (await db.scalars(statement)).all()


async def stream_rows(db: AsyncSession) -> AsyncIterator[AuditRow]:
    """All rows, oldest first, some hundred at a time."""
    statement = select(AuditRow).order_by(AuditRow.number).execution_options(yield_per=500)
    async for row in await db.stream_scalars(statement):
        yield row
