"""What filters are told of the tenants: digests of good keys, hosts, rates.

A filter that wants to know has a configuration field `tenants`, an object with a property `digests`, as
`filters/tenant_key.py` has. The console fills it in at every publication, so nobody types it.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from sluice_console.models import Attachment, FilterVersion, Rollout, Tenant, TenantKey
from sluice_console.models.rollouts import LIVE_STATES

FIELD = "tenants"


def asks_for_tenants(schema: Mapping[str, Any] | None) -> bool:
    """Whether the configuration has the field that the console fills in."""
    if schema is None or not isinstance(schema.get("properties"), dict):
        return False
    field = schema["properties"].get(FIELD)
    seen: set[str] = set()
    while isinstance(field, dict) and isinstance(field.get("$ref"), str) and field["$ref"] not in seen:
        seen.add(field["$ref"])
        field = schema.get("$defs", {}).get(field["$ref"].removeprefix("#/$defs/"))
    return isinstance(field, dict) and "digests" in field.get("properties", {})


async def read_standing(db: AsyncSession, now: datetime) -> dict[str, Any]:
    """The value of the field as it is now; keys by digest, everything else by the tenant's name."""
    rows = (await db.scalars(select(TenantKey).where(TenantKey.revoked_at.is_(None)))).all()
    keys = sorted((row for row in rows if row.is_good(now)), key=lambda row: row.id)
    tenants = (await db.scalars(select(Tenant).order_by(Tenant.name))).all()
    return {
        "digests": {key.digest: f"{key.tenant.name}/{key.id}" for key in keys},
        "expires": {key.digest: int(key.expires_at.timestamp()) for key in keys if key.expires_at},
        "hosts": {tenant.name: tenant.hosts for tenant in tenants if tenant.hosts},
        "rates": {tenant.name: float(tenant.rate) for tenant in tenants if tenant.rate is not None},
    }


def for_people(schema: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    """The schema of what a person types: without the field that the console fills in."""
    if schema is None or not asks_for_tenants(schema):
        return schema
    typed = {name: part for name, part in schema["properties"].items() if name != FIELD}
    required = [name for name in schema.get("required", ()) if name != FIELD]
    return {**schema, "properties": typed, "required": required}


def without_tenants(schema: Mapping[str, Any] | None, configuration: dict[str, Any]) -> dict[str, Any]:
    """The configuration as a person has it: without what the console fills in."""
    if not asks_for_tenants(schema):
        return configuration
    return {name: value for name, value in configuration.items() if name != FIELD}


async def find_gateways_that_ask(db: AsyncSession) -> list[str]:
    """Ids of the gateways at which a filter runs, or is being rolled out, that is told of the tenants."""
    attached = select(Attachment.gateway_id, FilterVersion.config_schema).join(
        FilterVersion, Attachment.filter_version_id == FilterVersion.id
    )
    coming = (
        select(Rollout.gateway_id, FilterVersion.config_schema)
        .join(FilterVersion, Rollout.new_version_id == FilterVersion.id)
        .where(Rollout.state.in_(LIVE_STATES))
    )
    rows = [*await db.execute(attached), *await db.execute(coming)]
    return sorted({row.gateway_id for row in rows if asks_for_tenants(row.config_schema)})
