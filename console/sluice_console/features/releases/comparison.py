"""What is different between two releases, worked out once: neither changes any more."""

from collections import OrderedDict

from sqlalchemy.ext.asyncio import AsyncSession

from sluice_console.core.language import current
from sluice_console.core.sight import tenants_seen
from sluice_console.features.releases.changes import ChangedObject, find_changes
from sluice_console.features.releases.seen import document_of
from sluice_console.models import Release

_KEPT = 64
_kept: OrderedDict[tuple[str, str, str], list[ChangedObject]] = OrderedDict()
"""By the ids of both and the language, for those who see everything."""


async def compare(db: AsyncSession, base: Release | None, release: Release) -> list[ChangedObject]:
    """As `find_changes`, of what whoever asks may see; without `base`, everything is new."""
    key = ("" if base is None else base.id, release.id, current().tag)
    everything = tenants_seen(db) is None
    if not everything or key not in _kept:
        before = {} if base is None else await document_of(db, base)
        found = find_changes(before, await document_of(db, release))
        if not everything:
            return found
        _kept[key] = found
    _kept.move_to_end(key)
    while len(_kept) > _KEPT:
        _kept.popitem(last=False)
    return _kept[key]
