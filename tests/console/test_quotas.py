"""Quotas of tenants and of single keys: counted by who a key belongs to, which no client can say itself."""

from __future__ import annotations

import asyncio
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from tests.console.conftest import (
    PASSWORD,
    Console,
    fill,
    make_account,
    run_console,
    there_and_back,
    wait_for,
)
from tests.console.stands import Stand, operated
from tests.console.test_live import upstream
from tests.console.test_shared_limits import DAY, make_limit, send
from tests.support.upstreams import run_upstream

from sluice_console.core.settings import Settings
from sluice_console.features.limits.book import FRESH_SECONDS, LimitBook


async def make_key(stand: Stand, tenant: str, name: str, **fields: Any) -> dict[str, Any]:
    return dict(await stand.rest("POST", f"tenants/{tenant}/keys", name=name, **fields))


async def limit(stand: Stand, name: str, **fields: Any) -> None:
    await stand.rest("POST", "limits", gateway="edge", name=name, seconds=DAY, **fields)


async def statuses(stand: Stand, count: int, **headers: str) -> Counter[int]:
    return Counter([await stand.status(**headers) for _ in range(count)])


@pytest.mark.envoy
async def test_tenants_with_different_quotas_and_a_key_with_its_own(
    sqlite_settings: Settings, tmp_path: Path
) -> None:
    async with operated(sqlite_settings, tmp_path, nodes=2) as stand, upstream() as port:
        await stand.service("web", port)
        await limit(stand, "tenants", requests=8, by="tenant")
        await limit(stand, "keys", requests=500, by="key")
        await stand.route("all", {"service": "web"}, shared_limits=["tenants", "keys"])
        await stand.attach("tenant_key")
        await stand.rest("POST", "tenants", name="big", quotas=[{"requests": 40, "seconds": DAY}])
        await stand.rest("POST", "tenants", name="small")
        web = await make_key(stand, "big", "web")
        job = await make_key(stand, "big", "job", quotas=[{"requests": 5, "seconds": DAY}])
        small = await make_key(stand, "small", "web")
        await stand.until_applied()
        await asyncio.sleep(FRESH_SECONDS)
        assert await statuses(stand, 20, x_api_key=small["key"]) == {200: 8, 429: 12}
        assert await statuses(stand, 12, x_api_key=job["key"]) == {200: 5, 429: 7}
        refused = await stand.ask(x_api_key=job["key"])
        assert (refused.status_code, 0 < int(refused.headers["retry-after"]) <= DAY) == (429, True)
        forged = {"x_tenant": "nobody-yet", "x_key_id": "ak_forged"}
        assert await statuses(stand, 5, x_api_key=small["key"], **forged) == {429: 5}
        found = await statuses(stand, 50, x_api_key=web["key"], **forged)
        assert found[200] == 40 - 5 - 8, "what a key may not have its tenant's quota has counted all the same"
        await stand.rest("PATCH", f"tenants/big/keys/{job['id']}", quotas=[{"requests": 9, "seconds": DAY}])
        await stand.rest("PATCH", "tenants/big", quotas=[{"requests": 60, "seconds": DAY}])
        await stand.until_applied()
        await asyncio.sleep(2 * FRESH_SECONDS)
        assert await statuses(stand, 1, x_api_key=web["key"]) == {200: 1}
        assert await statuses(stand, 12, x_api_key=job["key"]) == {200: 9, 429: 3}


@pytest.mark.envoy
async def test_what_a_client_says_of_itself_counts_nowhere(sqlite_settings: Settings, tmp_path: Path) -> None:
    """Without a filter that knows: no tenant, so no count, no rule that lets in, nothing for the upstream."""
    async with operated(sqlite_settings, tmp_path) as stand, run_upstream("v1") as port:
        await stand.service("web", port)
        await stand.route("all", {"service": "web"})
        assert (await asked(stand, x_tenant="acme"))["x-tenant"] == "acme"
        rules = [{"subjects": [{"kind": "tenant", "value": "acme"}]}]
        protection = {"security": {"rules": rules}}
        path = {"path": {"kind": "prefix", "value": "/acme"}}
        await stand.route("acme", {"service": "web"}, match=path, protection=protection)
        await stand.until_applied()
        assert await stand.status("/acme", x_tenant="acme") == 403
        assert "x-tenant" not in await asked(stand, x_tenant="acme", x_key_id="ak_1")
        await stand.attach("tenant_key")
        keys = {}
        for name in ("acme", "other"):
            await stand.rest("POST", "tenants", name=name)
            keys[name] = (await make_key(stand, name, "web"))["key"]
        await stand.until_applied()

        async def is_guarded() -> bool:
            return await stand.status() == 401

        await wait_for(is_guarded, 20)
        assert await stand.status("/acme", x_api_key=keys["acme"], x_tenant="other") == 200
        assert await stand.status("/acme", x_api_key=keys["other"], x_tenant="acme") == 403
        assert await stand.status("/acme", x_tenant="acme") == 401
        assert (await asked(stand, x_api_key=keys["other"], x_tenant="acme"))["x-tenant"] == "other"


