"""Making, changing and deleting issuers."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from sluice_console.core.errors import Conflict, Invalid, NotFound
from sluice_console.core.language import tr
from sluice_console.envoy.protection_fields import check_issuer
from sluice_console.features.changes import Change
from sluice_console.features.issuers import queries
from sluice_console.features.issuers.configuration import to_issuer
from sluice_console.features.issuers.schemas import IssuerIn, IssuerPatch
from sluice_console.features.services.queries import find_service
from sluice_console.features.uniqueness import check_name_is_free
from sluice_console.models import Issuer, Service


async def create_issuer(change: Change, values: IssuerIn) -> Issuer:
    await check_name_is_free(change.db, Issuer, values.name)
    service = await _find_service(change.db, values.service)
    issuer = Issuer(
        id=change.make_id("is"),
        name=values.name,
        settings=values.settings.model_dump(mode="json"),
        service=service,
        service_id=service.id if service else None,
    )
    _check(issuer)
    change.db.add(issuer)
    change.record("issuer.create", issuer, issuer.name, values.model_dump(mode="json", exclude={"reason"}))
    return issuer


async def update_issuer(change: Change, reference: str, values: IssuerPatch) -> Issuer:
    issuer = await queries.find_issuer(change.db, reference)
    change.keep(issuer)
    if values.name is not None and values.name != issuer.name:
        await check_name_is_free(change.db, Issuer, values.name)
        issuer.name = values.name
    if values.settings is not None:
        issuer.settings = values.settings.model_dump(mode="json")
    if "service" in values.model_fields_set:
        issuer.service = await _find_service(change.db, values.service)
        issuer.service_id = issuer.service.id if issuer.service else None
    _check(issuer)
    detail = values.model_dump(mode="json", exclude={"reason"}, exclude_unset=True)
    change.record("issuer.update", issuer, issuer.name, detail)
    change.touch(*(gateway for _, gateway in await queries.list_demanding_routes(change.db, issuer.id)))
    return issuer


async def delete_issuer(change: Change, reference: str) -> Issuer:
    """Raises `Conflict` while a route takes its tokens."""
    issuer = await queries.find_issuer(change.db, reference)
    routes = [name for name, _ in await queries.list_demanding_routes(change.db, issuer.id)]
    if routes:
        raise Conflict(
            tr(
                "%(name)s is in use by %(routes)s route(s): %(routes2)s. Change them first.",
                name=issuer.name,
                routes=len(routes),
                routes2=", ".join(routes[:5]),
            )
        )
    change.keep(issuer)
    change.record("issuer.delete", issuer, issuer.name)
    await change.db.delete(issuer)
    return issuer


def to_output(issuer: Issuer) -> dict[str, Any]:
    """What `IssuerOut` takes."""
    names = ("id", "name", "settings", "created_at", "updated_at")
    service = issuer.service.name if issuer.service else None
    return {**{name: getattr(issuer, name) for name in names}, "service": service}


def _check(issuer: Issuer) -> None:
    for fault in check_issuer(to_issuer(issuer)):
        raise Invalid.field("settings", fault)


async def _find_service(db: AsyncSession, reference: str | None) -> Service | None:
    if reference is None:
        return None
    try:
        return await find_service(db, reference)
    except NotFound as error:
        raise Invalid.field("service", tr("there is no service %(value)s", value=repr(reference))) from error
