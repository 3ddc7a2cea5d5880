"""/: what is live, what is moving, what is wrong"""

from fastapi import APIRouter, Request
from starlette.responses import Response

from sluice_console.core.db import Db
from sluice_console.features.audit.queries import list_rows
from sluice_console.features.frame import Nodes, Page
from sluice_console.features.nodes.matrix import explain, to_node_rows
from sluice_console.features.nodes.queries import list_nodes
from sluice_console.features.overview.picture import to_changes, to_traffic
from sluice_console.features.releases.publication import latest_release
from sluice_console.features.rollouts.picture import label_of, to_shares
from sluice_console.features.rollouts.queries import list_live
from sluice_console.features.rollouts.subjects.naming import sides_of
from sluice_console.features.routes.queries import count_routes

router = APIRouter(include_in_schema=False)
CHANGES = 6


@router.get("/")
async def show_overview(request: Request, page: Page, db: Db, nodes: Nodes) -> Response:
    """The people of a tenant begin where what is theirs is."""
    if page.identity is not None and page.identity.is_member:
        return page.go("/tenants")
    gateway = page.gateway
    if gateway is None:
        return page.show("overview/empty.html", part="overview/empty.html")
    state = request.app.state
    rows = to_node_rows(await list_nodes(db, nodes, state.cache, gateway.id))
    return page.show(
        "overview/page.html",
        part="overview/_overview.html",
        gateway=gateway,
        nodes=rows,
        rejections=await explain(db, rows),
        release=await latest_release(db, gateway.id),
        traffic=to_traffic(state.statistics, gateway.id),
        rollouts=await list_live(db, gateway_id=gateway.id),
        changes=to_changes(await list_rows(db, limit=5 * CHANGES))[:CHANGES],
        routes=await count_routes(db, gateway.id),
        to_shares=to_shares,
        label_of=label_of,
        sides_of=sides_of,
    )
