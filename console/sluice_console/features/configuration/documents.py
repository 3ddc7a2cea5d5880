"""Rows as the document has them: what `POST` takes, with other objects by name."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from sluice_console.features.attachments.configuration import to_text
from sluice_console.features.configuration.schemas import AttachmentItem, LoginItem
from sluice_console.features.gateways.schemas import GatewayIn
from sluice_console.features.issuers import service as issuers
from sluice_console.features.issuers.schemas import IssuerIn
from sluice_console.features.limits import service as limits
from sluice_console.features.limits.schemas import LimitIn
from sluice_console.features.listeners import service as listeners
from sluice_console.features.listeners.schemas import ListenerIn
from sluice_console.features.logins import service as logins
from sluice_console.features.routes import service as routes
from sluice_console.features.routes.schemas import RouteIn
from sluice_console.features.services import service as services
from sluice_console.features.services.schemas import EndpointOut, ServiceIn
from sluice_console.features.tenants.schemas import TenantIn
from sluice_console.models import (
    Attachment,
    Gateway,
    Issuer,
    Listener,
    Login,
    Route,
    Service,
    SharedLimit,
    Tenant,
)

_LEFT_OUT = frozenset({"id", "gateway_id", "tenant_id", "created_at", "updated_at", "last_release"})

Names = Mapping[str, str]
"""Of issuers, shared limits, logins and tenants, which routes have by their ids."""


async def names_by_id(db: AsyncSession) -> dict[str, str]:
    others = (
        select(SharedLimit.id, SharedLimit.name),
        select(Login.id, Login.name),
        select(Tenant.id, Tenant.name),
    )
    named = select(Issuer.id, Issuer.name).union_all(*others)
    return dict((await db.execute(named)).all())


def to_service(row: Service, names: Names) -> ServiceIn:
    values = _without(services.to_output(row))
    values["tenant"] = names.get(row.tenant_id or "", "")
    values["endpoints"] = [EndpointOut.model_validate(item).model_dump() for item in row.endpoints]
    return ServiceIn.model_validate(values)


def to_issuer(row: Issuer) -> IssuerIn:
    return IssuerIn.model_validate(_without(issuers.to_output(row)))


def to_gateway(row: Gateway) -> GatewayIn:
    names = GatewayIn.model_fields.keys() - {"reason"}
    return GatewayIn.model_validate({name: getattr(row, name) for name in names})


def to_listener(row: Listener) -> ListenerIn:
    return ListenerIn.model_validate(_without(listeners.to_output(row)))


def to_limit(row: SharedLimit) -> LimitIn:
    return LimitIn.model_validate(_without(limits.to_output(row)))


def to_login(row: Login) -> LoginItem:
    return LoginItem.model_validate(_without(logins.to_output(row)))


def to_route(row: Route, names: Names) -> RouteIn:
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
    values["tenant"] = names.get(row.tenant_id or "", "")
    return RouteIn.model_validate(values)


def to_attachment(row: Attachment) -> AttachmentItem:
    version = row.filter_version
    return AttachmentItem(
        gateway=row.gateway.name,
        route=row.route.name if row.route else None,
        filter=f"{version.filter.name}@{version.version}",
        configuration=row.configuration,
        order=row.order,
    )


def to_tenant(row: Tenant) -> TenantIn:
    names = TenantIn.model_fields.keys() - {"reason"}
    values = {name: getattr(row, name) for name in names}
    return TenantIn.model_validate({**values, "quotas": row.quotas or []})


def sort_key(item: AttachmentItem) -> tuple[Any, ...]:
    """Attachments of one place in the order in which requests pass them."""
    return item.gateway, item.route or "", item.order, item.filter, to_text(item.configuration)


def _without(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name not in _LEFT_OUT}
