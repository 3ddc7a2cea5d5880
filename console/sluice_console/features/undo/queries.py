"""Rows of the audit log that can be taken back."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from sluice_console.core.auth.identity import Identity, Role
from sluice_console.core.errors import Conflict, NotFound
from sluice_console.core.language import tr
from sluice_console.features.audit.queries import list_rows
from sluice_console.models import AuditRow


async def find_row(db: AsyncSession, number: int) -> AuditRow:
    """Raises `NotFound` also for what whoever asks does not see; `Conflict` for what cannot be taken back."""
    row = next(iter(await list_rows(db, before=number + 1, limit=1)), None)
    if row is None or row.number != number:
        raise NotFound(tr("There is no row %(number)s in the audit log.", number=number))
    if not has_before(row):
        raise Conflict(tr("What was there before is not kept for this change, so it cannot be undone."))
    return row


async def find_undoable(db: AsyncSession, rows: Sequence[AuditRow], user: Identity) -> set[int]:
    """The numbers of those that can be offered: the last change of an object, by whoever may change it."""
    kept = [row for row in rows if has_before(row) and may_undo(user, row)]
    if not kept:
        return set()
    newest = (
        select(func.max(AuditRow.number))
        .where(AuditRow.object_id.in_({row.object_id for row in kept}))
        .group_by(AuditRow.object_id)
    )
    last = set(await db.scalars(newest))
    return {row.number for row in kept if row.number in last}


def has_before(row: AuditRow) -> bool:
    return "before" in row.detail


def may_undo(user: Identity, row: AuditRow) -> bool:
    """People of a tenant change its routes, but attach no filters; the service asks whose the route is."""
    return user.may(Role.OPERATOR) or (
        user.may_change_something and row.action.startswith("route.") and "parts" not in row.detail
    )
