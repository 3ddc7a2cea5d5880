"""Features by noun: what the console can do, each with `queries` (read), `service` (change), `api` (REST).

For whoever writes a router of pages:

Reading: take a session and call the noun's queries.

    from sluice_console.core.db import Db
    from sluice_console.features.access import CurrentUser
    from sluice_console.features.routes import queries

    @router.get("/routes")
    async def list_routes(page: Page, db: Db, user: CurrentUser) -> HTMLResponse:
        routes = await queries.list_routes(db, search="api")

Changing: open a change, call the noun's service with it. At the end of the block rows, audit row and release
are committed together and pushed to the nodes; `change.releases` then holds the new releases.

    from sluice_console.features.changes import ChangeLog

    @router.post("/routes")
    async def create_route(changes: ChangeLog, user: CurrentUser, …) -> Response:
        async with changes.begin(user, reason=form.reason) as change:
            route = await service.create_route(change, RouteIn(…))

Errors: services raise `core.errors.ConsoleError`: `Invalid` (its `fields` hold path and message for the
form), `Conflict`, `NotFound`. Pydantic's `ValidationError` from `RouteIn(…)` becomes `Invalid` by
`features.schemas.to_invalid(error)`.

Forms: every one has `<input type="hidden" name="csrf" value="{{ csrf }}">`; htmx may send the header
`X-CSRF-Token` instead. The guard in `features.access` has already checked it, and that the user may change
something, when an endpoint runs. `features.access.Visitor` is the user or None (sign-in page).

Signing in: `features.users.sessions.sign_in(request, response, login, password)`, `set_up(…)`,
`sign_out(request, response)` also set and delete the cookie. `NotSignedIn` on a page goes to
`app.state.render_error`, which leads to /sign-in.

Wiring: `features/routers.py` is the pages' own list of routers and its `install_pages(app)` mounts the
static files and sets `app.state.render_error`, a callable `(request, ConsoleError) -> Response` for
everything outside /api.

Live: `app.state.nodes` is the `xds.nodes.NodeRegistry`; `features.events.stream` merges node and release
events.
"""
