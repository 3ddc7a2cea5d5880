"""Each fault of each object: found before anything is pushed, with the place and the remedy."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from tests.support.gateways import make_filter_version, make_gateway

from sluice_console.envoy import ir
from sluice_console.envoy.fields import check_action, check_route
from sluice_console.envoy.service_fields import check_service
from sluice_console.envoy.snapshot import build_snapshot

V1 = make_filter_version("v1", b"one")
V2 = make_filter_version("v2", b"two")
ALL = ir.RouteMatch()
RESPOND = ir.DirectResponse(200)


def route(action: ir.Action = RESPOND, **parts: Any) -> ir.Route:
    return ir.Route("rt_1", "r", action, **parts)


def header(name: str, value: str | None = None, operator: Any = "exact") -> ir.RouteMatch:
    text = None if value is None else ir.TextMatch(value, operator)
    return ir.RouteMatch(headers=(ir.HeaderMatch(name, text),))


def path(kind: Any, value: str) -> ir.RouteMatch:
    return ir.RouteMatch(ir.PathMatch(kind, value))


@pytest.mark.parametrize(
    ("faulty", "text"),
    [
        (route(hosts=()), "give `*` for any"),
        (route(hosts=("Example.com",)), "must be lower case without a port"),
        (route(hosts=("a.test:80",)), "must be lower case without a port"),
        (route(hosts=("a.*.test",)), "must be lower case without a port"),
        (route(match=path("exact", "x")), "must start with a slash"),
        (route(match=path("prefix", "/a?b=1")), "match those apart"),
        (route(match=path("regex", "")), "is empty"),
        (route(match=path("regex", "(")), "is not valid"),
        (route(match=path("regex", "(?<!a)b")), "which RE2 does not have"),
        (route(match=path("regex", r"(a)\1")), "which RE2 does not have"),
        (route(match=path("template", "/a/{")), "must look like"),
        (route(match=path("template", "/{a}/{a}")), "names a variable twice"),
        (route(match=ir.RouteMatch(methods=("G T",))), "is not an HTTP method"),
        (route(match=header("x y")), "must be a token"),
        (route(match=header("x", "(", "regex")), "is not valid"),
        (route(match=header("x", "", "prefix")), "needs a text"),
        (route(match=ir.RouteMatch(query=(ir.QueryMatch(""),))), "has no name"),
        (route(match=ir.RouteMatch(query=(ir.QueryMatch("a", ir.TextMatch("(", "regex")),))), "not valid"),
        (route(match=ir.RouteMatch(cookies=(ir.CookieMatch("a b", "c"),))), "must be a token"),
    ],
)
def test_faults_of_a_match(faulty: ir.Route, text: str) -> None:
    assert any(text in fault for fault in check_route(faulty)), list(check_route(faulty))


TO_SERVICE = (ir.Destination("sv_1"),)


def sent(**fields: Any) -> ir.Route:
    return route(ir.Forward(TO_SERVICE, **fields))


def rewritten(match: ir.RouteMatch = ALL, **fields: Any) -> ir.Route:
    return route(ir.Forward(TO_SERVICE, ir.Rewrite(**fields)), match=match)


@pytest.mark.parametrize(
    ("faulty", "text"),
    [
        (route(ir.Forward(())), "forwards to no service"),
        (route(ir.Forward((ir.Destination("s", weight=-1),))), "negative"),
        (route(ir.Forward((ir.Destination("s", weight=0),))), "nobody would get"),
        (route(ir.Forward(TO_SERVICE, timeout=-1)), "0 switches it off"),
        (route(ir.Forward(TO_SERVICE, ir.Rewrite(prefix="x"))), "must start with a slash"),
        (route(ir.Forward(TO_SERVICE, ir.Rewrite(prefix="/x")), match=path("exact", "/a")), "use `path`"),
        (rewritten(prefix="/a", path="/b"), "takes one of"),
        (rewritten(regex=ir.RegexRewrite("(", "")), "is not valid"),
        (rewritten(regex=ir.RegexRewrite("(a)", r"\2")), "names group 2, and its pattern has 1"),
        (rewritten(regex=ir.RegexRewrite("(a)", r"\n")), "a backslash in the rewrite"),
        (rewritten(template="/{id}"), "needs a route that matches by template"),
        (rewritten(path("template", "/{a}"), template="/{id}"), "has no such variable"),
        (rewritten(path("template", "/{a}"), template="/{a"), "must look like"),
        (sent(retry=ir.Retry(attempts=0)), "at least 1"),
        (sent(retry=ir.Retry(per_try_timeout=0)), "more than 0"),
        (sent(retry=ir.Retry(backoff=0)), "at least 0.001"),
        (sent(retry=ir.Retry(statuses=(42,))), "from 100 to 599"),
        (sent(retry=ir.Retry(on=("retriable-status-codes",))), "needs `statuses`"),
        (sent(mirrors=(ir.Mirror("sv_1", share=10_001),)), "the share of a mirror must be from 0 to 10000"),
        (sent(hash_by=(ir.HashKey("header", "a b"),)), "the header to hash by needs a name"),
        (sent(hash_by=(ir.HashKey("query"),)), "the query to hash by needs a name"),
        (sent(hash_by=(ir.HashKey("cookie", "a", -1),)), "must not be negative"),
        (sent(fault=ir.Fault()), "needs a delay, an abort or both"),
        (sent(fault=ir.Fault(ir.Delay(0))), "more than 0 seconds"),
        (sent(fault=ir.Fault(ir.Delay(1, -1))), "the share of a delay"),
        (sent(fault=ir.Fault(abort=ir.Abort(100))), "from 200 to 599"),
        (route(ir.Redirect(prefix="/x"), match=path("exact", "/a")), "use `path`"),
        (route(ir.DirectResponse(99)), "from 200 to 599"),
        (route(ir.DirectResponse(200, "x" * 70_000)), "longer than 64 KiB"),
        (route(request_headers=ir.HeaderEdit(set=(("host", "x"),))), "changed by a rewrite"),
        (route(request_headers=ir.HeaderEdit(remove=(":path",))), "cannot be changed"),
        (route(response_headers=ir.HeaderEdit(add=(("x", "a\r\nb: c"),))), "control character"),
    ],
)
def test_faults_of_an_action(faulty: ir.Route, text: str) -> None:
    assert any(text in fault for fault in check_action(faulty)), list(check_action(faulty))


@pytest.mark.parametrize(
    ("endpoint", "text"),
    [
        (ir.Endpoint("a b", 80), "must be an IP address or a DNS name"),
        (ir.Endpoint("*.test", 80), "must be an IP address or a DNS name"),
        (ir.Endpoint("a.test", 0), "port must be from 1"),
        (ir.Endpoint("a.test", 80, weight=0), "weight must be at least 1"),
        (ir.Endpoint("a.test", 80, version="v 1"), "version 'v 1'"),
        (ir.Endpoint("a.test", 80, priority=10), "priority must be from 0 to 9"),
        (ir.Endpoint("a.test", 80, zone="a b"), "region and zone take letters"),
    ],
)
def test_faults_of_an_endpoint(endpoint: ir.Endpoint, text: str) -> None:
    faults = list(check_service(ir.Service("sv_1", "a", (endpoint,))))
    assert len(faults) == 1
    assert text in faults[0]


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"slow_start": 0}, "more than 0"),
        ({"slow_start": 1, "load_balancing": "maglev"}, "and not maglev"),
        ({"limits": ir.ConnectionLimits(connections=0)}, "limits.connections must be from 1"),
        ({"ejection": ir.Ejection(errors=0)}, "at least 1 error"),
        ({"ejection": ir.Ejection(interval=0)}, "more than 0 seconds"),
        ({"ejection": ir.Ejection(max_percent=101)}, "must be from 0 to 100"),
        ({"health_check": ir.HealthCheck(path="x")}, "must start with a slash"),
        ({"health_check": ir.HealthCheck(statuses=())}, "at least one status"),
        ({"health_check": ir.HealthCheck(host="a b")}, "must be a host name"),
        ({"health_check": ir.HealthCheck(timeout=0)}, "more than 0 seconds"),
        ({"health_check": ir.HealthCheck(ill_after=0)}, "at least 1 answer"),
    ],
)
def test_faults_of_a_service(fields: dict[str, Any], text: str) -> None:
    faults = list(check_service(ir.Service("sv_1", "a", **fields)))
    assert len(faults) == 1
    assert text in faults[0]


@pytest.mark.parametrize("host", ["10.0.0.1", "::1", "fd00::1", "a.test", "reviews", "my_service", "A.Test"])
def test_good_endpoints(host: str) -> None:
    assert not list(check_service(ir.Service("sv_1", "a", (ir.Endpoint(host, 80),))))


def test_listeners_must_not_share_a_port() -> None:
    gateway = make_gateway(8080)
    second = ir.Listener("ls_2", "second", 8080, "127.0.0.1")
    snapshot = build_snapshot(replace(gateway, listeners=(*gateway.listeners, second)))
    assert [(item.kind, item.id) for item in snapshot.left_out] == [("listener", "ls_2")]
    assert "has 127.0.0.1:8080 already" in snapshot.left_out[0].reason


@pytest.mark.parametrize(
    ("listener", "text"),
    [
        (ir.Listener("ls_1", "a", 70_000), "port 70000"),
        (ir.Listener("ls_1", "a", 80, "localhost"), "0.0.0.0 listens on all"),
    ],
)
def test_faults_of_a_listener(listener: ir.Listener, text: str) -> None:
    left_out = build_snapshot(make_gateway(80, listeners=(listener,))).left_out
    assert len(left_out) == 1
    assert text in left_out[0].reason


def make_rollouts(*rollouts: tuple[str, str], share: int = 100) -> tuple[str, ...]:
    """The reasons why rollouts (id, attachment) are left out; `at_g` is the gateway's."""
    gateway = make_gateway(
        80,
        {"/": "", "/two": ""},
        filters=(V1, V2),
        attachments=(
            ir.Attachment("at_g", V1.id),
            ir.Attachment("at_1", V1.id, "", "rt_1"),
            ir.Attachment("at_2", V1.id, "", "rt_2"),
        ),
        rollouts=tuple(
            ir.Rollout(name, ir.FilterChange(at, V2.id), ir.Stage(share)) for name, at in rollouts
        ),
    )
    return tuple(f"{item.id}: {item.reason}" for item in build_snapshot(gateway).left_out)


