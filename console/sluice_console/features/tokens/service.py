"""Making and revoking tokens."""

from datetime import timedelta
from typing import Any

from sluice_console.core import clock
from sluice_console.core.auth.identity import Identity, Role
from sluice_console.core.auth.secret import digest_of, new_secret
from sluice_console.core.errors import Forbidden, Invalid, NotFound
from sluice_console.core.ids import new_id
from sluice_console.features.access import NODE_ROLE
from sluice_console.features.changes import Change
from sluice_console.features.gateways.queries import find_gateway
from sluice_console.features.tokens.schemas import TokenIn
from sluice_console.models import ApiToken, User


async def create_token(
    change: Change, values: TokenIn, certified_node: str | None = None
) -> tuple[ApiToken, str]:
    """The row and the secret, which exists nowhere else. Nobody makes a token that may more than they.

    With `certified_node` it opens nothing without a certificate of that node.
    """
    if values.role != NODE_ROLE and not change.actor.may(Role(values.role)):
        raise Forbidden(
            f"{change.actor.name} is {change.actor.role} and cannot make a token for {values.role}."
        )
    if change.actor.scopes and not (values.scopes and set(values.scopes) <= set(change.actor.scopes)):
        allowed = ", ".join(change.actor.scopes)
        raise Forbidden(f"A token for {allowed} makes tokens for some of these only.")
    gateway_id = None
    if values.gateway is not None:
        try:
            gateway_id = (await find_gateway(change.db, values.gateway)).id
        except NotFound as error:
            raise Invalid.field("gateway", f"there is no gateway {values.gateway!r}") from error
    secret = new_secret("sln" if values.role == NODE_ROLE else "slu")
    days = values.expires_in_days
    now = clock.now()
    token = ApiToken(
        id=new_id("tk"),
        name=values.name,
        digest=digest_of(secret),
        role=values.role,
        scopes=sorted(set(values.scopes)),
        user_id=await _find_owner(change),
        gateway_id=gateway_id,
        created_at=now,
        expires_at=None if days is None else now + timedelta(days=days),
        certified_node=certified_node,
    )
    change.db.add(token)
    detail = {"role": token.role, "gateway": values.gateway, "expires_in_days": days, "scopes": token.scopes}
    if certified_node is not None:
        detail["certified_node"] = certified_node
    change.record("token.create", token, token.name, detail)
    await change.db.flush()
    await change.db.refresh(token)
    return token, secret


async def revoke_token(change: Change, token_id: str) -> None:
    """From the next request on it opens nothing; streams of nodes that are open end within half a minute."""
    token = await change.db.get(ApiToken, token_id)
    if token is None or token.revoked_at is not None:
        raise NotFound(f"There is no token {token_id!r}.")
    if (
        token.role != NODE_ROLE
        and token.user_id != change.actor.id
        and not change.actor.may(Role(token.role))
    ):
        raise Forbidden(f"This token has the role {token.role}, which is more than {change.actor.role}.")
    token.revoked_at = clock.now()
    change.record("token.revoke", token, token.name)


def to_output(token: ApiToken) -> dict[str, Any]:
    """What `TokenOut` takes."""
    names = ("id", "name", "role", "gateway_id", "scopes", "created_at", "expires_at", "last_used_at")
    certified = ("certified_node", "certificate_expires_at")
    return {
        **{name: getattr(token, name) for name in (*names, *certified)},
        "owner": token.user.login if token.user else None,
    }


def operator(name: str) -> Identity:
    """Whoever runs a command on the console's own machine."""
    return Identity(id="local", name=name, role=Role.ADMIN)


async def _find_owner(change: Change) -> str | None:
    """The account that makes it, or whose token does: with that account both end."""
    if await change.db.get(User, change.actor.id) is not None:
        return change.actor.id
    maker = await change.db.get(ApiToken, change.actor.id)
    return None if maker is None else maker.user_id
