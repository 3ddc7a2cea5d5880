"""/settings: API tokens"""

from typing import Annotated

from fastapi import APIRouter, Query
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from sluice_console.core import clock
from sluice_console.core.auth.identity import Identity, Role
from sluice_console.core.db import Db, end_view
from sluice_console.core.language import tr, translated
from sluice_console.features.access import CurrentUser
from sluice_console.features.changes import ChangeLog
from sluice_console.features.forms import NOTHING, REFUSED, Form, Refusal
from sluice_console.features.frame import Page
from sluice_console.features.tenants.queries import names_of
from sluice_console.features.tokens import service
from sluice_console.features.tokens.forms import EXPIRIES, ROLES, SCOPES, TokenForm
from sluice_console.features.tokens.schemas import TokenIn
from sluice_console.pages import PageView, Toast

router = APIRouter(prefix="/settings", include_in_schema=False)


@router.get("")
async def show_settings(
    page: Page, db: Db, user: CurrentUser, token: Annotated[str, Query(max_length=100)] = ""
) -> Response:
    return await _show(page, db, user, TokenForm(), NOTHING, chosen=token)


@router.post("/tokens")
async def create_token(page: Page, db: Db, changes: ChangeLog, user: CurrentUser, sent: Form) -> Response:
    """Shows the secret in the answer itself, this once; the address leads back to the settings."""
    form = TokenForm.read(sent)
    try:
        async with changes.begin(user) as change:
            row, secret = await service.create_token(change, TokenIn.model_validate(form.values()))
    except REFUSED as error:
        return await _show(page, db, user, form, Refusal.of(error))
    await end_view(db)
    return await _show(page, db, user, TokenForm(), NOTHING, secret=secret, made=row.name)


@router.post("/tokens/{token_id}/revoke")
async def revoke_token(page: Page, changes: ChangeLog, user: CurrentUser, token_id: str) -> Response:
    async with changes.begin(user) as change:
        await service.revoke_token(change, token_id)
    return page.go(
        "/settings", Toast(tr("The token is revoked"), tr("It opens nothing from the next request on."))
    )


async def _show(
    page: PageView,
    db: AsyncSession,
    user: Identity,
    form: TokenForm,
    refusal: Refusal,
    *,
    secret: str = "",
    made: str = "",
    chosen: str = "",
) -> Response:
    rows = await service.list_tokens(db, user)
    reached = [id_ for row in rows for id_ in row.tenants or ()]
    return page.show(
        "settings/tokens.html",
        status=refusal.status,
        tokens=rows,
        gateways={gateway.id: gateway.name for gateway in page.gateways},
        form=form,
        refusal=refusal,
        roles=_roles_for(user),
        tenants=await names_of(db, reached),
        own_tenants=await names_of(db, list(user.tenants)),
        expiries=translated(EXPIRIES),
        scopes=translated(SCOPES),
        secret=secret,
        made=made,
        chosen=next((row for row in rows if row.id == chosen), None),
        now=clock.now(),
    )


def _roles_for(user: Identity) -> dict[str, str]:
    """Those that the person may give to a token, for a tenant at least."""
    highest = max((user.role, *user.tenants.values()), key=lambda role: role.rank)
    return {
        role: words
        for role, words in translated(ROLES).items()
        if (user.may(Role.OPERATOR) if role == "node" else highest.may_act_as(Role(role)))
    }
