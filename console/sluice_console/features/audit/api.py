"""/api/audit"""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import StreamingResponse

from sluice_console.core.db import Database, Db, database_of
from sluice_console.features.audit import queries, service
from sluice_console.features.audit.live import find_live
from sluice_console.features.problems import PROBLEMS
from sluice_console.features.releases.live_times import Outcome
from sluice_console.features.schemas import Output

router = APIRouter(prefix="/api/audit", tags=["audit"], responses=PROBLEMS)


class AuditOut(Output):
    """`hash` covers the row and `previous_hash`: nothing can be changed or taken out unnoticed."""

    number: int
    at: datetime
    actor_id: str
    actor: str
    action: str
    object_id: str
    object_name: str
    detail: dict[str, Any]
    previous_hash: str
    hash: str


class LiveOut(Output):
    """When a release that the change made was at all nodes, `seconds` after it; or "refused" by a node,
    or "late": not everywhere within a minute.
    """

    release_id: str
    gateway_id: str
    number: int
    nodes: int
    seconds: float
    outcome: Outcome


class AuditLine(AuditOut):
    """`live` is no part of what `hash` covers, and empty where no node was connected."""

    live: list[LiveOut]


class VerdictOut(Output):
    rows: int
    broken_at: int | None
    reason: str


@router.get("")
async def list_audit(
    db: Db,
    object_id: Annotated[str, Query(max_length=100)] = "",
    before: Annotated[int | None, Query(ge=1, le=2**31 - 1)] = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> list[AuditLine]:
    """Newest first; go on with `before` = the last row's number."""
    rows = await queries.list_rows(db, object_id=object_id, before=before, limit=limit)
    live = await find_live(db, rows)
    return [
        AuditLine.model_validate({**AuditOut.model_validate(row).model_dump(), "live": live[row.number]})
        for row in rows
    ]


@router.get("/export", response_class=StreamingResponse)
async def export_audit(request: Request) -> StreamingResponse:
    """The whole log as JSON lines, oldest row first; `sluice audit verify FILE` recomputes its chain."""
    headers = {"Content-Disposition": 'attachment; filename="audit.jsonl"'}
    return StreamingResponse(_lines(database_of(request)), media_type="application/x-ndjson", headers=headers)


async def _lines(database: Database) -> AsyncIterator[str]:
    async with database.reading() as db:
        async for row in queries.stream_rows(db):
            yield service.to_line(row)


@router.get("/verification")
async def verify_audit(db: Db) -> VerdictOut:
    """Recomputes the whole chain."""
    return VerdictOut.model_validate(await service.verify(db))
