"""/search: the palette's results, and the same as a page"""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from sluice_console.core.db import Db
from sluice_console.features.frame import Page
from sluice_console.features.search.queries import find_anything

router = APIRouter(prefix="/search", include_in_schema=False)


@router.get("")
async def search(page: Page, db: Db, q: Annotated[str, Query(max_length=200)] = "") -> Response:
    results = await find_anything(db, q, page.gateway) if q.strip() else None
    return page.show("search/page.html", part="search/_results.html", results=results, text=q.strip())
