"""A change beside what became of it at the nodes."""

from collections.abc import Mapping, Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from sluice_console.core.sight import tenants_seen
from sluice_console.features.releases.live_times import LiveTime, find_live_times
from sluice_console.models import AuditRow


async def find_live(db: AsyncSession, rows: Sequence[AuditRow]) -> Mapping[int, tuple[LiveTime, ...]]:
    """Of each row, by its number: the releases that it made, as far as nodes took them. Members see none."""
    made = {row.number: tuple(row.detail.get("releases", {}).items()) for row in rows}
    if tenants_seen(db) is not None:
        return dict.fromkeys(made, ())
    found = await find_live_times(db, {key for keys in made.values() for key in keys})
    return {number: tuple(found[key] for key in keys if key in found) for number, keys in made.items()}
