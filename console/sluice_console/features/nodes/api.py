"""/api/nodes"""

from typing import Annotated

from fastapi import APIRouter, Query, Request, status

from sluice_console.core.db import Db
from sluice_console.core.settings import split_addresses
from sluice_console.envoy.bootstrap import COMMAND_LINE, RELAY_HOST, to_bootstrap, to_relay_command
from sluice_console.features.access import CurrentUser
from sluice_console.features.changes import ChangeLog
from sluice_console.features.gateways.queries import find_gateway
from sluice_console.features.nodes import queries
from sluice_console.features.nodes.schemas import BootstrapIn, BootstrapOut, NodeOut
from sluice_console.features.problems import PROBLEMS
from sluice_console.features.releases.objects import read_overload
from sluice_console.features.schemas import Listing
from sluice_console.features.tokens import service as tokens
from sluice_console.features.tokens.schemas import TokenIn

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
async def make_bootstrap(changes: ChangeLog, user: CurrentUser, values: BootstrapIn) -> BootstrapOut:
    """With a token of its own, and with what the gateway says about nodes that have enough."""
    consoles = split_addresses(values.console)
    relay = to_relay_command(values.console, values.relay_port)
    if values.relay_port is not None:
        consoles = [(RELAY_HOST, values.relay_port)]
    async with changes.begin(user) as change:
        wanted = TokenIn(
            name=f"node {values.node_id}"[:100],
            role="node",
            gateway=values.gateway,
            expires_in_days=values.expires_in_days,
        )
        token, secret = await tokens.create_token(change, wanted)
        gateway = await find_gateway(change.db, values.gateway)
    bootstrap = to_bootstrap(
        values.node_id, gateway.name, consoles, values.admin_port, secret, read_overload(gateway)
    )
    return BootstrapOut(token_id=token.id, bootstrap=bootstrap, options=list(COMMAND_LINE), relay=relay)
