"""/api/certificates"""

from fastapi import APIRouter, status

from sluice_console.core.db import Db
from sluice_console.features.access import CurrentUser
from sluice_console.features.certificates import queries, service
from sluice_console.features.certificates.schemas import (
    CertificateChanged,
    CertificateIn,
    CertificateOut,
    CertificatePatch,
)
from sluice_console.features.changes import ChangeLog
from sluice_console.features.paging import ListWindow
from sluice_console.features.problems import PROBLEMS
from sluice_console.features.schemas import Changed, Listing, to_release_refs
from sluice_console.features.sealing import Sealing

router = APIRouter(prefix="/api/certificates", tags=["certificates"], responses=PROBLEMS)


@router.get("")
async def list_certificates(db: Db, window: ListWindow) -> Listing[CertificateOut]:
    rows, total = await queries.list_certificates(
        db, search=window.search, offset=window.offset, limit=window.limit
    )
    uses, services = await queries.list_uses(db), await queries.list_services_shown(db)
    items = [CertificateOut.model_validate(service.to_output(row, uses, services)) for row in rows]
    return Listing(items=items, total=total)


@router.post("", status_code=status.HTTP_201_CREATED)
async def create_certificate(
    changes: ChangeLog, user: CurrentUser, vault: Sealing, values: CertificateIn
) -> CertificateChanged:
    """The key is sealed at once; no answer, page, log or export ever holds it."""
    async with changes.begin(user, values.reason) as change:
        row = await service.create_certificate(change, vault, values)
    return CertificateChanged.model_validate({**service.to_output(row, {}, {}), "releases": []})


@router.get("/{certificate}")
async def show_certificate(db: Db, certificate: str) -> CertificateOut:
    row = await queries.find_certificate(db, certificate)
    uses, services = await queries.list_uses(db), await queries.list_services_shown(db)
    return CertificateOut.model_validate(service.to_output(row, uses, services))


@router.patch("/{certificate}")
async def update_certificate(
    changes: ChangeLog, user: CurrentUser, vault: Sealing, certificate: str, values: CertificatePatch
) -> CertificateChanged:
    """A renewed certificate reaches the nodes at once; open connections stay open."""
    async with changes.begin(user, values.reason) as change:
        row = await service.update_certificate(change, vault, certificate, values)
        uses = await queries.list_uses(change.db)
        services = await queries.list_services_shown(change.db)
    releases = to_release_refs(change.releases)
    return CertificateChanged.model_validate({**service.to_output(row, uses, services), "releases": releases})


@router.delete("/{certificate}")
async def delete_certificate(changes: ChangeLog, user: CurrentUser, certificate: str) -> Changed:
    """409 while a listener has it or a service is shown it."""
    async with changes.begin(user) as change:
        await service.delete_certificate(change, certificate)
    return Changed(releases=to_release_refs(change.releases))
