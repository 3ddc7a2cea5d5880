"""The rows of one gateway as `envoy.ir.Gateway`, and that as a JSON document for diffs."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import undefer

from sluice.toolchain.inspection import inspect_module
from sluice_console.core import clock
from sluice_console.envoy import ir
from sluice_console.features.attachments.configuration import to_text
from sluice_console.features.issuers.configuration import to_issuer
from sluice_console.features.limits.configuration import to_limit
from sluice_console.features.logins.configuration import to_login
from sluice_console.features.tenants.standing import FIELD, asks_for_tenants, read_standing
from sluice_console.models import (
    Attachment,
    Destination,
    FilterVersion,
    Gateway,
    Issuer,
    Listener,
    Login,
    Rollout,
    Route,
    Service,
    SharedLimit,
)
from sluice_console.models.rollouts import LIVE_STATES
from sluice_console.rollouts.states import LOADING

_HEADERS = TypeAdapter(tuple[ir.HeaderMatch, ...])
_TLS = TypeAdapter(ir.Tls)
_COMPRESSION = TypeAdapter(ir.Compression)
_CACHE: TypeAdapter[ir.Cache | None] = TypeAdapter(ir.Cache | None)
_LIMITS = TypeAdapter(ir.ClientLimits)
_LIMIT_SERVICE: TypeAdapter[ir.LimitService | None] = TypeAdapter(ir.LimitService | None)
_CLIENT_HEADERS = TypeAdapter(ir.ClientHeaders)
_OVERLOAD = TypeAdapter(ir.Overload)
_SERVICES = TypeAdapter(tuple[ir.Service, ...])
_ROUTE = TypeAdapter(ir.Route)
_ROUTES = TypeAdapter(tuple[ir.Route, ...])
_GATEWAY = TypeAdapter(ir.Gateway)


async def read_gateway(db: AsyncSession, gateway: Gateway, also: Collection[str] = ()) -> ir.Gateway:
    """All that the gateway's nodes serve, as the rows have it now; objects ordered by id.

    A service that is shown a certificate is there only where the gateway leads to it, or where `also` has its
    id: whoever has a node of another gateway must not get that key.
    """
    await db.flush()
    routes = await _read_routes(db, gateway.id)
    moving = select(Rollout).where(Rollout.gateway_id == gateway.id, Rollout.state.in_(LIVE_STATES))
    rollouts: Sequence[Rollout] = await _all(db, moving.order_by(Rollout.id))
    candidates = _read_candidates(rollouts, routes)
    counted = select(SharedLimit).where(SharedLimit.gateway_id == gateway.id).order_by(SharedLimit.id)
    limits: Sequence[SharedLimit] = await _all(db, counted)
    where = select(Login).where(Login.gateway_id == gateway.id).order_by(Login.id)
    logins: Sequence[Login] = await _all(db, where)
    served = (*routes, *candidates.values())
    trusted = {id_ for route in served for id_ in route.protection.security.issuer_ids}
    known: Sequence[Issuer] = await _all(db, select(Issuer).order_by(Issuer.id))
    issuers = [item for item in known if item.id in trusted]
    led_to = _leads_to(served, issuers, logins).union(also)
    every: Sequence[Service] = await _all(db, select(Service).order_by(Service.id))
    services = [item for item in every if item.client_certificate is None or item.id in led_to]
    own = select(Listener).where(Listener.gateway_id == gateway.id).order_by(Listener.id)
    listeners: Sequence[Listener] = await _all(db, own)
    used_by = [item.certificate for listener in listeners for item in listener.certificates]
    used_by += [item.client_certificate.certificate for item in services if item.client_certificate]
    certificates = {item.id: item for item in sorted(used_by, key=lambda item: item.id)}
    chosen = select(Attachment).where(Attachment.gateway_id == gateway.id).order_by(Attachment.id)
    attachments = await _all(db, chosen)
    used = {item.filter_version_id for item in attachments} | {item.new_version_id for item in rollouts}
    versions = select(FilterVersion).where(FilterVersion.id.in_(used)).options(undefer(FilterVersion.module))
    filters = await _all(db, versions.order_by(FilterVersion.id))
    asking = {item.id for item in filters if asks_for_tenants(item.config_schema)}
    added = {FIELD: await read_standing(db, clock.now())} if asking else {}
    return ir.Gateway(
        id=gateway.id,
        name=gateway.name,
        listeners=(_to_first_listener(gateway), *(_to_listener(item, gateway) for item in listeners)),
        issuers=tuple(map(to_issuer, issuers)),
        certificates=tuple(ir.Certificate(item.id, item.name, item.chain) for item in certificates.values()),
        services=_SERVICES.validate_python([_to_service(item) for item in services]),
        routes=routes,
        filters=tuple(map(_to_filter_version, filters)),
        attachments=tuple(
            _to_attachment(item, added if item.filter_version_id in asking else {}) for item in attachments
        ),
        rollouts=tuple(
            _to_rollout(item, candidates, added if item.new_version_id in asking else {})
            for item in rollouts
            if item.subject != "route" or item.id in candidates
        ),
        shared_limits=tuple(map(to_limit, limits)),
        logins=tuple(map(to_login, logins)),
        limit_service=_LIMIT_SERVICE.validate_python(gateway.limit_service),
        overload=read_overload(gateway),
    )


def _leads_to(
    routes: Iterable[ir.Route], issuers: Iterable[Issuer], logins: Iterable[Login]
) -> frozenset[str]:
    """Ids of services: where requests go, and where nodes themselves ask for keys and tokens."""
    arms = [id_ for item in routes for id_ in services_of(item)]
    asked = [item.service_id for item in issuers if item.service_id]
    return frozenset((*arms, *asked, *(item.service_id for item in logins)))


def services_of(route: ir.Route) -> list[str]:
    """Ids: where the route's requests go, copies of them too."""
    match route.action:
        case ir.Forward(destinations=destinations, mirrors=mirrors):
            return [*(item.service_id for item in destinations), *(item.service_id for item in mirrors)]
    return []


