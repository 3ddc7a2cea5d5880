"""Reading the audit log, newest row first."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from sluice_console.models import AuditRow


async def list_rows(
    db: AsyncSession, *, object_id: str = "", before: int | None = None, limit: int = 100
) -> Sequence[AuditRow]:
    """Rows numbered below `before`; `object_id` keeps those of one object."""
    statement = select(AuditRow).order_by(AuditRow.number.desc()).limit(limit)
    if object_id:
        statement = statement.where(AuditRow.object_id == object_id)
    if before is not None:
        statement = statement.where(AuditRow.number < before)
    return (await db.scalars(statement)).all()
