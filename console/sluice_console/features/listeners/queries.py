"""Reading listeners."""

from collections.abc import Sequence

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from sluice_console.core.errors import NotFound
from sluice_console.core.language import tr
from sluice_console.models import Gateway, Listener


async def find_listener(db: AsyncSession, reference: str) -> Listener:
    """By id, or as `gateway/name`; raises `NotFound`."""
    gateway, _, name = reference.partition("/")
    named = (Listener.name == name) & Listener.gateway_id.in_(
        select(Gateway.id).where(or_(Gateway.name == gateway, Gateway.id == gateway))
    )
    listener = (await db.scalars(select(Listener).where(or_(Listener.id == reference, named)))).first()
    if listener is None:
        raise NotFound(
            tr("There is no listener %(value)s; write its id, or gateway/listener.", value=repr(reference))
        )
    return listener


async def list_listeners(
    db: AsyncSession, *, gateway: str = "", offset: int = 0, limit: int = 100
) -> tuple[Sequence[Listener], int]:
    statement = select(Listener).join(Gateway)
    if gateway:
        statement = statement.where(or_(Gateway.id == gateway, Gateway.name == gateway))
    total = await db.scalar(select(func.count()).select_from(statement.subquery())) or 0
    ordered = statement.order_by(Gateway.name, Listener.name)
    rows = await db.scalars(ordered.offset(offset).limit(limit))
    return rows.all(), total
