"""Whatever is sent to whichever endpoint: a status below 500, a problem document, and no change."""

import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select
from tests.console.conftest import Console, fill

from sluice_console.features.openapi.api import complete
from sluice_console.models import AuditRow, Release

REFERENCES = [
    "nothing",
    "gw_000000000000",
    "' OR 1=1 --",
    "%00",
    "a" * 300,
    "ü",
    "edge@99999999999",
    "%2e%2e%2f",
]
BODIES: list[Any] = [
    b"",
    b"{",
    b"\xff\xfe",
    b"null",
    b"[]",
    b"0",
    b'"x"',
    b"[" * 5000,
    b"{}",
    b'{"name": null}',
    b'{"name": 1e999}',
    b'{"name": "\\u0000"}',
    b'{"name": "\\ud800"}',
    b'{"unknown": true}',
    b'{"is_admin": true, "role": "admin", "id": "us_1"}',
]
BAD_NAMES = [
    "",
    " ",
    "A",
    "a b",
    "../x",
    "<script>",
    "x" * 101,
    "-a",
    "a-",
    "a/b",
    "a\n",
    7,
    None,
    [],
    {},
    True,
]


def operations(console: Console) -> list[tuple[str, str]]:
    document = complete(console.app.openapi())
    found = [
        (method.upper(), path)
        for path, methods in document["paths"].items()
        for method in methods
        if path != "/api/events"
    ]
    assert len(found) >= 35
    return found


async def counts(console: Console) -> tuple[int, int]:
    async with console.database.reading() as db:
        audit = await db.scalar(select(func.count()).select_from(AuditRow)) or 0
        return audit, await db.scalar(select(func.count()).select_from(Release)) or 0


def check(response: httpx.Response, what: str) -> None:
    assert response.status_code < 500, f"{what}: {response.status_code} {response.text}"
    if response.status_code >= 400:
        assert response.headers["content-type"] == "application/problem+json", what
        problem = response.json()
        assert problem["status"] == response.status_code, what
        assert problem["detail"], what
        assert "Traceback" not in response.text, what
        assert set(problem) == {"type", "title", "status", "detail", "fields"}, what


async def test_unknown_objects_are_404(console: Console) -> None:
    await fill(console)
    console.client.headers["authorization"] = f"Bearer {await console.token(role='admin')}"
    for method, path in operations(console):
        if "{" not in path or method not in ("GET", "DELETE"):
            continue
        for reference in REFERENCES:
            target = path.replace("{version}", reference)
            target = "".join(
                part if index == 0 else reference + part.partition("}")[2]
                for index, part in enumerate(target.split("{"))
            )
            response = await console.client.request(method, target)
            check(response, f"{method} {target}")
            assert response.status_code in (404, 405, 422), f"{method} {target}: {response.status_code}"


async def test_bodies_that_are_none(console: Console) -> None:
    await fill(console)
    console.client.headers["authorization"] = f"Bearer {await console.token(role='admin')}"
    before = await counts(console)
    for method, path in operations(console):
        if method not in ("POST", "PATCH") or path.endswith("/rollback"):
            continue
        target = path.replace("{gateway}", "edge").replace("{service_name}", "web").replace("{route}", "all")
        target = "nothing".join(
            part.partition("}")[2] if index else part for index, part in enumerate(target.split("{"))
        )
        for body in BODIES:
            if method == "PATCH" and body in (b"{}", b'{"name": null}'):
                continue
            response = await console.client.request(
                method, target, content=body, headers={"content-type": "application/json"}
            )
            check(response, f"{method} {target} {body[:40]!r}")
            assert response.status_code in (400, 404, 405, 422), f"{method} {target} {body[:40]!r}"
    assert await counts(console) == before


async def test_wrong_content_types(sqlite_console: Console) -> None:
    for content_type in (
        "text/plain",
        "application/xml",
        "multipart/form-data",
        "",
        "application/x-www-form-urlencoded",
    ):
        for path in ("/api/gateways", "/api/filters/x/versions"):
            response = await sqlite_console.client.post(
                path, content=b"name=edge", headers={"content-type": content_type}
            )
            check(response, f"{path} {content_type}")
            assert response.status_code in (400, 422)


