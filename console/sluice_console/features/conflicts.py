"""Two people edit one object: the second is told, and nothing that was typed is lost.

A form carries the moment of the object's last change as it was when the page was made; REST may send the
same in `If-Match`. Where the object has moved on meanwhile, `Outdated` says when and by whom. Gateways are
left out: every publication changes them.
"""

from datetime import datetime
from typing import Annotated, Protocol

from fastapi import Depends, Header
from sqlalchemy.ext.asyncio import AsyncSession

from sluice_console.core import clock
from sluice_console.core.errors import BadRequest, Conflict
from sluice_console.core.language import marked, tr
from sluice_console.features.audit.queries import list_rows
from sluice_console.features.changes import Change
from sluice_console.features.forms import FormText, Refusal
from sluice_console.rendering.formats import as_utc
from sluice_console.rendering.formats import clock as clock_time


class Outdated(Conflict):
    title = marked("Changed meanwhile")


class Editable(Protocol):
    id: str
    updated_at: datetime


def version_of(row: Editable) -> str:
    """The moment of the last change, to the microsecond: `2026-11-20T10:30:00.123456+00:00`."""
    return as_utc(row.updated_at).isoformat(timespec="microseconds")


async def begin_edit(change: Change, row: Editable) -> None:
    """Raises `Outdated` unless the object is as it was when `change.seen` was taken; empty: nobody looked.

    The edit counts as a change of the object even where only its parts are different.
    """
    if change.seen and _parse(change.seen) != as_utc(row.updated_at):
        raise Outdated(await _say(change.db, row))
    change.keep(row)
    row.updated_at = clock.now()


def seen_by(row: Editable, sent: FormText | None, refusal: Refusal) -> str:
    """What the form carries: what it carried before, or the present moment once the person has been told."""
    told = refusal.title == Outdated.title
    return version_of(row) if sent is None or told else sent.text("seen")


async def _say(db: AsyncSession, row: Editable) -> str:
    last = next(iter(await list_rows(db, object_id=row.id, limit=1)), None)
    at = clock_time(row.updated_at)
    changed = (
        tr("It was changed at %(at)s UTC, after this was opened.", at=at)
        if last is None
        else tr("It was changed by %(who)s at %(at)s UTC, after this was opened.", who=last.actor, at=at)
    )
    advice = tr(
        "Nothing was published. Compare, then send it again to replace that change, or reload to see it."
    )
    return f"{changed} {advice}"


def _parse(seen: str) -> datetime:
    try:
        return as_utc(datetime.fromisoformat(seen.strip('"')))
    except ValueError as error:
        raise BadRequest(tr("If-Match takes the `updated_at` that the object was read with.")) from error


async def _if_match(if_match: Annotated[str, Header(max_length=60)] = "") -> str:
    return "" if if_match == "*" else if_match


IfMatch = Annotated[str, Depends(_if_match)]
"""In a PATCH: the `updated_at` that the object was read with; left out, nothing is compared."""
