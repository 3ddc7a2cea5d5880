"""Rows as the document has them: what `POST` takes, with other objects by name."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from sluice_console.features.configuration.schemas import Configuration
from sluice_console.features.gateways.queries import find_gateway
from sluice_console.features.gateways.schemas import GatewayIn
from sluice_console.features.listeners import service as listeners
from sluice_console.features.listeners.schemas import ListenerIn
from sluice_console.features.routes import service as routes
from sluice_console.features.routes.schemas import RouteIn
from sluice_console.features.services import service as services
from sluice_console.features.services.schemas import EndpointOut, ServiceIn
from sluice_console.models import Gateway, Issuer, Listener, Login, Route, Service, SharedLimit

_LEFT_OUT = frozenset({"id", "gateway_id", "created_at", "updated_at", "last_release"})


async def export(db: AsyncSession, gateway: str = "") -> Configuration:
    """Everything, or one gateway with all services; raises `NotFound` where there is no such gateway."""
    chosen = (
        select(Gateway.id)
        if not gateway
        else select(Gateway.id).where(Gateway.id == (await find_gateway(db, gateway)).id)
    )
    names = await names_by_id(db)
    gateways = select(Gateway).where(Gateway.id.in_(chosen)).order_by(Gateway.name)
    own_listeners = select(Listener).join(Gateway).where(Gateway.id.in_(chosen))
    own_routes = select(Route).join(Gateway).where(Gateway.id.in_(chosen))
    return Configuration(
        services=[to_service(row) for row in await db.scalars(select(Service).order_by(Service.name))],
        gateways=[to_gateway(row) for row in await db.scalars(gateways)],
        listeners=[
            to_listener(row) for row in await db.scalars(own_listeners.order_by(Gateway.name, Listener.name))
        ],
        routes=[
            to_route(row, names)
            for row in await db.scalars(own_routes.order_by(Gateway.name, Route.order, Route.name))
        ],
    )


async def names_by_id(db: AsyncSession) -> dict[str, str]:
    """Of issuers, shared limits and logins, which routes have by their ids."""
    others = select(SharedLimit.id, SharedLimit.name), select(Login.id, Login.name)
    named = select(Issuer.id, Issuer.name).union_all(*others)
    return dict((await db.execute(named)).all())


async def find_listener(db: AsyncSession, gateway: str, name: str) -> Listener | None:
    here = Listener.gateway_id.in_(_named(gateway))
    return (await db.scalars(select(Listener).where(here, Listener.name == name))).first()


async def find_route(db: AsyncSession, gateway: str, name: str) -> Route | None:
    here = Route.gateway_id.in_(_named(gateway))
    return (await db.scalars(select(Route).where(here, Route.name == name))).first()


def _named(gateway: str) -> Select[str]:
    return select(Gateway.id).where(or_(Gateway.name == gateway, Gateway.id == gateway))


def to_service(row: Service) -> ServiceIn:
    values = _without(services.to_output(row))
    values["endpoints"] = [EndpointOut.model_validate(item).model_dump() for item in row.endpoints]
    return ServiceIn.model_validate(values)


def to_gateway(row: Gateway) -> GatewayIn:
    names = GatewayIn.model_fields.keys() - {"reason"}
    return GatewayIn.model_validate({name: getattr(row, name) for name in names})


def to_listener(row: Listener) -> ListenerIn:
    return ListenerIn.model_validate(_without(listeners.to_output(row)))


def to_route(row: Route, names: Mapping[str, str]) -> RouteIn:
    """`names` are those of issuers, shared limits and logins by their ids."""
    values = _without(routes.to_output(row))
    for kind in ("destinations", "mirrors"):
        if kind in values["action"]:
            arms = values["action"][kind]
            values["action"][kind] = [
                {name: value for name, value in arm.items() if name != "service_id"} for arm in arms
            ]
    security = values["protection"]["security"]
    security["issuers"] = [names.get(id_, id_) for id_ in security["issuers"]]
    values["shared_limits"] = [names.get(id_, id_) for id_ in values["shared_limits"]]
    values["login"] = names.get(values["login"], values["login"])
    return RouteIn.model_validate(values)


def _without(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name not in _LEFT_OUT}
