"""/recordings"""

from typing import Annotated

from fastapi import APIRouter, Query
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from sluice_console.core.db import Db
from sluice_console.core.errors import Invalid
from sluice_console.core.language import plural, tr
from sluice_console.features.access import CurrentUser
from sluice_console.features.changes import ChangeLog
from sluice_console.features.forms import NOTHING, REFUSED, Form, Refusal
from sluice_console.features.frame import Page
from sluice_console.features.recordings import service
from sluice_console.features.recordings.api import FILE_LIMIT
from sluice_console.features.recordings.digests import Digests
from sluice_console.features.recordings.forms import RecordingForm
from sluice_console.features.recordings.schemas import RecordingIn
from sluice_console.features.sealing import Sealing
from sluice_console.models import Recording
from sluice_console.pages import PageView, Slice, Toast

router = APIRouter(prefix="/recordings", include_in_schema=False)
ROWS = 50
KEPT_DAYS = 7


@router.get("")
async def list_recordings(
    page: Page,
    db: Db,
    number: Annotated[int, Query(alias="page", ge=1, le=100_000)] = 1,
    recording: Annotated[str, Query(max_length=100)] = "",
) -> Response:
    """`recording` is the one that a dialog is about."""
    chosen = await service.find_recording(db, recording) if recording else None
    return await _show(page, db, RecordingForm(), NOTHING, number=number, chosen=chosen)


@router.post("")
async def start_recording(page: Page, db: Db, changes: ChangeLog, user: CurrentUser, sent: Form) -> Response:
    form = RecordingForm.read(sent)
    try:
        values = RecordingIn.model_validate(form.values())
        async with changes.begin(user) as change:
            row = await service.start_recording(change, values)
    except REFUSED as error:
        return await _show(page, db, form, Refusal.of(error))
    where = row.gateway.name if row.gateway else ""
    toast = Toast(
        tr("Recording has begun"),
        tr("Nodes of %(where)s tell within a second or two; nothing is published.", where=where),
    )
    return page.go("/recordings", toast)


@router.post("/upload", max_body_size=FILE_LIMIT)
async def upload_recording(
    page: Page, db: Db, changes: ChangeLog, vault: Sealing, user: CurrentUser, sent: Form
) -> Response:
    name = sent.text("file_name").strip()
    try:
        file = sent.file("file")
        if file is None:
            raise Invalid.field("file", tr("choose a file of JSON lines, or a HAR file"))
        if len(name) > 100:
            raise Invalid.field("file_name", tr("takes at most 100 characters"))
        requests = await service.read_upload(await file.read(FILE_LIMIT), Digests.of(vault))
        async with changes.begin(user) as change:
            await service.store_upload(change, vault, name, requests, KEPT_DAYS)
    except REFUSED as error:
        return await _show(page, db, RecordingForm(), Refusal.of(error), file_name=name)
    count = plural(len(requests), "%(num)s request is there", "%(num)s requests are there")
    return page.go("/recordings", Toast(count, tr("What holds secrets by its name was replaced by digests.")))


@router.post("/{recording_id}/stop")
async def stop_recording(page: Page, changes: ChangeLog, user: CurrentUser, recording_id: str) -> Response:
    async with changes.begin(user) as change:
        await service.stop_recording(change, recording_id)
    return page.go("/recordings", Toast(tr("Recording has ended")))


@router.post("/{recording_id}/delete")
async def delete_recording(page: Page, changes: ChangeLog, user: CurrentUser, recording_id: str) -> Response:
    async with changes.begin(user) as change:
        await service.delete_recording(change, recording_id)
    return page.go("/recordings", Toast(tr("The recording is gone"), tr("What replays of it found stays.")))


async def _show(
    page: PageView,
    db: AsyncSession,
    form: RecordingForm,
    refusal: Refusal,
    *,
    number: int = 1,
    file_name: str = "",
    chosen: Recording | None = None,
) -> Response:
    rows, total = await service.list_recordings(db, offset=(number - 1) * ROWS, limit=ROWS)
    return page.show(
        "recordings/list.html",
        part={"recordings": "recordings/_table.html"},
        status=refusal.status,
        recordings=rows,
        slice=Slice(number, ROWS, total),
        form=form,
        refusal=refusal,
        file_name=file_name,
        chosen=chosen,
        title_of=service.title_of,
        days=KEPT_DAYS,
    )