def test_rollouts_of_different_routes_run_side_by_side() -> None:
    assert make_rollouts(("a", "at_1"), ("b", "at_2")) == ()


@pytest.mark.parametrize(
    "pair", [(("a", "at_1"), ("b", "at_1")), (("a", "at_g"), ("b", "at_1")), (("a", "at_1"), ("b", "at_g"))]
)
def test_a_request_is_split_by_one_rollout_only(pair: tuple[tuple[str, str], ...]) -> None:
    assert make_rollouts(*pair) == ("b: rollout 'a' already splits the same requests; end it first",)


def test_faults_of_a_rollout() -> None:
    assert "basis points" in make_rollouts(("a", "at_1"), share=10_001)[0]
    assert "is not there" in make_rollouts(("a", "at_x"))[0]


def test_a_missing_filter_of_the_gateway_closes_every_route() -> None:
    gateway = make_gateway(80, {"/": "", "/two": ""}, attachments=(ir.Attachment("at_g", "fv_gone"),))
    snapshot = build_snapshot(gateway)
    assert [(item.kind, item.id) for item in snapshot.left_out] == [
        ("attachment", "at_g"),
        ("route", "rt_1"),
        ("route", "rt_2"),
    ]


def test_hosts_that_statistics_would_mix_up() -> None:
    routes = (route(hosts=("a.b",)), ir.Route("rt_2", "r", RESPOND, hosts=("a_b",)))
    left_out = build_snapshot(make_gateway(80, routes=routes)).left_out
    assert "cannot be told from 'a.b'" in left_out[0].reason
