"""The pages' routers, in the order in which they are asked, and what pages add to the application."""

from urllib.parse import quote

from fastapi import APIRouter, FastAPI, Request
from starlette.responses import RedirectResponse, Response

from sluice_console.core.errors import ConsoleError
from sluice_console.features.audit.router import router as audit
from sluice_console.features.certificates.router import router as certificates
from sluice_console.features.editor.router import router as editor
from sluice_console.features.explain.router import router as explain
from sluice_console.features.filters.router import router as filters
from sluice_console.features.gateways.router import router as gateways
from sluice_console.features.language.router import router as language
from sluice_console.features.limits.router import router as limits
from sluice_console.features.logins.router import router as logins
from sluice_console.features.logs.router import router as logs
from sluice_console.features.nodes.router import router as nodes
from sluice_console.features.overview.router import router as overview
from sluice_console.features.recordings.router import router as recordings
from sluice_console.features.releases.router import router as releases
from sluice_console.features.replays.router import router as replays
from sluice_console.features.rollouts.begin_router import router as new_rollouts
from sluice_console.features.rollouts.router import router as rollouts
from sluice_console.features.routes.router import router as routes
from sluice_console.features.search.router import router as search
from sluice_console.features.services.router import router as services
from sluice_console.features.sign_in.pages import router as sign_in_settings
from sluice_console.features.sign_in.router import router as sign_in
from sluice_console.features.tenants.router import router as tenants
from sluice_console.features.tokens.router import router as tokens
from sluice_console.features.topology.router import router as topology
from sluice_console.features.undo.router import router as undo
from sluice_console.features.users.directory import router as directory
from sluice_console.features.users.own import router as own
from sluice_console.features.users.router import router as users
from sluice_console.features.webhooks.router import router as webhooks
from sluice_console.pages import HEADERS, show_error
from sluice_console.rendering.static_files import PREFIX, CachedStaticFiles

PAGE_ROUTERS: tuple[APIRouter, ...] = (
    users,
    sign_in,
    directory,
    own,
    language,
    gateways,
    services,
    topology,
    routes,
    limits,
    certificates,
    logins,
    logs,
    explain,
    nodes,
    releases,
    editor,
    filters,
    new_rollouts,
    rollouts,
    recordings,
    replays,
    tenants,
    tokens,
    sign_in_settings,
    webhooks,
    audit,
    undo,
    search,
    overview,
)


def install_pages(app: FastAPI) -> None:
    """Mounts static files and sets `app.state.render_error`, `(Request, ConsoleError) -> Response`."""
    app.mount(PREFIX, CachedStaticFiles(), name="static")
    app.state.render_error = render_error


def render_error(request: Request, error: ConsoleError) -> Response:
    """An error page; whoever is not signed in goes to the sign-in page and comes back afterwards."""
    if error.status != 401:
        return show_error(request, error)
    query = f"?{request.url.query}" if request.url.query else ""
    target = "/sign-in" if request.method != "GET" else f"/sign-in?next={quote(request.url.path + query)}"
    if request.headers.get("hx-request") == "true":
        return Response(status_code=401, headers={**HEADERS, "HX-Redirect": target})
    return RedirectResponse(target, 303, headers=dict(HEADERS))
