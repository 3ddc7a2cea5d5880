"""What the nodes' page shows: a row a node, a column a type; and what a rejection means."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from sluice_console.core import clock
from sluice_console.core.language import marked, tr
from sluice_console.envoy.resources import (
    CLUSTER,
    ENDPOINTS,
    EXTENSION,
    LISTENER,
    ROUTES,
    RUNTIME,
    SECRET,
    Snapshot,
)
from sluice_console.models import Attachment, Certificate, Gateway, Login, Route, Service, SharedLimit

TYPES: Mapping[str, tuple[str, str]] = {
    "LDS": (LISTENER, marked("listeners")),
    "RDS": (ROUTES, marked("routes")),
    "CDS": (CLUSTER, marked("clusters")),
    "EDS": (ENDPOINTS, marked("endpoints")),
    "ECDS": (EXTENSION, marked("filters")),
    "SDS": (SECRET, marked("secrets")),
    "RTDS": (RUNTIME, marked("runtime")),
}
_IDENTITY = re.compile(r"\b(?:rt|at|sv|gw|ls|lg|sl|ct)_[0-9a-z]{12}")
_CAUSES: Mapping[str, re.Pattern[str]] = {
    "port": re.compile("cannot bind|Address already in use", re.IGNORECASE),
    "extension": re.compile("Didn't find a registered implementation|unknown type", re.IGNORECASE),
    "module": re.compile("wasm|vm", re.IGNORECASE),
    "pattern": re.compile("regex|re2|pattern", re.IGNORECASE),
}
"""What Envoy's words mean, tried from the top; the page has a sentence for each."""


@dataclass(frozen=True, slots=True)
class Cell:
    """How one node stands with one type: confirmed, current, rejected, waiting, behind or never asked for."""

    state: str


@dataclass(frozen=True, slots=True)
class NodeRow:
    """`node` is what `nodes.queries.list_nodes` gives; `lag` the slowest answer in seconds."""

    node: Mapping[str, Any]
    cells: tuple[Cell, ...]
    lag: float | None

    @property
    def rejected(self) -> bool:
        return bool(self.node["connected"] and self.node["rejections"])

    @property
    def connected_for(self) -> timedelta | None:
        since: datetime | None = self.node["connected_since"]
        return None if since is None else clock.now() - since


@dataclass(frozen=True, slots=True)
class TypeRow:
    """One type over all connected nodes; `slowest` in seconds."""

    short: str
    noun: str
    sent: int
    acknowledged: int
    rejected: int
    waiting: int
    slowest: float | None
    resources: int
    version: str


@dataclass(frozen=True, slots=True)
class Named:
    """An object that Envoy's words or the resource's name point to."""

    kind: str
    name: str
    href: str


@dataclass(frozen=True, slots=True)
class Explained:
    """A rejection for people: where, what, Envoy's own words, and the objects of ours behind it."""

    node_id: str
    short: str
    resource: str
    error: str
    at: datetime
    objects: tuple[Named, ...]
    field: str
    author: str
    release: int | None
    accepted_by: int
    keeps: bool
    """Whether the node has an earlier version of it to go on with."""

    @property
    def cause(self) -> str:
        return next((cause for cause, words in _CAUSES.items() if words.search(self.error)), "")


def to_node_rows(nodes: Sequence[Mapping[str, Any]]) -> list[NodeRow]:
    """Those with something to say first: rejected, behind, gone, then the rest by id."""
    rows = [_to_row(node) for node in nodes]
    return sorted(rows, key=lambda row: (not row.rejected, row.node["current"], row.node["id"]))


