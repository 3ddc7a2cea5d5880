"""The dependency of every page: who asks, the gateway that is looked at, the counts beside the navigation.

@router.get("/services")
async def list_services(page: Page, db: Db) -> HTMLResponse: ...
"""

from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy import ScalarSelect, func, select

from sluice_console.core.db import Db
from sluice_console.core.errors import NotFound
from sluice_console.core.language import tr
from sluice_console.features.access import csrf_of, identity_of
from sluice_console.models import Gateway, Rollout
from sluice_console.models.rollouts import LIVE_STATES
from sluice_console.pages import GATEWAY_COOKIE, Frame, PageView
from sluice_console.xds.nodes import NodeRegistry


async def _registry_of(request: Request) -> NodeRegistry:
    nodes: NodeRegistry = request.app.state.nodes
    return nodes


Nodes = Annotated[NodeRegistry, Depends(_registry_of)]


async def _open_page(request: Request, db: Db) -> PageView:
    csrf, visitor, nodes = csrf_of(request), identity_of(request), request.app.state.nodes
    rows = (await db.execute(select(Gateway, _live_rollouts()).order_by(Gateway.name))).all()
    gateways = tuple(row for row, _ in rows)
    gateway = _choose(request, gateways)
    if gateway is None:
        return PageView(request, Frame(csrf, visitor, None, gateways))
    if visitor is not None and visitor.is_member:
        return PageView(request, Frame(csrf, visitor, gateway, gateways))
    status = nodes.list_nodes(gateway.id)
    frame = Frame(
        csrf=csrf,
        identity=visitor,
        gateway=gateway,
        gateways=gateways,
        connected=sum(node.connected for node in status),
        rollouts=next(rollouts for row, rollouts in rows if row is gateway),
        rejections=sum(node.connected and bool(node.rejections) for node in status),
    )
    return PageView(request, frame)


async def _open_door(request: Request) -> PageView:
    return PageView(request, Frame(csrf_of(request)))


Page = Annotated[PageView, Depends(_open_page)]
Door = Annotated[PageView, Depends(_open_door)]
"""For sign-in and set-up, where there is nobody yet."""


def gateway_of(page: PageView) -> Gateway:
    """The gateway that is looked at; raises `NotFound` while there is none."""
    if page.gateway is None:
        raise NotFound(tr("There is no gateway yet. Make one first, under Gateways."))
    return page.gateway


def _choose(request: Request, gateways: tuple[Gateway, ...]) -> Gateway | None:
    """What the address names, else what was looked at last, else the first."""
    by_name = {gateway.name: gateway for gateway in gateways}
    named = request.query_params.get("gateway", ""), request.cookies.get(GATEWAY_COOKIE, "")
    found = next((by_name[name] for name in named if name in by_name), None)
    return found or next(iter(gateways), None)


def _live_rollouts() -> ScalarSelect[int]:
    """How many each gateway has."""
    statement = select(func.count()).select_from(Rollout)
    live = statement.where(Rollout.gateway_id == Gateway.id, Rollout.state.in_(LIVE_STATES))
    return live.correlate(Gateway).scalar_subquery()