def read_overload(gateway: Gateway) -> ir.Overload:
    """What the gateway's bootstraps say about nodes that have enough."""
    return _OVERLOAD.validate_python(gateway.overload or {})


def to_document(gateway: ir.Gateway) -> dict[str, Any]:
    """For diffs and roll back: everything but the modules, of which the digests stand for the bytes."""
    document: dict[str, Any] = _GATEWAY.dump_python(
        gateway, mode="json", exclude={"filters": {"__all__": {"module"}}}
    )
    return document


def from_document(document: Mapping[str, Any], modules: Mapping[str, bytes]) -> ir.Gateway:
    """What a release was made of; `modules` are those of its resources, by digest."""
    values = {name: value for name, value in document.items() if name != "owners"}
    values["filters"] = [{**item, "module": modules.get(item["digest"], b"")} for item in document["filters"]]
    values["rollouts"] = [_with_subject(item) for item in document["rollouts"]]
    return _GATEWAY.validate_python(values)


def _with_subject(rollout: Mapping[str, Any]) -> dict[str, Any]:
    """Releases of before there were other subjects have that of the filter's beside the stage."""
    if "subject" in rollout:
        return dict(rollout)
    own = ("attachment_id", "filter_version_id", "configuration")
    return {**_without(rollout, *own), "subject": {name: rollout[name] for name in own}}


async def read_owners(db: AsyncSession, gateway: ir.Gateway) -> dict[str, str]:
    """The files that keep the gateway's objects, by id: a roll back gives them what it makes anew."""
    owners: dict[str, str] = {}
    for table in (Attachment, Listener, Route):
        own = select(table.id, table.owner).where(table.gateway_id == gateway.id, table.owner != "")
        owners |= dict((await db.execute(own)).all())
    kept = dict((await db.execute(select(Service.id, Service.owner).where(Service.owner != ""))).all())
    return owners | {item.id: kept[item.id] for item in gateway.services if item.id in kept}


async def read_tenants(db: AsyncSession, gateway_id: str) -> dict[str, str]:
    """Whose the gateway's routes and the services are, by id."""
    routes = select(Route.id, Route.tenant_id).where(Route.gateway_id == gateway_id)
    services = select(Service.id, Service.tenant_id)
    owned = routes.where(Route.tenant_id.is_not(None)).union_all(
        services.where(Service.tenant_id.is_not(None))
    )
    return {row[0]: str(row[1]) for row in await db.execute(owned)}


