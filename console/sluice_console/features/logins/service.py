"""Making, changing and deleting logins."""

import re
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from sluice_console.core.errors import Conflict, Invalid, NotFound
from sluice_console.core.ids import new_id
from sluice_console.core.language import tr
from sluice_console.core.vault import Vault
from sluice_console.envoy.protection_fields import check_login
from sluice_console.features.changes import Change
from sluice_console.features.conflicts import begin_edit
from sluice_console.features.gateways.queries import find_gateway
from sluice_console.features.logins import queries
from sluice_console.features.logins.configuration import to_login
from sluice_console.features.logins.schemas import LoginIn, LoginPatch
from sluice_console.features.services.queries import find_service
from sluice_console.features.uniqueness import check_name_is_free
from sluice_console.models import Login, Service


async def create_login(change: Change, vault: Vault, values: LoginIn) -> Login:
    try:
        gateway = await find_gateway(change.db, values.gateway)
    except NotFound as error:
        raise Invalid.field(
            "gateway", tr("there is no gateway %(value)s", value=repr(values.gateway))
        ) from error
    await check_name_is_free(change.db, Login, values.name, Login.gateway_id == gateway.id)
    service = await _find_service(change.db, values.service)
    login = Login(
        id=new_id("lg"),
        gateway=gateway,
        gateway_id=gateway.id,
        name=values.name,
        settings=values.settings.model_dump(),
        service=service,
        service_id=service.id,
    )
    login.sealed_secret = vault.seal(values.client_secret.encode(), queries.purpose_of(login.id))
    _check(login)
    change.db.add(login)
    detail = values.model_dump(exclude={"reason", "client_secret"})
    change.record("login.create", login, login.name, detail)
    change.touch(gateway.id)
    return login


async def update_login(change: Change, vault: Vault, reference: str, values: LoginPatch) -> Login:
    login = await queries.find_login(change.db, reference)
    await begin_edit(change, login)
    if values.client_secret is None and await asks_elsewhere(change.db, login, values):
        raise Invalid.field(
            "client_secret",
            tr("is needed again: with another service, or token_url on another host, it would be sent there"),
        )
    if values.name is not None and values.name != login.name:
        await check_name_is_free(change.db, Login, values.name, Login.gateway_id == login.gateway_id)
        login.name = values.name
    if values.settings is not None:
        login.settings = values.settings.model_dump()
    if values.service is not None:
        login.service = await _find_service(change.db, values.service)
        login.service_id = login.service.id
    if values.client_secret is not None:
        login.sealed_secret = vault.seal(values.client_secret.encode(), queries.purpose_of(login.id))
    _check(login)
    detail = values.model_dump(exclude={"reason", "client_secret"}, exclude_none=True)
    detail["new_secret"] = values.client_secret is not None
    change.record("login.update", login, login.name, detail)
    change.touch(login.gateway_id)
    change.renew_secrets(login.gateway_id)
    return login


async def asks_elsewhere(db: AsyncSession, login: Login, values: LoginPatch) -> bool:
    """Whether nodes would send the client's secret to another place than now. Raises `Invalid`."""
    if values.service is not None and (await _find_service(db, values.service)).id != login.service_id:
        return True
    old = login.settings["token_url"]
    return values.settings is not None and _origin(values.settings.token_url) != _origin(old)


def _origin(url: str) -> tuple[str, str]:
    """What a request to it is for, as written: a text that is no address is refused elsewhere."""
    scheme, _, rest = url.lower().partition("://")
    return scheme, re.split(r"[/?#]", rest, maxsplit=1)[0]


async def delete_login(change: Change, reference: str) -> Login:
    """Raises `Conflict` while a route has it."""
    login = await queries.find_login(change.db, reference)
    routes = (await queries.list_routes_with(change.db, login.gateway_id)).get(login.id, [])
    if routes:
        names = ", ".join(name for _, name in routes[:5])
        raise Conflict(
            tr(
                "%(name)s is in use by %(routes)s route(s): %(names)s. Change them first.",
                name=login.name,
                routes=len(routes),
                names=names,
            )
        )
    change.record("login.delete", login, login.name)
    change.touch(login.gateway_id)
    await change.db.delete(login)
    return login


async def find_id(db: AsyncSession, gateway_id: str, reference: str) -> str:
    """Of a route's login; raises `Invalid` where its gateway has no such one. Empty is none."""
    if not reference:
        return ""
    named = or_(Login.id == reference, Login.name == reference)
    id_ = await db.scalar(select(Login.id).where(Login.gateway_id == gateway_id, named))
    if id_ is None:
        raise Invalid.field("login", tr("the gateway has no login %(value)s", value=repr(reference)))
    return id_


def to_output(login: Login) -> dict[str, Any]:
    """What `LoginOut` takes."""
    names = ("id", "gateway_id", "name", "settings", "created_at", "updated_at")
    values = {name: getattr(login, name) for name in names}
    return {**values, "gateway": login.gateway.name, "service": login.service.name}


def _check(login: Login) -> None:
    for field, fault in check_login(to_login(login)):
        raise Invalid.field(f"settings.{field}", fault)


async def _find_service(db: AsyncSession, reference: str) -> Service:
    try:
        return await find_service(db, reference)
    except NotFound as error:
        raise Invalid.field("service", tr("there is no service %(value)s", value=repr(reference))) from error
