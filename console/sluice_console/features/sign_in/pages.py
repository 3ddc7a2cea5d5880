"""/settings/sign-in: where people sign in besides the console's own accounts, for admins"""

from fastapi import APIRouter, Request
from starlette.responses import Response

from sluice_console.core.auth.identity import Role
from sluice_console.core.db import Db
from sluice_console.core.language import tr
from sluice_console.features.access import CurrentUser, requires
from sluice_console.features.changes import ChangeLog
from sluice_console.features.forms import NOTHING, REFUSED, Form, Refusal
from sluice_console.features.frame import Page
from sluice_console.features.sealing import Sealing
from sluice_console.features.sign_in import service
from sluice_console.features.sign_in.forms import ProviderForm
from sluice_console.features.sign_in.place import check_provider, redirect_uri_of
from sluice_console.features.sign_in.schemas import ProviderIn
from sluice_console.pages import PageView, Toast

router = APIRouter(prefix="/settings/sign-in", include_in_schema=False, dependencies=[requires(Role.ADMIN)])


@router.get("")
async def show_provider(request: Request, page: Page, db: Db) -> Response:
    uri = redirect_uri_of(request)
    provider = await service.find_provider(db)
    form = ProviderForm()
    if provider is not None:
        form = ProviderForm.of(await service.to_output(db, provider, uri))
    return _show(page, uri, provider is not None, form)


@router.post("")
async def put_provider(
    request: Request, page: Page, db: Db, changes: ChangeLog, vault: Sealing, user: CurrentUser, sent: Form
) -> Response:
    form = ProviderForm.read(sent)
    try:
        values = ProviderIn.model_validate(form.values())
        await check_provider(request, values)
        async with changes.begin(user) as change:
            await service.put_provider(change, vault, values)
    except REFUSED as error:
        there = await service.find_provider(db) is not None
        return _show(page, redirect_uri_of(request), there, form, Refusal.of(error))
    return page.go(
        "/settings/sign-in", Toast(tr("Saved"), tr("The sign-in page leads to %(name)s.", name=values.name))
    )


@router.post("/delete")
async def delete_provider(page: Page, changes: ChangeLog, user: CurrentUser) -> Response:
    async with changes.begin(user) as change:
        await service.delete_provider(change)
    return page.go(
        "/settings/sign-in", Toast(tr("The provider is gone"), tr("Whoever came from there is signed out."))
    )


def _show(page: PageView, uri: str, there: bool, form: ProviderForm, refusal: Refusal = NOTHING) -> Response:
    return page.show(
        "settings/sign_in.html",
        status=refusal.status,
        form=form,
        refusal=refusal,
        there=there,
        redirect_uri=uri,
    )
