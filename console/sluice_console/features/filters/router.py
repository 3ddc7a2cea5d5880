"""/filters"""

import json
from collections import Counter
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from sluice_console.core.db import Db
from sluice_console.core.errors import FieldError, Invalid
from sluice_console.core.language import tr
from sluice_console.core.settings import Settings
from sluice_console.features.access import CurrentUser
from sluice_console.features.attachments import service as attachments
from sluice_console.features.attachments.queries import find_attachment, list_attachments
from sluice_console.features.attachments.schemas import AttachmentIn, AttachmentPatch
from sluice_console.features.changes import ChangeLog
from sluice_console.features.conflicts import seen_by
from sluice_console.features.filters import queries, service
from sluice_console.features.filters.api import MODULE_LIMIT
from sluice_console.features.filters.examination import examine_module
from sluice_console.features.filters.schema_form import place_errors, read_fields, to_fields, with_typed
from sluice_console.features.filters.source import describe, to_source
from sluice_console.features.forms import NOTHING, REFUSED, Form, FormText, Refusal
from sluice_console.features.frame import Page
from sluice_console.features.rollouts.picture import label_of
from sluice_console.features.rollouts.queries import list_live
from sluice_console.features.routes.queries import list_names
from sluice_console.models import Attachment, Filter
from sluice_console.pages import PageView, Slice, Toast
from sluice_console.rendering.aside import highlight_aside

router = APIRouter(prefix="/filters", include_in_schema=False)
ROWS = 50
Text = Annotated[str, Query(max_length=300)]


@router.get("")
async def list_filters(
    page: Page,
    db: Db,
    q: Text = "",
    attach: Text = "",
    number: Annotated[int, Query(alias="page", ge=1, le=100_000)] = 1,
) -> Response:
    search = q.strip()
    rows, total = await queries.list_filters(db, search=search, offset=(number - 1) * ROWS, limit=ROWS)
    return page.show(
        "filters/list.html",
        part={"filters": "filters/_table.html"},
        rows=rows,
        slice=Slice(number, ROWS, total),
        search=search,
        attach=attach,
        latest=await queries.latest_versions(db, [row.id for row in rows]),
        versions=await queries.count_versions(db),
        uses=await queries.list_filters_in_use(db),
    )


@router.get("/new")
async def show_upload(page: Page, name: Text = "") -> Response:
    return page.show("filters/upload.html", name=name, version="", root_id="", refusal=NOTHING)


@router.post("/new", max_body_size=MODULE_LIMIT)
async def upload(request: Request, page: Page, changes: ChangeLog, user: CurrentUser, sent: Form) -> Response:
    settings: Settings = request.app.state.settings
    name, version = sent.text("name").strip(), sent.text("version").strip()
    root_id = sent.text("root_id").strip()
    try:
        service.check_filter_name(name)
        file = sent.file("module")
        if file is None:
            raise Invalid.field("module", tr("choose the .wasm file that `sluice build` wrote"))
        data = await file.read(settings.max_module_bytes + 1)
        examined = await examine_module(data, settings.max_module_bytes, request.app.state.meter)
        async with changes.begin(user) as change:
            row, is_new = await service.add_version(
                change,
                name,
                examined,
                version or None,
                root_id,
                require_signature=settings.require_signature,
            )
    except REFUSED as error:
        refusal = Refusal.of(error)
        typed = {"name": name, "version": version, "root_id": root_id}
        return page.show("filters/upload.html", status=refusal.status, **typed, refusal=refusal)
    toast = Toast(
        tr("%(name)s %(version)s is there", name=name, version=row.version),
        tr("Attach it, or roll it out where the filter runs."),
    )
    if not is_new:
        toast = Toast(
            tr("These bytes are there already"),
            tr("They are version %(version)s.", version=row.version),
            "info",
        )
    return page.go(f"/filters/{name}?version={row.version}", toast)


@router.get("/{name}")
async def show_filter(
    page: Page, db: Db, name: str, version: Text = "", attachment: Text = "", attach: Text = ""
) -> Response:
    row = await queries.find_filter(db, name)
    return await _show(page, db, row, version=version, chosen=attachment, attach=attach)


@router.post("/{name}/attachments/{attachment_id}")
async def configure(
    page: Page, db: Db, changes: ChangeLog, user: CurrentUser, name: str, attachment_id: str, sent: Form
) -> Response:
    row = await queries.find_filter(db, name)
    try:
        async with changes.begin(user, sent.text("reason"), sent.text("seen")) as change:
            stored = await find_attachment(change.db, attachment_id)
            configuration = _read_configuration(stored, sent)
            values = {"configuration": configuration, "order": sent.text("order") or "100"}
            await attachments.update_attachment(change, attachment_id, AttachmentPatch.model_validate(values))
    except REFUSED as error:
        refusal = Refusal.of(error)
        return await _show(page, db, row, chosen=attachment_id, sent=sent, refusal=refusal)
    toast = Toast(tr("Nothing was different"), tr("So there was nothing to publish."), "info")
    if change.releases:
        toast = Toast(
            tr("The configuration was published"),
            tr("With release %(number)s.", number=change.releases[0].number),
            undo=change.undo,
        )
    return page.go(f"/filters/{name}?attachment={attachment_id}#configuration", toast)


