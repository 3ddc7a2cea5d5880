"""Reading releases."""

from collections.abc import Sequence

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import undefer

from sluice_console.core.errors import NotFound
from sluice_console.core.language import tr
from sluice_console.models import Gateway, Release


async def find_release(db: AsyncSession, reference: str, *, with_contents: bool = False) -> Release:
    """By id, or as `gateway@12`; raises `NotFound`."""
    statement = select(Release)
    name, _, number = reference.rpartition("@")
    if name and number.isascii() and number.isdigit() and len(number) < 10:
        statement = statement.join(Gateway).where(
            Release.number == int(number), or_(Gateway.id == name, Gateway.name == name)
        )
    else:
        statement = statement.where(Release.id == reference)
    if with_contents:
        statement = statement.options(undefer(Release.document), undefer(Release.resources))
    release = (await db.scalars(statement)).one_or_none()
    if release is None:
        raise NotFound(tr("There is no release %(value)s.", value=repr(reference)))
    return release


async def list_releases(
    db: AsyncSession, *, gateway_id: str = "", offset: int = 0, limit: int = 100
) -> tuple[Sequence[Release], int]:
    """Newest first."""
    statement = select(Release)
    if gateway_id:
        statement = statement.where(Release.gateway_id == gateway_id)
    total = await db.scalar(select(func.count()).select_from(statement.subquery())) or 0
    newest = statement.order_by(Release.created_at.desc(), Release.number.desc())
    return (await db.scalars(newest.offset(offset).limit(limit))).all(), total


async def find_previous(db: AsyncSession, release: Release, *, with_contents: bool = False) -> Release | None:
    """The release before it in the same gateway."""
    statement = select(Release).where(
        Release.gateway_id == release.gateway_id, Release.number == release.number - 1
    )
    if with_contents:
        statement = statement.options(undefer(Release.document), undefer(Release.resources))
    return (await db.scalars(statement)).one_or_none()


async def numbers_of(db: AsyncSession, release_ids: Sequence[str]) -> dict[str, int]:
    """The number of each release, by its id."""
    rows = await db.execute(select(Release.id, Release.number).where(Release.id.in_(release_ids)))
    return dict(rows.all())
