"""Attaching filters to gateways and routes, and changing their configuration."""

from typing import Any

from sluice_console.core.errors import Invalid, NotFound
from sluice_console.core.language import tr
from sluice_console.features.attachments import queries
from sluice_console.features.attachments.configuration import check_configuration, configuration_digest
from sluice_console.features.attachments.schemas import AttachmentIn, AttachmentPatch
from sluice_console.features.changes import Change
from sluice_console.features.conflicts import begin_edit
from sluice_console.features.filters.queries import resolve_version
from sluice_console.features.gateways.queries import find_gateway
from sluice_console.features.rollouts.queries import check_none_is_live
from sluice_console.features.routes.queries import find_route
from sluice_console.models import Attachment, FilterVersion, Gateway, Route


async def create_attachment(change: Change, values: AttachmentIn) -> Attachment:
    """Raises `Invalid` at the field that names nothing or at the configuration that the schema refuses."""
    gateway, route = await _find_place(change, values)
    version = await _find_version(change, values.filter)
    await check_configuration(version, values.configuration)
    attachment = Attachment(
        id=change.make_id("at"),
        gateway=gateway,
        gateway_id=gateway.id,
        route=route,
        route_id=None if route is None else route.id,
        filter_version=version,
        filter_version_id=version.id,
        configuration=values.configuration,
        order=values.order,
    )
    change.db.add(attachment)
    change.record("attachment.create", attachment, name_of(attachment), _to_detail(attachment))
    change.touch(gateway.id)
    return attachment


async def update_attachment(change: Change, attachment_id: str, values: AttachmentPatch) -> Attachment:
    """A new version here is a hot swap for all requests at once; a rollout does it in stages."""
    attachment = await queries.find_attachment(change.db, attachment_id)
    await begin_edit(change, attachment)
    await check_none_is_live(change.db, attachment_id=attachment.id)
    if values.filter is not None:
        version = await _find_version(change, values.filter)
        if version.filter_id != attachment.filter_version.filter_id:
            raise Invalid.field(
                "filter", tr("is a version of %(name)s", name=attachment.filter_version.filter.name)
            )
        attachment.filter_version, attachment.filter_version_id = version, version.id
    if values.configuration is not None:
        attachment.configuration = values.configuration
    if values.order is not None:
        attachment.order = values.order
    await check_configuration(attachment.filter_version, attachment.configuration)
    change.record("attachment.update", attachment, name_of(attachment), _to_detail(attachment))
    change.touch(attachment.gateway_id)
    return attachment


async def delete_attachment(change: Change, attachment_id: str) -> Attachment:
    attachment = await queries.find_attachment(change.db, attachment_id)
    await check_none_is_live(change.db, attachment_id=attachment.id)
    change.keep(attachment)
    change.record("attachment.delete", attachment, name_of(attachment), _to_detail(attachment))
    change.touch(attachment.gateway_id)
    await change.db.delete(attachment)
    return attachment


def name_of(attachment: Attachment) -> str:
    """`api_key at edge/checkout`."""
    place = attachment.gateway.name + (f"/{attachment.route.name}" if attachment.route else "")
    return f"{attachment.filter_version.filter.name} at {place}"


def to_output(attachment: Attachment) -> dict[str, Any]:
    """What `AttachmentOut` takes."""
    names = ("id", "gateway_id", "route_id", "filter_version_id", "configuration", "order")
    version = attachment.filter_version
    return {
        **{name: getattr(attachment, name) for name in (*names, "created_at", "updated_at")},
        "gateway": attachment.gateway.name,
        "route": attachment.route.name if attachment.route else None,
        "filter": version.filter.name,
        "version": version.version,
        "digest": version.digest,
    }


async def _find_place(change: Change, values: AttachmentIn) -> tuple[Gateway, Route | None]:
    if values.route is None and values.gateway is None:
        raise Invalid.field("gateway", tr("name the gateway, or the route, to attach the filter to"))
    try:
        gateway = None if values.gateway is None else await find_gateway(change.db, values.gateway)
    except NotFound as error:
        raise Invalid.field(
            "gateway", tr("there is no gateway %(value)s", value=repr(values.gateway))
        ) from error
    if values.route is None:
        assert gateway is not None
        return gateway, None
    reference = values.route
    if gateway is not None and not reference.startswith("rt_") and "/" not in reference:
        reference = f"{gateway.name}/{reference}"
    try:
        route = await find_route(change.db, reference)
    except NotFound as error:
        raise Invalid.field("route", tr("there is no route %(value)s", value=repr(values.route))) from error
    if gateway is not None and route.gateway_id != gateway.id:
        raise Invalid.field(
            "route",
            tr("is a route of %(name)s, not of %(name2)s", name=route.gateway.name, name2=gateway.name),
        )
    return route.gateway, route


async def _find_version(change: Change, reference: str) -> FilterVersion:
    try:
        return await resolve_version(change.db, reference)
    except NotFound as error:
        raise Invalid.field("filter", error.detail) from error


def _to_detail(attachment: Attachment) -> dict[str, Any]:
    """Configurations may hold keys and passwords; the audit log gets their digest only."""
    return {
        "gateway": attachment.gateway.name,
        "route": attachment.route.name if attachment.route else None,
        "version": attachment.filter_version.version,
        "digest": attachment.filter_version.digest,
        "configuration_sha256": configuration_digest(attachment.configuration),
        "order": attachment.order,
    }
