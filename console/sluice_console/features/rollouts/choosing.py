"""What a new rollout is to move: named by the page's address, or chosen among what there is."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from sluice_console.core.errors import FieldError, Invalid, NotFound
from sluice_console.core.language import tr
from sluice_console.features.attachments.queries import find_attachment, list_attachments
from sluice_console.features.attachments.service import name_of
from sluice_console.features.rollouts.schemas import SubjectName
from sluice_console.features.rollouts.subjects.of_service import versions_led_to, versions_of
from sluice_console.features.routes.queries import find_route
from sluice_console.features.routes.schemas import RouteChange, RouteOut, RoutePatch
from sluice_console.features.routes.service import to_output
from sluice_console.features.services.queries import find_service
from sluice_console.models import Attachment, Destination, Endpoint, Gateway, Route, Service


@dataclass(frozen=True, slots=True)
class Subject:
    """`title` and `lead` head the form; `old` is the version that runs now, "" where there are several."""

    kind: SubjectName
    gateway: Gateway
    title: str
    lead: str
    attachment: Attachment | None = None
    route: Route | None = None
    service: Service | None = None
    old_versions: tuple[str, ...] = ()
    new_versions: tuple[str, ...] = ()

    @property
    def address(self) -> str:
        named = self.attachment or self.route or self.service
        name = "attachment" if self.attachment else str(self.kind)
        return f"/rollouts/new?{urlencode([(name, named.id if named else '')])}"


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address names."""

    attachment: str = ""
    filter: str = ""
    route: str = ""
    service: str = ""


async def choose(db: AsyncSession, gateway: Gateway | None, asked: Asked) -> Subject | None:
    """None where the person has to choose. Raises `NotFound` for what is not there."""
    if asked.attachment:
        return of_attachment(await find_attachment(db, asked.attachment))
    if asked.route:
        return of_route(await find_route(db, asked.route))
    if asked.service:
        if gateway is None:
            raise NotFound(tr("There is no gateway yet. Make one first, under Gateways."))
        return await of_service(db, gateway, await find_service(db, asked.service))
    if asked.filter and gateway is not None:
        rows = await list_attachments(db, gateway_id=gateway.id)
        fitting = [row for row in rows if row.filter_version.filter.name == asked.filter]
        return of_attachment(fitting[0]) if len(fitting) == 1 else None
    return None


def of_attachment(row: Attachment) -> Subject:
    version = row.filter_version
    lead = tr(
        "%(place)s, now %(version)s. All nodes load the new version first; then the stages open one by one.",
        place=name_of(row),
        version=version.version,
    )
    title = tr("Roll out %(name)s", name=version.filter.name)
    return Subject("filter", row.gateway, title, lead, attachment=row, route=None)


def of_route(row: Route) -> Subject:
    lead = tr(
        "Some of its requests are served as below, the others as they are now; then the stages open one by "
        "one. Hosts, match and order stay."
    )
    return Subject(
        "route", row.gateway, tr("Change route %(name)s in stages", name=row.name), lead, route=row
    )


async def of_service(db: AsyncSession, gateway: Gateway, row: Service) -> Subject:
    lead = tr(
        "Every route of %(gateway)s that leads to the version of before takes part; the stages open one by "
        "one.",
        gateway=gateway.name,
    )
    return Subject(
        "service",
        gateway,
        tr("Roll out a version of %(name)s", name=row.name),
        lead,
        service=row,
        old_versions=tuple(await versions_led_to(db, gateway.id, row.id)),
        new_versions=tuple(versions_of(row)),
    )


async def list_choices(
    db: AsyncSession, gateway: Gateway, filter_name: str
) -> tuple[list[Attachment], Sequence[Service]]:
    """Filters that are attached, and services with a version that the gateway's routes could go to."""
    rows = await list_attachments(db, gateway_id=gateway.id)
    attached = [row for row in rows if filter_name in ("", row.filter_version.filter.name)]
    led_to = select(Destination.service_id).join(Route).where(Route.gateway_id == gateway.id)
    versioned = select(Endpoint.service_id).where(Endpoint.version != "")
    where = select(Service).where(Service.id.in_(led_to), Service.id.in_(versioned))
    services = (await db.scalars(where.order_by(Service.name).limit(200))).all()
    return attached, services


def present_change(route: Route) -> str:
    """Where a route's requests go and their headers as they are now, in JSON: what is changed most often."""
    return to_text(RouteChange.model_validate(_as_input(route, ("action", "headers"))))


def find_change(route: Route, wanted: RoutePatch) -> RouteChange:
    """What is different. Raises `Invalid` at a field that a rollout leaves as it is."""
    names = wanted.model_dump(exclude_none=True).keys() - {"reason", "tenant"}
    sent = RouteOut.model_validate(to_output(route)).model_dump(mode="json")
    fixed = [name for name in sorted(names - RouteChange.model_fields.keys()) if _differs(wanted, sent, name)]
    if fixed:
        text = tr("stays in a rollout: publish this by itself, before or after it")
        raise Invalid(text, fields=tuple(FieldError(name, text) for name in fixed))
    stored = RouteChange.model_validate(_as_input(route, tuple(RouteChange.model_fields)))
    changed = {
        name: getattr(wanted, name)
        for name in RouteChange.model_fields
        if getattr(wanted, name) not in (None, getattr(stored, name))
    }
    if not changed:
        raise Invalid(tr("Nothing is changed that a rollout could move: where requests go, headers, limits."))
    return RouteChange.model_validate(changed)


def to_text(change: RouteChange) -> str:
    return json.dumps(change.model_dump(mode="json", exclude_none=True), indent=2, ensure_ascii=False)


def _differs(wanted: RoutePatch, stored: Mapping[str, Any], name: str) -> bool:
    return bool(wanted.model_dump(mode="json")[name] != stored[name])


def _as_input(route: Route, names: Sequence[str]) -> dict[str, Any]:
    """These fields as REST takes them: services by name."""
    values = to_output(route)
    action = dict(values["action"])
    for part in ("destinations", "mirrors"):
        if part in action:
            action[part] = [_without_id(item) for item in action[part]]
    return {name: action if name == "action" else values[name] for name in names}


def _without_id(item: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in item.items() if name != "service_id"}
