"""A rate-limit service counts instead of the console, with the configuration that the console writes."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from tests.console.conftest import Console, fill, run_console, there_and_back, wait_for
from tests.console.stands import operated
from tests.console.test_live import upstream
from tests.console.test_shared_limits import DAY
from tests.support.rate_limiter import run_rate_limiter

from sluice_console.core.settings import Settings
from sluice_console.features.forms import Refusal
from sluice_console.features.gateways.forms import GatewayForm, place
from sluice_console.features.gateways.queries import find_gateway

SERVICE = {"host": "127.0.0.1", "port": 8081, "domain": "shop"}


@pytest.mark.envoy
async def test_another_service_counts(sqlite_settings: Settings, tmp_path: Path) -> None:
    async with (
        operated(sqlite_settings, tmp_path, nodes=2, limit_service=SERVICE) as stand,
        upstream() as behind,
    ):
        await stand.service("web", behind)
        limits = [
            {"name": "partners", "requests": 4, "seconds": DAY, "by": "X-Partner"},
            {"name": "all", "requests": 50, "seconds": DAY, "when_away": "deny"},
        ]
        for item in limits:
            await stand.rest("POST", "limits", gateway="edge", **item)
        await stand.route("all", {"service": "web"}, shared_limits=["partners", "all"])
        written = tmp_path / "config.yaml"
        written.write_text((await stand.console.client.get("/api/gateways/edge/ratelimit.yaml")).text)

        async def statuses(count: int, **headers: str) -> Counter[int]:
            return Counter([await stand.status(**headers) for _ in range(count)])

        async with run_rate_limiter(written) as port:
            await stand.rest("PATCH", "gateways/edge", limit_service={**SERVICE, "port": port})
            await stand.until_applied()
            assert await statuses(10, x_partner="ann") == {200: 4, 429: 6}
            assert await statuses(5, x_partner="bob") == {200: 4, 429: 1}
            assert await statuses(50) == {200: 50 - 8, 429: 8}
            await stand.console.app.state.xds.stop(0)
            assert await statuses(5, x_partner="cat") == {429: 5}, "the console is not asked"

        async def is_denied() -> bool:
            return await stand.status() == 503

        await wait_for(is_denied, 10)


async def write(console: Console) -> Any:
    answer = await console.client.get("/api/gateways/edge/ratelimit.yaml")
    assert answer.status_code == 200, answer.text
    described = (await console.ok("GET", "/api/openapi.json"))["paths"][
        "/api/gateways/{gateway}/ratelimit.yaml"
    ]
    shape = described["get"]["responses"]["200"]["content"][answer.headers["content-type"]]["schema"]
    found = yaml.safe_load(answer.text)
    jsonschema.validate(found, shape)
    return found


async def test_what_the_console_writes_has_quotas(console: Console) -> None:
    await fill(console)
    assert await write(console) == {"domain": "sluice", "descriptors": []}
    await console.ok("PATCH", "/api/gateways/edge", json={"limit_service": SERVICE})
    for name, by in (("addresses", "address"), ("tenants", "tenant")):
        body = {"gateway": "edge", "name": name, "requests": 10, "seconds": 3600, "by": by}
        await console.ok("POST", "/api/limits", json=body)
    quotas = [{"requests": 99, "seconds": 3600}, {"requests": 7, "seconds": 60}]
    await console.ok("POST", "/api/tenants", json={"name": "acme", "quotas": quotas})
    ten = {"unit": "hour", "requests_per_unit": 10}
    own = {"key": "tenant", "value": "acme", "rate_limit": {"unit": "hour", "requests_per_unit": 99}}
    assert await write(console) == {
        "domain": "shop",
        "descriptors": [
            {
                "key": "limit",
                "value": "addresses",
                "descriptors": [{"key": "remote_address", "rate_limit": ten}],
            },
            {"key": "limit", "value": "tenants", "descriptors": [{"key": "tenant", "rate_limit": ten}, own]},
        ],
    }
    body = {"gateway": "edge", "name": "odd", "requests": 10, "seconds": 90}
    await console.ok("POST", "/api/limits", json=body)
    refused = await console.client.get("/api/gateways/edge/ratelimit.yaml")
    assert refused.status_code == 409 and "odd counts over 90 seconds" in refused.json()["detail"]
    assert (await console.client.get("/api/gateways/none/ratelimit.yaml")).status_code == 404


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"host": "http://x", "port": 1}, "limit_service.host"),
        ({"host": "x", "port": 0}, "limit_service.port"),
        ({"host": "x"}, "limit_service.port"),
        ({"host": "x", "port": 1, "domain": "a b"}, "limit_service.domain"),
        ({"host": "x", "port": 1, "tls": True}, "limit_service.tls"),
    ],
)
async def test_what_makes_no_sense(sqlite_console: Console, wrong: dict[str, Any], field: str) -> None:
    await fill(sqlite_console)
    answer = await sqlite_console.client.patch("/api/gateways/edge", json={"limit_service": wrong})
    assert answer.status_code == 422
    assert [item["path"] for item in answer.json()["fields"]] == [field]


async def test_form_document_and_roll_back_have_it(sqlite_console: Console) -> None:
    await fill(sqlite_console)
    plain = (await sqlite_console.ok("GET", "/api/releases?gateway=edge"))["items"][0]
    for stored in (SERVICE, None, SERVICE):
        await sqlite_console.ok("PATCH", "/api/gateways/edge", json={"limit_service": stored})
        async with sqlite_console.database.reading() as db:
            form = GatewayForm.of(await find_gateway(db, "edge"))
        after = await sqlite_console.ok("PATCH", "/api/gateways/edge", json=form.values())
        assert after["limit_service"] == stored
    assert place(Refusal({"limit_service.port": "x"})).errors == {"limit_port": "x"}
    document = await sqlite_console.ok("GET", "/api/configuration")
    assert document["gateways"][0]["limit_service"] == SERVICE
    counted = (await sqlite_console.ok("GET", "/api/releases?gateway=edge"))["items"][0]
    await sqlite_console.ok("POST", f"/api/releases/{plain['id']}/rollback", json={})
    assert (await sqlite_console.ok("GET", "/api/gateways/edge"))["limit_service"] is None
    await sqlite_console.ok("POST", f"/api/releases/{counted['id']}/rollback", json={})
    assert (await sqlite_console.ok("GET", "/api/gateways/edge"))["limit_service"] == SERVICE


async def test_a_database_from_before_is_brought_forward_and_back(settings: Settings) -> None:
    async with run_console(settings) as console:
        await fill(console)
        await console.ok("PATCH", "/api/gateways/edge", json={"limit_service": SERVICE})
    await there_and_back(settings, "0016_client_headers")
    async with run_console(settings) as console:
        assert (await console.ok("GET", "/api/gateways/edge"))["limit_service"] is None
        await console.ok("PATCH", "/api/gateways/edge", json={"limit_service": SERVICE})
