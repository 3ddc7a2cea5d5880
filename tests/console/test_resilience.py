"""Services and routes with all that keeps them up: over REST, into the release, and back by roll back."""

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import undefer
from tests.console.conftest import Console, fill

from sluice_console.models import Gateway, Release

SETTINGS = {
    "load_balancing": "ring_hash",
    "limits": {"connections": 100, "pending": 50, "requests": 100, "requests_per_connection": 2},
    "ejection": {"errors": 5, "interval": 30, "duration": 30, "max_percent": 50, "min_healthy_percent": 50},
    "health_check": {"path": "/healthz", "interval": 5},
}
ACTION = {
    "kind": "forward",
    "timeout": 3,
    "retry": {"attempts": 3, "per_try_timeout": 1},
    "destinations": [
        {"service": "web", "version": "v1", "weight": 90},
        {"service": "web", "version": "v2", "weight": 10},
    ],
    "mirrors": [{"service": "shadow", "share": 2500}],
    "hash_by": [{"kind": "cookie", "name": "sid", "ttl": 60}],
    "fault": {"delay": {"seconds": 5, "share": 1000}, "abort": {"status": 500, "share": 1000}},
}


async def make(console: Console) -> dict[str, Any]:
    await fill(console)
    await console.ok("POST", "/api/services", json={"name": "shadow"})
    await console.ok("PATCH", "/api/services/web", json={"settings": SETTINGS})
    return dict(await console.ok("PATCH", "/api/routes/all", json={"action": ACTION}))


async def latest(console: Console, gateway: str = "edge") -> dict[str, Any]:
    async with console.database.reading() as db:
        of = select(Release).join(Gateway).where(Gateway.name == gateway).options(undefer(Release.document))
        return dict((await db.scalars(of.order_by(Release.number.desc()).limit(1))).one().document)


async def test_all_of_it_is_stored_and_published(console: Console) -> None:
    route = await make(console)
    assert route["action"]["mirrors"][0]["service"] == "shadow"
    assert [item["weight"] for item in route["action"]["destinations"]] == [90, 10]
    service = await console.ok("GET", "/api/services/web")
    assert service["settings"]["limits"]["pending"] == 50
    document = await latest(console)
    action = document["routes"][0]["action"]
    assert action["mirrors"][0]["share"] == 2500 and action["fault"]["delay"]["seconds"] == 5
    web = next(item for item in document["services"] if item["name"] == "web")
    assert web["ejection"]["errors"] == 5 and web["health_check"]["path"] == "/healthz"


async def test_a_setting_that_is_not_sent_stays_and_null_takes_it_away(console: Console) -> None:
    await make(console)
    values = {"settings": {"connect_timeout": 2.5, "ejection": None}}
    settings = (await console.ok("PATCH", "/api/services/web", json=values))["settings"]
    assert settings["connect_timeout"] == 2.5 and settings["ejection"] is None
    assert settings["limits"]["connections"] == 100 and settings["load_balancing"] == "ring_hash"


async def test_a_mirrored_service_cannot_be_deleted(console: Console) -> None:
    await make(console)
    response = await console.client.delete("/api/services/shadow")
    assert response.status_code == 409 and "1 route(s): all" in response.json()["detail"]


async def test_a_roll_back_brings_all_of_it_back(console: Console) -> None:
    route = await make(console)
    number = (await latest_number(console))["number"]
    await console.ok("DELETE", "/api/routes/all")
    await console.ok("DELETE", "/api/services/shadow")
    await console.ok("POST", f"/api/releases/edge@{number}/rollback", json={"reason": "back"})
    again = await console.ok("GET", "/api/routes/all")
    assert again["action"]["mirrors"] == route["action"]["mirrors"]
    assert again["action"]["fault"] == route["action"]["fault"]


async def latest_number(console: Console, gateway: str = "edge") -> dict[str, Any]:
    return dict((await console.ok("GET", f"/api/releases?gateway={gateway}"))["items"][0])