async def asked(stand: Stand, **headers: str) -> dict[str, str]:
    """The headers that the upstream saw; until an Envoy that has just started serves."""

    async def answers() -> bool:
        return await stand.status(**headers) == 200

    await wait_for(answers, 20)
    return dict((await stand.ask(**headers)).json()["headers"])


async def test_a_quota_is_for_limits_over_as_many_seconds(console: Console) -> None:
    await fill(console)
    made = await make_limit(console, requests=3, seconds=DAY, by="tenant")
    quotas = [{"requests": 7, "seconds": 3600}]
    await console.ok("POST", "/api/tenants", json={"name": "acme", "quotas": quotas})
    assert (await console.ok("GET", "/api/tenants/acme"))["quotas"] == quotas
    key = await console.ok("POST", "/api/tenants/acme/keys", json={"name": "web", "quotas": quotas})
    rotated = await console.ok("POST", f"/api/tenants/acme/keys/{key['id']}/rotate", json={})
    assert rotated["quotas"] == quotas
    book: LimitBook = console.app.state.limits

    async def allowance() -> int:
        await asyncio.sleep(FRESH_SECONDS)
        taken = await book.take(made["gateway_id"], made["id"], "acme", 1)
        assert taken is not None
        return taken.limit

    assert await allowance() == 3
    await console.ok(
        "PATCH", "/api/tenants/acme", json={"quotas": [*quotas, {"requests": 9, "seconds": DAY}]}
    )
    assert await allowance() == 9
    await console.ok("PATCH", "/api/tenants/acme", json={"description": "quotas stay"})
    assert await allowance() == 9
    await console.ok("PATCH", "/api/tenants/acme", json={"quotas": []})
    assert await allowance() == 3


@pytest.mark.parametrize(
    "quotas",
    [
        [{"requests": 0}],
        [{"requests": 1, "seconds": 0}],
        [{"requests": 1, "seconds": 86_401}],
        [{"requests": 1}, {"requests": 2, "seconds": 60}],
        [{"requests": 1, "unit": "minute"}],
        {"requests": 1},
        None,
    ],
)
async def test_quotas_that_make_no_sense(sqlite_console: Console, quotas: Any) -> None:
    await sqlite_console.ok("POST", "/api/tenants", json={"name": "t"})
    key = await sqlite_console.ok("POST", "/api/tenants/t/keys", json={"name": "web"})
    for method, path in (
        ("POST", "tenants"),
        ("POST", "tenants/t/keys"),
        ("PATCH", f"tenants/t/keys/{key['id']}"),
    ):
        body = {"name": "x", "quotas": quotas} if method == "POST" else {"quotas": quotas}
        answer = await sqlite_console.client.request(method, f"/api/{path}", json=body)
        assert answer.status_code == 422, answer.text
        assert answer.json()["fields"][0]["path"].startswith("quotas")


async def test_the_forms_have_quotas(sqlite_console: Console) -> None:
    await make_account(sqlite_console)
    async with sqlite_console.anonymous() as visitor:
        await send(visitor, "/sign-in", login="ada", password=PASSWORD)
        typed = {"name": "acme", "quotas": "1000/60\n 50000 / 86400"}
        assert (await send(visitor, "/tenants/new", **typed)).status_code == 303
        tenant = await sqlite_console.ok("GET", "/api/tenants/acme")
        assert tenant["quotas"] == [
            {"requests": 1000, "seconds": 60},
            {"requests": 50_000, "seconds": 86_400},
        ]
        assert "1000/60\n50000/86400" in (await visitor.get("/tenants/acme")).text
        wrong = await send(visitor, "/tenants/acme", **{**typed, "quotas": "many/60"})
        assert wrong.status_code == 422 and "many/60" in wrong.text
        await send(visitor, "/tenants/acme/keys", at="/tenants/acme", name="web", quotas="10/60, 20/3600")
        key = (await sqlite_console.ok("GET", "/api/tenants/acme/keys"))["items"][0]
        assert key["quotas"] == [{"requests": 10, "seconds": 60}, {"requests": 20, "seconds": 3600}]
        refused = await send(visitor, "/tenants/acme/keys", at="/tenants/acme", name="web", quotas="10/0")
        assert refused.status_code == 422


async def test_a_database_from_before_is_brought_forward_and_back(settings: Settings) -> None:
    quotas = [{"requests": 7, "seconds": 60}]
    async with run_console(settings) as console:
        await console.ok("POST", "/api/tenants", json={"name": "t", "quotas": quotas})
    await there_and_back(settings, "0014_logins")
    async with run_console(settings) as console:
        assert (await console.ok("GET", "/api/tenants/t"))["quotas"] == []
        await console.ok("PATCH", "/api/tenants/t", json={"quotas": quotas})
