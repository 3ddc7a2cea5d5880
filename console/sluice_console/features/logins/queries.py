"""Reading logins, and opening their secrets for the nodes."""

import logging
import secrets
from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import undefer

from sluice_console.core.counting import count_all
from sluice_console.core.db import Database
from sluice_console.core.errors import NotFound
from sluice_console.core.language import tr
from sluice_console.core.vault import Vault, VaultError
from sluice_console.envoy.http_filters.logins import cookie_secret_name, token_secret_name
from sluice_console.envoy.resources import Resource
from sluice_console.envoy.secrets import to_generic_secret
from sluice_console.models import Gateway, Login, Route

_log = logging.getLogger(__name__)


def purpose_of(login_id: str) -> str:
    """What the secret of a login is sealed for."""
    return f"the secret of login {login_id}"


async def find_login(db: AsyncSession, reference: str) -> Login:
    """By id, or as `gateway/name`; raises `NotFound`."""
    gateway, _, name = reference.partition("/")
    named = (Login.name == name) & Login.gateway_id.in_(
        select(Gateway.id).where(or_(Gateway.name == gateway, Gateway.id == gateway))
    )
    login = (await db.scalars(select(Login).where(or_(Login.id == reference, named)))).first()
    if login is None:
        raise NotFound(
            tr("There is no login %(value)s; write its id, or gateway/login.", value=repr(reference))
        )
    return login


async def list_logins(
    db: AsyncSession, *, gateway: str = "", search: str = "", offset: int = 0, limit: int = 100
) -> tuple[Sequence[Login], int]:
    statement = select(Login).join(Gateway)
    if gateway:
        statement = statement.where(or_(Gateway.id == gateway, Gateway.name == gateway))
    if search:
        statement = statement.where(Login.name.contains(search, autoescape=True))
    ordered = statement.order_by(Gateway.name, Login.name)
    rows = (await db.scalars(ordered.offset(offset).limit(limit))).all()
    return rows, await count_all(db, statement, offset, limit, len(rows))


async def list_routes_with(db: AsyncSession, gateway_id: str) -> dict[str, list[tuple[str, str]]]:
    """Id and name of the routes that have each login: `{"lg_…": [("rt_…", "shop")]}`."""
    statement = select(Route.id, Route.name, Route.login_id).where(
        Route.gateway_id == gateway_id, Route.login_id != ""
    )
    found: dict[str, list[tuple[str, str]]] = {}
    for route_id, name, login_id in await db.execute(statement.order_by(Route.name)):
        found.setdefault(login_id, []).append((route_id, name))
    return found


async def read_login_secrets(database: Database, vault: Vault, gateway_id: str) -> tuple[Resource, ...]:
    """What the nodes of a gateway need for its logins: the clients' secrets, and keys for cookies.

    Where a secret cannot be opened nodes get another one, with which nobody can log in: without any the whole
    listener would wait for it.
    """
    statement = select(Login).where(Login.gateway_id == gateway_id).options(undefer(Login.sealed_secret))
    async with database.reading() as db:
        rows = (await db.scalars(statement.order_by(Login.id))).all()
    found: list[Resource] = []
    for row in rows:
        try:
            secret = vault.open(row.sealed_secret, purpose_of(row.id))
        except VaultError as error:
            _log.error("nobody can log in at %s: %s", row.name, error)
            secret = secrets.token_hex(16).encode()
        found.append(to_generic_secret(token_secret_name(row.id), secret))
        cookies = vault.derive(f"cookies of login {row.id}")
        found.append(to_generic_secret(cookie_secret_name(row.id), cookies))
    return tuple(found)
