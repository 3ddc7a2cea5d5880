"""Rollouts: what takes over stage by stage, and from whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sluice_console.envoy.ir.matches import HeaderMatch
from sluice_console.envoy.ir.routes import Route


@dataclass(frozen=True, slots=True)
class Stage:
    """Who gets the candidate: requests with any of `headers`, those for any of `hosts` (`shop.a.io`,
    `*.a.io`), and `share` of all the others.
    """

    share: int = 0
    headers: tuple[HeaderMatch, ...] = ()
    hosts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StickyKey:
    """What a sticky share counts by: the value of a header, or of a cookie."""

    name: str
    kind: Literal["header", "cookie"] = "header"


@dataclass(frozen=True, slots=True)
class FilterChange:
    """A second version (and configuration) of an attachment."""

    attachment_id: str
    filter_version_id: str
    configuration: str = ""
    kind: Literal["filter"] = "filter"


@dataclass(frozen=True, slots=True)
class RouteChange:
    """What a route becomes: `route` has the id of the one that is there, its hosts, its match and its order.

    Everything else may be different as long as the chain of filters stays the same.
    """

    route: Route
    kind: Literal["route"] = "route"


@dataclass(frozen=True, slots=True)
class VersionChange:
    """Requests of these routes that go to version `old` of a service go to `new`; "" is all endpoints."""

    service_id: str
    old: str
    new: str
    route_ids: tuple[str, ...]
    kind: Literal["service"] = "service"


RolloutSubject = FilterChange | RouteChange | VersionChange


@dataclass(frozen=True, slots=True)
class Rollout:
    """A change that takes over stage by stage.

    With `sticky_by` the share is one of that key's values (users, API keys), each for good. Requests without
    the key are drawn anew each time, as all are without `sticky_by`: both arms then get the same mixture of
    them, or a comparison would be one of users with strangers.

    `stage` is the one now in force. An ended rollout is simply absent: promoted means that the attachment,
    the route or the destinations are the candidate's, aborted that they still are as they were.
    """

    id: str
    subject: RolloutSubject
    stage: Stage = Stage()
    sticky_by: StickyKey | None = None
