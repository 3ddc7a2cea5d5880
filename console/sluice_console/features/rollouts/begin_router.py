"""/rollouts/new"""

import json
from typing import Annotated, Any

from fastapi import APIRouter, Query
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from sluice_console.core.db import Db
from sluice_console.core.errors import FieldError, Invalid
from sluice_console.core.language import tr, translated
from sluice_console.features.access import CurrentUser
from sluice_console.features.attachments.service import name_of
from sluice_console.features.changes import ChangeLog
from sluice_console.features.filters.queries import list_versions
from sluice_console.features.forms import NOTHING, REFUSED, Form, Refusal
from sluice_console.features.frame import Page, gateway_of
from sluice_console.features.recordings.service import list_recordings, title_of
from sluice_console.features.rollouts import queries, service
from sluice_console.features.rollouts.choosing import (
    Asked,
    Subject,
    choose,
    list_choices,
    present_change,
)
from sluice_console.features.rollouts.forms import (
    DAYS,
    MODES,
    NEWEST,
    SLOS,
    RolloutForm,
    place_errors,
    to_input,
)
from sluice_console.features.rollouts.schemas import RolloutIn
from sluice_console.pages import PageView, Toast

router = APIRouter(prefix="/rollouts", include_in_schema=False)
Text = Annotated[str, Query(max_length=300)]


@router.get("/new")
async def show_new(
    page: Page,
    db: Db,
    attachment: Text = "",
    filter_: Annotated[str, Query(alias="filter", max_length=300)] = "",
    route: Text = "",
    service_: Annotated[str, Query(alias="service", max_length=300)] = "",
    version: Text = "",
) -> Response:
    """Without a subject in the address: which one?"""
    subject = await choose(db, page.gateway, Asked(attachment, filter_, route, service_))
    if subject is None:
        found = await list_choices(db, gateway_of(page), filter_)
        return page.show(
            "rollouts/choose.html",
            attachments=found[0],
            services=[] if filter_ else found[1],
            filter=filter_,
            name_of=name_of,
            version=version,
        )
    return await show_form(page, db, subject, _first_form(subject, version))


@router.post("/new")
async def create_rollout(
    page: Page,
    db: Db,
    changes: ChangeLog,
    user: CurrentUser,
    sent: Form,
    attachment: Text = "",
    route: Text = "",
    service_: Annotated[str, Query(alias="service", max_length=300)] = "",
) -> Response:
    subject = await choose(db, page.gateway, Asked(attachment, "", route, service_))
    if subject is None:
        return page.go("/rollouts/new")
    form = RolloutForm.read(sent)
    if (edited := form.edited(sent.text("do"))) is not None:
        return await show_form(page, db, subject, edited)
    values, unread = to_input(form, subject)
    try:
        if unread:
            raise _unreadable(unread)
        wanted = RolloutIn.model_validate(values)
        async with changes.begin(user, form.reason) as change:
            row = await service.create_rollout(change, wanted)
            if wanted.start:
                row = await service.command(change, row.id, "start")
    except REFUSED as error:
        return await show_form(page, db, subject, form, place_errors(Refusal.of(error)))
    text = tr("Nobody gets what is new before every node has loaded it.") if wanted.start else ""
    return page.go(
        f"/rollouts/{row.id}", Toast(tr("The rollout has begun") if text else tr("Saved as a draft"), text)
    )


async def show_form(
    page: PageView, db: AsyncSession, subject: Subject, form: RolloutForm, refusal: Refusal = NOTHING
) -> Response:
    attached = subject.attachment
    return page.show(
        "rollouts/new.html",
        part={"rollout-form": "rollouts/_form.html"},
        status=refusal.status,
        subject=subject,
        attachment=attached,
        versions=await list_versions(db, attached.filter_version.filter_id) if attached else (),
        form=form,
        refusal=refusal,
        named_versions=_named_versions,
        modes=translated(MODES),
        days=translated(DAYS),
        slos=translated(SLOS),
        live=await _find_live(db, subject),
        recordings={"": tr("no"), **await _recordings(db, subject)} if attached else {},
    )


def _first_form(subject: Subject, version: str) -> RolloutForm:
    """With what runs now, and the version that is not the one that runs."""
    if subject.attachment is not None:
        name = subject.attachment.filter_version.filter.name
        return RolloutForm(
            filter=f"{name}@{version}" if version else "",
            configuration=_to_json(subject.attachment.configuration),
        )
    if subject.route is not None:
        return RolloutForm(change=present_change(subject.route))
    old = subject.old_versions[0] if subject.old_versions else ""
    others = [item for item in subject.new_versions if item != old]
    return RolloutForm(from_version=old, version=version or (others[-1] if others else ""))


def _named_versions(versions: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(item, item or tr("all endpoints")) for item in versions]


async def _find_live(db: AsyncSession, subject: Subject) -> list[Any]:
    """Rollouts of the same thing that are under way."""
    where = {"attachment_id": subject.attachment, "route_id": subject.route, "service_id": subject.service}
    named = {name: row.id for name, row in where.items() if row is not None}
    return list(await queries.list_live(db, gateway_id=subject.gateway.id, **named))


async def _recordings(db: AsyncSession, subject: Subject) -> dict[str, str]:
    """What a rollout may begin with, by what the form says of it."""
    gateway = subject.gateway
    rows = [row for row in (await list_recordings(db, limit=200))[0] if row.requests]
    own = any(row.gateway_id == gateway.id for row in rows)
    newest = {NEWEST: tr("of the newest recording of %(name)s", name=gateway.name)} if own else {}
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
