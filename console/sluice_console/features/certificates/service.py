"""Making, changing and deleting certificates. Keys are sealed before they reach the database."""

from collections.abc import Mapping, Sequence
from typing import Any

from sluice_console.core.errors import Conflict, Invalid
from sluice_console.core.ids import new_id
from sluice_console.core.language import tr
from sluice_console.core.vault import Vault, VaultError
from sluice_console.envoy.certificates import check_key, find_facts, normalise_key
from sluice_console.features.certificates import queries
from sluice_console.features.certificates.schemas import CertificateIn, CertificatePatch
from sluice_console.features.changes import Change
from sluice_console.features.conflicts import begin_edit
from sluice_console.features.gateways.queries import all_gateway_ids
from sluice_console.features.releases.shown import find_gateways_that_show
from sluice_console.features.uniqueness import check_name_is_free
from sluice_console.models import Certificate

Uses = Mapping[str, list[tuple[str, str]]]


async def create_certificate(change: Change, vault: Vault, values: CertificateIn) -> Certificate:
    await check_name_is_free(change.db, Certificate, values.name)
    row = Certificate(
        id=new_id("ct"),
        name=values.name,
        description=values.description,
        chain=values.chain,
        ocsp=values.ocsp,
    )
    row.sealed_key = _seal(vault, row.id, values.chain, values.key)
    change.db.add(row)
    change.record("certificate.create", row, row.name, _shown(row))
    return row


async def update_certificate(
    change: Change, vault: Vault, reference: str, values: CertificatePatch
) -> Certificate:
    """Nodes get the new one at once, and open connections stay open."""
    row = await queries.find_certificate(change.db, reference)
    await begin_edit(change, row)
    await change.db.refresh(row, ["sealed_key"])
    if values.name is not None and values.name != row.name:
        await check_name_is_free(change.db, Certificate, values.name)
        row.name = values.name
    if values.description is not None:
        row.description = values.description
    if values.chain is not None or values.key is not None:
        chain = values.chain or row.chain
        row.sealed_key = _seal(vault, row.id, chain, values.key or _open(vault, row))
        row.chain, row.ocsp = chain, None
    if values.ocsp is not None:
        row.ocsp = values.ocsp
    change.record("certificate.update", row, row.name, _shown(row))
    uses = (await queries.list_uses(change.db)).get(row.id, [])
    gateways: Sequence[str] = [gateway_id for gateway_id, _ in uses]
    if row.id in await queries.list_services_shown(change.db):
        gateways = await all_gateway_ids(change.db)
    change.touch(*gateways)
    change.renew_secrets(*gateways)
    return row


async def delete_certificate(change: Change, reference: str) -> Certificate:
    """Raises `Conflict` while a listener has it or a service is shown it.

    Gateways that went back to a release with it get one with the services of today.
    """
    row = await queries.find_certificate(change.db, reference)
    uses = (await queries.list_uses(change.db)).get(row.id, [])
    if uses:
        names = ", ".join(name for _, name in uses[:5])
        raise Conflict(
            tr(
                "%(name)s is in use by %(uses)s listener(s): %(names)s. Change them first.",
                name=row.name,
                uses=len(uses),
                names=names,
            )
        )
    services = (await queries.list_services_shown(change.db)).get(row.id, [])
    if services:
        names = ", ".join(services[:5])
        raise Conflict(
            tr(
                "%(name)s is shown to %(services)s service(s): %(names)s. Change them first.",
                name=row.name,
                services=len(services),
                names=names,
            )
        )
    change.record("certificate.delete", row, row.name)
    change.touch(*await find_gateways_that_show(change.db, row.id))
    await change.db.delete(row)
    return row


def to_output(row: Certificate, uses: Uses, services: Mapping[str, list[str]]) -> dict[str, Any]:
    """What `CertificateOut` takes."""
    names = ("id", "name", "description", "created_at", "updated_at")
    facts = find_facts(row.chain)
    return {
        **{name: getattr(row, name) for name in names},
        "names": list(facts.names),
        "kind": facts.kind,
        "issuer": facts.issuer,
        "not_before": facts.not_before,
        "not_after": facts.not_after,
        "fingerprint": facts.fingerprint,
        "stapled": row.ocsp is not None,
        "listeners": [name for _, name in uses.get(row.id, [])],
        "services": services.get(row.id, []),
    }


def _seal(vault: Vault, certificate_id: str, chain: str, key: str) -> bytes:
    for fault in check_key(chain, key):
        raise Invalid.field("key", fault)
    return vault.seal(normalise_key(key).encode(), queries.purpose_of(certificate_id))


def _open(vault: Vault, row: Certificate) -> str:
    try:
        return vault.open(row.sealed_key, queries.purpose_of(row.id)).decode()
    except VaultError as error:
        raise Invalid.field("key", tr("is needed: %(error)s", error=error)) from error


def _shown(row: Certificate) -> dict[str, Any]:
    """For the audit log: which certificate, and nothing of its key."""
    facts = find_facts(row.chain)
    return {"names": list(facts.names), "fingerprint": facts.fingerprint, "expires": str(facts.not_after)}
