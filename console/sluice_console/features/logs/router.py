"""/logs: requests as they come"""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from sluice_console.core.db import Db, database_of
from sluice_console.core.errors import NotFound
from sluice_console.core.language import marked, translated
from sluice_console.features.access import CurrentUser
from sluice_console.features.frame import Page
from sluice_console.features.logs.lines import BLANK, Wanted
from sluice_console.features.logs.reading import RouteNames, find_wanted, log_of, read_state
from sluice_console.features.tenants.queries import list_names
from sluice_console.rendering.environment import query_string

router = APIRouter(prefix="/logs", include_in_schema=False)
ROWS = 100
CLASSES = {"": marked("any status"), "2xx": "2xx", "3xx": "3xx", "4xx": "4xx", "5xx": "5xx"}
Text = Annotated[str, Query(max_length=200)]


@router.get("")
async def show_log(
    request: Request,
    page: Page,
    db: Db,
    user: CurrentUser,
    route: Text = "",
    tenant: Text = "",
    status: Text = "",
    path: Annotated[str, Query(max_length=2000)] = "",
    text: Text = "",
) -> Response:
    """The last lines; with script the page follows from there."""
    gateway = page.gateway
    if gateway is None:
        return page.show("logs/none.html")
    asked = {
        "route": route.strip(),
        "tenant": tenant.strip(),
        "status": status,
        "path": path,
        "text": text.strip(),
    }
    problem, wanted = "", Wanted()
    try:
        _, wanted = await find_wanted(database_of(request), user, gateway.id, **asked)
    except NotFound as error:
        problem = error.detail
    log, names = log_of(request), RouteNames(database_of(request))
    log.watch(gateway.id)
    every = log.read(gateway.id)
    lines = [] if problem else wanted.choose(every)[-ROWS:]
    await names.learn(lines)
    return page.show(
        "logs/list.html",
        gateway=gateway,
        blank=BLANK,
        lines=[(line, names.to_output(line)["route"]) for line in reversed(lines)],
        asked=asked,
        narrowed=any(asked.values()),
        problem=problem,
        tenants=await list_names(db, limit=1000),
        classes=translated(CLASSES),
        state=read_state(log, page.request.app.state.nodes, gateway.id),
        after=every[-1].number if every else 0,
        stream="/api/logs/stream?" + query_string({"gateway": gateway.name, **asked}),
    )