@pytest.mark.parametrize("noun", ["gateways", "services", "routes"])
async def test_bad_names(sqlite_console: Console, noun: str) -> None:
    await fill(sqlite_console)
    bodies: dict[str, dict[str, Any]] = {
        "gateways": {"listen_port": 80},
        "services": {},
        "routes": {"gateway": "edge", "action": {"kind": "respond", "status": 200}},
    }
    rest = bodies[noun]
    for name in BAD_NAMES:
        response = await sqlite_console.client.post(f"/api/{noun}", json={"name": name, **rest})
        check(response, repr(name))
        assert response.status_code == 422, repr(name)
        assert "name" in [field["path"] for field in response.json()["fields"]], repr(name)


FORWARD = {"kind": "forward", "destinations": [{"service": "web"}]}


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"hosts": []}, "hosts"),
        ({"hosts": ["http://x"]}, "hosts"),
        ({"hosts": ["a..b"]}, "hosts"),
        ({"hosts": ["*", "*"]}, "hosts"),
        ({"hosts": ["x" * 300]}, "hosts"),
        ({"match": {"path": {"value": "no-slash"}}}, "match.path"),
        ({"match": {"path": {"value": "/a?b"}}}, "match.path"),
        ({"match": {"path": {"kind": "regex", "value": "("}}}, "match.path"),
        ({"match": {"path": {"kind": "regex", "value": "(?=x)"}}}, "match.path"),
        ({"match": {"path": {"kind": "glob", "value": "/"}}}, "match.path.kind"),
        ({"match": {"methods": ["FETCH"]}}, "match.methods.0"),
        ({"match": {"headers": [{"name": "a b"}]}}, "match.headers.0.name"),
        (
            {"match": {"headers": [{"name": "x", "value": {"value": "[", "operator": "regex"}}]}},
            "match.headers.0.value",
        ),
        ({"action": {"kind": "forward", "destinations": []}}, "action.forward.destinations"),
        (
            {"action": {"kind": "forward", "destinations": [{"service": "none"}]}},
            "action.destinations.0.service",
        ),
        (
            {"action": {"kind": "forward", "destinations": [{"service": "web", "version": "v9"}]}},
            "action.destinations.0.version",
        ),
        (
            {"action": {"kind": "forward", "destinations": [{"service": "web", "weight": 0}]}},
            "action.forward.destinations",
        ),
        (
            {"action": {"kind": "forward", "destinations": [{"service": "web", "weight": -1}]}},
            "action.forward.destinations.0.weight",
        ),
        ({"action": {**FORWARD, "timeout": -1}}, "action.forward.timeout"),
        ({"action": {**FORWARD, "timeout": float("inf")}}, "action.forward.timeout"),
        ({"action": {**FORWARD, "retry": {"attempts": 99}}}, "action.forward.retry.attempts"),
        ({"action": {**FORWARD, "retry": {"on": ["sunday"]}}}, "action.forward.retry.on.0"),
        ({"action": {**FORWARD, "rewrite": {"prefix": "x"}}}, "action.forward.rewrite"),
        ({"action": {"kind": "redirect"}}, "action.redirect"),
        ({"action": {"kind": "respond", "status": 99}}, "action.respond.status"),
        ({"action": {"kind": "dance"}}, "action"),
        ({"headers": {"request": {"set": [["x", "a\r\nb"]]}}}, "headers.request"),
        ({"headers": {"request": {"set": [["host", "a"]]}}}, "headers.request"),
        ({"headers": {"request": {"remove": [":path"]}}}, "headers.request.remove.0"),
        ({"order": -1}, "order"),
        ({"order": 10**30}, "order"),
        ({"gateway": "nowhere"}, "gateway"),
        ({"id": "rt_mine"}, "id"),
    ],
)
async def test_routes_that_cannot_be(sqlite_console: Console, change: dict[str, Any], path: str) -> None:
    await fill(sqlite_console)
    before = await counts(sqlite_console)
    body = {"gateway": "edge", "name": "second", "action": FORWARD, **change}
    response = await sqlite_console.client.post(
        "/api/routes", content=json.dumps(body), headers={"content-type": "application/json"}
    )
    check(response, str(change))
    assert response.status_code in (400, 422)
    if response.status_code == 422:
        assert path in [field["path"] for field in response.json()["fields"]], response.text
    assert await counts(sqlite_console) == before


