"""A draft becomes a version of its filter, in the same way as a module that is uploaded."""

from dataclasses import dataclass
from datetime import datetime

from sluice_console.core.auth.identity import Identity
from sluice_console.core.errors import Conflict, Invalid
from sluice_console.core.language import tr
from sluice_console.core.meter import Meter
from sluice_console.core.settings import Settings
from sluice_console.features.changes import Changes
from sluice_console.features.editor.drafts import Draft
from sluice_console.features.filters import queries, service
from sluice_console.features.filters.examination import examine_module
from sluice_console.models import FilterVersion


@dataclass(frozen=True, slots=True)
class Newer:
    """A version that somebody has kept since the editor was opened."""

    id: str
    version: str
    uploaded_by: str
    created_at: datetime
    source: str


class NewerVersion(Conflict):
    """There is one; the draft is not kept before its author has seen it."""

    def __init__(self, newer: Newer) -> None:
        super().__init__(
            tr(
                "%(author)s has kept version %(version)s meanwhile.",
                author=newer.uploaded_by,
                version=newer.version,
            )
        )
        self.newer = newer


@dataclass(frozen=True, slots=True)
class Wish:
    """How to keep it. `base`: the id of the version that was the newest when the editor was opened, or ""."""

    name: str
    base: str
    version: str = ""
    root_id: str = ""
    reason: str = ""


async def keep_version(
    changes: Changes,
    user: Identity,
    wish: Wish,
    draft: Draft,
    wasm: bytes,
    settings: Settings,
    meter: Meter,
) -> tuple[FilterVersion, bool]:
    """The version, and whether it is new. Raises `NewerVersion`, and what an upload raises."""
    service.check_filter_name(wish.name)
    examined = await examine_module(wasm, settings.max_module_bytes, meter)
    if examined.info.source != draft.source:
        raise Invalid.field("module", tr("carries another source than this one; build it again"))
    async with changes.begin(user, wish.reason) as change:
        newer = await queries.newest_version(change.db, wish.name)
        if newer is not None and newer.id != wish.base and newer.digest != examined.info.digest:
            raise NewerVersion(_to_newer(newer))
        return await service.add_version(
            change,
            wish.name,
            examined,
            wish.version or None,
            wish.root_id,
            require_signature=settings.require_signature,
        )


def _to_newer(row: FilterVersion) -> Newer:
    return Newer(row.id, row.version, row.uploaded_by, row.created_at, row.source or "")
