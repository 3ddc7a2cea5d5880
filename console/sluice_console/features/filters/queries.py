"""Reading filters and their versions."""

from collections.abc import Sequence

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import undefer

from sluice_console.core.errors import NotFound
from sluice_console.core.language import tr
from sluice_console.features.known import recall, remember
from sluice_console.models import Attachment, Filter, FilterVersion

_SHORTEST_DIGEST = 8


async def find_filter(db: AsyncSession, reference: str) -> Filter:
    """By name or id; raises `NotFound`."""
    statement = select(Filter).where(or_(Filter.id == reference, Filter.name == reference))
    found = (await db.scalars(statement)).first()
    if found is None:
        raise NotFound(tr("There is no filter %(value)s.", value=repr(reference)))
    return found


async def list_filters(
    db: AsyncSession, *, search: str = "", offset: int = 0, limit: int = 100
) -> tuple[Sequence[Filter], int]:
    statement = select(Filter)
    if search:
        statement = statement.where(Filter.name.contains(search, autoescape=True))
    total = await db.scalar(select(func.count()).select_from(statement.subquery())) or 0
    return (await db.scalars(statement.order_by(Filter.name).offset(offset).limit(limit))).all(), total


async def list_versions(db: AsyncSession, filter_id: str) -> Sequence[FilterVersion]:
    """Newest first."""
    statement = select(FilterVersion).where(FilterVersion.filter_id == filter_id)
    return (await db.scalars(statement.order_by(FilterVersion.created_at.desc(), FilterVersion.id))).all()


async def newest_version(db: AsyncSession, name: str) -> FilterVersion | None:
    """With its source; None for a filter without one, or that is not there."""
    statement = select(FilterVersion).join(Filter).where(Filter.name == name)
    newest = statement.order_by(FilterVersion.created_at.desc(), FilterVersion.id).limit(1)
    return (await db.scalars(newest.options(undefer(FilterVersion.source)))).first()


async def latest_versions(db: AsyncSession, filter_ids: Sequence[str]) -> dict[str, FilterVersion]:
    """The newest version of each filter, by the filter's id."""
    statement = select(FilterVersion).where(FilterVersion.filter_id.in_(filter_ids))
    rows = await db.scalars(statement.order_by(FilterVersion.created_at, FilterVersion.id.desc()))
    return {row.filter_id: row for row in rows}


async def find_version(
    db: AsyncSession, filter_id: str, reference: str, *, with_source: bool = False
) -> FilterVersion:
    """By version, id, digest, or a digest's first 8 characters or more; raises `NotFound`."""
    matches = [
        FilterVersion.version == reference,
        FilterVersion.id == reference,
        FilterVersion.digest == reference.removeprefix("sha256:"),
    ]
    statement = select(FilterVersion).where(FilterVersion.filter_id == filter_id)
    if with_source:
        statement = statement.options(undefer(FilterVersion.source))
    found = (await db.scalars(statement.where(or_(*matches)))).first()
    digest = reference.removeprefix("sha256:").lower()
    if found is None and len(digest) >= _SHORTEST_DIGEST and set(digest) <= set("0123456789abcdef"):
        starts = FilterVersion.digest.startswith(digest)
        candidates = (await db.scalars(statement.where(starts).limit(2))).all()
        found = candidates[0] if len(candidates) == 1 else None
    if found is None:
        raise NotFound(tr("This filter has no version %(value)s.", value=repr(reference)))
    return found


async def pick_version(
    db: AsyncSession, filter_id: str, versions: Sequence[FilterVersion], reference: str
) -> FilterVersion:
    """As `find_version`, with its source, where the filter's `versions` have been read."""
    for item in versions:
        if reference in (item.version, item.id):
            await db.refresh(item, ["source"])
            return item
    return await find_version(db, filter_id, reference, with_source=True)


async def resolve_version(db: AsyncSession, reference: str) -> FilterVersion:
    """A version in one word: `fv_…`, `api_key@1.2.0`, `api_key@<digest>`, or `api_key` for the newest."""
    if (known := recall(db, FilterVersion, reference)) is not None:
        return known
    if reference.startswith("fv_") and (found := await db.get(FilterVersion, reference)) is not None:
        return found
    name, _, version = reference.partition("@")
    filter_ = await find_filter(db, name)
    if version:
        return remember(db, reference, await find_version(db, filter_.id, version))
    versions = await list_versions(db, filter_.id)
    if not versions:
        raise NotFound(tr("The filter %(value)s has no version yet.", value=repr(name)))
    return remember(db, reference, versions[0])


async def count_versions(db: AsyncSession) -> dict[str, int]:
    """How many versions each filter has, by the filter's id."""
    statement = select(FilterVersion.filter_id, func.count()).group_by(FilterVersion.filter_id)
    return dict((await db.execute(statement)).all())


async def list_filters_in_use(db: AsyncSession) -> dict[str, int]:
    """In how many places any version of a filter is attached, by the filter's id."""
    joined = select(FilterVersion.filter_id, func.count()).join(
        Attachment, Attachment.filter_version_id == FilterVersion.id
    )
    statement = joined.group_by(FilterVersion.filter_id)
    return dict((await db.execute(statement)).all())
