"""What the document holds, kind by kind: how each is read, made, changed and removed.

`KINDS` has them in the order in which they need each other, so that removal goes the other way round.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from pydantic import BaseModel
from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from sluice_console.core.errors import Invalid
from sluice_console.core.language import tr
from sluice_console.core.vault import Vault
from sluice_console.features.attachments import service as attachments
from sluice_console.features.attachments.schemas import AttachmentIn, AttachmentPatch
from sluice_console.features.changes import Change
from sluice_console.features.configuration import documents, removal
from sluice_console.features.configuration.documents import Names
from sluice_console.features.configuration.patience import Patience
from sluice_console.features.configuration.schemas import AttachmentItem, LoginItem
from sluice_console.features.gateways import service as gateways
from sluice_console.features.gateways.schemas import GatewayIn, GatewayPatch
from sluice_console.features.issuers import service as issuers
from sluice_console.features.issuers.schemas import IssuerIn, IssuerPatch
from sluice_console.features.limits import service as limits
from sluice_console.features.limits.schemas import LimitIn, LimitPatch
from sluice_console.features.listeners import service as listeners
from sluice_console.features.listeners.schemas import ListenerIn, ListenerPatch
from sluice_console.features.logins import service as logins
from sluice_console.features.logins.schemas import LoginIn, LoginPatch
from sluice_console.features.routes import service as routes
from sluice_console.features.routes.protection import Protection
from sluice_console.features.routes.schemas import RouteIn, RoutePatch
from sluice_console.features.services import service as services
from sluice_console.features.services.schemas import ServiceIn, ServicePatch
from sluice_console.features.tenants import service as tenants
from sluice_console.features.tenants.schemas import TenantIn, TenantPatch
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


class Kept(Protocol):
    """A row that a file may own."""

    id: Any
    owner: Any


Row = TypeVar("Row", bound=Kept)
Item = TypeVar("Item", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Work:
    """What making an object may need besides its place in the document."""

    change: Change
    vault: Vault
    secrets: dict[str, str]
    patience: Patience

    @property
    def db(self) -> AsyncSession:
        return self.change.db


@dataclass(frozen=True, slots=True)
class Kind(Generic[Row, Item]):
    """`rows` in the order of the file. `update` is given every field, so that what the file does not say goes
    back to its default; `remove` raises `Conflict` where something needs the object.
    """

    noun: str
    field: str
    rows: Select[Any]
    read: Callable[[Row, Names], Item]
    create: Callable[[Work, Item], Awaitable[Row]]
    update: Callable[[Work, str, Item], Awaitable[Row]]
    remove: Callable[[Work, Row], Awaitable[object]]
    sort: Callable[[Item], Any] | None = None
    """For objects without names of their own, in the file and out of it: which is the first, the second."""


def name_of(item: BaseModel) -> str:
    """`web`, `edge/checkout`, `api_key at edge/checkout`: what tells an object from others of its kind."""
    match item:
        case AttachmentItem(gateway=gateway, route=route, filter=filter_):
            place = gateway if route is None else f"{gateway}/{route.rpartition('/')[2]}"
            return f"{filter_.partition('@')[0]} at {place}"
        case ListenerIn() | LimitIn() | LoginItem() | RouteIn():
            return f"{item.gateway}/{item.name}"
        case ServiceIn() | IssuerIn() | GatewayIn() | TenantIn():
            return item.name
    raise TypeError(f"{type(item).__name__} is in no document")


def name_of_row(row: object) -> str:
    """As `name_of` the item that is read from it."""
    match row:
        case Attachment(gateway=gateway, route=route, filter_version=version):
            place = f"{gateway.name}/{route.name}" if route else gateway.name
            return f"{version.filter.name} at {place}"
        case Listener() | SharedLimit() | Login() | Route():
            return f"{row.gateway.name}/{row.name}"
        case Service() | Issuer() | Gateway() | Tenant():
            return row.name
    raise TypeError(f"{type(row).__name__} is in no document")


def numbered(names: Sequence[str]) -> list[str]:
    """A filter may be attached twice in one place: the second is `… (2)`."""
    seen: dict[str, int] = {}
    found = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        found.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return found


def sent(item: BaseModel) -> dict[str, object]:
    """Every field that a patch takes; what a route does not demand is no longer demanded."""
    values = item.model_dump(exclude={"reason", "gateway", "route"})
    if "protection" in values:
        values["protection"] = values["protection"] or Protection().model_dump()
    return values


async def _create_login(work: Work, item: LoginItem) -> Login:
    secret = work.secrets.get(name_of(item))
    if secret is None:
        raise Invalid.field(
            "client_secret",
            tr(
                "the new login %(item)s needs its client's secret, which stands in no file: set %(item2)s "
                "where the file is applied, or send it in `secrets`",
                item=name_of(item),
                item2=variable_of(name_of(item)),
            ),
        )
    return await logins.create_login(
        work.change, work.vault, LoginIn(**item.model_dump(), client_secret=secret)
    )


async def _update_login(work: Work, id_: str, item: LoginItem) -> Login:
    """A secret that goes elsewhere is sent again; one that is only exchanged comes later."""
    patch = LoginPatch.model_validate(sent(item))
    if await logins.asks_elsewhere(work.db, await work.db.get_one(Login, id_), patch):
        secret = work.secrets.get(name_of(item))
        if secret is None:
            raise Invalid.field(
                "client_secret",
                tr(
                    "the login %(item)s asks elsewhere for tokens, where the stored secret is not sent: set "
                    "%(item2)s where the file is applied, or send it in `secrets`",
                    item=name_of(item),
                    item2=variable_of(name_of(item)),
                ),
            )
        patch = patch.model_copy(update={"client_secret": secret})
    return await logins.update_login(work.change, work.vault, id_, patch)


def variable_of(login: str) -> str:
    """`SLUICE_SECRET_EDGE_SHOP` for `edge/shop`: what `sluice config apply` reads the secret from."""
    return "SLUICE_SECRET_" + "".join(each if each.isalnum() else "_" for each in login).upper()


async def _update_tenant(work: Work, id_: str, item: TenantIn) -> Tenant:
    patch = TenantPatch.model_validate({**sent(item), "rate": item.rate or 0})
    return await tenants.update_tenant(work.change, id_, patch)


KINDS: tuple[Kind[Any, Any], ...] = (
    Kind(
        "tenant",
        "tenants",
        select(Tenant).order_by(Tenant.name),
        read=lambda row, names: documents.to_tenant(row),
        create=lambda work, item: tenants.create_tenant(work.change, item),
        update=_update_tenant,
        remove=lambda work, row: removal.remove_tenant(work.change, row),
    ),
    Kind(
        "service",
        "services",
        select(Service).order_by(Service.name),
        read=documents.to_service,
        create=lambda work, item: services.create_service(work.change, item),
        update=lambda work, id_, item: services.update_service(
            work.change, id_, ServicePatch.model_validate(sent(item))
        ),
        remove=lambda work, row: services.delete_service(work.change, row.id),
    ),
    Kind(
        "issuer",
        "issuers",
        select(Issuer).order_by(Issuer.name),
        read=lambda row, names: documents.to_issuer(row),
        create=lambda work, item: issuers.create_issuer(work.change, item),
        update=lambda work, id_, item: issuers.update_issuer(
            work.change, id_, IssuerPatch.model_validate(sent(item))
        ),
        remove=lambda work, row: issuers.delete_issuer(work.change, row.id),
    ),
    Kind(
        "gateway",
        "gateways",
        select(Gateway).order_by(Gateway.name),
        read=lambda row, names: documents.to_gateway(row),
        create=lambda work, item: gateways.create_gateway(work.change, item),
        update=lambda work, id_, item: gateways.update_gateway(
            work.change, id_, GatewayPatch.model_validate(sent(item))
        ),
        remove=lambda work, row: removal.remove_gateway(work.change, row),
    ),
    Kind(
        "listener",
        "listeners",
        select(Listener).join(Gateway).order_by(Gateway.name, Listener.name),
        read=lambda row, names: documents.to_listener(row),
        create=lambda work, item: listeners.create_listener(work.change, item),
        update=lambda work, id_, item: listeners.update_listener(
            work.change, id_, ListenerPatch.model_validate(sent(item))
        ),
        remove=lambda work, row: listeners.delete_listener(work.change, row.id),
    ),
    Kind(
        "limit",
        "limits",
        select(SharedLimit).join(Gateway).order_by(Gateway.name, SharedLimit.name),
        read=lambda row, names: documents.to_limit(row),
        create=lambda work, item: limits.create_limit(work.change, item),
        update=lambda work, id_, item: limits.update_limit(
            work.change, id_, LimitPatch.model_validate(sent(item))
        ),
        remove=lambda work, row: limits.delete_limit(work.change, row.id),
    ),
    Kind(
        "login",
        "logins",
        select(Login).join(Gateway).order_by(Gateway.name, Login.name),
        read=lambda row, names: documents.to_login(row),
        create=_create_login,
        update=_update_login,
        remove=lambda work, row: logins.delete_login(work.change, row.id),
    ),
    Kind(
        "route",
        "routes",
        select(Route).join(Gateway).order_by(Gateway.name, Route.order, Route.name),
        read=documents.to_route,
        create=lambda work, item: routes.create_route(work.change, item),
        update=lambda work, id_, item: routes.update_route(
            work.change, id_, RoutePatch.model_validate(sent(item))
        ),
        remove=lambda work, row: removal.remove_route(work.change, row),
    ),
    Kind(
        "attachment",
        "attachments",
        select(Attachment).order_by(Attachment.order, Attachment.id),
        read=lambda row, names: documents.to_attachment(row),
        create=lambda work, item: attachments.create_attachment(
            work.change, AttachmentIn.model_validate(item.model_dump())
        ),
        update=lambda work, id_, item: attachments.update_attachment(
            work.change, id_, AttachmentPatch.model_validate(sent(item))
        ),
        remove=lambda work, row: attachments.delete_attachment(work.change, row.id),
        sort=documents.sort_key,
    ),
)
