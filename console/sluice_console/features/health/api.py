"""/healthz: the process answers. /readyz: it can do its work."""

from fastapi import APIRouter, Request
from sqlalchemy.exc import SQLAlchemyError

from sluice_console.core.db import database_of
from sluice_console.core.errors import Unavailable
from sluice_console.core.language import tr

router = APIRouter(tags=["health"])


@router.get("/healthz")
async def show_health() -> dict[str, str]:
    return {"status": "ok"}


@router.get("/readyz")
async def show_readiness(request: Request) -> dict[str, str]:
    """503 while the database does not answer."""
    try:
        await database_of(request).ping()
    except (SQLAlchemyError, OSError) as error:
        raise Unavailable(tr("The database does not answer.")) from error
    return {"status": "ready"}
