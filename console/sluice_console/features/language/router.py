"""/language: sets the language of the pages, for this browser; also for those who are not signed in."""

from fastapi import APIRouter
from starlette.responses import Response

from sluice_console.core.errors import Invalid
from sluice_console.core.language import COOKIE, LANGUAGES, tr
from sluice_console.features.forms import Form
from sluice_console.features.frame import Door
from sluice_console.features.users.targets import own_target

YEAR_SECONDS = 365 * 86_400
router = APIRouter(include_in_schema=False)


@router.post("/language")
async def set_language(page: Door, sent: Form) -> Response:
    tag = sent.text("language")
    if tag not in LANGUAGES:
        raise Invalid.field("language", tr("is one of %(languages)s", languages=", ".join(LANGUAGES)))
    response = page.go(own_target(sent.text("next")))
    response.set_cookie(COOKIE, tag, max_age=YEAR_SECONDS, httponly=True, samesite="lax")
    return response