@router.post("/{name}/attach")
async def attach_filter(
    page: Page, db: Db, changes: ChangeLog, user: CurrentUser, name: str, sent: Form
) -> Response:
    row = await queries.find_filter(db, name)
    place = sent.text("place")
    where = {"route": place} if place.startswith("rt_") else {"gateway": place}
    version = sent.text("version")
    try:
        found = await queries.find_version(db, row.id, version)
        configuration, errors = read_fields(found.config_schema, sent)
        if errors:
            raise _unreadable(errors)
        values = AttachmentIn.model_validate(
            {
                "filter": found.id,
                **where,
                "configuration": configuration,
                "order": sent.text("order") or "100",
            }
        )
        async with changes.begin(user, sent.text("reason")) as change:
            made = await attachments.create_attachment(change, values)
    except REFUSED as error:
        refusal = Refusal.of(error)
        return await _show(page, db, row, version=version, attach=place, sent=sent, refusal=refusal)
    numbers = ", ".join(str(release.number) for release in change.releases)
    text = tr("Published with release %(numbers)s.", numbers=numbers) if numbers else ""
    return page.go(f"/filters/{name}?attachment={made.id}", Toast(tr("%(name)s runs now", name=name), text))


@router.post("/{name}/attachments/{attachment_id}/delete")
async def detach(
    page: Page, changes: ChangeLog, user: CurrentUser, name: str, attachment_id: str, sent: Form
) -> Response:
    async with changes.begin(user, sent.text("reason")) as change:
        row = await attachments.delete_attachment(change, attachment_id)
    return page.go(
        f"/filters/{name}", Toast(tr("%(row)s was detached", row=attachments.name_of(row)), undo=change.undo)
    )


async def _show(
    page: PageView,
    db: AsyncSession,
    row: Filter,
    *,
    version: str = "",
    chosen: str = "",
    attach: str = "",
    sent: FormText | None = None,
    refusal: Refusal = NOTHING,
) -> Response:
    """The page of a filter: `chosen` is the attachment whose form is shown, `attach` a place for one."""
    versions = await queries.list_versions(db, row.id)
    used = list(await list_attachments(db, filter_id=row.id))
    label = version or (versions[0].version if versions else "")
    current = await queries.pick_version(db, row.id, versions, label) if label else None
    position = next((n for n, item in enumerate(versions) if current and item.id == current.id), 0)
    older = versions[position + 1] if position + 1 < len(versions) else None
    before = await queries.pick_version(db, row.id, versions, older.id) if older else None
    attachment = next((item for item in used if item.id == chosen), used[0] if used else None)
    return page.show(
        "filters/detail.html",
        status=refusal.status,
        filter=row,
        lead=describe(row, current.source if current else None),
        versions=versions,
        current=current,
        source=await to_source(current, before) if current else None,
        attachments=used,
        attachment=None if attach else attachment,
        attach=attach,
        **await _configuration_form(None if attach else attachment, current, sent, refusal),
        refusal=refusal,
        seen="" if attach or attachment is None else seen_by(attachment, sent, refusal),
        sent=sent,
        uses=Counter(item.filter_version_id for item in used),
        rollouts=[
            item
            for item in await list_live(db)
            if item.new_version is not None and item.new_version.filter_id == row.id
        ],
        label_of=label_of,
        routes=await list_names(db, page.gateways, limit=500),
    )


async def _configuration_form(
    attachment: Attachment | None, current: Any, sent: FormText | None, refusal: Refusal
) -> dict[str, Any]:
    """The fields of the chosen attachment, or of a new one."""
    version = attachment.filter_version if attachment is not None else current
    if version is None:
        return {"fields": (), "schema_version": None, "shown": ()}
    fields = to_fields(version.config_schema, attachment.configuration if attachment is not None else {})
    if sent is not None:
        fields = with_typed(fields, sent, place_errors(fields, refusal.under_root("configuration")))
    document = attachment.configuration if attachment is not None else version.config_schema
    shown = json.dumps(document, indent=2, ensure_ascii=False) if document is not None else ""
    return {
        "fields": fields,
        "schema_version": version,
        "shown": await highlight_aside(shown, "json") if shown else (),
    }


def _read_configuration(attachment: Attachment, sent: FormText) -> dict[str, Any]:
    configuration, errors = read_fields(attachment.filter_version.config_schema, sent)
    if errors:
        raise _unreadable(errors)
    return configuration


def _unreadable(errors: dict[str, str]) -> Invalid:
    fields = tuple(FieldError(path, message) for path, message in errors.items())
    return Invalid(tr("%(fields)s fields need a look.", fields=len(fields)), fields=fields)
