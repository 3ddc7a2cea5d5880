"""/routes"""

from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Query
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from sluice_console.core.db import Db
from sluice_console.core.errors import Invalid, NotFound
from sluice_console.core.language import tr, translated
from sluice_console.core.sight import tenants_seen
from sluice_console.features.access import CurrentUser
from sluice_console.features.attachments.queries import list_filters_of
from sluice_console.features.changes import ChangeLog
from sluice_console.features.conflicts import seen_by
from sluice_console.features.forms import NOTHING, REFUSED, Form, Refusal
from sluice_console.features.frame import Page, gateway_of
from sluice_console.features.limits.forms import to_rows
from sluice_console.features.limits.queries import list_limits
from sluice_console.features.logins.queries import list_logins
from sluice_console.features.releases.current import CurrentGateways, current_of
from sluice_console.features.releases.seen import read_seen
from sluice_console.features.rollouts.begin_router import show_form as show_rollout_form
from sluice_console.features.rollouts.choosing import find_change, of_route, to_text
from sluice_console.features.rollouts.forms import RolloutForm
from sluice_console.features.routes import queries, service
from sluice_console.features.routes.conditions import PARTS
from sluice_console.features.routes.forms import (
    ACTIONS,
    DestinationRow,
    RouteForm,
    from_output,
    place_errors,
    to_input,
)
from sluice_console.features.routes.listing import Asked, HostGroup, describe_action, to_groups
from sluice_console.features.routes.matching import ask_routes, parse_request, routes_for
from sluice_console.features.routes.preview import Preview, preview_route
from sluice_console.features.routes.schemas import RouteIn, RoutePatch
from sluice_console.features.routes.unshown import keep_unshown
from sluice_console.features.services.queries import list_versions
from sluice_console.features.tenants.queries import names_of
from sluice_console.models import Attachment, Gateway, Release, Route
from sluice_console.pages import PageView, Slice, Toast

router = APIRouter(prefix="/routes", include_in_schema=False)
ROWS = 50
Text = Annotated[str, Query(max_length=2000)]


@router.get("")
async def list_routes(
    page: Page,
    db: Db,
    q: Text = "",
    number: Annotated[int, Query(alias="page", ge=1, le=100_000)] = 1,
    method: Text = "GET",
    url: Text = "",
    headers: Text = "",
) -> Response:
    search, gateway = q.strip(), page.gateway
    matching = total = 0
    groups: list[HostGroup] = []
    if gateway is not None:
        offset = (number - 1) * ROWS
        found, matching = await queries.list_by_host(db, gateway.id, search=search, offset=offset, limit=ROWS)
        total = await queries.count_routes(db, gateway.id) if search else matching
        groups = to_groups(found, await _list_attachments(db, gateway))
    asked = Asked(method, url, headers)
    if gateway is not None and url.strip():
        asked = await _ask(db, current_of(page.request), gateway, asked)
    return page.show(
        "routes/list.html",
        part={"routes": "routes/_table.html", "answer": "routes/_answer.html"},
        groups=groups,
        slice=Slice(number, ROWS, matching),
        total=total,
        search=search,
        asked=asked,
    )


@router.get("/new")
async def show_new(page: Page, db: Db, service: Text = "") -> Response:
    tenants = await names_of(db, tenants_seen(db) or ())
    form = RouteForm(destinations=(DestinationRow(service=service),), tenant=next(iter(tenants.values()), ""))
    return await _show(page, db, gateway_of(page), None, form)


@router.post("/new")
async def create_route(page: Page, db: Db, changes: ChangeLog, user: CurrentUser, sent: Form) -> Response:
    gateway, form = gateway_of(page), RouteForm.read(sent)
    if (edited := form.edited(sent.text("do"))) is not None or "preview" in page.request.query_params:
        return await _show(page, db, gateway, None, edited or form, sent)
    try:
        values = RouteIn.model_validate({"gateway": gateway.id, **to_input(form)})
        _refuse_rows(form)
        async with changes.begin(user, sent.text("reason")) as change:
            route = await service.create_route(change, values)
    except REFUSED as error:
        return await _show(page, db, gateway, None, form, sent, place_errors(form, Refusal.of(error)))
    return page.go(f"/routes/{route.id}", _published(change.releases, route.name))


@router.get("/{route_id}")
async def show_route(page: Page, db: Db, route_id: str) -> Response:
    route = await queries.find_route(db, route_id)
    form = from_output(service.to_output(route))
    owner = (await names_of(db, [route.tenant_id])).get(route.tenant_id, "") if route.tenant_id else ""
    return await _show(page, db, route.gateway, route, replace(form, tenant=owner))


