"""Making, changing and deleting gateways."""

from dataclasses import asdict
from typing import Any

from sluice_console.core.errors import Invalid
from sluice_console.core.ids import new_id
from sluice_console.core.language import tr
from sluice_console.envoy import ir
from sluice_console.features.changes import Change
from sluice_console.features.gateways import queries
from sluice_console.features.gateways.schemas import GatewayIn, GatewayPatch
from sluice_console.features.releases.publication import notify_replicas
from sluice_console.features.rollouts.queries import check_none_is_live
from sluice_console.features.uniqueness import check_name_is_free
from sluice_console.models import Gateway

_REPLACED = {"compression", "cache", "limits", "overload", "client_headers", "limit_service"}


async def create_gateway(change: Change, values: GatewayIn) -> Gateway:
    """Its release 1 has the listener and answers every request 404 until there are routes."""
    await check_name_is_free(change.db, Gateway, values.name)
    gateway = Gateway(id=new_id("gw"), last_release=0, **values.model_dump(exclude={"reason"}))
    change.db.add(gateway)
    change.record("gateway.create", gateway, gateway.name, values.model_dump(exclude={"reason"}))
    change.touch(gateway.id)
    return gateway


async def update_gateway(change: Change, reference: str, values: GatewayPatch) -> Gateway:
    gateway = await queries.find_gateway(change.db, reference)
    change.keep(gateway)
    fields = values.model_dump(exclude={"reason"}, exclude_none=True)
    if values.name is not None and values.name != gateway.name:
        await check_name_is_free(change.db, Gateway, values.name)
    whole = _REPLACED & values.model_fields_set
    fields |= values.model_dump(include=whole)
    if "cache" in fields:
        _check_folder(gateway.cache, fields["cache"])
    for name, value in fields.items():
        setattr(gateway, name, value)
    change.record("gateway.update", gateway, gateway.name, fields)
    change.touch(gateway.id)
    return gateway


def _check_folder(before: dict[str, Any] | None, after: dict[str, Any] | None) -> None:
    """A node takes one size for a folder while connections to the old listener are open."""
    old, new = ({**asdict(ir.Cache()), **(value or {})} for value in (before, after))
    if old["folder"] == new["folder"] and old["megabytes"] != new["megabytes"]:
        raise Invalid.field("cache.folder", tr("has another size already; give the new size a new folder"))


async def delete_gateway(change: Change, reference: str) -> Gateway:
    """With its routes, attachments and releases. Nodes that are still connected keep what they have."""
    gateway = await queries.find_gateway(change.db, reference)
    await check_none_is_live(change.db, gateway_id=gateway.id)
    change.record("gateway.delete", gateway, gateway.name)
    change.forget(gateway.id)
    await notify_replicas(change.db, gateway.id)
    await change.db.delete(gateway)
    return gateway
