"""/audit/{number}/undo: the button of the message after a change, and of the audit log"""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Path
from pydantic import ValidationError
from starlette.responses import Response

from sluice_console.core.db import Db
from sluice_console.core.errors import ConsoleError
from sluice_console.core.language import tr
from sluice_console.features.access import CurrentUser
from sluice_console.features.audit.words import page_of, to_words
from sluice_console.features.changes import Change, ChangeLog
from sluice_console.features.configuration.kinds import Work
from sluice_console.features.configuration.patience import Patience
from sluice_console.features.forms import REFUSED, Refusal
from sluice_console.features.frame import Page
from sluice_console.features.sealing import Sealing
from sluice_console.features.undo import queries, service
from sluice_console.models import AuditRow
from sluice_console.pages import Toast

RowNumber = Annotated[int, Path(ge=1, le=2**31 - 2)]
router = APIRouter(prefix="/audit", include_in_schema=False)


@router.post("/{number}/undo")
async def undo_change(
    page: Page, db: Db, changes: ChangeLog, user: CurrentUser, vault: Sealing, number: RowNumber
) -> Response:
    """To the page of the object; to what the audit log says of it where it could not be put back."""
    row = await queries.find_row(db, number)
    reason = f"undo of {row.action.replace('.', ' ')} {row.object_name}"
    try:
        async with changes.begin(user, reason, undoes=number) as change:
            await service.undo(Work(change, vault, {}, Patience(page.request, only_tried=False)), row)
    except REFUSED as error:
        toast = Toast(tr("It could not be undone"), _say(error), "bad")
        return page.go(f"/audit?{urlencode({'q': row.object_name})}", toast)
    return page.go(
        _target(row), Toast(tr("Undone: %(what)s", what=_what(row)), _published(change), undo=change.undo)
    )


def _what(row: AuditRow) -> str:
    return f"{to_words(row.action)}, {row.object_name}"


def _target(row: AuditRow) -> str:
    """The object's page, which it has again."""
    noun = row.action.partition(".")[0]
    if noun == "attachment":
        filter_ = row.detail["before"]["filter"].partition("@")[0]
        return f"/filters/{filter_}?{urlencode({'attachment': row.object_id})}"
    return page_of(noun, row.object_id, row.object_name) or "/audit"


def _published(change: Change) -> str:
    numbers = ", ".join(str(release.number) for release in change.releases)
    return tr("Published with release %(numbers)s.", numbers=numbers) if numbers else ""


def _say(error: ValidationError | ConsoleError) -> str:
    refusal = Refusal.of(error)
    return refusal.detail or "; ".join(f"{path} {text}" for path, text in refusal.errors.items())
