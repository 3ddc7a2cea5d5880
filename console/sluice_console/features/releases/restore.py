"""A release's document back into rows: the listener, routes and attachments of one gateway."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from sluice_console.core.errors import Conflict
from sluice_console.core.ids import new_id
from sluice_console.core.language import tr
from sluice_console.envoy import ir
from sluice_console.features.changes import Change
from sluice_console.features.services.schemas import ServiceSettings
from sluice_console.features.tenants.standing import without_tenants
from sluice_console.models import (
    Attachment,
    Certificate,
    Destination,
    Endpoint,
    FilterVersion,
    Gateway,
    Issuer,
    Listener,
    ListenerCertificate,
    Login,
    Route,
    Service,
    ServiceCertificate,
    SharedLimit,
)

Owners = Mapping[str, str]
"""The files that kept the release's objects, or the tenants that had them, by id; what is still there belongs
to whom it belongs today.
"""


async def restore_objects(change: Change, gateway: Gateway, document: dict[str, Any]) -> None:
    """Rows that came later go, rows that went come back with their ids, all others get their old values."""
    db = change.db
    listener = document["listeners"][0]
    gateway.listen_address, gateway.listen_port = listener["address"], listener["port"]
    gateway.reuse_port, gateway.compression = listener["reuse_port"], listener.get("compression")
    gateway.cache = listener.get("cache")
    limits = listener.get("limits") or {}
    gateway.limits = limits if any(value is not None for value in limits.values()) else None
    headers = listener.get("client_headers")
    gateway.client_headers = None if headers == asdict(ir.ClientHeaders()) else headers
    gateway.limit_service = document.get("limit_service")
    overload = document.get("overload") or {}
    gateway.overload = overload if any(value is not None for value in overload.values()) else None
    owners: Owners = document.get("owners", {})
    tenants: Owners = document.get("tenants", {})
    await _restore_services(change, document["services"], owners, tenants)
    await _drop_others(db, gateway, document)
    for item in document["listeners"][1:]:
        await _restore_listener(db, gateway, item, owners)
    for item in document["routes"]:
        await _restore_route(db, gateway, item, owners, tenants)
    await db.flush()
    for item in document["attachments"]:
        await _restore_attachment(db, gateway, item, owners)
    await db.flush()


async def _drop_others(db: AsyncSession, gateway: Gateway, document: dict[str, Any]) -> None:
    kept = {item["id"] for kind in ("listeners", "routes", "attachments") for item in document[kind]}
    for statement in (
        select(Attachment).where(Attachment.gateway_id == gateway.id),
        select(Route).where(Route.gateway_id == gateway.id),
        select(Listener).where(Listener.gateway_id == gateway.id),
    ):
        rows: Sequence[Attachment | Listener | Route] = (await db.scalars(statement)).unique().all()
        for row in rows:
            if row.id not in kept:
                await db.delete(row)
        await db.flush()


async def _restore_listener(db: AsyncSession, gateway: Gateway, item: dict[str, Any], owners: Owners) -> None:
    """Its certificates are today's: a roll back brings no old key back."""
    listener = await db.get(Listener, item["id"])
    if listener is None:
        listener = Listener(id=item["id"], gateway=gateway, gateway_id=gateway.id, certificates=[])
        listener.owner = owners.get(listener.id, "")
        db.add(listener)
    for name in ("name", "address", "port", "reuse_port", "http3"):
        setattr(listener, name, item[name])
    tls = item["tls"] and dict(item["tls"])
    ids = tls.pop("certificate_ids") if tls else []
    listener.tls = tls
    listener.certificates.clear()
    await db.flush()
    for position, id_ in enumerate(ids):
        certificate = await db.get(Certificate, id_)
        if certificate is None:
            raise Conflict(
                tr(
                    "Listener %(item)s of that release has a certificate that was deleted since. Its key is "
                    "gone; add it anew and change the listener.",
                    item=item["name"],
                )
            )
        listener.certificates.append(
            ListenerCertificate(position=position, certificate=certificate, certificate_id=id_)
        )


