"""/tenants: who calls, with which keys, how often"""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from sluice_console.core import clock
from sluice_console.core.db import Db, end_view
from sluice_console.core.errors import Conflict
from sluice_console.core.language import tr, translated
from sluice_console.features.access import CurrentUser
from sluice_console.features.changes import Change, ChangeLog
from sluice_console.features.conflicts import seen_by
from sluice_console.features.forms import NOTHING, REFUSED, Form, FormText, Refusal
from sluice_console.features.frame import Page
from sluice_console.features.tenants import queries, service
from sluice_console.features.tenants.forms import (
    DAYS,
    EXPIRIES,
    OVERLAPS,
    TenantForm,
    read_quotas,
    to_key_views,
    to_usage_chart,
    to_usage_key,
)
from sluice_console.features.tenants.schemas import KeyIn, RotationIn, TenantIn, TenantPatch
from sluice_console.features.tenants.standing import find_gateways_that_ask
from sluice_console.models import Tenant, TenantKey
from sluice_console.pages import PageView, Slice, Toast

router = APIRouter(prefix="/tenants", include_in_schema=False)
ROWS = 50


@router.get("")
async def list_tenants(
    page: Page,
    db: Db,
    q: Annotated[str, Query(max_length=200)] = "",
    number: Annotated[int, Query(alias="page", ge=1, le=100_000)] = 1,
) -> Response:
    search = q.strip()
    rows, total = await queries.list_tenants(db, search=search, offset=(number - 1) * ROWS, limit=ROWS)
    now = clock.now()
    return page.show(
        "tenants/list.html",
        part={"tenants": "tenants/_table.html"},
        rows=rows,
        slice=Slice(number, ROWS, total),
        search=search,
        keys=await queries.count_good_keys(db, now),
        uses=await queries.sum_uses(db, now.date(), DAYS),
        days=DAYS,
    )


@router.get("/new")
async def show_new(page: Page) -> Response:
    return page.show("tenants/new.html", form=TenantForm(), refusal=NOTHING)


@router.post("/new")
async def create_tenant(page: Page, changes: ChangeLog, user: CurrentUser, sent: Form) -> Response:
    form = TenantForm.read(sent)
    try:
        async with changes.begin(user) as change:
            row = await service.create_tenant(change, TenantIn.model_validate(form.values()))
    except REFUSED as error:
        refusal = _place(Refusal.of(error))
        return page.show("tenants/new.html", status=refusal.status, form=form, refusal=refusal)
    return page.go(
        f"/tenants/{row.name}",
        Toast(tr("Tenant %(name)s is there", name=row.name), tr("Make its first key.")),
    )


@router.get("/{name}")
async def show_tenant(
    page: Page, db: Db, name: str, key: Annotated[str, Query(max_length=40)] = ""
) -> Response:
    return await _show(page, db, await queries.find_tenant(db, name), chosen=key)


@router.post("/{name}")
async def update_tenant(
    page: Page, db: Db, changes: ChangeLog, user: CurrentUser, name: str, sent: Form
) -> Response:
    form = TenantForm.read(sent)
    try:
        async with changes.begin(user, seen=sent.text("seen")) as change:
            values = TenantPatch.model_validate(form.values(no_rate=0))
            row = await service.update_tenant(change, name, values)
    except REFUSED as error:
        row = await queries.find_tenant(db, name)
        return await _show(page, db, row, form=form, refusal=_place(Refusal.of(error)), sent=sent)
    return page.go(
        f"/tenants/{row.name}",
        Toast(tr("Tenant %(name)s was changed", name=row.name), _published(change), undo=change.undo),
    )


@router.post("/{name}/delete")
async def delete_tenant(page: Page, changes: ChangeLog, user: CurrentUser, name: str) -> Response:
    async with changes.begin(user) as change:
        row = await service.delete_tenant(change, name)
    return page.go(
        "/tenants",
        Toast(
            tr("Tenant %(name)s is gone", name=row.name),
            tr("Its keys open nothing any more; Undo brings the tenant back, but not its keys."),
            undo=change.undo,
        ),
    )


