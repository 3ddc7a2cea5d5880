"""/rollouts"""

import json
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from sluice_console.core.db import Db
from sluice_console.core.errors import Conflict, FieldError, Invalid
from sluice_console.core.language import marked, tr, translated
from sluice_console.features.access import CurrentUser
from sluice_console.features.attachments.queries import find_attachment, list_attachments
from sluice_console.features.attachments.service import name_of as name_of_attachment
from sluice_console.features.changes import ChangeLog
from sluice_console.features.filters.queries import list_versions
from sluice_console.features.forms import NOTHING, REFUSED, Form, Refusal
from sluice_console.features.frame import Page
from sluice_console.features.recordings.service import list_recordings, title_of
from sluice_console.features.rollouts import queries, service
from sluice_console.features.rollouts.api import give_command
from sluice_console.features.rollouts.forms import (
    DAYS,
    MODES,
    NEWEST,
    SLOS,
    RolloutForm,
    place_errors,
    to_input,
)
from sluice_console.features.rollouts.gates import to_gates
from sluice_console.features.rollouts.measures import Measures
from sluice_console.features.rollouts.picture import describe_window, label_of, to_picture, to_shares
from sluice_console.features.rollouts.schemas import RolloutIn
from sluice_console.models import Attachment
from sluice_console.models.rollouts import LIVE_STATES
from sluice_console.pages import PageView, Slice, Toast
from sluice_console.rendering.diffs import to_diff
from sluice_console.rollouts.states import Observations

router = APIRouter(prefix="/rollouts", include_in_schema=False)
ROWS = 50
Text = Annotated[str, Query(max_length=300)]
_DONE = {
    "start": marked("started"),
    "pause": marked("paused"),
    "resume": marked("resumed"),
    "next": marked("moved on"),
    "promote": marked("promoted"),
    "approve": marked("approved"),
}


@router.get("")
async def list_rollouts(
    page: Page, db: Db, number: Annotated[int, Query(alias="page", ge=1, le=100_000)] = 1
) -> Response:
    rows, total, attached = [], 0, False
    if page.gateway is not None:
        gateway_id, offset = page.gateway.id, (number - 1) * ROWS
        found, total = await queries.list_rollouts(db, gateway_id=gateway_id, offset=offset, limit=ROWS)
        rows = list(found)
        attached = bool(await list_attachments(db, gateway_id=gateway_id))
    return page.show(
        "rollouts/list.html",
        part={"live": "rollouts/_table.html"},
        rows=sorted(rows, key=lambda row: row.state not in LIVE_STATES),
        slice=Slice(number, ROWS, total),
        attached=attached,
        to_shares=to_shares,
        label_of=label_of,
    )


@router.get("/new")
async def show_new(
    page: Page,
    db: Db,
    attachment: Text = "",
    filter_: Annotated[str, Query(alias="filter")] = "",
    version: Text = "",
) -> Response:
    """Without an attachment in the address: which one?"""
    chosen = await _choose(page, db, attachment, filter_)
    if isinstance(chosen, list):
        return page.show(
            "rollouts/choose.html", attachments=chosen, name_of=name_of_attachment, version=version
        )
    form = RolloutForm(
        filter=f"{chosen.filter_version.filter.name}@{version}" if version else "",
        configuration=_to_json(chosen.configuration),
    )
    return await _show_form(page, db, chosen, form, NOTHING)


@router.post("/new")
async def create_rollout(
    page: Page, db: Db, changes: ChangeLog, user: CurrentUser, sent: Form, attachment: Text = ""
) -> Response:
    chosen, form = await find_attachment(db, attachment), RolloutForm.read(sent)
    if (edited := form.edited(sent.text("do"))) is not None:
        return await _show_form(page, db, chosen, edited, NOTHING)
    values, unread = to_input(form, chosen.id)
    try:
        if unread:
            raise _unreadable(unread)
        wanted = RolloutIn.model_validate(values)
        async with changes.begin(user, form.reason) as change:
            row = await service.create_rollout(change, wanted)
            if wanted.start:
                row = await service.command(change, row.id, "start")
    except REFUSED as error:
        return await _show_form(page, db, chosen, form, place_errors(Refusal.of(error)))
    text = tr("Nobody gets the new version before every node has loaded it.") if wanted.start else ""
    return page.go(
        f"/rollouts/{row.id}", Toast(tr("The rollout has begun") if text else tr("Saved as a draft"), text)
    )


