"""/replays"""

import json
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from sluice_console.core.db import Db
from sluice_console.core.errors import FieldError, Invalid
from sluice_console.core.language import plural, tr
from sluice_console.features.access import CurrentUser
from sluice_console.features.attachments.queries import list_attachments
from sluice_console.features.attachments.service import name_of as name_of_attachment
from sluice_console.features.changes import ChangeLog
from sluice_console.features.filters.queries import find_filter, list_filters, list_versions
from sluice_console.features.forms import NOTHING, REFUSED, Form, Refusal
from sluice_console.features.frame import Page
from sluice_console.features.recordings.service import list_recordings, title_of
from sluice_console.features.replays import service
from sluice_console.features.replays.running import Replayer
from sluice_console.features.replays.schemas import ReplayIn
from sluice_console.features.replays.words import to_words
from sluice_console.features.sealing import Sealing
from sluice_console.models import Recording
from sluice_console.pages import PageView, Slice, Toast

router = APIRouter(prefix="/replays", include_in_schema=False)
ROWS = 50
Text = Annotated[str, Query(max_length=300)]
FIELDS = ("filter", "before", "after", "recording", "attachment", "configuration", "new_configuration")


@router.get("")
async def list_replays(
    page: Page, db: Db, number: Annotated[int, Query(alias="page", ge=1, le=100_000)] = 1
) -> Response:
    rows, total = await service.list_replays(db, offset=(number - 1) * ROWS, limit=ROWS)
    return page.show(
        "replays/list.html",
        replays=[(row, service.state_of(row)[0]) for row in rows],
        slice=Slice(number, ROWS, total),
        title_of=title_of,
    )


@router.get("/new")
async def show_new(
    page: Page,
    db: Db,
    filter_: Annotated[str, Query(alias="filter", max_length=100)] = "",
    before: Text = "",
    after: Text = "",
    recording: Text = "",
    attachment: Text = "",
) -> Response:
    """Without a filter in the address: which one?"""
    typed = dict.fromkeys(FIELDS, "")
    given = {"filter": filter_, "before": before, "after": after}
    return await _show_form(
        page, db, {**typed, **given, "recording": recording, "attachment": attachment}, NOTHING
    )


@router.post("/new")
async def start_replay(
    request: Request, page: Page, db: Db, changes: ChangeLog, user: CurrentUser, sent: Form
) -> Response:
    replayer: Replayer = request.app.state.replayer
    typed = sent.pick(*FIELDS)
    try:
        values = ReplayIn.model_validate(_to_input(typed))
        async with changes.begin(user) as change:
            planned = await service.create_replay(change, values)
    except REFUSED as error:
        return await _show_form(page, db, typed, Refusal.of(error))
    replayer.run(planned)
    return page.go(f"/replays/{planned.row.id}")


@router.get("/{replay_id}")
async def show_replay(page: Page, db: Db, vault: Sealing, replay_id: str) -> Response:
    row = await service.find_replay(db, replay_id, with_report=True)
    state, problem = service.state_of(row)
    return page.show(
        "replays/detail.html",
        part={"live": "replays/_replay.html"},
        replay=row,
        state=state,
        problem=problem,
        report=service.read_report(row, vault),
        to_words=to_words,
        title_of=title_of,
    )


@router.post("/{replay_id}/delete")
async def delete_replay(page: Page, changes: ChangeLog, user: CurrentUser, replay_id: str) -> Response:
    async with changes.begin(user) as change:
        await service.delete_replay(change, replay_id)
    return page.go("/replays", Toast(tr("The replay is gone")))


def _to_input(typed: dict[str, str]) -> dict[str, Any]:
    """What `ReplayIn` takes. Raises `Invalid` for a configuration that is no JSON object."""
    values: dict[str, Any] = {
        "before": f"{typed['filter']}@{typed['before']}",
        "after": f"{typed['filter']}@{typed['after']}",
        "recording": typed["recording"],
        "attachment": typed["attachment"] or None,
    }
    for name in ("configuration", "new_configuration"):
        if typed[name]:
            values[name] = _read_object(name, typed[name])
    return values


def _read_object(name: str, text: str) -> Any:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        message = f"is not JSON: {error}"[:200]
        raise Invalid(message, fields=(FieldError(name, message),)) from None
    if not isinstance(value, dict):
        raise Invalid.field(name, tr("is a JSON object"))
    return value


async def _show_form(page: PageView, db: AsyncSession, typed: dict[str, str], refusal: Refusal) -> Response:
    """With what fits where nothing was chosen: the newest version against the one that runs."""
    filters = (await list_filters(db, limit=1_000))[0]
    chosen = await find_filter(db, typed["filter"]) if typed["filter"] else None
    if chosen is None and len(filters) == 1:
        chosen = filters[0]
    versions = list(await list_versions(db, chosen.id)) if chosen else []
    attached = list(await list_attachments(db, filter_id=chosen.id)) if chosen else []
    recordings = [row for row in (await list_recordings(db, limit=1_000))[0] if row.requests]
    if chosen is not None:
        running = attached[0].filter_version.version if attached else ""
        newest = versions[0].version if versions else ""
        older = versions[1].version if len(versions) > 1 else newest
        typed = {
            **typed,
            "filter": chosen.name,
            "after": typed["after"] or newest,
            "before": typed["before"] or running or older,
        }
    return page.show(
        "replays/new.html",
        status=refusal.status,
        filters=filters,
        chosen=chosen,
        versions=[row.version for row in versions],
        attachments=[(row.id, name_of_attachment(row)) for row in attached],
        recordings=[(row.id, _with_size(row)) for row in recordings],
        typed=typed,
        refusal=refusal,
        wrong=next(
            (
                f"{path.removeprefix('configuration').lstrip('.')} {message}".strip()
                for path, message in refusal.errors.items()
                if path.startswith("configuration")
            ),
            None,
        ),
    )


def _with_size(recording: Recording) -> str:
    requests = plural(recording.requests, "%(num)s request", "%(num)s requests")
    return f"{title_of(recording)}, {requests}"