@pytest.mark.parametrize(
    ("endpoint", "path"),
    [
        ({"host": "", "port": 1}, "host"),
        ({"host": "http://x", "port": 1}, "host"),
        ({"host": "x/y", "port": 1}, "host"),
        ({"host": "user@x", "port": 1}, "host"),
        ({"host": "1.2.3.4.5", "port": 1}, "host"),
        ({"host": "x", "port": 0}, "port"),
        ({"host": "x", "port": 65536}, "port"),
        ({"host": "x", "port": "http"}, "port"),
        ({"host": "x", "port": 1, "weight": 0}, "weight"),
        ({"host": "x", "port": 1, "version": "a b"}, "version"),
    ],
)
async def test_endpoints_that_cannot_be(sqlite_console: Console, endpoint: dict[str, Any], path: str) -> None:
    body = {"name": "web", "endpoints": [endpoint]}
    response = await sqlite_console.client.post("/api/services", json=body)
    check(response, str(endpoint))
    assert response.status_code == 422
    assert f"endpoints.0.{path}" in [field["path"] for field in response.json()["fields"]]


@pytest.mark.parametrize(
    "change",
    [
        {"listen_port": 0},
        {"listen_port": "x"},
        {"listen_address": "localhost"},
        {"listen_address": "300.1.1.1"},
    ],
)
async def test_gateways_that_cannot_be(sqlite_console: Console, change: dict[str, Any]) -> None:
    response = await sqlite_console.client.post(
        "/api/gateways", json={"name": "edge", "listen_port": 80, **change}
    )
    check(response, str(change))
    assert response.status_code == 422
    assert response.json()["fields"][0]["path"] in change


async def test_names_are_taken_once(console: Console) -> None:
    await fill(console)
    for noun, body in (
        ("gateways", {"name": "edge", "listen_port": 1}),
        ("services", {"name": "web"}),
        ("routes", {"gateway": "edge", "name": "all", "action": {"kind": "respond", "status": 200}}),
    ):
        response = await console.client.post(f"/api/{noun}", json=body)
        assert response.status_code == 409
        assert response.json()["fields"][0]["path"] == "name"


async def test_a_service_in_use_stays(console: Console) -> None:
    await fill(console)
    response = await console.client.delete("/api/services/web")
    assert response.status_code == 409
    assert "all" in response.json()["detail"]


async def test_bodies_have_a_limit(sqlite_console: Console) -> None:
    response = await sqlite_console.client.post("/api/gateways", json={"name": "x" * 2_000_000})
    check(response, "large body")
    assert response.status_code == 413


async def test_odd_query_parameters(sqlite_console: Console) -> None:
    for query in (
        "limit=0",
        "limit=x",
        "limit=99999",
        "offset=-1",
        "offset=9" + "9" * 30,
        "search=" + "x" * 300,
    ):
        for noun in ("gateways", "services", "routes", "filters", "releases", "rollouts"):
            response = await sqlite_console.client.get(f"/api/{noun}?{query}")
            check(response, f"{noun}?{query}")
            assert response.status_code == 422
    for query in ("search=%25", "search=_", "search=%27%3B--", "offset=50"):
        assert (await sqlite_console.client.get(f"/api/gateways?{query}")).json()["items"] == []


async def test_methods_that_are_not_there(sqlite_console: Console) -> None:
    for method in ("PUT", "DELETE", "PATCH"):
        response = await sqlite_console.client.request(method, "/api/gateways")
        check(response, method)
        assert response.status_code == 405
        assert response.headers["allow"]


async def test_strangers_send_little(sqlite_console: Console) -> None:
    async with sqlite_console.anonymous() as client:
        response = await client.post("/api/filters/x/versions", files={"module": ("m", b"x" * 100_000)})
    check(response, "upload of a stranger")
    assert response.status_code == 413


async def test_bodies_without_a_length_have_a_limit(sqlite_console: Console) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(30):
            yield b"x" * 100_000

    response = await sqlite_console.client.post("/api/gateways", content=pieces())
    check(response, "endless body")
    assert response.status_code == 413