@router.post("/{name}/keys")
async def create_key(
    page: Page, db: Db, changes: ChangeLog, user: CurrentUser, name: str, sent: Form
) -> Response:
    """The key stands in the answer itself, this once."""
    typed = sent.pick("name", "expires_in_days", "quotas")
    try:
        async with changes.begin(user) as change:
            values = {
                "name": typed["name"],
                "expires_in_days": typed["expires_in_days"] or None,
                "quotas": read_quotas(typed["quotas"]),
            }
            key, secret = await service.create_key(change, name, KeyIn.model_validate(values))
    except REFUSED as error:
        row = await queries.find_tenant(db, name)
        refusal = _place(Refusal.of(error))
        renamed = {f"key-{path}": message for path, message in refusal.errors.items()}
        refusal = Refusal(renamed, refusal.title, refusal.detail, refusal.status)
        return await _show(page, db, row, typed=typed, refusal=refusal)
    await end_view(db)
    return await _show(page, db, await queries.find_tenant(db, name), made=key, secret=secret)


@router.post("/{name}/keys/{key_id}/rotate")
async def rotate_key(
    page: Page, db: Db, changes: ChangeLog, user: CurrentUser, name: str, key_id: str, sent: Form
) -> Response:
    try:
        async with changes.begin(user) as change:
            values = RotationIn.model_validate({"overlap_hours": sent.text("overlap_hours") or "168"})
            key, secret = await service.rotate_key(change, name, key_id, values)
    except REFUSED as error:
        row = await queries.find_tenant(db, name)
        return await _show(page, db, row, refusal=Refusal.of(error))
    await end_view(db)
    return await _show(page, db, await queries.find_tenant(db, name), made=key, secret=secret)


@router.post("/{name}/keys/{key_id}/revoke")
async def revoke_key(page: Page, changes: ChangeLog, user: CurrentUser, name: str, key_id: str) -> Response:
    try:
        async with changes.begin(user) as change:
            key = await service.revoke_key(change, name, key_id)
    except Conflict as error:
        return page.go(f"/tenants/{name}", Toast(tr("Nothing to revoke"), error.detail, "info"))
    return page.go(
        f"/tenants/{name}", Toast(tr("The key %(name)s is revoked", name=key.name), _published(change))
    )


async def _show(
    page: PageView,
    db: Db,
    row: Tenant,
    *,
    form: TenantForm | None = None,
    typed: dict[str, str] | None = None,
    refusal: Refusal = NOTHING,
    sent: FormText | None = None,
    made: TenantKey | None = None,
    secret: str = "",
    chosen: str = "",
) -> Response:
    now = clock.now()
    keys = await queries.list_keys(db, row.id)
    uses = await queries.list_uses(db, row.id, now.date(), DAYS)
    chart = to_usage_chart(uses, {key.id: key.name for key in keys}, now.date())
    return page.show(
        "tenants/detail.html",
        status=refusal.status,
        tenant=row,
        keys=to_key_views(keys, uses, now),
        chart=chart,
        charts=chart is not None,
        usage_key=[] if chart is None else to_usage_key(chart),
        total=sum(use.requests for use in uses),
        days=DAYS,
        form=form or TenantForm.of(row),
        typed=typed or {"name": "", "expires_in_days": "90", "quotas": ""},
        refusal=refusal,
        seen=seen_by(row, sent, refusal),
        made=made,
        secret=secret,
        chosen=next((key for key in keys if key.id == chosen), None),
        expiries=translated(EXPIRIES),
        overlaps=translated(OVERLAPS),
        is_asked_for=bool(await find_gateways_that_ask(db)),
        now=now,
    )


def _published(change: Change) -> str:
    if not change.releases:
        return tr("No gateway has a filter that asks for keys, so nothing was published.")
    releases = (
        tr("release %(number)s of %(gateway)s", number=release.number, gateway=release.gateway.name)
        for release in change.releases
    )
    return tr("Published with %(releases)s", releases=", ".join(releases))


def _place(refusal: Refusal) -> Refusal:
    """Errors of one host or quota stand at the field of all of them."""
    errors = {path.partition(".")[0]: text for path, text in refusal.errors.items()}
    return Refusal(errors, refusal.title, refusal.detail, refusal.status)
