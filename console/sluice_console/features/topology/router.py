"""/topology: from the gateway over hosts to services, with what flows there"""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from sluice_console.core.db import Db
from sluice_console.features.frame import Page
from sluice_console.features.topology.graph import build
from sluice_console.features.topology.layout import lay_out
from sluice_console.features.topology.wirings import Wirings
from sluice_console.xds.statistics import Statistics

router = APIRouter(prefix="/topology", include_in_schema=False)
SECONDS = 60


@router.get("")
async def show_topology(
    request: Request, page: Page, db: Db, q: Annotated[str, Query(max_length=200)] = ""
) -> Response:
    gateway, search = page.gateway, q.strip()
    if gateway is None:
        return page.show("topology/page.html", part="topology/_graph.html", topology=None, search="")
    statistics: Statistics = request.app.state.statistics
    wirings: Wirings = request.app.state.wirings
    wiring = await wirings.read(db, gateway)
    topology = build(wiring, statistics.by_route(gateway.id, SECONDS), SECONDS, search)
    return page.show(
        "topology/page.html",
        part="topology/_graph.html",
        topology=topology,
        picture=lay_out(topology, gateway.name),
        search=search,
    )
