"""Applying a document: one transaction for all of it, one release for each gateway that it changes."""

import difflib
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager

import yaml
from pydantic import BaseModel
from sqlalchemy import select

from sluice_console.core.errors import FieldError, Invalid
from sluice_console.features.changes import Change
from sluice_console.features.configuration import documents
from sluice_console.features.configuration.schemas import ConfigurationIn, ObjectChange
from sluice_console.features.gateways import service as gateways
from sluice_console.features.gateways.schemas import GatewayIn, GatewayPatch
from sluice_console.features.listeners import service as listeners
from sluice_console.features.listeners.schemas import ListenerIn, ListenerPatch
from sluice_console.features.routes import service as routes
from sluice_console.features.routes.protection import Protection
from sluice_console.features.routes.schemas import RouteIn, RoutePatch
from sluice_console.features.services import service as services
from sluice_console.features.services.schemas import ServiceIn, ServicePatch
from sluice_console.models import Gateway, Listener, Route, Service


async def apply(change: Change, wanted: ConfigurationIn) -> list[ObjectChange]:
    """What is not there is made, what is different is changed; applied again it changes nothing.

    Services and gateways are never deleted: other things may need them.
    """
    check_names(wanted)
    found = [item async for item in _apply_all(change, wanted)]
    if wanted.prune:
        found += [item async for item in _prune(change, wanted)]
    return found


def check_names(wanted: ConfigurationIn) -> None:
    """Raises `Invalid` at the second of two objects that are one."""
    for kind in ("services", "gateways", "listeners", "routes"):
        seen: set[tuple[str, str]] = set()
        for number, item in enumerate(getattr(wanted, kind)):
            key = (getattr(item, "gateway", ""), item.name)
            if key in seen:
                raise Invalid.field(f"{kind}.{number}.name", f"{item.name!r} is there twice")
            seen.add(key)


async def _apply_all(change: Change, wanted: ConfigurationIn) -> AsyncIterator[ObjectChange]:
    """In the order in which they need each other."""
    for number, service in enumerate(wanted.services):
        with _at(f"services.{number}"):
            old = await _apply_service(change, service)
        if (item := _compare("service", service.name, old, service)) is not None:
            yield item
    for number, gateway in enumerate(wanted.gateways):
        with _at(f"gateways.{number}"):
            before = await _apply_gateway(change, gateway)
        if (item := _compare("gateway", gateway.name, before, gateway)) is not None:
            yield item
    for number, listener in enumerate(wanted.listeners):
        with _at(f"listeners.{number}"):
            present = await _apply_listener(change, listener)
        name = f"{listener.gateway}/{listener.name}"
        if (item := _compare("listener", name, present, listener)) is not None:
            yield item
    names = await documents.names_by_id(change.db)
    for number, route in enumerate(wanted.routes):
        with _at(f"routes.{number}"):
            stored = await _apply_route(change, route, names)
        if (item := _compare("route", f"{route.gateway}/{route.name}", stored, route)) is not None:
            yield item


async def _apply_service(change: Change, wanted: ServiceIn) -> ServiceIn | None:
    """The service as it was; None where there was none. So do the next three."""
    row = (await change.db.scalars(select(Service).where(Service.name == wanted.name))).first()
    old = documents.to_service(row) if row else None
    if row is None:
        await services.create_service(change, wanted)
    elif _plain(wanted) != _plain(old):
        await services.update_service(change, row.id, ServicePatch.model_validate(_sent(wanted)))
    await change.db.flush()
    return old


async def _apply_gateway(change: Change, wanted: GatewayIn) -> GatewayIn | None:
    row = (await change.db.scalars(select(Gateway).where(Gateway.name == wanted.name))).first()
    old = documents.to_gateway(row) if row else None
    if row is None:
        await gateways.create_gateway(change, wanted)
    elif _plain(wanted) != _plain(old):
        await gateways.update_gateway(change, row.id, GatewayPatch.model_validate(_sent(wanted)))
    await change.db.flush()
    return old


