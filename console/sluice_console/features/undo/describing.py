"""What an object is, as the audit log keeps it beside a change: enough to put it back, and no secret.

Left out is what cannot be put back from a text: certificates and logins, whose keys and secrets are sealed,
keys of tenants, users, tokens.
"""

from collections.abc import Callable, Mapping
from typing import Any

from pydantic import BaseModel

from sluice_console.features.attachments.configuration import configuration_digest
from sluice_console.features.configuration import documents
from sluice_console.models import Attachment, Gateway, Issuer, Listener, Route, Service, SharedLimit, Tenant

DIGEST = "configuration_sha256"
OWNER = "owner"

_READ: Mapping[type[Any], Callable[[Any], BaseModel]] = {
    Tenant: documents.to_tenant,
    Service: lambda row: documents.to_service(row, _own_tenant(row)),
    Issuer: documents.to_issuer,
    Gateway: documents.to_gateway,
    Listener: documents.to_listener,
    SharedLimit: documents.to_limit,
    Route: lambda row: documents.to_route(row, _own_tenant(row)),
}


def describe(row: object) -> dict[str, Any] | None:
    """As `POST` would take it, with the file that owns it; None for what cannot be put back.

    A filter's configuration may hold keys and passwords: only its digest is in it, and the configuration
    itself stands in the release.
    """
    found: dict[str, Any]
    if isinstance(row, Attachment):
        found = documents.to_attachment(row).model_dump(mode="json", exclude={"configuration"})
        return {**found, DIGEST: configuration_digest(row.configuration), OWNER: row.owner}
    read = _READ.get(type(row))
    if read is None:
        return None
    found = read(row).model_dump(mode="json", exclude={"reason"})
    return {**found, OWNER: getattr(row, OWNER)}


def _own_tenant(row: Route | Service) -> dict[str, str]:
    """By its id, which a new name does not change."""
    return {row.tenant_id: row.tenant_id} if row.tenant_id else {}