@router.get("/{rollout_id}")
async def show_rollout(request: Request, page: Page, db: Db, user: CurrentUser, rollout_id: str) -> Response:
    measures: Measures = request.app.state.measures
    row = await queries.find_rollout(db, rollout_id)
    seen = measures.observe(row) if row.state in LIVE_STATES else Observations()
    return page.show(
        "rollouts/detail.html",
        part={"live": "rollouts/_rollout.html"},
        picture=to_picture(row, await queries.list_events(db, row.id), seen),
        gates=to_gates(row, measures.history(row.id)) if row.state in LIVE_STATES else (),
        charts=row.state in LIVE_STATES,
        window_words=describe_window(row.window),
        may_approve=service.may_approve(user, row),
        rollout=row,
        configuration_diff=to_diff(_to_json(row.old_configuration), _to_json(row.new_configuration)),
    )


@router.post("/{rollout_id}/{verb}")
async def command_rollout(
    request: Request,
    page: Page,
    changes: ChangeLog,
    user: CurrentUser,
    rollout_id: str,
    verb: Literal["start", "pause", "resume", "next", "promote", "abort", "approve"],
    sent: Form,
) -> Response:
    measures: Measures = request.app.state.measures
    try:
        row = await give_command(changes, measures, user, rollout_id, verb, sent.text("reason").strip())
    except Conflict as error:
        return page.go(f"/rollouts/{rollout_id}", Toast(tr("That did not fit"), error.detail, "warn"))
    if verb == "abort":
        return page.go(
            f"/rollouts/{rollout_id}",
            Toast(
                tr("Aborted"),
                tr("%(old_version)s serves everything again.", old_version=row.old_version),
                "info",
            ),
        )
    return page.go(f"/rollouts/{rollout_id}", Toast(tr("The rollout was %(verb)s", verb=tr(_DONE[verb]))))


async def _choose(
    page: PageView, db: AsyncSession, attachment: str, filter_name: str
) -> Attachment | list[Attachment]:
    """The attachment that is meant, or those that could be."""
    if attachment:
        return await find_attachment(db, attachment)
    gateway_id = page.gateway.id if page.gateway else ""
    rows = list(await list_attachments(db, gateway_id=gateway_id)) if gateway_id else []
    fitting = [row for row in rows if filter_name in ("", row.filter_version.filter.name)]
    return fitting[0] if len(fitting) == 1 else fitting


async def _show_form(
    page: PageView, db: AsyncSession, attachment: Attachment, form: RolloutForm, refusal: Refusal
) -> Response:
    versions = await list_versions(db, attachment.filter_version.filter_id)
    return page.show(
        "rollouts/new.html",
        part={"rollout-form": "rollouts/_form.html"},
        status=refusal.status,
        attachment=attachment,
        place=name_of_attachment(attachment),
        versions=versions,
        form=form,
        refusal=refusal,
        modes=translated(MODES),
        days=translated(DAYS),
        slos=translated(SLOS),
        live=await queries.list_live(db, attachment_id=attachment.id),
        recordings={"": tr("no"), **await _recordings(db, attachment)},
    )


async def _recordings(db: AsyncSession, attachment: Attachment) -> dict[str, str]:
    """What a rollout may begin with, by what the form says of it."""
    rows = [row for row in (await list_recordings(db, limit=200))[0] if row.requests]
    own = any(row.gateway_id == attachment.gateway_id for row in rows)
    newest = {NEWEST: tr("of the newest recording of %(name)s", name=attachment.gateway.name)} if own else {}
    return newest | {
        row.id: tr("of %(title)s, %(requests)s requests", title=title_of(row), requests=f"{row.requests:,}")
        for row in rows
    }


def _to_json(configuration: dict[str, Any]) -> str:
    return json.dumps(configuration, indent=2, sort_keys=True, ensure_ascii=False)


def _unreadable(errors: dict[str, str]) -> Invalid:
    fields = tuple(
        FieldError(path.replace("stage.", "stages.", 1), message) for path, message in errors.items()
    )
    return Invalid(tr("%(fields)s fields need a look.", fields=len(fields)), fields=fields)
