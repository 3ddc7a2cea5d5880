"""The whole of it: all that the nodes of one gateway serve."""

# ruff: noqa: RUF009 - frozen defaults may be shared

from __future__ import annotations

from dataclasses import dataclass

from sluice_console.envoy.ir.filters import Attachment, FilterVersion
from sluice_console.envoy.ir.listeners import Listener
from sluice_console.envoy.ir.logins import Login
from sluice_console.envoy.ir.overload import Overload
from sluice_console.envoy.ir.rollouts import Rollout
from sluice_console.envoy.ir.routes import Route
from sluice_console.envoy.ir.security import LimitService, SharedLimit, TokenIssuer
from sluice_console.envoy.ir.services import Service
from sluice_console.envoy.ir.tls import Certificate


@dataclass(frozen=True, slots=True)
class Gateway:
    """All that the nodes of one gateway serve."""

    id: str
    name: str
    listeners: tuple[Listener, ...] = ()
    services: tuple[Service, ...] = ()
    routes: tuple[Route, ...] = ()
    filters: tuple[FilterVersion, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    rollouts: tuple[Rollout, ...] = ()
    certificates: tuple[Certificate, ...] = ()
    issuers: tuple[TokenIssuer, ...] = ()
    logins: tuple[Login, ...] = ()
    shared_limits: tuple[SharedLimit, ...] = ()
    limit_service: LimitService | None = None
    overload: Overload = Overload()