async def _read_routes(db: AsyncSession, gateway_id: str) -> tuple[ir.Route, ...]:
    """As columns, not as objects, and checked in one go: a gateway may have ten thousand."""
    columns = (
        Destination.route_id,
        Destination.service_id,
        Destination.version,
        Destination.weight,
        Destination.mirror,
    )
    chosen = select(*columns).join(Route).where(Route.gateway_id == gateway_id)
    destinations: dict[str, list[dict[str, Any]]] = {}
    mirrors: dict[str, list[dict[str, Any]]] = {}
    for row in await db.execute(chosen.order_by(Destination.route_id, Destination.position)):
        arm = {"service_id": row.service_id, "version": row.version}
        if row.mirror:
            mirrors.setdefault(row.route_id, []).append(arm | {"share": row.weight})
        else:
            destinations.setdefault(row.route_id, []).append(arm | {"weight": row.weight})
    wanted = (
        Route.id,
        Route.name,
        Route.hosts,
        Route.match,
        Route.action,
        Route.headers,
        Route.order,
        Route.protection,
        Route.shared_limits,
        Route.login_id,
    )
    rows = await db.execute(select(*wanted).where(Route.gateway_id == gateway_id).order_by(Route.id))
    return _ROUTES.validate_python(
        [_to_route(row, destinations.get(row.id, []), mirrors.get(row.id, [])) for row in rows]
    )


async def _all(db: AsyncSession, statement: Any) -> Sequence[Any]:
    """Flush first (sessions here do not flush by themselves), then rows as the database has them now."""
    await db.flush()
    return (await db.scalars(statement)).unique().all()


def _to_listener(row: Listener, gateway: Gateway) -> ir.Listener:
    ids = [item.certificate_id for item in row.certificates]
    return ir.Listener(
        id=row.id,
        name=row.name,
        port=row.port,
        address=row.address,
        reuse_port=row.reuse_port,
        http3=row.http3,
        **_of_all_listeners(gateway),
        tls=None if row.tls is None else _TLS.validate_python({**row.tls, "certificate_ids": ids}),
    )


def _to_first_listener(gateway: Gateway) -> ir.Listener:
    """The one that a gateway is made with."""
    return ir.Listener(
        id=gateway.id.replace("gw_", "ls_", 1),
        name="http",
        port=gateway.listen_port,
        address=gateway.listen_address,
        reuse_port=gateway.reuse_port,
        **_of_all_listeners(gateway),
    )


def _of_all_listeners(gateway: Gateway) -> dict[str, Any]:
    compression = gateway.compression
    return {
        "compression": None if compression is None else _COMPRESSION.validate_python(compression),
        "cache": _CACHE.validate_python(gateway.cache),
        "limits": _LIMITS.validate_python(gateway.limits or {}),
        "client_headers": _CLIENT_HEADERS.validate_python(gateway.client_headers or {}),
    }


def _to_service(service: Service) -> dict[str, Any]:
    """With the fields of `ir.Service`."""
    endpoints = sorted(service.endpoints, key=lambda item: (item.version, item.host, item.port))
    names = ("host", "port", "version", "weight", "region", "zone", "priority")
    tls = service.settings.get("tls")
    shown = service.client_certificate
    if tls is not None and shown is not None:
        tls = {**tls, "certificate_id": shown.certificate_id}
    return {
        "id": service.id,
        "name": service.name,
        "endpoints": [{name: getattr(item, name) for name in names} for item in endpoints],
        **service.settings,
        "tls": tls,
    }


def _to_route(row: Any, destinations: list[dict[str, Any]], mirrors: list[dict[str, Any]]) -> dict[str, Any]:
    """`row` has the columns of `_read_routes`; what comes out has the fields of `ir.Route`."""
    forwards = row.action["kind"] == "forward"
    leads_to = {"destinations": destinations, "mirrors": mirrors}
    return {
        "id": row.id,
        "name": row.name,
        "action": {**row.action, **leads_to} if forwards else row.action,
        "hosts": row.hosts,
        "match": row.match,
        "order": row.order,
        "request_headers": row.headers["request"],
        "response_headers": row.headers["response"],
        "protection": row.protection or {},
        "shared_limit_ids": row.shared_limits,
        "login_id": row.login_id,
    }


