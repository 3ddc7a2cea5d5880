"""The application: what is built at the start, in which order, and what is closed at the end."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version

from fastapi import Depends, FastAPI
from starlette.middleware import Middleware

from sluice_console.core.db import Database
from sluice_console.core.headers import SecurityHeaders
from sluice_console.core.settings import Settings
from sluice_console.features.access import FORM_COOKIE, guard
from sluice_console.features.api import API_ROUTERS
from sluice_console.features.changes import Changes
from sluice_console.features.problems import install_problems
from sluice_console.features.releases.publication import Publisher, load_all
from sluice_console.features.routers import PAGE_ROUTERS, install_pages
from sluice_console.xds.cache import SnapshotCache


def create_app(settings: Settings) -> FastAPI:
    """The console for a migrated database. The xDS server and the timers start with the lifespan."""
    app = FastAPI(
        title="Sluice console",
        version=version("sluice"),
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=_lifespan,
        dependencies=[Depends(guard)],
        max_body_size=settings.max_body_bytes,
        middleware=[Middleware(SecurityHeaders, form_cookie=FORM_COOKIE, secure=settings.secure_cookies)],
    )
    app.state.settings = settings
    app.state.database = Database(settings.url)
    app.state.cache = SnapshotCache()
    app.state.publisher = Publisher(app.state.cache)
    app.state.changes = Changes(app.state.database, app.state.publisher)
    install_problems(app)
    install_pages(app)
    for router in (*API_ROUTERS, *PAGE_ROUTERS):
        app.include_router(router)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    database: Database = app.state.database
    try:
        await load_all(database, app.state.publisher)
        yield
    finally:
        await database.close()
