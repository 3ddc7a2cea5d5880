"""What each subject makes of the input: the columns of `models.Rollout` that are its own."""

from dataclasses import dataclass
from typing import Any

from sluice_console.models import Attachment, FilterVersion, Gateway, Route, Service


@dataclass(frozen=True, slots=True)
class Plan:
    """`before` and `after` are what a person compares: configurations, fields of a route, versions."""

    gateway: Gateway
    before: dict[str, Any]
    after: dict[str, Any]
    attachment: Attachment | None = None
    old_version: FilterVersion | None = None
    new_version: FilterVersion | None = None
    route: Route | None = None
    candidate: dict[str, Any] | None = None
    service: Service | None = None
    moved_routes: list[str] | None = None
