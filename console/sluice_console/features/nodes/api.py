"""/api/nodes"""

from typing import Annotated

from fastapi import APIRouter, Query, Request, status

from sluice_console.core.db import Db
from sluice_console.features.access import CurrentUser
from sluice_console.features.changes import ChangeLog
from sluice_console.features.gateways.queries import find_gateway
from sluice_console.features.nodes import queries, service
from sluice_console.features.nodes.schemas import BootstrapIn, BootstrapOut, NodeOut
from sluice_console.features.problems import PROBLEMS
from sluice_console.features.schemas import Listing
from sluice_console.features.sealing import Sealing

router = APIRouter(prefix="/api/nodes", tags=["nodes"], responses=PROBLEMS)


@router.get("")
async def list_nodes(
    request: Request, db: Db, gateway: Annotated[str, Query(max_length=100)] = ""
) -> Listing[NodeOut]:
    """Every Envoy that is or was connected."""
    gateway_id = (await find_gateway(db, gateway)).id if gateway else ""
    state = request.app.state
    nodes = await queries.list_nodes(db, state.nodes, state.cache, gateway_id)
    return Listing(items=[NodeOut.model_validate(item) for item in nodes], total=len(nodes))


@router.post("/bootstrap", status_code=status.HTTP_201_CREATED)
async def make_bootstrap(
    request: Request, changes: ChangeLog, user: CurrentUser, vault: Sealing, values: BootstrapIn
) -> BootstrapOut:
    """With a token of its own, with what the gateway says about nodes that have enough, and with a
    certificate where one is asked for.
    """
    hours = request.app.state.settings.node_certificate_hours
    async with changes.begin(user) as change:
        made = await service.make_bootstrap(change, vault, hours, values)
    return BootstrapOut.model_validate(made)
