"""Reading rollouts."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from sluice_console.core.errors import Conflict, NotFound
from sluice_console.core.language import tr
from sluice_console.models import Rollout, RolloutEvent
from sluice_console.models.rollouts import LIVE_STATES


async def find_rollout(db: AsyncSession, rollout_id: str) -> Rollout:
    rollout = await db.get(Rollout, rollout_id)
    if rollout is None:
        raise NotFound(tr("There is no rollout %(value)s.", value=repr(rollout_id)))
    return rollout


async def list_rollouts(
    db: AsyncSession, *, gateway_id: str = "", state: str = "", offset: int = 0, limit: int = 100
) -> tuple[Sequence[Rollout], int]:
    """Newest first."""
    statement = select(Rollout)
    if gateway_id:
        statement = statement.where(Rollout.gateway_id == gateway_id)
    if state:
        statement = statement.where(Rollout.state == state)
    total = await db.scalar(select(func.count()).select_from(statement.subquery())) or 0
    newest = statement.order_by(Rollout.created_at.desc(), Rollout.id)
    return (await db.scalars(newest.offset(offset).limit(limit))).unique().all(), total


async def list_live(
    db: AsyncSession,
    *,
    gateway_id: str = "",
    route_id: str = "",
    attachment_id: str = "",
    service_id: str = "",
    subject: str = "",
) -> Sequence[Rollout]:
    """Running and paused rollouts, narrowed to what they could touch.

    There are seldom any: their ids are asked for first, at a tenth of the price of all that belongs to them.
    """
    wanted = {
        "gateway_id": gateway_id,
        "route_id": route_id,
        "attachment_id": attachment_id,
        "service_id": service_id,
        "subject": subject,
    }
    statement = select(Rollout.id).where(Rollout.state.in_(LIVE_STATES))
    statement = statement.filter_by(**{name: value for name, value in wanted.items() if value})
    if not (ids := (await db.scalars(statement)).all()):
        return ()
    found = await db.scalars(select(Rollout).where(Rollout.id.in_(ids)).order_by(Rollout.id))
    return found.unique().all()


async def check_none_is_live(db: AsyncSession, **where: str) -> None:
    """Raises `Conflict` while a rollout moves what is about to be changed; `where` as in `list_live`."""
    live = await list_live(db, **where)
    if live:
        raise Conflict(
            tr(
                "Rollout %(id)s is %(state)s here; promote or abort it first.",
                id=live[0].id,
                state=live[0].state,
            )
        )


async def list_under_way(db: AsyncSession) -> Sequence[tuple[str, str, str | None]]:
    """Gateway, id and attachment of all rollouts under way."""
    columns = select(Rollout.gateway_id, Rollout.id, Rollout.attachment_id)
    rows = await db.execute(columns.where(Rollout.state.in_(LIVE_STATES)).order_by(Rollout.id))
    return [(row.gateway_id, row.id, row.attachment_id) for row in rows]


async def list_events(db: AsyncSession, rollout_id: str) -> Sequence[RolloutEvent]:
    """Oldest first."""
    statement = select(RolloutEvent).where(RolloutEvent.rollout_id == rollout_id).order_by(RolloutEvent.id)
    return (await db.scalars(statement)).all()
