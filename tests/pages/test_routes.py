"""The route editor's rows, and "which route does this request take?" beside a real Envoy."""

import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError
from starlette.datastructures import FormData
from tests.support.edge import run_edge
from tests.support.envoy import find_free_port

from sluice_console.core.errors import Invalid
from sluice_console.envoy import ir
from sluice_console.features.forms import FormText, Refusal
from sluice_console.features.routes.conditions import Condition, describe, parse_conditions, to_conditions
from sluice_console.features.routes.forms import (
    DestinationRow,
    RouteForm,
    from_output,
    place_errors,
    to_input,
)
from sluice_console.features.routes.matching import find_route, parse_request, template_values
from sluice_console.features.routes.schemas import RouteIn, RouteMatch

MATCH: dict[str, Any] = {
    "path": {"kind": "template", "value": "/v2/{id}/**"},
    "methods": ["GET", "POST"],
    "headers": [
        {
            "name": "x-region",
            "value": {"value": "beijing", "operator": "exact", "ignore_case": False},
            "invert": False,
        },
        {"name": "x-debug", "value": None, "invert": True},
        {"name": "x-trace", "value": None, "invert": False},
        {
            "name": "x-team",
            "value": {"value": "Blue", "operator": "prefix", "ignore_case": True},
            "invert": True,
        },
    ],
    "query": [
        {"name": "lang", "value": {"value": "en", "operator": "exact", "ignore_case": False}},
        {"name": "beta", "value": None},
    ],
    "cookies": [{"name": "session", "value": "a=b"}],
}


def test_every_match_comes_back_from_its_rows_as_it_was() -> None:
    stored = RouteMatch.model_validate(MATCH).model_dump()
    rows = to_conditions(["a.example", "*.b.example"], stored)
    parsed = parse_conditions(rows)
    assert parsed.errors == {}
    assert parsed.hosts == ["a.example", "*.b.example"]
    assert RouteMatch.model_validate(parsed.match).model_dump() == stored


def test_rows_are_described_in_a_few_words() -> None:
    assert describe(MATCH) == (
        "x-region: beijing",
        "no x-debug",
        "x-trace",
        "x-team not: begins with, in any case Blue",
        "lang=en",
        "beta",
        "cookie session=a=b",
    )


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (Condition("method", "prefix", "GET"), "Method takes “is”"),
        (Condition("path", "suffix", "/x"), "Path takes “is”, “begins with”, “matches”, “template”"),
        (Condition("header", "exact", "beijing"), "write the name and the value, as in x-region: beijing"),
        (Condition("header", "template", "x: y"), "a template is for paths"),
        (Condition("query", "not-exact", "a=b"), "can be compared, but not ruled out"),
        (Condition("cookie", "exact", "beta"), "write name=value, as in beta=on"),
        (Condition("body", "exact", "x"), "is not a part of a request"),
    ],
)
def test_a_row_that_cannot_be_asked_is_told(row: Condition, message: str) -> None:
    assert message in parse_conditions([Condition("host", "exact", "a.example"), row]).errors[1]


def test_errors_of_the_schema_stand_at_their_rows() -> None:
    form = RouteForm(
        name="x",
        conditions=(
            Condition("host", "exact", "not a host"),
            Condition("header", "regex", "x-team: ("),
            Condition("path", "exact", "no-slash"),
        ),
        destinations=(DestinationRow("cart", "", "many"),),
        fields={"timeout": "soon", "attempts": "99", "retry_on": "never"},
    )
    with pytest.raises(ValidationError) as refused:
        RouteIn.model_validate({"gateway": "edge", **to_input(form)})
    placed = place_errors(form, Refusal.of(refused.value)).errors
    assert set(placed) == {
        "condition.0",
        "condition.1",
        "condition.2",
        "destination.0",
        "timeout",
        "attempts",
        "retry_on",
    }


@pytest.mark.parametrize(
    "action",
    [
        {
            "kind": "forward",
            "destinations": [{"service": "cart", "version": "v2", "weight": 90}],
            "timeout": 3.5,
            "idle_timeout": 60,
            "retry": {"attempts": 3, "on": ["5xx"], "per_try_timeout": 1},
            "rewrite": {"path": "/x", "host": "h.example"},
            "websocket": True,
        },
        {"kind": "redirect", "scheme": "https", "prefix": "/new", "status": 308, "strip_query": True},
        {"kind": "redirect", "host": "shop.example", "port": 8443, "path": "/all", "status": 301},
        {"kind": "respond", "status": 418, "body": "short\n", "content_type": "text/plain"},
    ],
)
def test_every_action_comes_back_from_its_form_as_it_was(action: dict[str, Any]) -> None:
    headers = {"request": {"set": [["x-team", "a: b"]], "add": [["via", "edge"]], "remove": ["server"]}}
    values = {"gateway": "edge", "name": "x", "match": MATCH, "action": action, "headers": headers}
    stored = RouteIn.model_validate(values)
    form = from_output({**stored.model_dump(), "action": stored.action.model_dump()})
    assert RouteIn.model_validate({"gateway": "edge", **to_input(form)}) == stored


