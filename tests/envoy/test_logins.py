"""Logins in a gateway: what Envoy would refuse, what could never work, routes and chain that fit."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from tests.support.gateways import make_gateway

from sluice_console.envoy import ir
from sluice_console.envoy.http_filters.slots import routes_name
from sluice_console.envoy.protection_fields import check_login
from sluice_console.envoy.snapshot import build_snapshot

SERVICE = ir.Service("sv_1", "web", (ir.Endpoint("127.0.0.1", 9),))


def login(id_: str = "lg_1", **parts: Any) -> ir.Login:
    usual = {
        "authorization_url": "https://login.test/a",
        "token_url": "https://login.test/t",
        "service_id": "sv_1",
        "client_id": "c",
    }
    return ir.Login(id=id_, name=id_, **{**usual, **parts})


def gateway(*logins: ir.Login, hosts: tuple[str, ...] = ("*",), **parts: Any) -> ir.Gateway:
    """One route for each login, each on all `hosts`."""
    made = make_gateway(8080, {"/": "hello\n"}, services=(SERVICE,), logins=logins, **parts)
    route = made.routes[0]
    routes = [
        replace(route, id=f"rt_{item.id}", name=f"r-{item.id}", login_id=item.id, hosts=hosts)
        for item in logins
    ]
    return replace(made, routes=tuple(routes) or made.routes)


@pytest.mark.parametrize(
    ("parts", "field"),
    [
        ({"end_session_url": "https://login.test/end", "scopes": ("profile",)}, "end_session_url"),
        ({"authorization_url": "https://login.test:port/a"}, "authorization_url"),
        ({"authorization_url": "https://login.test:99999/a"}, "authorization_url"),
        ({"authorization_url": "https://lo^gin.test/a"}, "authorization_url"),
        ({"token_url": "https://[broken"}, "token_url"),
        ({"token_url": "https://user@login.test/t"}, "token_url"),
    ],
)
def test_what_envoy_would_refuse_the_listener_for(parts: dict[str, Any], field: str) -> None:
    assert [found for found, _ in check_login(login(**parts))] == [field]


@pytest.mark.parametrize("host", ["login.test", "login.test:8443", "10.0.0.7", "[2001:db8::1]:443"])
def test_hosts_of_providers(host: str) -> None:
    assert not list(check_login(login(authorization_url=f"https://{host}/a")))


def test_routes_have_another_name_for_another_login_or_limit() -> None:
    """Else connections with the old chain, and nodes that refuse the new one, would let everybody in."""
    limit = ir.SharedLimit("sl_1", "n", 10)
    limited = gateway(shared_limits=(limit,))
    limited = replace(
        limited, routes=tuple(replace(each, shared_limit_ids=("sl_1",)) for each in limited.routes)
    )
    names = [
        routes_name(each)
        for each in (
            gateway(),
            gateway(login()),
            gateway(login(client_id="other")),
            gateway(login("lg_2")),
            limited,
        )
    ]
    assert len(set(names)) == len(names)


def test_a_path_of_a_host_belongs_to_one_login() -> None:
    two = gateway(login("lg_1"), login("lg_2"), hosts=("a.test",))
    assert [(each.kind, each.id) for each in build_snapshot(two).left_out] == [("route", "rt_lg_2")]
    apart = login("lg_2", callback_path="/second/callback", signout_path="/second/signout")
    assert build_snapshot(gateway(login("lg_1"), apart, hosts=("a.test",))).left_out == ()
