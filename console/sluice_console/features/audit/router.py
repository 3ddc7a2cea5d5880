"""/audit: who changed what, and whether the chain holds"""

import json
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from sluice_console.core.db import Db
from sluice_console.core.language import translated
from sluice_console.features.access import CurrentUser
from sluice_console.features.audit import queries, service
from sluice_console.features.audit.live import find_live
from sluice_console.features.audit.words import NOUNS, address_of, to_words
from sluice_console.features.frame import Page
from sluice_console.features.releases.live_times import LiveTime
from sluice_console.features.undo.queries import find_undoable
from sluice_console.models import AuditRow

router = APIRouter(prefix="/audit", include_in_schema=False)
ROWS = 50
LED_TO = ("route.", "tenant.")


@dataclass(frozen=True, slots=True)
class Line:
    """One row as the page shows it; `detail` is JSON, empty where there is none."""

    row: AuditRow
    words: str
    href: str
    detail: str
    live: tuple[LiveTime, ...] = ()
    may_undo: bool = False


@router.get("")
async def show_audit(
    page: Page,
    db: Db,
    user: CurrentUser,
    noun: Annotated[str, Query(max_length=40)] = "",
    q: Annotated[str, Query(max_length=200)] = "",
    before: Annotated[int | None, Query(ge=1, le=2**31 - 1)] = None,
    verify: Annotated[str, Query(max_length=10)] = "",
) -> Response:
    rows = await queries.list_rows(db, noun=noun, search=q, before=before, limit=ROWS + 1)
    live = await find_live(db, rows[:ROWS])
    undoable = await find_undoable(db, rows[:ROWS], user)
    return page.show(
        "audit/list.html",
        part={"rows": "audit/_table.html"},
        lines=[
            _to_line(row, live[row.number], row.number in undoable, user.is_member) for row in rows[:ROWS]
        ],
        older=rows[ROWS - 1].number if len(rows) > ROWS else None,
        before=before,
        noun=noun if noun in NOUNS else "",
        nouns=translated(NOUNS),
        search=q,
        verdict=await service.verify(db) if verify else None,
    )


def _to_line(row: AuditRow, live: tuple[LiveTime, ...], may_undo: bool, for_member: bool) -> Line:
    """Members are led to pages that they have."""
    href = "" if for_member and not row.action.startswith(LED_TO) else address_of(row)
    detail = json.dumps(row.detail, indent=2, ensure_ascii=False) if row.detail else ""
    return Line(row, to_words(row.action), href, detail, live, may_undo)
