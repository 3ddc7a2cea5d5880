"""Making, changing and deleting services. Every gateway knows every service, so that filters can call it."""

from collections.abc import Sequence
from typing import Any

from pydantic import ValidationError
from sqlalchemy.ext.asyncio import AsyncSession

from sluice_console.core.errors import Conflict, Invalid, NotFound
from sluice_console.core.ids import new_id
from sluice_console.core.language import tr
from sluice_console.features.certificates.queries import find_certificate
from sluice_console.features.changes import Change
from sluice_console.features.conflicts import begin_edit
from sluice_console.features.gateways.queries import all_gateway_ids
from sluice_console.features.rollouts.queries import check_none_is_live, list_live
from sluice_console.features.schemas import to_invalid
from sluice_console.features.services import queries
from sluice_console.features.services.schemas import EndpointIn, ServiceIn, ServicePatch, ServiceSettings
from sluice_console.features.tenants.queries import find_tenant_id
from sluice_console.features.uniqueness import check_name_is_free
from sluice_console.models import Certificate, Endpoint, Service, ServiceCertificate


async def create_service(change: Change, values: ServiceIn) -> Service:
    await check_name_is_free(change.db, Service, values.name)
    service = Service(
        id=change.make_id("sv"),
        name=values.name,
        description=values.description,
        settings=_to_column(values.settings),
        endpoints=_to_rows(values.endpoints),
        tenant_id=await find_tenant_id(change.db, values.tenant),
        client_certificate=None,
    )
    await _show_certificate(change.db, service, values.settings)
    change.db.add(service)
    detail = values.model_dump(exclude={"reason"})
    change.record("service.create", service, service.name, detail, service.tenant_id)
    change.touch(*await all_gateway_ids(change.db))
    return service


async def update_service(change: Change, reference: str, values: ServicePatch) -> Service:
    service = await queries.find_service(change.db, reference)
    await begin_edit(change, service)
    if values.name is not None and values.name != service.name:
        await check_name_is_free(change.db, Service, values.name)
        service.name = values.name
    if values.description is not None:
        service.description = values.description
    if values.settings is not None:
        service.settings = _merge(service.settings, values.settings)
        if "tls" in values.settings.model_fields_set:
            await _show_certificate(change.db, service, values.settings)
    if values.endpoints is not None:
        await _check_rollouts(change.db, service, values.endpoints)
        service.endpoints = _to_rows(values.endpoints)
    if values.tenant is not None:
        service.tenant_id = await find_tenant_id(change.db, values.tenant)
    detail = values.model_dump(exclude={"reason"}, exclude_none=True)
    change.record("service.update", service, service.name, detail, service.tenant_id)
    change.touch(*await all_gateway_ids(change.db))
    return service


async def delete_service(change: Change, reference: str) -> Service:
    """Raises `Conflict` while a route leads to it."""
    service = await queries.find_service(change.db, reference)
    await check_none_is_live(change.db, service_id=service.id)
    routes = await queries.list_routes_to(change.db, service.id)
    if routes:
        names = ", ".join(route.name for route in routes[:5]) + (" …" if len(routes) > 5 else "")
        raise Conflict(
            tr(
                "%(name)s is in use by %(routes)s route(s): %(names)s. Change them first.",
                name=service.name,
                routes=len(routes),
                names=names,
            )
        )
    issuer = await queries.find_issuer_of(change.db, service.id)
    if issuer is not None:
        raise Conflict(
            tr(
                "%(name)s has the keys of issuer %(issuer)s. Change that first.",
                name=service.name,
                issuer=issuer,
            )
        )
    login = await queries.find_login_of(change.db, service.id)
    if login is not None:
        raise Conflict(
            tr(
                "%(name)s gives the tokens of login %(login)s. Change that first.",
                name=service.name,
                login=login,
            )
        )
    change.keep(service)
    change.record("service.delete", service, service.name, tenant_id=service.tenant_id)
    change.touch(*await all_gateway_ids(change.db))
    await change.db.delete(service)
    return service


async def _check_rollouts(db: AsyncSession, service: Service, endpoints: Sequence[EndpointIn]) -> None:
    """Both versions that a rollout is between stay until it is over."""
    left = {endpoint.version for endpoint in endpoints}
    for rollout in await list_live(db, service_id=service.id):
        for side in (rollout.old_configuration, rollout.new_configuration):
            if side["version"] and side["version"] not in left:
                raise Conflict(
                    tr(
                        "Rollout %(id)s needs version %(version)s; promote or abort it first.",
                        id=rollout.id,
                        version=side["version"],
                    )
                )


def _merge(stored: dict[str, Any], values: ServiceSettings) -> dict[str, Any]:
    """Raises `Invalid` when what is given does not go with what is stored."""
    try:
        merged = ServiceSettings.model_validate({**stored, **values.model_dump(exclude_unset=True)})
    except ValidationError as error:
        raise to_invalid(error) from error
    return _to_column(merged)


def to_output(service: Service) -> dict[str, Any]:
    """What `ServiceOut` takes: the certificate by name."""
    names = ("id", "name", "description", "endpoints", "tenant_id", "created_at", "updated_at")
    tls, shown = service.settings.get("tls"), service.client_certificate
    if tls is not None:
        tls = {**tls, "certificate": shown.certificate.name if shown else None}
    return {**{name: getattr(service, name) for name in names}, "settings": {**service.settings, "tls": tls}}


def _to_column(settings: ServiceSettings) -> dict[str, Any]:
    """The certificate is a row of its own."""
    return settings.model_dump(exclude={"tls": {"certificate"}})


async def _show_certificate(db: AsyncSession, service: Service, settings: ServiceSettings) -> None:
    """Raises `Invalid` when the certificate that is named is not there."""
    reference = settings.tls.certificate if settings.tls else None
    certificate = await _find_certificate(db, reference) if reference else None
    shown = service.client_certificate
    if certificate is None:
        service.client_certificate = None
    elif shown is None:
        service.client_certificate = ServiceCertificate(
            certificate=certificate, certificate_id=certificate.id
        )
    else:
        shown.certificate, shown.certificate_id = certificate, certificate.id


async def _find_certificate(db: AsyncSession, reference: str) -> Certificate:
    try:
        return await find_certificate(db, reference)
    except NotFound as error:
        path = "settings.tls.certificate"
        raise Invalid.field(path, tr("there is no certificate %(value)s", value=repr(reference))) from error


def _to_rows(endpoints: Sequence[EndpointIn]) -> list[Endpoint]:
    return [
        Endpoint(id=new_id("ep"), position=position, **endpoint.model_dump())
        for position, endpoint in enumerate(endpoints)
    ]