async def _restore_services(
    change: Change, items: list[dict[str, Any]], owners: Owners, tenants: Owners
) -> None:
    """Only services that are gone, so that routes have somewhere to lead to; other gateways learn of them."""
    known = set(await change.db.scalars(select(Service.id)))
    missing = [item for item in items if item["id"] not in known]
    for item in missing:
        taken = await change.db.scalar(select(Service.id).where(Service.name == item["name"]))
        if taken is not None:
            raise Conflict(tr("Another service is called %(item)s now; rename it first.", item=item["name"]))
        endpoints = [
            Endpoint(id=new_id("ep"), position=position, **endpoint)
            for position, endpoint in enumerate(item["endpoints"])
        ]
        settings = {name: item[name] for name in ServiceSettings.model_fields if name in item}
        tls = item.get("tls") and dict(item["tls"])
        shown = await _find_shown(change.db, item["name"], tls.pop("certificate_id")) if tls else None
        change.db.add(
            Service(
                id=item["id"],
                name=item["name"],
                description="",
                owner=owners.get(item["id"], ""),
                tenant_id=tenants.get(item["id"]),
                settings={**settings, "tls": tls},
                endpoints=endpoints,
                client_certificate=shown,
            )
        )
    await change.db.flush()


async def _find_shown(db: AsyncSession, name: str, id_: str) -> ServiceCertificate | None:
    """What nodes show to the service of that name; its key is today's."""
    if not id_:
        return None
    certificate = await db.get(Certificate, id_)
    if certificate is None:
        raise Conflict(
            tr(
                "Service %(name)s of that release is shown a certificate that was deleted since. Its key is "
                "gone; make the service anew with another one.",
                name=name,
            )
        )
    return ServiceCertificate(certificate=certificate, certificate_id=id_)


async def _restore_route(
    db: AsyncSession, gateway: Gateway, item: dict[str, Any], owners: Owners, tenants: Owners
) -> None:
    route = await db.get(Route, item["id"])
    if route is None:
        route = Route(id=item["id"], gateway=gateway, gateway_id=gateway.id, description="")
        route.destinations = []
        route.owner = owners.get(route.id, "")
        route.tenant_id = tenants.get(route.id)
        db.add(route)
    action = dict(item["action"])
    destinations = action.pop("destinations", [])
    mirrors = [_to_mirror_row(values) for values in action.pop("mirrors", [])]
    route.name, route.hosts, route.match = item["name"], item["hosts"], item["match"]
    route.action, route.order = action, item["order"]
    route.protection = item.get("protection")
    route.shared_limits = item.get("shared_limit_ids") or []
    route.login_id = item.get("login_id") or ""
    await _check_issuers(db, route)
    await _check_demands(db, route)
    route.headers = {"request": item["request_headers"], "response": item["response_headers"]}
    route.destinations.clear()
    await db.flush()
    route.destinations.extend(
        Destination(position=position, **values) for position, values in enumerate([*destinations, *mirrors])
    )


async def _check_issuers(db: AsyncSession, route: Route) -> None:
    for id_ in route.protection["security"]["issuer_ids"] if route.protection else ():
        if await db.get(Issuer, id_) is None:
            raise Conflict(
                tr(
                    "Route %(name)s of that release takes tokens of an issuer that was deleted "
                    "since; make it "
                    "anew and change the route.",
                    name=route.name,
                )
            )


async def _check_demands(db: AsyncSession, route: Route) -> None:
    if route.login_id and await db.get(Login, route.login_id) is None:
        raise Conflict(
            tr(
                "Route %(name)s of that release has a login that was deleted since; make it anew and change "
                "the route.",
                name=route.name,
            )
        )
    for id_ in route.shared_limits:
        if await db.get(SharedLimit, id_) is None:
            raise Conflict(
                tr(
                    "Route %(name)s of that release has a shared limit that was deleted since; make "
                    "it anew and "
                    "change the route.",
                    name=route.name,
                )
            )


def _to_mirror_row(values: dict[str, Any]) -> dict[str, Any]:
    names = ("service_id", "version")
    return {**{name: values[name] for name in names}, "weight": values["share"], "mirror": True}


async def _restore_attachment(
    db: AsyncSession, gateway: Gateway, item: dict[str, Any], owners: Owners
) -> None:
    attachment = await db.get(Attachment, item["id"])
    if attachment is None:
        attachment = Attachment(id=item["id"], gateway_id=gateway.id)
        attachment.owner = owners.get(attachment.id, "")
        db.add(attachment)
    attachment.route_id = item["route_id"]
    attachment.filter_version = await db.get_one(FilterVersion, item["filter_version_id"])
    attachment.filter_version_id = item["filter_version_id"]
    configuration = json.loads(item["configuration"] or "{}")
    attachment.configuration = without_tenants(attachment.filter_version.config_schema, configuration)
    attachment.order = item["order"]