async def _apply_listener(change: Change, wanted: ListenerIn) -> ListenerIn | None:
    row = await documents.find_listener(change.db, wanted.gateway, wanted.name)
    old = documents.to_listener(row) if row else None
    if row is None:
        await listeners.create_listener(change, wanted)
    elif _plain(wanted) != _plain(old):
        await listeners.update_listener(change, row.id, ListenerPatch.model_validate(_sent(wanted)))
    await change.db.flush()
    return old


async def _apply_route(change: Change, wanted: RouteIn, names: dict[str, str]) -> RouteIn | None:
    row = await documents.find_route(change.db, wanted.gateway, wanted.name)
    old = documents.to_route(row, names) if row else None
    if row is None:
        await routes.create_route(change, wanted)
    elif _plain(wanted) != _plain(old):
        await routes.update_route(change, row.id, RoutePatch.model_validate(_sent(wanted)))
    await change.db.flush()
    return old


async def _prune(change: Change, wanted: ConfigurationIn) -> AsyncIterator[ObjectChange]:
    """Routes first, so that nothing leads to what is gone."""
    named = select(Gateway.id).where(Gateway.name.in_([item.name for item in wanted.gateways]))
    kept = {(item.gateway, item.name) for item in wanted.routes}
    names = await documents.names_by_id(change.db)
    for route in (await change.db.scalars(select(Route).where(Route.gateway_id.in_(named)))).all():
        if (route.gateway.name, route.name) not in kept:
            yield _removed("route", documents.to_route(route, names))
            await routes.delete_route(change, route.id)
    kept = {(item.gateway, item.name) for item in wanted.listeners}
    for listener in (await change.db.scalars(select(Listener).where(Listener.gateway_id.in_(named)))).all():
        if (listener.gateway.name, listener.name) not in kept:
            yield _removed("listener", documents.to_listener(listener))
            await listeners.delete_listener(change, listener.id)


@contextmanager
def _at(path: str) -> Iterator[None]:
    """Errors of an object at its place in the document."""
    try:
        yield
    except Invalid as error:
        fields = tuple(FieldError(f"{path}.{item.path}", item.message) for item in error.fields)
        raise Invalid(error.detail, fields=fields) from error


def _sent(wanted: BaseModel) -> dict[str, object]:
    """Every field, so that what the document does not say goes back to its default."""
    values = wanted.model_dump(exclude={"reason", "gateway"})
    if "protection" in values:
        values["protection"] = values["protection"] or Protection().model_dump()
    return values


def _plain(item: BaseModel | None) -> dict[str, object]:
    if item is None:
        return {}
    values = item.model_dump(mode="json", exclude={"reason"})
    if "protection" in values:
        values["protection"] = values["protection"] or Protection().model_dump(mode="json")
    return values


def _compare(kind: str, name: str, old: BaseModel | None, new: BaseModel) -> ObjectChange | None:
    if _plain(old) == _plain(new):
        return None
    change = "added" if old is None else "changed"
    return ObjectChange.model_validate(
        {"kind": kind, "name": name, "change": change, "lines": _diff(_plain(old), _plain(new))}
    )


def _removed(kind: str, old: ListenerIn | RouteIn) -> ObjectChange:
    name = f"{old.gateway}/{old.name}"
    return ObjectChange.model_validate(
        {"kind": kind, "name": name, "change": "removed", "lines": _diff(_plain(old), {})}
    )


def _diff(old: dict[str, object], new: dict[str, object]) -> list[str]:
    lines = difflib.unified_diff(_lines(old), _lines(new), n=2, lineterm="")
    return [line for line in lines if not line.startswith(("---", "+++"))]


def _lines(values: dict[str, object]) -> list[str]:
    if not values:
        return []
    text: str = yaml.safe_dump(values, sort_keys=False, allow_unicode=True, width=1000)
    return text.splitlines()
