"""/gateways"""

from fastapi import APIRouter
from starlette.responses import Response

from sluice_console.core.db import Db
from sluice_console.core.language import tr
from sluice_console.features.access import CurrentUser
from sluice_console.features.attachments.queries import list_attachments
from sluice_console.features.changes import ChangeLog
from sluice_console.features.forms import NOTHING, REFUSED, Form, Refusal
from sluice_console.features.frame import Nodes, Page
from sluice_console.features.gateways import queries, service
from sluice_console.features.gateways.forms import GatewayForm, place, to_rows
from sluice_console.features.gateways.schemas import GatewayIn, GatewayPatch
from sluice_console.features.listeners.queries import list_listeners
from sluice_console.features.releases.publication import latest_release
from sluice_console.models import Gateway
from sluice_console.pages import PageView, Toast

router = APIRouter(prefix="/gateways", include_in_schema=False)


@router.get("")
async def list_gateways(page: Page, db: Db, nodes: Nodes) -> Response:
    contents = await queries.count_contents(db)
    return page.show("gateways/list.html", rows=to_rows(page.gateways, contents, nodes))


@router.get("/new")
async def show_new(page: Page) -> Response:
    return page.show("gateways/new.html", form=GatewayForm(), refusal=NOTHING)


@router.post("/new")
async def create_gateway(page: Page, changes: ChangeLog, user: CurrentUser, sent: Form) -> Response:
    form = GatewayForm.read(sent)
    try:
        async with changes.begin(user) as change:
            gateway = await service.create_gateway(change, GatewayIn.model_validate(form.values()))
    except REFUSED as error:
        refusal = place(Refusal.of(error))
        return page.show("gateways/new.html", status=refusal.status, form=form, refusal=refusal)
    toast = Toast(
        tr("Gateway %(name)s is there", name=gateway.name), tr("It answers 404 until it has routes.")
    )
    return page.go(f"/gateways/{gateway.name}?gateway={gateway.name}", toast)


@router.get("/{name}")
async def show_gateway(page: Page, db: Db, nodes: Nodes, name: str) -> Response:
    gateway = await queries.find_gateway(db, name)
    return await _show(page, db, nodes, gateway, GatewayForm.of(gateway))


@router.post("/{name}")
async def update_gateway(
    page: Page, db: Db, changes: ChangeLog, user: CurrentUser, nodes: Nodes, name: str, sent: Form
) -> Response:
    form = GatewayForm.read(sent)
    try:
        async with changes.begin(user, sent.text("reason")) as change:
            values = GatewayPatch.model_validate(form.values())
            gateway = await service.update_gateway(change, name, values)
    except REFUSED as error:
        refusal = place(Refusal.of(error))
        gateway = await queries.find_gateway(db, name)
        return await _show(page, db, nodes, gateway, form, refusal)
    return page.go(
        f"/gateways/{gateway.name}",
        Toast(tr("Gateway %(name)s was changed", name=gateway.name), undo=change.undo),
    )


@router.post("/{name}/delete")
async def delete_gateway(
    page: Page, changes: ChangeLog, user: CurrentUser, name: str, sent: Form
) -> Response:
    async with changes.begin(user, sent.text("reason")) as change:
        gateway = await service.delete_gateway(change, name)
    return page.go(
        "/gateways",
        Toast(tr("Gateway %(name)s is gone", name=gateway.name), tr("Its nodes keep what they have.")),
    )


async def _show(
    page: PageView,
    db: Db,
    nodes: Nodes,
    gateway: Gateway,
    form: GatewayForm,
    refusal: Refusal = NOTHING,
) -> Response:
    """The form of a gateway, and what belongs to it."""
    listeners, _ = await list_listeners(db, gateway=gateway.id)
    return page.show(
        "gateways/detail.html",
        status=refusal.status,
        gateway=gateway,
        form=form,
        refusal=refusal,
        listeners=listeners,
        attachments=await list_attachments(db, gateway_id=gateway.id),
        nodes=nodes.list_nodes(gateway.id),
        release=await latest_release(db, gateway.id),
    )
