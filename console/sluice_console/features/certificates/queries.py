"""Reading certificates, and opening their keys for the nodes that serve them."""

import logging
import time
from collections.abc import Collection, Sequence

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import undefer

from sluice_console.core.db import Database
from sluice_console.core.errors import NotFound
from sluice_console.core.language import tr
from sluice_console.core.vault import Vault, VaultError
from sluice_console.envoy.resources import Resource
from sluice_console.envoy.secrets import to_secret, to_ticket_keys
from sluice_console.models import (
    Certificate,
    Gateway,
    Listener,
    ListenerCertificate,
    Service,
    ServiceCertificate,
)

_log = logging.getLogger(__name__)


def purpose_of(certificate_id: str) -> str:
    """What the key of a certificate is sealed for."""
    return f"the key of certificate {certificate_id}"


async def find_certificate(db: AsyncSession, reference: str) -> Certificate:
    """By id or name; raises `NotFound`."""
    statement = select(Certificate).where(or_(Certificate.id == reference, Certificate.name == reference))
    certificate = (await db.scalars(statement)).first()
    if certificate is None:
        raise NotFound(tr("There is no certificate %(value)s.", value=repr(reference)))
    return certificate


async def list_certificates(
    db: AsyncSession, *, search: str = "", offset: int = 0, limit: int = 100
) -> tuple[Sequence[Certificate], int]:
    statement = select(Certificate)
    if search:
        statement = statement.where(Certificate.name.contains(search, autoescape=True))
    total = await db.scalar(select(func.count()).select_from(statement.subquery())) or 0
    rows = await db.scalars(statement.order_by(Certificate.name).offset(offset).limit(limit))
    return rows.all(), total


async def list_names(db: AsyncSession) -> Sequence[str]:
    """For choices in forms."""
    return (await db.scalars(select(Certificate.name).order_by(Certificate.name))).all()


async def list_uses(db: AsyncSession) -> dict[str, list[tuple[str, str]]]:
    """By certificate: the gateway's id and `gateway/listener` of each listener that has it."""
    statement = (
        select(ListenerCertificate.certificate_id, Gateway.id, Gateway.name, Listener.name)
        .join(Listener, Listener.id == ListenerCertificate.listener_id)
        .join(Gateway, Gateway.id == Listener.gateway_id)
        .order_by(Gateway.name, Listener.name)
    )
    uses: dict[str, list[tuple[str, str]]] = {}
    for certificate_id, gateway_id, gateway, listener in await db.execute(statement):
        uses.setdefault(certificate_id, []).append((gateway_id, f"{gateway}/{listener}"))
    return uses


async def list_services_shown(db: AsyncSession) -> dict[str, list[str]]:
    """By certificate: the names of the services that nodes show it to."""
    statement = (
        select(ServiceCertificate.certificate_id, Service.name)
        .join(Service, Service.id == ServiceCertificate.service_id)
        .order_by(Service.name)
    )
    services: dict[str, list[str]] = {}
    for certificate_id, name in await db.execute(statement):
        services.setdefault(certificate_id, []).append(name)
    return services


async def read_secrets(
    database: Database, vault: Vault, gateway_id: str, shown: Collection[str]
) -> tuple[Resource, ...]:
    """What the nodes of a gateway need for TLS: certificates with their keys, and the ticket keys.

    Certificates of its listeners, and those with the ids `shown`, which its nodes show to services.

    A certificate that cannot be opened is left out, and the log says why: what else the gateway serves must
    not stop for it.
    """
    used = (
        select(ListenerCertificate.certificate_id)
        .join(Listener, Listener.id == ListenerCertificate.listener_id)
        .where(Listener.gateway_id == gateway_id)
    )
    chosen = or_(Certificate.id.in_(used), Certificate.id.in_(shown))
    statement = (
        select(Certificate).where(chosen).order_by(Certificate.id).options(undefer(Certificate.sealed_key))
    )
    async with database.reading() as db:
        rows = (await db.scalars(statement)).all()
    if not rows:
        return ()
    secrets = [to_ticket_keys(vault.derive(f"session tickets of {gateway_id}"), time.time())]
    for row in rows:
        try:
            key = vault.open(row.sealed_key, purpose_of(row.id)).decode()
        except VaultError as error:
            _log.error("certificate %s is not served: %s", row.name, error)
            continue
        secrets.append(to_secret(row.id, row.chain, key, row.ocsp or b""))
    return tuple(secrets)
