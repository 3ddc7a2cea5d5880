"""/releases"""

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from sluice_console.core.db import Db
from sluice_console.core.errors import Conflict
from sluice_console.core.language import tr
from sluice_console.core.sight import tenants_seen
from sluice_console.envoy.resources import SHORT_NAMES
from sluice_console.features.access import CurrentUser
from sluice_console.features.changes import ChangeLog
from sluice_console.features.forms import Form
from sluice_console.features.frame import Nodes, Page
from sluice_console.features.nodes import queries as node_queries
from sluice_console.features.releases import queries
from sluice_console.features.releases.changes import total_changes
from sluice_console.features.releases.comparison import compare
from sluice_console.features.releases.live_times import find_live_times
from sluice_console.features.releases.publication import latest_release
from sluice_console.features.releases.rollback import roll_back
from sluice_console.features.rollouts.queries import list_live
from sluice_console.features.rollouts.subjects.naming import sides_of
from sluice_console.models import Rollout
from sluice_console.pages import Slice, Toast

router = APIRouter(prefix="/releases", include_in_schema=False)
ROWS = 50


@router.get("")
async def list_releases(
    page: Page, db: Db, number: Annotated[int, Query(alias="page", ge=1, le=100_000)] = 1
) -> Response:
    gateway = page.gateway
    rows, total = [], 0
    if gateway is not None:
        found, total = await queries.list_releases(
            db, gateway_id=gateway.id, offset=(number - 1) * ROWS, limit=ROWS
        )
        rows = list(found)
    return page.show(
        "releases/list.html",
        part={"live": "releases/_table.html"},
        rows=rows,
        slice=Slice(number, ROWS, total),
        restored=await queries.numbers_of(db, [row.restores_id for row in rows if row.restores_id]),
    )


@router.get("/{release}")
async def show_release(
    request: Request,
    page: Page,
    db: Db,
    nodes: Nodes,
    release: str,
    against: Annotated[str, Query(max_length=130)] = "",
    view: Annotated[str, Query(max_length=20)] = "objects",
) -> Response:
    row = await queries.find_release(db, release)
    await db.refresh(row, ["resources"])
    previous = await queries.find_previous(db, row)
    base = await queries.find_release(db, against) if against else previous
    changes = await compare(db, base, row)
    latest = await latest_release(db, row.gateway_id)
    key = (row.gateway_id, row.number)
    states: list[Any] = []
    live: Sequence[Rollout] = ()
    if tenants_seen(db) is None:
        states = await node_queries.list_nodes(db, nodes, request.app.state.cache, row.gateway_id)
        live = await list_live(db, gateway_id=row.gateway_id)
    else:
        view = "objects"
    return page.show(
        "releases/detail.html",
        part={"live": "releases/_release.html"},
        release=row,
        previous=previous,
        base=base,
        changes=changes,
        total=total_changes(changes),
        latest=latest,
        is_live=latest is not None and latest.id == row.id,
        connected=[node for node in states if node["connected"]],
        view=view if view in ("objects", "resources") else "objects",
        short_names=SHORT_NAMES,
        sides_of=sides_of,
        live_rollouts=live,
        restored=await queries.numbers_of(db, [row.restores_id] if row.restores_id else []),
        live=(await find_live_times(db, [key])).get(key),
        error="",
    )


@router.post("/{release}/roll-back")
async def roll_back_to(
    page: Page, changes: ChangeLog, user: CurrentUser, release: str, sent: Form
) -> Response:
    try:
        async with changes.begin(user, sent.text("reason")) as change:
            row, notes = await roll_back(change, release)
    except Conflict as error:
        return page.go(f"/releases/{release}", Toast(tr("Not rolled back"), error.detail, "bad"))
    text = "; ".join(notes) if notes else tr("Published as release %(number)s.", number=row.number)
    return page.go(f"/releases/{row.id}", Toast(tr("Rolled back"), text, "warn" if notes else "ok"))
