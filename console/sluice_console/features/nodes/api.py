"""/api/nodes"""

from typing import Annotated

from fastapi import APIRouter, Query, Request

from sluice_console.core.db import Db
from sluice_console.features.gateways.queries import find_gateway
from sluice_console.features.nodes import queries
from sluice_console.features.nodes.schemas import NodeOut
from sluice_console.features.problems import PROBLEMS
from sluice_console.features.schemas import Listing

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
