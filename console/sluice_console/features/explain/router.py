"""/explain: what becomes of a request"""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from sluice_console.core.db import Db
from sluice_console.features.explain.comparison import compare, to_outcome, to_words
from sluice_console.features.explain.schemas import ExplainIn
from sluice_console.features.explain.service import Explanation, explain, find_gateway_release
from sluice_console.features.forms import NOTHING, REFUSED, Form, Refusal
from sluice_console.features.frame import Page, gateway_of
from sluice_console.features.releases.queries import list_releases
from sluice_console.features.routes.pasted import read_pasted
from sluice_console.models import Gateway
from sluice_console.pages import PageView
from sluice_console.rendering.diffs import DiffLine

router = APIRouter(prefix="/explain", include_in_schema=False)
RELEASES = 50
Text = Annotated[str, Query(max_length=4000)]


@dataclass(frozen=True, slots=True)
class Typed:
    """The form as it was sent."""

    request: str = ""
    release: str = ""
    against: str = ""


@router.get("")
async def show_form(
    page: Page,
    db: Db,
    method: Text = "",
    url: Text = "",
    headers: Annotated[str, Query(max_length=20_000)] = "",
    release: Text = "",
    against: Text = "",
) -> Response:
    """With an address it is explained at once: links of the live log lead here."""
    request = f"{method or 'GET'} {url}\n{headers}".strip() if url else ""
    return await _show(page, db, Typed(request, release, against))


@router.post("")
async def explain_request(page: Page, db: Db, sent: Form) -> Response:
    """Posted, because what is pasted may hold secrets, which addresses must not."""
    return await _show(page, db, Typed(sent.text("request"), sent.text("release"), sent.text("against")))


async def _show(page: PageView, db: AsyncSession, typed: Typed) -> Response:
    if page.gateway is None:
        return page.show("explain/page.html", gateway=None)
    gateway = gateway_of(page)
    refusal, found, other, lines = NOTHING, None, None, tuple[DiffLine, ...]()
    if typed.request.strip():
        try:
            found, other = await _explain(db, gateway, typed)
            lines = compare(other, found) if other is not None else ()
        except REFUSED as error:
            refusal = Refusal.of(error)
    releases, _ = await list_releases(db, gateway_id=gateway.id, limit=RELEASES)
    return page.show(
        "explain/page.html",
        status=refusal.status,
        gateway=gateway,
        typed=typed,
        refusal=refusal,
        found=found,
        other=other,
        lines=lines,
        releases=[
            (str(item.number), f"{item.number}, {item.reason or item.author}"[:60]) for item in releases
        ],
        to_outcome=to_outcome,
        to_words=to_words,
    )


async def _explain(
    db: AsyncSession, gateway: Gateway, typed: Typed
) -> tuple[Explanation, Explanation | None]:
    """Raises what `REFUSED` names."""
    values = ExplainIn(
        gateway=gateway.id, request=typed.request, release=typed.release, against=typed.against
    )
    pasted = read_pasted(values.request)
    found = await explain(db, await find_gateway_release(db, gateway, values.release), pasted)
    if not values.against:
        return found, None
    return found, await explain(db, await find_gateway_release(db, gateway, values.against), pasted)
