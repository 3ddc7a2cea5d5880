"""/api/signing-keys"""

from fastapi import APIRouter, status

from sluice_console.core.auth.identity import Role
from sluice_console.core.db import Db
from sluice_console.features.access import CurrentUser, requires
from sluice_console.features.changes import ChangeLog
from sluice_console.features.paging import ListWindow
from sluice_console.features.problems import PROBLEMS
from sluice_console.features.schemas import Listing
from sluice_console.features.signing_keys import service
from sluice_console.features.signing_keys.schemas import SigningKeyIn, SigningKeyOut

router = APIRouter(prefix="/api/signing-keys", tags=["signing keys"], responses=PROBLEMS)
ADMIN = [requires(Role.ADMIN)]


@router.get("")
async def list_signing_keys(db: Db, window: ListWindow) -> Listing[SigningKeyOut]:
    rows, total = await service.list_keys(db, search=window.search, offset=window.offset, limit=window.limit)
    return Listing(items=[SigningKeyOut.model_validate(row) for row in rows], total=total)


@router.post("", status_code=status.HTTP_201_CREATED, dependencies=ADMIN)
async def create_signing_key(changes: ChangeLog, user: CurrentUser, values: SigningKeyIn) -> SigningKeyOut:
    """Takes an admin. Modules that are signed with it are marked from now on, those that are there too."""
    async with changes.begin(user, values.reason) as change:
        row = await service.create_key(change, values)
    return SigningKeyOut.model_validate(row)


@router.get("/{key}")
async def show_signing_key(db: Db, key: str) -> SigningKeyOut:
    """By id or name."""
    return SigningKeyOut.model_validate(await service.find_key(db, key))


@router.delete("/{key}", status_code=status.HTTP_204_NO_CONTENT, dependencies=ADMIN)
async def delete_signing_key(changes: ChangeLog, user: CurrentUser, key: str) -> None:
    """Takes an admin. What is signed with it loses its mark and goes on running."""
    async with changes.begin(user) as change:
        await service.delete_key(change, key)