@router.post("/{route_id}")
async def update_route(
    page: Page, db: Db, changes: ChangeLog, user: CurrentUser, route_id: str, sent: Form
) -> Response:
    route, form = await queries.find_route(db, route_id), RouteForm.read(sent)
    if (edited := form.edited(sent.text("do"))) is not None or "preview" in page.request.query_params:
        return await _show(page, db, route.gateway, route, edited or form, sent)
    try:
        stored = service.to_output(route)["action"]
        values = RoutePatch.model_validate(keep_unshown(to_input(form), stored))
        _refuse_rows(form)
        if sent.text("do") == "roll-out":
            moved = RolloutForm(change=to_text(find_change(route, values)), reason=sent.text("reason"))
            return await show_rollout_form(page, db, of_route(route), moved)
        async with changes.begin(user, sent.text("reason"), sent.text("seen")) as change:
            await service.update_route(change, route.id, values)
    except REFUSED as error:
        return await _show(page, db, route.gateway, route, form, sent, place_errors(form, Refusal.of(error)))
    toast = _published(change.releases, form.name)
    return page.go(f"/routes/{route.id}", replace(toast, undo=change.undo))


@router.post("/{route_id}/delete")
async def delete_route(
    page: Page, changes: ChangeLog, user: CurrentUser, route_id: str, sent: Form
) -> Response:
    async with changes.begin(user, sent.text("reason")) as change:
        route = await service.delete_route(change, route_id)
    toast = Toast(
        tr("Route %(name)s is gone", name=route.name), _with_releases(change.releases), undo=change.undo
    )
    return page.go("/routes", toast)


async def _ask(db: AsyncSession, current: CurrentGateways, gateway: Gateway, asked: Asked) -> Asked:
    try:
        request = parse_request(asked.method, asked.url, asked.headers)
    except Invalid as error:
        return replace(asked, errors={item.path: item.message for item in error.fields})
    configuration = await read_seen(db, current, gateway)
    routes = routes_for(configuration, request.host)
    attempts = ask_routes(routes, request)
    asked = replace(asked, attempts=attempts, host=request.host, of=len(routes), path=request.path)
    if asked.taken is None:
        return asked
    target, shares = describe_action(await queries.find_route(db, asked.taken.id))
    return replace(asked, goes_to=tr("Goes to %(names)s", names=f"{target} ({shares})" if shares else target))


async def _show(
    page: PageView,
    db: AsyncSession,
    gateway: Gateway,
    route: Route | None,
    form: RouteForm,
    sent: Form | None = None,
    refusal: Refusal = NOTHING,
) -> Response:
    """The editor, or one of its parts: the form with a row more or less, the preview beside it."""
    services = await list_versions(db)
    for item in route.destinations if route is not None else ():
        services.setdefault(item.service.name, ())
    attachments = await _list_attachments(db, gateway)
    limited = tenants_seen(db) is not None
    identity = route.id if route is not None else ""
    request = sent.text("request") if sent is not None else ""
    return page.show(
        "routes/edit.html",
        part={"route-form": "routes/_form.html", "preview": "routes/_preview.html"},
        status=refusal.status,
        gateway=gateway,
        route=route,
        form=form,
        refusal=refusal,
        seen="" if route is None else seen_by(route, sent, refusal),
        services=services,
        all_versions=sorted({version for versions in services.values() for version in versions}),
        attachments=[item for item in attachments if item.route_id in (None, identity)],
        logins=[] if limited else await _list_logins(db, gateway),
        limits=[] if limited else to_rows((await list_limits(db, gateway=gateway.id, limit=1000))[0], {}),
        limited=limited,
        tenants=list((await names_of(db, tenants_seen(db) or ())).values()),
        parts=translated(PARTS),
        actions=translated(ACTIONS),
        preview=await _preview(db, current_of(page.request), gateway, route, form, request),
        form_reason=sent.text("reason") if sent is not None else "",
    )


async def _list_logins(db: AsyncSession, gateway: Gateway) -> list[tuple[str, str]]:
    return [(row.id, row.name) for row in (await list_logins(db, gateway=gateway.id, limit=1000))[0]]


async def _list_attachments(db: AsyncSession, gateway: Gateway) -> list[Attachment]:
    """Those of the gateway as a whole are not for the people of a tenant."""
    attachments = await list_filters_of(db, gateway.id)
    return [item for item in attachments if tenants_seen(db) is None or item.route_id is not None]


async def _preview(
    db: AsyncSession,
    current: CurrentGateways,
    gateway: Gateway,
    route: Route | None,
    form: RouteForm,
    request: str,
) -> Preview:
    """Nothing to see as long as the form does not hold together; the name may still be missing."""
    values: dict[str, Any] = {"gateway": gateway.id, **to_input(form)}
    values["name"] = values["name"] or "draft"
    try:
        _refuse_rows(form)
        draft = RouteIn.model_validate(values)
        return await preview_route(db, current, gateway, route, draft, request)
    except (*REFUSED, NotFound):
        return Preview(request=request)


def _refuse_rows(form: RouteForm) -> None:
    """Rows that cannot be read at all; `place_errors` says at each why."""
    if form.parsed.errors:
        raise Invalid(tr("Some conditions cannot be read."))


def _published(releases: list[Release], name: str) -> Toast:
    if not releases:
        return Toast(
            tr("Route %(name)s is unchanged", name=name), tr("There was nothing to publish."), "info"
        )
    return Toast(tr("Route %(name)s was published", name=name), _with_releases(releases))


def _with_releases(releases: list[Release]) -> str:
    numbers = ", ".join(str(release.number) for release in releases)
    return tr("With release %(number)s.", number=numbers) if numbers else ""
