"""A route with some of its columns otherwise: what a rollout prepares, shows beside the present one, and puts
in its place at the end.

Columns are JSON as they are stored in `models.Route`, `destinations` as rows of their table: services by id,
which a new name does not touch.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import inspect
from sqlalchemy.ext.asyncio import AsyncSession

from sluice_console.core import clock
from sluice_console.core.errors import Invalid
from sluice_console.features.limits.service import find_ids
from sluice_console.features.routes.protection import to_column
from sluice_console.features.routes.schemas import RouteChange, RouteOut
from sluice_console.features.routes.service import replace_destinations, to_action_columns, to_output
from sluice_console.features.services.queries import find_service
from sluice_console.models import Destination, Route

_DESTINATION = ("position", "service_id", "version", "weight", "mirror")


async def to_columns(db: AsyncSession, route: Route, values: RouteChange) -> dict[str, Any]:
    """Only what is given. Raises `Invalid` at what is not there, below `change`."""
    try:
        return await _read(db, route, values)
    except Invalid as error:
        fields = tuple(replace(item, path=f"change.{item.path}") for item in error.fields)
        raise Invalid(error.detail, fields=fields) from error


async def _read(db: AsyncSession, route: Route, values: RouteChange) -> dict[str, Any]:
    columns: dict[str, Any] = {}
    if values.headers is not None:
        columns["headers"] = values.headers.model_dump(mode="json")
    if values.protection is not None:
        columns["protection"] = await to_column(db, values.protection)
    if values.shared_limits is not None:
        columns["shared_limits"] = await find_ids(db, route.gateway_id, values.shared_limits)
    if values.action is not None:
        known = [item.service for item in route.destinations]
        found = await to_action_columns(db, values.action, known)
        columns["action"] = found["action"]
        columns["destinations"] = [
            {**{name: getattr(row, name) for name in _DESTINATION}, "service_id": row.service.id}
            for row in found["destinations"]
        ]
    return columns


async def read_changed(
    db: AsyncSession, route: Route, names: Collection[str], columns: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """These fields of a route in the words of REST, with `columns` in place of its own."""
    shown = route if columns is None else await _with_columns(db, route, columns)
    values = RouteOut.model_validate(to_output(shown)).model_dump(mode="json")
    return {name: values[name] for name in sorted(names)}


async def take_columns(db: AsyncSession, route: Route, columns: Mapping[str, Any]) -> None:
    """Raises `NotFound` where a service is gone that the route is to lead to."""
    for name in columns.keys() - {"destinations"}:
        setattr(route, name, columns[name])
    if "destinations" in columns:
        await replace_destinations(db, route, await _to_rows(db, columns["destinations"]))
    route.updated_at = clock.now()


async def _with_columns(db: AsyncSession, route: Route, columns: Mapping[str, Any]) -> Route:
    """A row of no session."""
    own = {attribute.key: getattr(route, attribute.key) for attribute in inspect(Route).column_attrs}
    changed = Route(**{**own, **columns, "destinations": []})
    changed.gateway = route.gateway
    wanted = columns.get("destinations")
    if wanted is None:
        wanted = [{name: getattr(row, name) for name in _DESTINATION} for row in route.destinations]
    changed.destinations = await _to_rows(db, wanted)
    return changed


async def _to_rows(db: AsyncSession, destinations: Sequence[Mapping[str, Any]]) -> list[Destination]:
    services = {item["service_id"]: await find_service(db, item["service_id"]) for item in destinations}
    return [Destination(**item, service=services[item["service_id"]]) for item in destinations]