@pytest.mark.parametrize(
    ("settings", "path", "text"),
    [
        ({"limits": {"connections": 0}}, "settings.limits.connections", "greater than or equal to 1"),
        ({"ejection": {"max_percent": 101}}, "settings.ejection.max_percent", "less than or equal to 100"),
        ({"health_check": {"path": "x"}}, "settings.health_check.path", "should match pattern"),
        ({"health_check": {"statuses": []}}, "settings.health_check.statuses", "at least 1 item"),
        ({"health_check": {"host": "http://x"}}, "settings.health_check.host", "without scheme"),
        ({"slow_start": 0}, "settings.slow_start", "greater than 0"),
        ({"slow_start": 5, "load_balancing": "maglev"}, "settings", "slow_start needs round_robin"),
    ],
)
async def test_services_that_make_no_sense(
    sqlite_console: Console, settings: dict[str, Any], path: str, text: str
) -> None:
    body = {"name": "x", "settings": settings}
    problem = (await sqlite_console.client.post("/api/services", json=body)).json()
    assert problem["status"] == 422
    assert [item["path"] for item in problem["fields"]] == [path], problem
    assert text in problem["fields"][0]["message"]


@pytest.mark.parametrize(
    ("change", "path", "text"),
    [
        ({"mirrors": [{"service": "nobody"}]}, "action.mirrors.0.service", "no service 'nobody'"),
        ({"mirrors": [{"service": "web", "version": "v9"}]}, "action.mirrors.0.version", "no version 'v9'"),
        ({"fault": {}}, "action.forward.fault", "needs a delay"),
        ({"fault": {"abort": {"status": 99}}}, "action.forward.fault.abort.status", "equal to 200"),
        ({"hash_by": [{"kind": "header"}]}, "action.forward.hash_by.0", "name of the header is needed"),
        ({"retry": {"on": ["retriable-status-codes"]}}, "action.forward.retry", "needs statuses"),
        ({"rewrite": {"path": "/x", "template": "/y"}}, "action.forward.rewrite", "takes one of"),
        (
            {"rewrite": {"regex": {"pattern": "(", "by": ""}}},
            "action.forward.rewrite.regex.pattern",
            "no regular",
        ),
        ({"rewrite": {"regex": {"pattern": "a", "by": r"\1"}}}, "route.", "names group 1"),
        ({"rewrite": {"template": "/{id}"}}, "route.", "needs a route that matches by template"),
    ],
)
async def test_routes_that_make_no_sense(
    sqlite_console: Console, change: dict[str, Any], path: str, text: str
) -> None:
    await fill(sqlite_console)
    action = {"kind": "forward", "destinations": [{"service": "web"}], **change}
    problem = (await sqlite_console.client.patch("/api/routes/all", json={"action": action})).json()
    assert problem["status"] == 422
    assert problem["fields"][0]["path"].startswith(path), problem
    assert text in problem["fields"][0]["message"]


async def test_the_page_of_a_route_keeps_what_it_does_not_show(sqlite_console: Console) -> None:
    from sluice_console.features.routes.forms import from_output, to_input
    from sluice_console.features.routes.unshown import keep_unshown

    route = await make(sqlite_console)
    sent = keep_unshown(to_input(from_output(route)), route["action"])
    again = await sqlite_console.ok("PATCH", "/api/routes/all", json={"action": sent["action"]})
    assert again["action"] == route["action"]


async def test_the_page_of_a_service_keeps_places_and_settings(sqlite_console: Console) -> None:
    from sluice_console.features.services.forms import ServiceForm
    from sluice_console.features.services.queries import find_service

    await make(sqlite_console)
    place = {"region": "north", "zone": "a", "priority": 1}
    endpoints = [{"host": "10.0.0.1", "port": 80}, {"host": "10.0.0.2", "port": 80, "weight": 2, **place}]
    await sqlite_console.ok("PATCH", "/api/services/shadow", json={"endpoints": endpoints})
    async with sqlite_console.database.reading() as db:
        form = ServiceForm.of(await find_service(db, "shadow"))
    assert form.endpoints.splitlines()[1] == "10.0.0.2:80 - 2 region=north zone=a priority=1"
    before = await sqlite_console.ok("GET", "/api/services/shadow")
    after = await sqlite_console.ok("PATCH", "/api/services/shadow", json=form.values())
    assert (after["endpoints"], after["settings"]) == (before["endpoints"], before["settings"])
