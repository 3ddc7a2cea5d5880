"""/api/users for admins, /api/sessions for everybody's own"""

from fastapi import APIRouter, Request, Response, status

from sluice_console.core import clock
from sluice_console.core.auth.identity import Role
from sluice_console.core.db import Db, database_of
from sluice_console.core.errors import NotFound
from sluice_console.core.language import tr
from sluice_console.features.access import CurrentUser, requires
from sluice_console.features.changes import ChangeLog
from sluice_console.features.problems import PROBLEMS
from sluice_console.features.schemas import Listing
from sluice_console.features.users import accounts, queries
from sluice_console.features.users.links import link_to
from sluice_console.features.users.schemas import (
    LinkMade,
    SessionOut,
    UserIn,
    UserOut,
    UserPatch,
    to_session,
    to_user,
)
from sluice_console.models import User

router = APIRouter(
    prefix="/api/users", tags=["users"], responses=PROBLEMS, dependencies=[requires(Role.ADMIN)]
)
own = APIRouter(prefix="/api/sessions", tags=["sessions"], responses=PROBLEMS)


@router.get("")
async def list_users(db: Db) -> Listing[UserOut]:
    users = await queries.list_users(db)
    counts = await queries.count_sessions(db, clock.now())
    items = [UserOut.model_validate(to_user(user, counts.get(user.id, 0))) for user in users]
    return Listing(items=items, total=len(items))


@router.post("", status_code=status.HTTP_201_CREATED)
async def create_user(request: Request, changes: ChangeLog, user: CurrentUser, values: UserIn) -> LinkMade:
    """Hand `link` to the person: it sets the password, and is shown this once."""
    async with changes.begin(user) as change:
        row, secret = await accounts.create_user(change, values)
    return LinkMade.model_validate({**to_user(row, 0), "link": link_to(request, secret)})


@router.get("/{login}")
async def show_user(db: Db, login: str) -> UserOut:
    row = await queries.require_user(db, login)
    counts = await queries.count_sessions(db, clock.now())
    return UserOut.model_validate(to_user(row, counts.get(row.id, 0)))


@router.patch("/{login}")
async def update_user(changes: ChangeLog, user: CurrentUser, login: str, values: UserPatch) -> UserOut:
    """Disabling ends every session, and stops every token of the account."""
    async with changes.begin(user) as change:
        row = await accounts.update_user(change, login, values)
    async with changes.database.reading() as db:
        counts = await queries.count_sessions(db, clock.now())
    return UserOut.model_validate(to_user(row, counts.get(row.id, 0)))


@router.post("/{login}/link")
async def renew_link(request: Request, changes: ChangeLog, user: CurrentUser, login: str) -> LinkMade:
    """For a person who has lost the password."""
    async with changes.begin(user) as change:
        row, secret = await accounts.renew_link(change, login)
    return LinkMade.model_validate({**to_user(row, 0), "link": link_to(request, secret)})


@router.get("/{login}/sessions")
async def list_sessions_of(db: Db, user: CurrentUser, login: str) -> Listing[SessionOut]:
    row = await queries.require_user(db, login)
    return await _sessions(db, row.id, user.session)


@router.delete("/{login}/sessions/{session}", status_code=status.HTTP_204_NO_CONTENT)
async def end_session_of(request: Request, db: Db, user: CurrentUser, login: str, session: str) -> Response:
    row = await queries.require_user(db, login)
    await accounts.end_session(database_of(request), user, row, session)
    return Response(status_code=status.HTTP_204_NO_CONTENT)


@own.get("")
async def list_sessions(db: Db, user: CurrentUser) -> Listing[SessionOut]:
    """Your own; a token has none."""
    return await _sessions(db, user.id, user.session)


@own.delete("/{session}", status_code=status.HTTP_204_NO_CONTENT)
async def end_session(request: Request, db: Db, user: CurrentUser, session: str) -> Response:
    row = await db.get(User, user.id)
    if row is None:
        raise NotFound(tr("A token has no sessions."))
    await accounts.end_session(database_of(request), user, row, session)
    return Response(status_code=status.HTTP_204_NO_CONTENT)


async def _sessions(db: Db, user_id: str, this: str | None) -> Listing[SessionOut]:
    rows = await queries.list_sessions(db, user_id, clock.now())
    items = [SessionOut.model_validate(to_session(row, this, accounts.SHOWN_DIGITS)) for row in rows]
    return Listing(items=items, total=len(items))