def test_buttons_add_and_remove_rows() -> None:
    form = RouteForm()
    assert len(form.edited("add-condition").conditions) == 3  # type: ignore[union-attr]
    assert form.edited("remove-condition-0").conditions == form.conditions[1:]  # type: ignore[union-attr]
    assert len(form.edited("add-destination").destinations) == 2  # type: ignore[union-attr]
    assert form.edited("remove-destination-7") == form
    assert form.edited("publish") is None
    typed = FormText(FormData([("part", "path"), ("how", "exact"), ("value", "/x"), ("kind", "respond")]))
    assert RouteForm.read(typed).conditions == (Condition("path", "exact", "/x"),)


@pytest.mark.parametrize(
    ("url", "headers", "field"),
    [
        ("", "", "url"),
        ("http://[::1", "", "url"),
        ("/path", "", "url"),
        ("http://a.example", "no colon", "headers"),
    ],
)
def test_a_question_that_cannot_be_read_is_told(url: str, headers: str, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        parse_request("GET", url, headers)
    assert [item.path for item in refused.value.fields] == [field]


def test_names_of_a_template_are_told() -> None:
    match = ir.PathMatch("template", "/v2/carts/{id}/{rest=**}")
    assert template_values(match, "/v2/carts/8841/checkout/now") == {"id": "8841", "rest": "checkout/now"}
    assert template_values(match, "/v2/orders/1/x") == {}


@pytest.mark.parametrize(
    "match",
    [
        ir.RouteMatch(ir.PathMatch("regex", "/(a+)+")),
        ir.RouteMatch(ir.PathMatch("template", "/" + "/".join(f"{{a{n}=**}}" for n in range(12)) + "/b")),
        ir.RouteMatch(headers=(ir.HeaderMatch("x-team", ir.TextMatch("(a|aa)+", "regex", True)),)),
    ],
)
def test_no_pattern_makes_the_question_take_years(match: ir.RouteMatch) -> None:
    gateway = ir.Gateway("gw_1", "edge", routes=(respond("slow", match),))
    asked = parse_request("GET", f"http://a.test/{'a' * 900}{'/' * 900}!", f"x-team: {'A' * 1900}!")
    begun = time.monotonic()
    attempts = find_route(gateway, asked)
    assert [attempt.refusal is None for attempt in attempts] == [False]
    assert time.monotonic() - begun < 2


def test_a_pattern_that_ignores_case_keeps_its_classes() -> None:
    value = ir.TextMatch(r"\D+", "regex", ignore_case=True)
    match = ir.RouteMatch(headers=(ir.HeaderMatch("x-team", value),))
    gateway = ir.Gateway("gw_1", "edge", routes=(respond("blue", match),))
    assert find_route(gateway, parse_request("GET", "http://a.test/", "x-team: Blue"))[0].refusal is None


def respond(name: str, match: ir.RouteMatch, *hosts: str, order: int = 100) -> ir.Route:
    action = ir.DirectResponse(200, name)
    return ir.Route(f"rt_{name}", name, action, hosts=hosts or ("*",), match=match, order=order)


def text(value: str, operator: ir.TextOperator = "exact", **options: bool) -> ir.TextMatch:
    return ir.TextMatch(value, operator, **options)


ROUTES = (
    respond("any", ir.RouteMatch()),
    respond("prefix", ir.RouteMatch(ir.PathMatch("prefix", "/api"))),
    respond("slash", ir.RouteMatch(ir.PathMatch("prefix", "/slash/"))),
    respond("exact", ir.RouteMatch(ir.PathMatch("exact", "/api/one"))),
    respond("template", ir.RouteMatch(ir.PathMatch("template", "/api/{id}/items"))),
    respond("deep", ir.RouteMatch(ir.PathMatch("template", "/files/{name=**}"))),
    respond("regex", ir.RouteMatch(ir.PathMatch("regex", "/r[0-9]+"))),
    respond("post", ir.RouteMatch(ir.PathMatch("prefix", "/api"), methods=("POST", "PUT")), order=50),
    respond("region", ir.RouteMatch(headers=(ir.HeaderMatch("x-region", text("beijing")),)), order=10),
    respond("debug", ir.RouteMatch(ir.PathMatch("prefix", "/d"), headers=(ir.HeaderMatch("x-debug"),))),
    respond(
        "calm", ir.RouteMatch(ir.PathMatch("prefix", "/e"), headers=(ir.HeaderMatch("x-debug", invert=True),))
    ),
    respond(
        "not-blue",
        ir.RouteMatch(
            ir.PathMatch("prefix", "/f"), headers=(ir.HeaderMatch("x-team", text("blue"), invert=True),)
        ),
    ),
    respond(
        "case",
        ir.RouteMatch(
            ir.PathMatch("prefix", "/g"),
            headers=(ir.HeaderMatch("x-team", text("BLUE", "contains", ignore_case=True)),),
        ),
    ),
    respond(
        "query",
        ir.RouteMatch(ir.PathMatch("prefix", "/q"), query=(ir.QueryMatch("lang", text("en", "prefix")),)),
    ),
    respond("cookie", ir.RouteMatch(ir.PathMatch("prefix", "/c"), cookies=(ir.CookieMatch("beta", "on"),))),
    respond("own", ir.RouteMatch(ir.PathMatch("prefix", "/own")), "shop.example"),
    respond("suffix", ir.RouteMatch(ir.PathMatch("prefix", "/own")), "*.example"),
)
REQUESTS: tuple[tuple[str, str, str, dict[str, str]], ...] = (
    ("GET", "test", "/", {}),
    ("GET", "test", "/api", {}),
    ("GET", "test", "/apix", {}),
    ("GET", "test", "/api/one", {}),
    ("GET", "test", "/api/one/items", {}),
    ("GET", "test", "/api//items", {}),
    ("POST", "test", "/api/one", {}),
    ("PUT", "test", "/apix", {}),
    ("GET", "test", "/slash", {}),
    ("GET", "test", "/slash/x", {}),
    ("GET", "test", "/files/a/b/c", {}),
    ("GET", "test", "/r12", {}),
    ("GET", "test", "/r12x", {}),
    ("GET", "test", "/api", {"x-region": "beijing"}),
    ("GET", "test", "/api", {"x-region": "Beijing"}),
    ("GET", "test", "/d", {}),
    ("GET", "test", "/d", {"x-debug": ""}),
    ("GET", "test", "/d", {"x-debug": "1"}),
    ("GET", "test", "/e", {}),
    ("GET", "test", "/e", {"x-debug": "1"}),
    ("GET", "test", "/f", {}),
    ("GET", "test", "/f", {"x-team": "blue"}),
    ("GET", "test", "/f", {"x-team": "red"}),
    ("GET", "test", "/g", {"x-team": "the Blue ones"}),
    ("GET", "test", "/q", {}),
    ("GET", "test", "/q?lang=en-GB", {}),
    ("GET", "test", "/q?lang=de&lang=en", {}),
    ("GET", "test", "/c", {"cookie": "a=b; beta=on"}),
    ("GET", "test", "/c", {"cookie": "beta=once"}),
    ("GET", "shop.example", "/own", {}),
    ("GET", "SHOP.example", "/own/x", {}),
    ("GET", "other.example", "/own", {}),
    ("GET", "shop.example", "/api/one", {}),
    ("GET", "example", "/own", {}),
)


@pytest.mark.envoy
async def test_the_answer_is_envoys(tmp_path: Path) -> None:
    port = find_free_port()
    gateway = ir.Gateway(
        "gw_1", "edge", listeners=(ir.Listener("ls_1", "http", port, "127.0.0.1"),), routes=ROUTES
    )
    differ = []
    async with run_edge(tmp_path, gateway, port) as edge:
        for method, host, path, headers in REQUESTS:
            answer = await edge.get(path, method, host=host, **headers)
            lines = "\n".join(f"{name}: {value}" for name, value in headers.items())
            attempts = find_route(gateway, parse_request(method, f"http://{host}{path}", lines))
            taken = attempts[-1].route.name if attempts and attempts[-1].refusal is None else "none"
            said = answer.text if answer.status_code == 200 else "none"
            if taken != said:
                differ.append(f"{method} {host}{path} {headers}: Envoy {said}, we {taken}")
    assert differ == []


def test_nobody_takes_a_request_for_an_unknown_host() -> None:
    routes = tuple(replace(route, hosts=("only.example",)) for route in ROUTES[:2])
    gateway = ir.Gateway("gw_1", "edge", routes=routes)
    assert find_route(gateway, parse_request("GET", "http://other.test/", "")) == ()
