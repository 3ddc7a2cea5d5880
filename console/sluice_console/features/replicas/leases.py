"""A right that one console at a time has, for a span of time, by the database's clock."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, literal, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from sluice_console.core import clock
from sluice_console.models import Lease
from sluice_console.models.records import UtcTime


def moment(db: AsyncSession, later: timedelta = timedelta(0)) -> ColumnElement[datetime]:
    """Now, by one clock for all that share the database. SQLite has one machine, and so one clock."""
    if db.get_bind().dialect.name == "sqlite":
        return literal(clock.now() + later, UtcTime())
    return func.now() + later


async def take(db: AsyncSession, name: str, holder: str, span: timedelta) -> bool:
    """Take the lease, or prolong it; False while somebody else holds it."""
    insert = sqlite.insert if db.get_bind().dialect.name == "sqlite" else postgresql.insert
    row = insert(Lease).values(name=name, holder=holder, until=moment(db, span))
    statement = row.on_conflict_do_update(
        index_elements=["name"],
        set_={"holder": row.excluded.holder, "until": row.excluded.until},
        where=or_(Lease.holder == holder, Lease.until < moment(db)),
    )
    return (await db.execute(statement.returning(Lease.holder))).scalar_one_or_none() is not None


async def holds(db: AsyncSession, name: str, holder: str) -> bool:
    """Asked inside the transaction that does what the lease is for."""
    statement = select(Lease.holder).where(
        Lease.name == name, Lease.holder == holder, Lease.until >= moment(db)
    )
    return await db.scalar(statement) is not None


async def give_up(db: AsyncSession, name: str, holder: str) -> None:
    """Others need not wait for its end."""
    lease = await db.get(Lease, name)
    if lease is not None and lease.holder == holder:
        await db.delete(lease)