def _read_candidates(rollouts: Iterable[Rollout], routes: Iterable[ir.Route]) -> dict[str, ir.Route]:
    """By rollout: what its route becomes."""
    there = {item.id: item for item in routes}
    return {
        item.id: to_candidate(there[item.route_id], item.candidate)
        for item in rollouts
        if item.candidate is not None and item.route_id in there
    }


def to_candidate(present: ir.Route, columns: Mapping[str, Any]) -> ir.Route:
    """A route with some of its columns otherwise, as `features.routes.changing` writes them."""
    values: dict[str, Any] = {}
    if "action" in columns:
        arms = columns["destinations"]
        own = ("mirror", "position")
        leads_to = {
            "destinations": [_without(arm, *own) for arm in arms if not arm["mirror"]],
            "mirrors": [
                {**_without(arm, *own, "weight"), "share": arm["weight"]} for arm in arms if arm["mirror"]
            ],
        }
        forwards = columns["action"]["kind"] == "forward"
        values["action"] = {**columns["action"], **leads_to} if forwards else columns["action"]
    if "headers" in columns:
        values["request_headers"] = columns["headers"]["request"]
        values["response_headers"] = columns["headers"]["response"]
    if "protection" in columns:
        values["protection"] = columns["protection"] or {}
    if "shared_limits" in columns:
        values["shared_limit_ids"] = columns["shared_limits"]
    return _ROUTE.validate_python({**_ROUTE.dump_python(present), **values})


def _without(values: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name not in names}


def _to_filter_version(version: FilterVersion) -> ir.FilterVersion:
    return ir.FilterVersion(
        id=version.id,
        name=version.filter.name,
        version=version.version,
        digest=version.digest,
        module=version.module,
        root_id=version.root_id,
        holds_headers=inspect_module(version.module).allow_on_headers_stop_iteration,
    )


def _to_attachment(attachment: Attachment, added: dict[str, Any]) -> ir.Attachment:
    return ir.Attachment(
        id=attachment.id,
        filter_version_id=attachment.filter_version_id,
        configuration=to_text({**attachment.configuration, **added}),
        route_id=attachment.route_id,
        order=attachment.order,
    )


def _to_rollout(rollout: Rollout, candidates: Mapping[str, ir.Route], added: dict[str, Any]) -> ir.Rollout:
    """`candidates` are what routes become, by rollout."""
    if rollout.subject == "route":
        subject: ir.RolloutSubject = ir.RouteChange(candidates[rollout.id])
    elif rollout.subject == "service":
        old, new = rollout.old_configuration["version"], rollout.new_configuration["version"]
        subject = ir.VersionChange(rollout.service_id or "", old, new, tuple(rollout.moved_routes or ()))
    else:
        configuration = to_text({**rollout.new_configuration, **added})
        subject = ir.FilterChange(rollout.attachment_id or "", rollout.new_version_id or "", configuration)
    return ir.Rollout(
        id=rollout.id,
        subject=subject,
        stage=_to_stage(rollout),
        sticky_by=_to_sticky_key(rollout.sticky_by),
    )


def _to_sticky_key(written: str) -> ir.StickyKey | None:
    """Of `x-user` or `cookie:session`."""
    if not written:
        return None
    kind, colon, name = written.partition(":")
    return ir.StickyKey(name, "cookie") if colon else ir.StickyKey(kind)


def _to_stage(rollout: Rollout) -> ir.Stage:
    """Until every node has loaded the new version nobody gets it."""
    if rollout.stage == LOADING:
        return ir.Stage()
    stage = rollout.stages[rollout.stage]
    hosts = dict.fromkeys(host for tenant in stage.tenants for host in tenant["hosts"])
    return ir.Stage(stage.share, _HEADERS.validate_python(stage.headers), tuple(hosts))
