"""Reading rollouts."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from sluice_console.core.errors import Conflict, NotFound
from sluice_console.core.language import tr
from sluice_console.models import Attachment, Rollout, RolloutEvent
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
        joined = statement.join(Attachment, Rollout.attachment_id == Attachment.id)
        statement = joined.where(Attachment.gateway_id == gateway_id)
    if state:
        statement = statement.where(Rollout.state == state)
    total = await db.scalar(select(func.count()).select_from(statement.subquery())) or 0
    newest = statement.order_by(Rollout.created_at.desc(), Rollout.id)
    return (await db.scalars(newest.offset(offset).limit(limit))).all(), total


async def list_live(
    db: AsyncSession, *, gateway_id: str = "", route_id: str = "", attachment_id: str = ""
) -> Sequence[Rollout]:
    """Running and paused rollouts, narrowed to what they could touch."""
    statement = select(Rollout).join(Attachment, Rollout.attachment_id == Attachment.id)
    statement = statement.where(Rollout.state.in_(LIVE_STATES))
    if gateway_id:
        statement = statement.where(Attachment.gateway_id == gateway_id)
    if route_id:
        statement = statement.where(Attachment.route_id == route_id)
    if attachment_id:
        statement = statement.where(Attachment.id == attachment_id)
    return (await db.scalars(statement.order_by(Rollout.id))).all()


async def list_candidates(db: AsyncSession) -> list[tuple[str, str]]:
    """The gateways and modules of all rollouts under way, by the modules' names at the nodes."""
    statement = select(Attachment.gateway_id, Attachment.id)
    statement = statement.join(Rollout, Rollout.attachment_id == Attachment.id)
    rows = await db.execute(statement.where(Rollout.state.in_(LIVE_STATES)))
    return [(gateway_id, f"{attachment_id}.candidate") for gateway_id, attachment_id in rows]


async def check_none_is_live(
    db: AsyncSession, *, gateway_id: str = "", route_id: str = "", attachment_id: str = ""
) -> None:
    """Raises `Conflict` while a rollout moves what is about to be changed."""
    live = await list_live(db, gateway_id=gateway_id, route_id=route_id, attachment_id=attachment_id)
    if live:
        raise Conflict(
            tr(
                "Rollout %(id)s is %(state)s here; promote or abort it first.",
                id=live[0].id,
                state=live[0].state,
            )
        )


async def list_events(db: AsyncSession, rollout_id: str) -> Sequence[RolloutEvent]:
    """Oldest first."""
    statement = select(RolloutEvent).where(RolloutEvent.rollout_id == rollout_id).order_by(RolloutEvent.id)
    return (await db.scalars(statement)).all()
