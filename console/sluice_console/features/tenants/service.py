"""Making and changing tenants; making, rotating and revoking their keys.

Each change of a key publishes a release on the gateways whose filters are told of tenants, so that Envoy
knows of it as soon as of any other change.
"""

from datetime import datetime, timedelta

from sqlalchemy import select, update

from sluice_console.core import clock
from sluice_console.core.auth.identity import Role
from sluice_console.core.auth.secret import digest_of, new_secret
from sluice_console.core.errors import Conflict
from sluice_console.core.ids import new_id
from sluice_console.core.language import tr
from sluice_console.core.sight import check_may
from sluice_console.features.changes import Change
from sluice_console.features.conflicts import begin_edit
from sluice_console.features.tenants import queries
from sluice_console.features.tenants.borders import refuse_demands
from sluice_console.features.tenants.schemas import KeyIn, KeyPatch, RotationIn, TenantIn, TenantPatch
from sluice_console.features.tenants.standing import find_gateways_that_ask
from sluice_console.features.uniqueness import check_name_is_free
from sluice_console.models import Route, Service, Tenant, TenantKey

HINT_LENGTH = 8


async def create_tenant(change: Change, values: TenantIn) -> Tenant:
    await check_name_is_free(change.db, Tenant, values.name)
    fields = values.model_dump(exclude={"reason"})
    tenant = Tenant(id=change.make_id("tn"), **{**fields, "quotas": fields["quotas"] or None})
    change.db.add(tenant)
    change.record("tenant.create", tenant, tenant.name, fields, tenant.id)
    return tenant


async def update_tenant(change: Change, reference: str, values: TenantPatch) -> Tenant:
    tenant = await queries.find_tenant(change.db, reference)
    await begin_edit(change, tenant)
    if values.name is not None and values.name != tenant.name:
        await check_name_is_free(change.db, Tenant, values.name)
    fields = values.model_dump(exclude={"reason"}, exclude_none=True)
    if "rate" in fields:
        fields["rate"] = fields["rate"] or None
    for name, value in fields.items():
        setattr(tenant, name, value or None if name == "quotas" else value)
    change.record("tenant.update", tenant, tenant.name, fields, tenant.id)
    await _publish(change)
    return tenant


async def delete_tenant(change: Change, reference: str) -> Tenant:
    """With its keys, which open nothing from then on, and with what was counted of their use."""
    tenant = await queries.find_tenant(change.db, reference)
    routes = await change.db.scalars(select(Route.id).where(Route.tenant_id == tenant.id))
    services = await change.db.scalars(select(Service.id).where(Service.tenant_id == tenant.id))
    change.keep(tenant, routes=list(routes), services=list(services))
    change.record("tenant.delete", tenant, tenant.name, tenant_id=tenant.id)
    for table in (Route, Service):
        await change.db.execute(update(table).where(table.tenant_id == tenant.id).values(tenant_id=None))
    await _publish(change)
    await change.db.delete(tenant)
    await change.db.flush()
    return tenant


async def create_key(change: Change, reference: str, values: KeyIn) -> tuple[TenantKey, str]:
    """The row and the key, which exists nowhere else."""
    tenant = await _find_own(change, reference)
    _check_quotas(change, bool(values.quotas))
    days = values.expires_in_days
    expires = None if days is None else clock.now() + timedelta(days=days)
    key, secret = _make(change, tenant, values.name, expires)
    key.quotas = values.model_dump()["quotas"] or None
    detail = {"hint": key.hint, "expires_in_days": days}
    change.record("key.create", key, f"{tenant.name}/{key.name}", detail, tenant.id)
    await _publish(change)
    return key, secret


async def update_key(change: Change, reference: str, key_id: str, values: KeyPatch) -> TenantKey:
    """Its quotas, which no node is told: whoever counts reads them."""
    tenant = await _find_own(change, reference)
    key = await queries.find_key(change.db, tenant, key_id)
    fields = values.model_dump(exclude={"reason"})
    _check_quotas(change, fields["quotas"] != (key.quotas or []))
    key.quotas = fields["quotas"] or None
    change.record("key.update", key, f"{tenant.name}/{key.name}", fields, tenant.id)
    await change.db.flush()
    return key


async def rotate_key(
    change: Change, reference: str, key_id: str, values: RotationIn
) -> tuple[TenantKey, str]:
    """A new key with the name, lifetime and quotas of the old one, which works on for the overlap.

    Raises `Conflict` for a key that is over.
    """
    tenant = await _find_own(change, reference)
    old = await queries.find_key(change.db, tenant, key_id)
    now = clock.now()
    if not old.is_good(now):
        raise Conflict(tr("The key %(name)s is over; make a new one instead.", name=old.name))
    lifetime = None if old.expires_at is None else old.expires_at - old.created_at
    key, secret = _make(change, tenant, old.name, None if lifetime is None else now + lifetime)
    key.quotas = old.quotas
    key.replaces_id = old.id
    end = now + timedelta(hours=values.overlap_hours)
    old.expires_at = end if old.expires_at is None else min(end, old.expires_at)
    if values.overlap_hours == 0:
        old.revoked_at = now
    detail = {"hint": key.hint, "replaces": old.id, "overlap_hours": values.overlap_hours}
    change.record("key.rotate", key, f"{tenant.name}/{key.name}", detail, tenant.id)
    await _publish(change)
    return key, secret


async def revoke_key(change: Change, reference: str, key_id: str) -> TenantKey:
    """It cannot be undone. Raises `Conflict` for a key that is revoked already."""
    tenant = await _find_own(change, reference)
    key = await queries.find_key(change.db, tenant, key_id)
    if key.revoked_at is not None:
        raise Conflict(tr("The key %(name)s is revoked already.", name=key.name))
    key.revoked_at = clock.now()
    change.record("key.revoke", key, f"{tenant.name}/{key.name}", {"hint": key.hint}, tenant.id)
    await _publish(change)
    return key


async def _find_own(change: Change, reference: str) -> Tenant:
    """The tenant, whose operator it takes to change its keys."""
    tenant = await queries.find_tenant(change.db, reference)
    check_may(change.actor, tenant.id)
    return tenant


def _check_quotas(change: Change, are_changed: bool) -> None:
    """A tenant's people neither set limits nor lift those that others have set it."""
    if not change.actor.may(Role.OPERATOR):
        refuse_demands(quotas=are_changed)


def _make(change: Change, tenant: Tenant, name: str, expires_at: datetime | None) -> tuple[TenantKey, str]:
    secret = new_secret("slk")
    key = TenantKey(
        id=new_id("ak"),
        tenant=tenant,
        tenant_id=tenant.id,
        name=name,
        digest=digest_of(secret),
        hint=secret[:HINT_LENGTH],
        created_by=change.actor.name,
        created_at=clock.now(),
        expires_at=expires_at,
    )
    change.db.add(key)
    return key, secret


async def _publish(change: Change) -> None:
    await change.db.flush()
    change.touch(*await find_gateways_that_ask(change.db))
