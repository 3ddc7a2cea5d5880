"""Making and revoking tokens."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from sluice_console.core import clock
from sluice_console.core.auth.identity import Identity, Role
from sluice_console.core.auth.secret import digest_of, new_secret
from sluice_console.core.errors import Forbidden, Invalid, NotFound
from sluice_console.core.ids import new_id
from sluice_console.core.language import tr
from sluice_console.core.sight import check_may
from sluice_console.features.access import NODE_ROLE
from sluice_console.features.changes import Change
from sluice_console.features.gateways.queries import find_gateway
from sluice_console.features.tenants.queries import find_tenant_id
from sluice_console.features.tokens.schemas import TokenIn
from sluice_console.features.users import queries
from sluice_console.models import ApiToken, User


async def create_token(
    change: Change, values: TokenIn, certified_node: str | None = None
) -> tuple[ApiToken, str]:
    """The row and the secret, which exists nowhere else. Nobody makes a token that may more than they.

    With `certified_node` it opens nothing without a certificate of that node.
    """
    tenants = await _find_tenants(change, values)
    if change.actor.scopes and not (values.scopes and set(values.scopes) <= set(change.actor.scopes)):
        allowed = ", ".join(change.actor.scopes)
        raise Forbidden(tr("A token for %(allowed)s makes tokens for some of these only.", allowed=allowed))
    gateway_id = None
    if values.gateway is not None:
        try:
            gateway_id = (await find_gateway(change.db, values.gateway)).id
        except NotFound as error:
            raise Invalid.field(
                "gateway", tr("there is no gateway %(value)s", value=repr(values.gateway))
            ) from error
    secret = new_secret("sln" if values.role == NODE_ROLE else "slu")
    now = clock.now()
    token = ApiToken(
        id=new_id("tk"),
        name=values.name,
        digest=digest_of(secret),
        role=values.role,
        scopes=sorted(set(values.scopes)),
        tenants=tenants,
        user_id=await _find_owner(change),
        gateway_id=gateway_id,
        created_at=now,
        expires_at=await _find_end(change, values, now),
        certified_node=certified_node,
    )
    change.db.add(token)
    days = {"expires_in_days": values.expires_in_days}
    detail = {"role": token.role, "gateway": values.gateway, **days, "scopes": token.scopes}
    if tenants is not None:
        detail["tenants"] = tenants
    if certified_node is not None:
        detail["certified_node"] = certified_node
    change.record("token.create", token, token.name, detail)
    await change.db.flush()
    await change.db.refresh(token)
    return token, secret


async def revoke_token(change: Change, token_id: str) -> None:
    """From the next request on it opens nothing; streams of nodes that are open end within half a minute."""
    token = await change.db.get(ApiToken, token_id)
    owner = await _find_owner(change)
    if token is None or token.revoked_at is not None or not is_seen(token, change.actor, owner):
        raise NotFound(tr("There is no token %(value)s.", value=repr(token_id)))
    own = change.actor.is_member or token.user_id == change.actor.id
    takes = Role.OPERATOR if token.role in (NODE_ROLE, Role.VIEWER) else Role(token.role)
    if not own and not change.actor.may(takes):
        raise Forbidden(
            tr(
                "Revoking this token takes the role %(takes)s; %(name)s has less.",
                takes=takes,
                name=change.actor.name,
            )
        )
    token.revoked_at = clock.now()
    change.record("token.revoke", token, token.name)


def is_seen(token: ApiToken, reader: Identity, owner: str | None) -> bool:
    """Members see their own, and through a token those that reach no further than it does. `owner` is the
    account of the reader, or of the reader's token.
    """
    if not reader.is_member:
        return True
    if owner is None or token.user_id != owner:
        return False
    return reader.is_person or (token.tenants is not None and reader.tenants.keys() >= set(token.tenants))


async def list_tokens(db: AsyncSession, reader: Identity) -> list[ApiToken]:
    """What the reader may see of those that were not revoked, newest first."""
    owner = await owner_of(db, reader)
    return [token for token in await queries.list_tokens(db) if is_seen(token, reader, owner)]


def to_output(token: ApiToken) -> dict[str, Any]:
    """What `TokenOut` takes."""
    names = ("id", "name", "role", "gateway_id", "scopes", "created_at", "expires_at", "last_used_at")
    certified = ("certified_node", "certificate_expires_at")
    return {
        **{name: getattr(token, name) for name in (*names, *certified)},
        "tenant_ids": token.tenants,
        "owner": token.user.login if token.user else None,
    }


def operator(name: str) -> Identity:
    """Whoever runs a command on the console's own machine."""
    return Identity(id="local", name=name, role=Role.ADMIN)


async def _find_tenants(change: Change, values: TokenIn) -> list[str] | None:
    """Ids; raises `Forbidden` for more than the maker may, `Invalid` for a tenant that is not there."""
    maker, role = change.actor, values.role
    if role == NODE_ROLE:
        if not maker.may(Role.OPERATOR):
            raise Forbidden(tr("The token of a node takes an operator of the whole console."))
        return None
    if values.tenants is None:
        if not maker.may(Role(role)):
            raise Forbidden(
                tr(
                    "%(name)s is %(role)s and cannot make a token for %(role2)s.",
                    name=maker.name,
                    role=maker.role,
                    role2=role,
                )
            )
        return None
    found = [
        await find_tenant_id(change.db, reference, f"tenants.{position}")
        for position, reference in enumerate(values.tenants)
    ]
    for tenant_id in found:
        check_may(maker, tenant_id, Role(role))
    return sorted({id_ for id_ in found if id_ is not None})


async def _find_end(change: Change, values: TokenIn, now: datetime) -> datetime | None:
    """When it expires: with the token that makes it where nothing is said, and never later; a node's may."""
    days = values.expires_in_days
    end = None if days is None else now + timedelta(days=days)
    maker = await change.db.get(ApiToken, change.actor.id)
    if maker is None or maker.expires_at is None or values.role == NODE_ROLE:
        return end
    if end is None:
        return maker.expires_at
    if end > maker.expires_at:
        ends = f"{maker.expires_at:%Y-%m-%d %H:%M} UTC"
        raise Invalid.field(
            "expires_in_days",
            tr("a token makes none that outlives it, and this one ends at %(ends)s", ends=ends),
        )
    return end


async def _find_owner(change: Change) -> str | None:
    return await owner_of(change.db, change.actor)


async def owner_of(db: AsyncSession, actor: Identity) -> str | None:
    """The account that acts, or whose token does: with that account both end."""
    if await db.get(User, actor.id) is not None:
        return actor.id
    maker = await db.get(ApiToken, actor.id)
    return None if maker is None else maker.user_id
