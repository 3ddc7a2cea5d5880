"""Routes: whose requests, which of them, and what happens to them."""

# ruff: noqa: RUF009 - frozen defaults may be shared

from __future__ import annotations

from dataclasses import dataclass

from sluice_console.envoy.ir.actions import Action
from sluice_console.envoy.ir.matches import RouteMatch
from sluice_console.envoy.ir.security import Protection


@dataclass(frozen=True, slots=True)
class HeaderEdit:
    """`remove` happens first, `set` replaces all values, `add` adds one."""

    set: tuple[tuple[str, str], ...] = ()
    add: tuple[tuple[str, str], ...] = ()
    remove: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Route:
    """Requests for `hosts` (`*` any, `*.example.com` a suffix) that fit `match`.

    Within a host the lowest `order` is asked first, then the more specific path, then more conditions; a
    route for any host is asked after the routes of the host itself.
    """

    id: str
    name: str
    action: Action
    hosts: tuple[str, ...] = ("*",)
    match: RouteMatch = RouteMatch()
    order: int = 100
    request_headers: HeaderEdit = HeaderEdit()
    response_headers: HeaderEdit = HeaderEdit()
    protection: Protection = Protection()
    shared_limit_ids: tuple[str, ...] = ()
    login_id: str = ""
