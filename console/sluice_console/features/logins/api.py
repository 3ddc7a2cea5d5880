"""/api/logins"""

from fastapi import APIRouter, Query, status

from sluice_console.core.db import Db
from sluice_console.features.access import CurrentUser
from sluice_console.features.changes import ChangeLog
from sluice_console.features.logins import queries, service
from sluice_console.features.logins.schemas import LoginChanged, LoginIn, LoginOut, LoginPatch
from sluice_console.features.paging import ListWindow
from sluice_console.features.problems import PROBLEMS
from sluice_console.features.schemas import Changed, Listing, to_release_refs
from sluice_console.features.sealing import Sealing

router = APIRouter(prefix="/api/logins", tags=["logins"], responses=PROBLEMS)


@router.get("")
async def list_logins(
    db: Db, window: ListWindow, gateway: str = Query("", max_length=100)
) -> Listing[LoginOut]:
    rows, total = await queries.list_logins(
        db, gateway=gateway, search=window.search, offset=window.offset, limit=window.limit
    )
    return Listing(items=[LoginOut.model_validate(service.to_output(row)) for row in rows], total=total)


@router.post("", status_code=status.HTTP_201_CREATED)
async def create_login(
    changes: ChangeLog, user: CurrentUser, vault: Sealing, values: LoginIn
) -> LoginChanged:
    async with changes.begin(user, values.reason) as change:
        row = await service.create_login(change, vault, values)
    releases = to_release_refs(change.releases)
    return LoginChanged.model_validate({**service.to_output(row), "releases": releases})


@router.get("/{login:path}")
async def show_login(db: Db, login: str) -> LoginOut:
    """By id or as gateway/login."""
    return LoginOut.model_validate(service.to_output(await queries.find_login(db, login)))


@router.patch("/{login:path}")
async def update_login(
    changes: ChangeLog, user: CurrentUser, vault: Sealing, login: str, values: LoginPatch
) -> LoginChanged:
    async with changes.begin(user, values.reason) as change:
        row = await service.update_login(change, vault, login, values)
    releases = to_release_refs(change.releases)
    return LoginChanged.model_validate({**service.to_output(row), "releases": releases})


@router.delete("/{login:path}")
async def delete_login(changes: ChangeLog, user: CurrentUser, login: str) -> Changed:
    """409 while a route has it."""
    async with changes.begin(user) as change:
        await service.delete_login(change, login)
    return Changed(releases=to_release_refs(change.releases))