def to_type_rows(rows: Sequence[NodeRow], snapshot: Snapshot | None) -> list[TypeRow]:
    """Only connected nodes count; types in the order of the matrix."""
    found = []
    for number, (short, (type_url, noun)) in enumerate(TYPES.items()):
        live = [row for row in rows if row.node["connected"]]
        states = [row.cells[number].state for row in live]
        lags = [row.node["types"][short]["lag_seconds"] for row in live if short in row.node["types"]]
        found.append(
            TypeRow(
                short=short,
                noun=tr(noun),
                sent=sum(state != "none" for state in states),
                acknowledged=states.count("current") + states.count("confirmed"),
                rejected=states.count("rejected"),
                waiting=states.count("waiting") + states.count("behind"),
                slowest=max((lag for lag in lags if lag is not None), default=None),
                resources=len(snapshot.by_type[type_url]) if snapshot else 0,
                version=snapshot.version(type_url)[:8] if snapshot else "",
            )
        )
    return found


async def explain(db: AsyncSession, rows: Sequence[NodeRow]) -> list[Explained]:
    """Every rejection that stands, the newest first."""
    connected = sum(bool(row.node["connected"]) for row in rows)
    found: list[Explained] = []
    for row in rows:
        for item in row.node["rejections"] if row.node["connected"] else ():
            refusing = sum(item["name"] in _refused(other) for other in rows if other.node["connected"])
            behind = " ".join(changed["id"] for changed in item["objects"])
            objects = await _find_objects(db, f"{item['name']} {item['error']} {behind}")
            found.append(
                Explained(
                    node_id=row.node["id"],
                    short=item["type"],
                    resource=item["name"],
                    error=item["error"],
                    at=item["at"],
                    objects=objects,
                    field=item["field"],
                    author=item["author"],
                    release=item["release"],
                    accepted_by=connected - refusing,
                    keeps=bool(row.node["types"].get(item["type"], {}).get("acknowledged")),
                )
            )
    return sorted(found, key=lambda item: item.at, reverse=True)


def _refused(row: NodeRow) -> set[str]:
    return {item["name"] for item in row.node["rejections"]}


def _to_row(node: Mapping[str, Any]) -> NodeRow:
    types: Mapping[str, Mapping[str, Any]] = node["types"]
    lags = [item["lag_seconds"] for item in types.values() if item["lag_seconds"] is not None]
    return NodeRow(node, tuple(_to_cell(types.get(short)) for short in TYPES), max(lags, default=None))


def _to_cell(item: Mapping[str, Any] | None) -> Cell:
    if item is None or not (item["sent"] or item["acknowledged"]):
        return Cell("none")
    if item["error"]:
        return Cell("rejected")
    if item["current"]:
        return Cell("confirmed" if item["confirmed"] else "current")
    return Cell("waiting" if item["lag_seconds"] is None else "behind")


async def _find_objects(db: AsyncSession, text: str) -> tuple[Named, ...]:
    ids = set(_IDENTITY.findall(text))
    found: list[Named] = []
    gateways = {id_.replace("ls_", "gw_", 1) for id_ in ids}
    for route in await db.scalars(select(Route).where(Route.id.in_(ids))):
        found.append(Named("route", route.name, f"/routes/{route.id}"))
    for service in await db.scalars(select(Service).where(Service.id.in_(ids))):
        found.append(Named("service", service.name, f"/services/{service.name}"))
    for attachment in await db.scalars(select(Attachment).where(Attachment.id.in_(ids))):
        version = attachment.filter_version
        name = version.filter.name
        found.append(
            Named("filter", f"{name} {version.version}", f"/filters/{name}?version={version.version}")
        )
    for login in await db.scalars(select(Login).where(Login.id.in_(ids))):
        found.append(Named("login", login.name, f"/logins/{login.id}"))
    for limit in await db.scalars(select(SharedLimit).where(SharedLimit.id.in_(ids))):
        found.append(Named("limit", limit.name, f"/limits/{limit.id}"))
    for certificate in await db.scalars(select(Certificate).where(Certificate.id.in_(ids))):
        found.append(Named("certificate", certificate.name, f"/certificates/{certificate.name}"))
    for gateway in await db.scalars(select(Gateway).where(Gateway.id.in_(gateways))):
        found.append(Named("gateway", gateway.name, f"/gateways/{gateway.name}"))
    return tuple(found)
