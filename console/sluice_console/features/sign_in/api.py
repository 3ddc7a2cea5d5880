"""/api/sign-in-provider, for admins"""

from fastapi import APIRouter, Request

from sluice_console.core.auth.identity import Role
from sluice_console.core.db import Db
from sluice_console.features.access import CurrentUser, requires
from sluice_console.features.changes import ChangeLog
from sluice_console.features.problems import PROBLEMS
from sluice_console.features.sealing import Sealing
from sluice_console.features.sign_in import service
from sluice_console.features.sign_in.place import check_provider, redirect_uri_of
from sluice_console.features.sign_in.schemas import ProviderIn, ProviderOut

router = APIRouter(
    prefix="/api/sign-in-provider",
    tags=["sign-in-provider"],
    responses=PROBLEMS,
    dependencies=[requires(Role.ADMIN)],
)


@router.get("")
async def show_provider(request: Request, db: Db) -> ProviderOut:
    provider = await service.require_provider(db)
    return ProviderOut.model_validate(await service.to_output(db, provider, redirect_uri_of(request)))


@router.put("")
async def put_provider(
    request: Request, db: Db, changes: ChangeLog, vault: Sealing, user: CurrentUser, values: ProviderIn
) -> ProviderOut:
    """The provider has to answer. With another issuer than before, whoever came from the old one is out."""
    await check_provider(request, values)
    async with changes.begin(user, values.reason) as change:
        provider = await service.put_provider(change, vault, values)
    return ProviderOut.model_validate(await service.to_output(db, provider, redirect_uri_of(request)))


@router.delete("", status_code=204)
async def delete_provider(changes: ChangeLog, user: CurrentUser) -> None:
    """Whoever came from there is out at once, with the tokens that they made; nodes stay connected."""
    async with changes.begin(user) as change:
        await service.delete_provider(change)
