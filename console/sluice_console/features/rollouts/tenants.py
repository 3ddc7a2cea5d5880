"""Stages by tenant: all requests for a tenant's hosts.

Which key a request carries is found out by a filter, after the version has been chosen; so a tenant is told
by its hosts here.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from sluice_console.core.errors import Invalid, NotFound
from sluice_console.core.language import tr
from sluice_console.features.tenants.queries import find_tenant


async def find_tenants(db: AsyncSession, references: Sequence[str], path: str) -> list[dict[str, Any]]:
    """As `models.RolloutStage.tenants` holds them, each once. Raises `Invalid` below `path`."""
    found: dict[str, dict[str, Any]] = {}
    for position, reference in enumerate(references):
        field = f"{path}.{position}"
        try:
            tenant = await find_tenant(db, reference)
        except NotFound as error:
            raise Invalid.field(field, tr("there is no tenant %(value)s", value=repr(reference))) from error
        if not tenant.hosts:
            raise Invalid.field(
                field,
                tr(
                    "%(name)s has no hosts, by which its requests could be told; name the header that its "
                    "keys come in instead",
                    name=tenant.name,
                ),
            )
        found[tenant.id] = {"id": tenant.id, "name": tenant.name, "hosts": tenant.hosts}
    return list(found.values())
