"""/api/tenants and their keys"""

from typing import Annotated

from fastapi import APIRouter, Query, status

from sluice_console.core import clock
from sluice_console.core.db import Db
from sluice_console.features.access import CurrentUser
from sluice_console.features.changes import ChangeLog
from sluice_console.features.conflicts import IfMatch
from sluice_console.features.paging import ListWindow
from sluice_console.features.problems import PROBLEMS
from sluice_console.features.schemas import Changed, Listing, to_release_refs
from sluice_console.features.tenants import queries, service
from sluice_console.features.tenants.schemas import (
    KeyChanged,
    KeyIn,
    KeyMade,
    KeyOut,
    KeyPatch,
    RotationIn,
    TenantChanged,
    TenantIn,
    TenantOut,
    TenantPatch,
    UseOut,
)

router = APIRouter(prefix="/api/tenants", tags=["tenants"], responses=PROBLEMS)


@router.get("")
async def list_tenants(db: Db, window: ListWindow) -> Listing[TenantOut]:
    rows, total = await queries.list_tenants(
        db, search=window.search, offset=window.offset, limit=window.limit
    )
    return Listing(items=[TenantOut.model_validate(row) for row in rows], total=total)


@router.post("", status_code=status.HTTP_201_CREATED)
async def create_tenant(changes: ChangeLog, user: CurrentUser, values: TenantIn) -> TenantChanged:
    async with changes.begin(user, values.reason) as change:
        row = await service.create_tenant(change, values)
    return TenantChanged(
        **TenantOut.model_validate(row).model_dump(), releases=to_release_refs(change.releases)
    )


@router.get("/{tenant}")
async def show_tenant(db: Db, tenant: str) -> TenantOut:
    return TenantOut.model_validate(await queries.find_tenant(db, tenant))


@router.patch("/{tenant}")
async def update_tenant(
    changes: ChangeLog, user: CurrentUser, if_match: IfMatch, tenant: str, values: TenantPatch
) -> TenantChanged:
    async with changes.begin(user, values.reason, if_match) as change:
        row = await service.update_tenant(change, tenant, values)
    return TenantChanged(
        **TenantOut.model_validate(row).model_dump(), releases=to_release_refs(change.releases)
    )


@router.delete("/{tenant}")
async def delete_tenant(changes: ChangeLog, user: CurrentUser, tenant: str) -> Changed:
    """With its keys, which open nothing from then on."""
    async with changes.begin(user) as change:
        await service.delete_tenant(change, tenant)
    return Changed(releases=to_release_refs(change.releases))


@router.get("/{tenant}/keys")
async def list_keys(db: Db, tenant: str) -> Listing[KeyOut]:
    """Without the keys themselves, which nobody has any more but their holders."""
    rows = await queries.list_keys(db, (await queries.find_tenant(db, tenant)).id)
    return Listing(items=[KeyOut.model_validate(row) for row in rows], total=len(rows))


@router.post("/{tenant}/keys", status_code=status.HTTP_201_CREATED)
async def create_key(changes: ChangeLog, user: CurrentUser, tenant: str, values: KeyIn) -> KeyMade:
    """`key` is shown this once."""
    async with changes.begin(user, values.reason) as change:
        row, secret = await service.create_key(change, tenant, values)
    return KeyMade(
        **KeyOut.model_validate(row).model_dump(), key=secret, releases=to_release_refs(change.releases)
    )


@router.patch("/{tenant}/keys/{key}")
async def update_key(
    changes: ChangeLog, user: CurrentUser, tenant: str, key: str, values: KeyPatch
) -> KeyChanged:
    async with changes.begin(user, values.reason) as change:
        row = await service.update_key(change, tenant, key, values)
    return KeyChanged(**KeyOut.model_validate(row).model_dump(), releases=to_release_refs(change.releases))


@router.post("/{tenant}/keys/{key}/rotate", status_code=status.HTTP_201_CREATED)
async def rotate_key(
    changes: ChangeLog, user: CurrentUser, tenant: str, key: str, values: RotationIn
) -> KeyMade:
    """A new key of the same name; the old one works on for `overlap_hours`."""
    async with changes.begin(user, values.reason) as change:
        row, secret = await service.rotate_key(change, tenant, key, values)
    return KeyMade(
        **KeyOut.model_validate(row).model_dump(), key=secret, releases=to_release_refs(change.releases)
    )


@router.delete("/{tenant}/keys/{key}")
async def revoke_key(changes: ChangeLog, user: CurrentUser, tenant: str, key: str) -> KeyChanged:
    """Cannot be undone; Envoy refuses the key as soon as it has the release."""
    async with changes.begin(user) as change:
        row = await service.revoke_key(change, tenant, key)
    return KeyChanged(**KeyOut.model_validate(row).model_dump(), releases=to_release_refs(change.releases))


@router.get("/{tenant}/usage")
async def show_usage(db: Db, tenant: str, days: Annotated[int, Query(ge=1, le=366)] = 30) -> Listing[UseOut]:
    """Requests by key and day (UTC), today among them; written down every few seconds."""
    row = await queries.find_tenant(db, tenant)
    uses = await queries.list_uses(db, row.id, clock.now().date(), days)
    return Listing(items=[UseOut.model_validate(use) for use in uses], total=len(uses))
