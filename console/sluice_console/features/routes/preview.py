"""What a draft route would do before it is published: which requests it takes, and what Envoy gets."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import yaml
from google.protobuf.json_format import MessageToJson
from pydantic import TypeAdapter
from sqlalchemy.ext.asyncio import AsyncSession

from sluice_console.core.errors import Invalid
from sluice_console.envoy import ir
from sluice_console.envoy.protobufs import Message, route_parts
from sluice_console.envoy.resources import Resource
from sluice_console.envoy.snapshot import build_routes
from sluice_console.envoy.virtual_hosts import join_routes
from sluice_console.features.releases.current import CurrentGateways
from sluice_console.features.releases.objects import services_of
from sluice_console.features.releases.seen import read_seen
from sluice_console.features.routes.matching import Attempt, find_route, parse_request, services_needed
from sluice_console.features.routes.pasted import read_pasted
from sluice_console.features.routes.schemas import Forward, RouteIn
from sluice_console.features.services.queries import find_service
from sluice_console.models import Gateway, Route
from sluice_console.rendering.aside import highlight_aside
from sluice_console.rendering.code import CodeLine

DRAFT_ID = "rt_draft"
_ACTION: TypeAdapter[ir.Action] = TypeAdapter(ir.Action)
_MATCH = TypeAdapter(ir.RouteMatch)
_EDIT = TypeAdapter(ir.HeaderEdit)
_DUMPER: Any = yaml.CSafeDumper if yaml.__with_libyaml__ else yaml.SafeDumper


@dataclass(frozen=True, slots=True)
class Preview:
    """`yaml` is empty as long as the form does not hold together; `attempts` is None before anybody asked."""

    request: str = ""
    problem: str = ""
    attempts: tuple[Attempt, ...] | None = None
    yaml: tuple[CodeLine, ...] = ()
    left_out: tuple[str, ...] = ()

    @property
    def taken(self) -> bool:
        return bool(self.attempts) and self.attempts[-1].refusal is None  # type: ignore[index]


async def preview_route(
    db: AsyncSession,
    current: CurrentGateways,
    gateway: Gateway,
    stored: Route | None,
    draft: RouteIn,
    request: str,
) -> Preview:
    """The gateway as it is now, with the draft in place of `stored`."""
    identity = DRAFT_ID if stored is None else stored.id
    route = await _to_route(db, draft, identity)
    configuration = await read_seen(db, current, gateway, also=services_of(route))
    if stored is not None:
        route = _with_demands(route, configuration)
    alone = replace(configuration, routes=(route,), services=services_needed([route], configuration))
    resources, left_out = build_routes(alone)
    entries = _entries_of(resources, identity)
    gaps = tuple(item.reason for item in left_out if item.id == identity)
    preview = Preview(request=request, yaml=await highlight_aside(to_yaml(entries), "yaml"), left_out=gaps)
    return _answer(preview, configuration, route) if request.strip() else preview


def _answer(preview: Preview, configuration: ir.Gateway, route: ir.Route) -> Preview:
    """What becomes of the request that was asked about, where the route is in the gateway."""
    others = tuple(item for item in configuration.routes if item.id != route.id)
    gateway = replace(configuration, routes=(*others, route))
    try:
        pasted = read_pasted(preview.request)
        asked = parse_request(pasted.method, pasted.url, pasted.headers)
    except Invalid as error:
        return replace(preview, problem=error.fields[0].message)
    return replace(preview, attempts=find_route(gateway, asked))


async def _to_route(db: AsyncSession, draft: RouteIn, identity: str) -> ir.Route:
    action = draft.action.model_dump()
    if isinstance(draft.action, Forward):
        action["destinations"] = [
            {
                "service_id": (await find_service(db, item.service)).id,
                "version": item.version,
                "weight": item.weight,
            }
            for item in draft.action.destinations
        ]
        action["mirrors"] = [
            {
                "service_id": (await find_service(db, item.service)).id,
                "version": item.version,
                "share": item.share,
            }
            for item in draft.action.mirrors
        ]
    return ir.Route(
        id=identity,
        name=draft.name,
        action=_ACTION.validate_python(action),
        hosts=tuple(draft.hosts),
        match=_MATCH.validate_python(draft.match.model_dump()),
        order=draft.order,
        request_headers=_EDIT.validate_python(draft.headers.request.model_dump()),
        response_headers=_EDIT.validate_python(draft.headers.response.model_dump()),
        shared_limit_ids=tuple(draft.shared_limits),
        login_id=draft.login,
    )


def _with_demands(route: ir.Route, configuration: ir.Gateway) -> ir.Route:
    """What the form does not ask for stays as it is published."""
    for published in configuration.routes:
        if published.id == route.id:
            return replace(route, protection=published.protection)
    return route


def _entries_of(resources: Iterable[Resource], identity: str) -> list[route_parts.Route]:
    """The entries that the route becomes, without repeating them for each of its hosts."""
    found: dict[str, route_parts.Route] = {}
    for configuration in join_routes(resources):
        for host in configuration.virtual_hosts:
            for entry in host.routes:
                if entry.name == identity or entry.name.startswith(f"{identity}-"):
                    found.setdefault(entry.name, entry)
    return list(found.values())


def to_yaml(messages: Sequence[Message]) -> str:
    """Protobuf messages as Envoy's documentation writes them, several as documents of one file."""
    documents = [
        json.loads(MessageToJson(message, preserving_proto_field_name=True, indent=None))
        for message in messages
    ]
    documents = [{"name": item.pop("name", ""), **item} for item in documents]
    text: str = yaml.dump_all(documents, Dumper=_DUMPER, sort_keys=False, allow_unicode=True, width=200)
    return text
