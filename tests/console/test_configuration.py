"""The configuration as a file: what is exported applies again and changes nothing; all of it or nothing."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from typing import Any

import pytest
from sqlalchemy import event
from tests.console.conftest import Console, fill
from tests.console.test_resilience import ACTION, SETTINGS
from tests.console.test_upstream_tls import NODE, TLS
from tests.support.tokens import TokenMaker

from sluice_console.features.configuration import patience

LISTENER = {"gateway": "edge", "name": "more", "port": 8081}
LOGIN = TokenMaker("https://login.test")
ISSUER = {"issuer": "https://login.test", "jwks": LOGIN.jwks(), "audiences": ["shop"]}
NOTHING: dict[str, Any] = {"services": [], "gateways": [], "listeners": [], "routes": []}


async def make(console: Console) -> dict[str, Any]:
    """A gateway with everything that a document can hold; gives the document."""
    await fill(console)
    certificate = {"name": "node", "chain": NODE.chain, "key": NODE.key}
    await console.ok("POST", "/api/certificates", json=certificate)
    await console.ok("POST", "/api/services", json={"name": "shadow", "settings": {"tls": TLS}})
    await console.ok("PATCH", "/api/services/web", json={"settings": SETTINGS})
    limits = {"compression": {"algorithms": ["gzip"]}, "limits": {"headers": 50}}
    await console.ok("PATCH", "/api/gateways/edge", json=limits)
    await console.ok("POST", "/api/listeners", json={**LISTENER, "tls": {"certificates": ["node"]}})
    protection = {"security": {"rules": []}, "limits": [{"requests": 5}], "max_body": 1000}
    await console.ok("PATCH", "/api/routes/all", json={"action": ACTION, "protection": protection})
    return dict(await console.ok("GET", "/api/configuration"))


async def releases(console: Console) -> int:
    return int((await console.ok("GET", "/api/releases"))["total"])


async def test_what_is_exported_changes_nothing_when_it_is_applied(console: Console) -> None:
    document = await make(console)
    assert [item["name"] for item in document["services"]] == ["shadow", "web"]
    assert document["services"][0]["settings"]["tls"]["certificate"] == "node"
    assert document["listeners"][0]["tls"]["certificates"] == ["node"]
    assert NODE.key.splitlines()[1] not in str(document)
    before = await releases(console)
    audit = (await console.ok("GET", "/api/audit"))[0]
    for more in ({}, {"dry_run": True}):
        answer = await console.ok("POST", "/api/configuration", json={**document, **more})
        assert answer == {"changes": [], "releases": []}
    assert await releases(console) == before
    assert (await console.ok("GET", "/api/audit"))[0] == audit


async def test_it_builds_a_console_up_from_nothing(console: Console) -> None:
    document = await make(console)
    await console.ok("DELETE", "/api/gateways/edge")
    for name in ("web", "shadow"):
        await console.ok("DELETE", f"/api/services/{name}")
    answer = await console.ok("POST", "/api/configuration", json={**document, "reason": "moved"})
    assert [(item["kind"], item["name"], item["change"]) for item in answer["changes"]] == [
        ("service", "shadow", "added"),
        ("service", "web", "added"),
        ("gateway", "edge", "added"),
        ("listener", "edge/more", "added"),
        ("route", "edge/all", "added"),
    ]
    assert [item["number"] for item in answer["releases"]] == [1]
    assert await console.ok("GET", "/api/configuration") == document


async def test_what_is_different_is_changed_and_shown_beforehand(console: Console) -> None:
    document = await make(console)
    route = document["routes"][0]
    route["action"]["timeout"] = 7
    del route["protection"]
    before = await releases(console)
    rehearsed = await console.ok("POST", "/api/configuration", json={**document, "dry_run": True})
    assert rehearsed["releases"] == [] and await releases(console) == before
    lines = rehearsed["changes"][0]["lines"]
    assert "-  timeout: 3.0" in lines and "+  timeout: 7.0" in lines
    applied = await console.ok("POST", "/api/configuration", json=document)
    assert applied["changes"] == rehearsed["changes"] and len(applied["releases"]) == 1
    stored = await console.ok("GET", "/api/routes/all")
    assert stored["action"]["timeout"] == 7 and stored["protection"]["security"]["rules"] is None


async def test_a_gateway_alone(console: Console) -> None:
    await make(console)
    await console.ok("POST", "/api/gateways", json={"name": "inner", "listen_port": 9090})
    answer = {"kind": "respond", "status": 204}
    await console.ok("POST", "/api/routes", json={"gateway": "inner", "name": "kept", "action": answer})
    alone = await console.ok("GET", "/api/configuration?gateway=inner")
    assert [item["name"] for item in alone["gateways"]] == ["inner"]
    assert [item["name"] for item in alone["routes"]] == ["kept"]


async def test_issuers_are_named(console: Console) -> None:
    await fill(console)
    await console.ok("POST", "/api/issuers", json={"name": "login", "settings": ISSUER})
    protection = {"security": {"issuers": ["login"]}}
    await console.ok("PATCH", "/api/routes/all", json={"protection": protection})
    document = await console.ok("GET", "/api/configuration")
    assert document["routes"][0]["protection"]["security"]["issuers"] == ["login"]
    assert (await console.ok("POST", "/api/configuration", json=document))["changes"] == []


def _route(**more: Any) -> dict[str, Any]:
    action = {"kind": "forward", "destinations": [{"service": "nobody"}]}
    return {"gateway": "edge", "name": "new", "action": action, **more}


@pytest.mark.parametrize(
    ("document", "path", "words"),
    [
        ({"routes": [_route(gateway="nobody")]}, "routes.0.gateway", "no gateway 'nobody'"),
        ({"routes": [_route()]}, "routes.0.action.destinations.0.service", "no service 'nobody'"),
        (
            {"listeners": [{**LISTENER, "tls": {"certificates": ["nobody"]}}]},
            "listeners.0.tls.certificates.0",
            "no certificate",
        ),
        ({"services": [{"name": "a"}, {"name": "a"}]}, "services.1.name", "there twice"),
        (
            {"services": [{"name": "a", "settings": {"tls": {}}}]},
            "services.0.settings.tls.authorities",
            "PEM",
        ),
        ({"people": []}, "people", "Extra inputs"),
        ({"gateways": [{"name": "b", "listen_port": 0}]}, "gateways.0.listen_port", "greater than"),
        (
            {"services": [{"name": "web", "endpoints": []}], "routes": [_route(action=ACTION)]},
            "routes.0.action.destinations.0.version",
            "no version 'v1'",
        ),
    ],
)
async def test_one_fault_anywhere_changes_nothing(
    sqlite_console: Console, document: dict[str, Any], path: str, words: str
) -> None:
    await fill(sqlite_console)
    before = await sqlite_console.ok("GET", "/api/configuration")
    first = {"services": [{"name": "first"}], **document}
    answer = await sqlite_console.client.post("/api/configuration", json=first)
    problem = answer.json()
    assert answer.status_code == 422, problem
    assert problem["fields"][0]["path"] == path, problem
    assert words in problem["fields"][0]["message"]
    assert await sqlite_console.ok("GET", "/api/configuration") == before


async def test_a_document_that_says_nothing_is_refused(sqlite_console: Console) -> None:
    answer = await sqlite_console.client.post("/api/configuration", json={"prune": True})
    assert answer.status_code == 422 and "has none of tenants" in answer.json()["detail"]


async def test_a_dry_run_finds_what_publication_would_refuse(sqlite_console: Console) -> None:
    await fill(sqlite_console)
    document = {"listeners": [{**LISTENER, "port": 8080}]}
    for dry_run in (True, False):
        answer = await sqlite_console.client.post("/api/configuration", json={**document, "dry_run": dry_run})
        assert answer.status_code == 422 and "has 0.0.0.0:8080 already" in answer.json()["detail"]


async def test_who_may_export_and_who_may_apply(sqlite_console: Console) -> None:
    await fill(sqlite_console)
    token = await sqlite_console.token(role="viewer")
    async with sqlite_console.anonymous() as viewer:
        viewer.headers["authorization"] = f"Bearer {token}"
        assert (await viewer.get("/api/configuration")).status_code == 200
        assert (await viewer.post("/api/configuration", json=NOTHING)).status_code == 403
    scoped = await sqlite_console.token(scopes=["routes"])
    async with sqlite_console.anonymous() as client:
        client.headers["authorization"] = f"Bearer {scoped}"
        assert (await client.post("/api/configuration", json=NOTHING)).status_code == 403
    scoped = await sqlite_console.token(scopes=["configuration"])
    async with sqlite_console.anonymous() as client:
        client.headers["authorization"] = f"Bearer {scoped}"
        assert (await client.post("/api/configuration", json=NOTHING)).status_code == 200


def many(count: int) -> dict[str, Any]:
    action = {"kind": "forward", "destinations": [{"service": "web"}]}
    routes = [
        {"gateway": "edge", "name": f"r{number}", "hosts": [f"h{number}.test"], "action": action}
        for number in range(count)
    ]
    return {"routes": routes}


async def test_what_a_document_names_is_looked_up_once(sqlite_console: Console) -> None:
    await fill(sqlite_console)
    asked: Counter[str] = Counter()

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        asked[" ".join(statement.split(" FROM ")[-1].split()[:1])] += 1

    event.listen(sqlite_console.database.engine.sync_engine, "before_cursor_execute", note)
    for more in ({"dry_run": True}, {}):
        asked.clear()
        await sqlite_console.ok("POST", "/api/configuration", json={**many(100), **more})
        assert asked["services"] < 30 and asked["gateways"] < 30, asked
        assert sum(asked.values()) < 220, asked
    rows = await sqlite_console.ok("GET", "/api/audit")
    assert {row["detail"]["releases"] != {} for row in rows if row["action"] == "route.create"} == {True}
    assert await sqlite_console.ok("POST", "/api/configuration", json=many(100)) == {
        "changes": [],
        "releases": [],
    }


async def test_a_rehearsal_has_an_end(sqlite_console: Console, monkeypatch: pytest.MonkeyPatch) -> None:
    await fill(sqlite_console)
    before = await sqlite_console.ok("GET", "/api/configuration")
    monkeypatch.setattr(patience, "LONGEST_SECONDS", 0.05)
    body = {**many(300), "dry_run": True}
    answer = await sqlite_console.client.post("/api/configuration", json=body)
    assert answer.status_code == 503 and "Make several files of it" in answer.json()["detail"]
    assert await sqlite_console.ok("GET", "/api/configuration") == before
    await sqlite_console.ok("POST", "/api/configuration", json=many(30))  # for real there is no limit


async def test_nothing_is_applied_for_who_is_gone(sqlite_console: Console) -> None:
    await fill(sqlite_console)
    before = await sqlite_console.ok("GET", "/api/configuration")
    headers = {**sqlite_console.client.headers, "content-type": "application/json"}
    scope = {
        "type": "http",
        "method": "POST",
        "path": "/api/configuration",
        "query_string": b"",
        "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
    }
    body = json.dumps(many(300)).encode()
    messages = iter([{"type": "http.request", "body": body}])

    async def receive() -> Any:
        return next(messages, {"type": "http.disconnect"})

    async def send(_message: Any) -> None:
        pass

    await asyncio.wait_for(sqlite_console.app(scope, receive, send), 30)
    assert await sqlite_console.ok("GET", "/api/configuration") == before
    await sqlite_console.ok("POST", "/api/services", json={"name": "more"})
