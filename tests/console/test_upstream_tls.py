"""TLS to services over REST and on the page: stored, published, kept while in use, and back by roll back."""

from __future__ import annotations

import asyncio
import json
import ssl
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import text
from tests.console.conftest import Console, fill, run_console, there_and_back
from tests.console.test_resilience import latest, latest_number
from tests.support.authority import Authority
from tests.support.envoy import find_free_port, run_envoy
from tests.support.upstreams import run_upstream

from sluice_console.core.settings import Settings
from sluice_console.envoy.bootstrap import to_bootstrap
from sluice_console.envoy.resources import SECRET
from sluice_console.features.services.forms import ServiceForm, place_errors
from sluice_console.features.services.queries import find_service

AUTHORITY = Authority()
NODE = AUTHORITY.issue("spiffe://shop/edge")
CART = AUTHORITY.issue("cart.test")
TLS = {"authorities": AUTHORITY.pem, "sni": "cart.test", "certificate": "node"}


async def make(console: Console, **more: Any) -> dict[str, Any]:
    """The service `web`, to which nodes speak TLS and show the certificate `node`."""
    await fill(console)
    certificate = {"name": "node", "chain": NODE.chain, "key": NODE.key}
    await console.ok("POST", "/api/certificates", json=certificate)
    settings = {"tls": {**TLS, **more}}
    return dict(await console.ok("PATCH", "/api/services/web", json={"settings": settings}))


async def secrets_of(console: Console) -> set[str]:
    gateway = (await console.ok("GET", "/api/gateways/edge"))["id"]
    return set(console.app.state.cache.find_snapshot(gateway).by_type[SECRET])


async def test_it_is_stored_and_published_with_the_certificate(console: Console) -> None:
    tls = (await make(console))["settings"]["tls"]
    assert tls == {**TLS, "names": [], "minimum_version": "1.2", "verify": True}
    certificate = await console.ok("GET", "/api/certificates/node")
    assert (certificate["names"], certificate["services"]) == (["spiffe://shop/edge"], ["web"])
    document = await latest(console)
    assert document["services"][0]["tls"]["certificate_id"] == certificate["id"]
    assert await secrets_of(console) >= {certificate["id"]}


async def test_other_settings_leave_it_as_it_is_and_null_takes_it_away(console: Console) -> None:
    before = await make(console)
    await console.ok("PATCH", "/api/services/web", json={"settings": {"connect_timeout": 3}})
    assert (await console.ok("GET", "/api/services/web"))["settings"]["tls"] == before["settings"]["tls"]
    bare = {"verify": False}
    settings = (await console.ok("PATCH", "/api/services/web", json={"settings": {"tls": bare}}))["settings"]
    assert settings["tls"]["certificate"] is None and settings["tls"]["authorities"] == ""
    assert await secrets_of(console) == set()
    settings = (await console.ok("PATCH", "/api/services/web", json={"settings": {"tls": None}}))["settings"]
    assert settings["tls"] is None
    await console.ok("DELETE", "/api/certificates/node")


async def test_a_certificate_that_a_service_is_shown_is_kept(console: Console) -> None:
    await make(console)
    refused = await console.client.delete("/api/certificates/node")
    assert refused.status_code == 409 and "shown to 1 service(s): web" in refused.json()["detail"]
    renewed = AUTHORITY.issue("edge.test")
    change = {"chain": renewed.chain, "key": renewed.key}
    assert (await console.ok("PATCH", "/api/certificates/node", json=change))["releases"]
    other = {"name": "other", "chain": CART.chain, "key": CART.key}
    await console.ok("POST", "/api/certificates", json=other)
    settings = {"tls": {**TLS, "certificate": "other"}}
    await console.ok("PATCH", "/api/services/web", json={"settings": settings})
    await console.ok("DELETE", "/api/certificates/node")
    await console.ok("DELETE", "/api/routes/all")
    await console.ok("DELETE", "/api/services/web")
    await console.ok("DELETE", "/api/certificates/other")


async def test_a_roll_back_brings_the_service_back_with_its_tls(console: Console) -> None:
    before = await make(console)
    number = (await latest_number(console))["number"]
    await console.ok("DELETE", "/api/routes/all")
    await console.ok("DELETE", "/api/services/web")
    await console.ok("POST", f"/api/releases/edge@{number}/rollback", json={"reason": "back"})
    assert (await console.ok("GET", "/api/services/web"))["settings"] == before["settings"]

    await console.ok("DELETE", "/api/routes/all")
    await console.ok("DELETE", "/api/services/web")
    await console.ok("DELETE", "/api/certificates/node")
    refused = await console.client.post(f"/api/releases/edge@{number}/rollback", json={"reason": "back"})
    assert refused.status_code == 409 and "a certificate that was deleted since" in refused.json()["detail"]


@pytest.mark.parametrize(
    ("tls", "path", "words"),
    [
        ({}, "authorities", "are needed to verify the service"),
        ({"authorities": " "}, "authorities", "are needed to verify the service"),
        ({"authorities": "x"}, "authorities", "is no chain of certificates"),
        ({"authorities": CART.key}, "authorities", "is no chain of certificates"),
        ({"verify": False, "authorities": "x"}, "authorities", "is no chain of certificates"),
        ({**TLS, "sni": "10.0.0.1"}, "sni", "is a DNS name"),
        ({**TLS, "sni": "cart.test:443"}, "sni", "is a DNS name"),
        ({**TLS, "sni": "*.cart.test"}, "sni", "is a DNS name"),
        ({**TLS, "names": ["cart.test", "a b"]}, "names", "'a b' is no DNS name"),
        ({**TLS, "minimum_version": "1.1"}, "minimum_version", "'1.2' or"),
        ({**TLS, "certificate": "nobody"}, "certificate", "no certificate 'nobody'"),
        ({**TLS, "ca": "x"}, "ca", "Extra inputs"),
    ],
)
async def test_what_makes_no_sense(
    sqlite_console: Console, tls: dict[str, Any], path: str, words: str
) -> None:
    body = {"name": "x", "settings": {"tls": tls}}
    problem = (await sqlite_console.client.post("/api/services", json=body)).json()
    assert problem["status"] == 422
    assert [item["path"] for item in problem["fields"]] == [f"settings.tls.{path}"], problem
    assert words in problem["fields"][0]["message"]
    assert (await sqlite_console.ok("GET", "/api/services"))["total"] == 0


async def test_the_form_gives_back_what_is_stored(sqlite_console: Console) -> None:
    before = await make(sqlite_console, names=["cart.test", "10.0.0.1"], minimum_version="1.3")
    async with sqlite_console.database.reading() as db:
        form = ServiceForm.of(await find_service(db, "web"))
    assert (form.tls, form.tls_verify, form.tls_names) == ("on", "yes", "cart.test 10.0.0.1")
    after = await sqlite_console.ok("PATCH", "/api/services/web", json=form.values())
    assert after["settings"] == before["settings"]
    errors = {"settings.tls.names.1": "x", "settings.tls.sni": "y", "settings.limits.pending": "z"}
    assert place_errors(errors) == {"tls_names": "x", "tls_sni": "y", "limits.pending": "z"}


async def test_a_database_from_before_is_brought_forward_and_back(settings: Settings) -> None:
    """Services that were there stay as they are, without TLS."""
    async with run_console(settings) as console:
        await fill(console)
    await there_and_back(settings, "0007_gates")
    async with run_console(settings) as console:
        assert (await console.ok("GET", "/api/services/web"))["settings"]["tls"] is None
        async with console.database.transaction() as db:
            await db.execute(text("UPDATE services SET settings = :old"), {"old": json.dumps(OLD_SETTINGS)})
        assert (await console.ok("GET", "/api/services/web"))["settings"]["tls"] is None
        await console.ok("PATCH", "/api/services/web", json={"description": "as before"})


OLD_SETTINGS = {"protocol": "http1", "load_balancing": "random", "connect_timeout": 1.0, "idle_timeout": None}


@pytest.mark.envoy
async def test_a_live_node_speaks_tls_as_soon_as_it_is_set(sqlite_settings: Settings, tmp_path: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*CART.write(tmp_path, "cart"))
    context.load_verify_locations(cadata=AUTHORITY.pem)
    context.verify_mode = ssl.CERT_REQUIRED
    port = find_free_port()
    async with run_console(sqlite_settings) as console, run_upstream("cart", secured=context) as upstream:
        xds = await console.app.state.xds.start("127.0.0.1", 0)
        await make(console)
        endpoints = [{"host": "127.0.0.1", "port": upstream}]
        await console.ok(
            "PATCH", "/api/services/web", json={"endpoints": endpoints, "settings": {"tls": None}}
        )
        address = {"listen_address": "127.0.0.1", "listen_port": port}
        await console.ok("PATCH", "/api/gateways/edge", json=address)
        token = await console.token(role="node", gateway="edge")
        bootstrap = to_bootstrap("n1", "edge", [("127.0.0.1", xds)], find_free_port(), token)
        async with run_envoy(tmp_path / "envoy", bootstrap, concurrency=1) as envoy:
            await envoy.wait_until_ready()
            assert (await ask(port)).status_code == 503
            await console.ok("PATCH", "/api/services/web", json={"settings": {"tls": TLS}})
            async with asyncio.timeout(5):
                while (answer := await ask(port)).status_code != 200:  # noqa: ASYNC110 - nothing tells
                    await asyncio.sleep(0.05)
            assert answer.json()["tls"]["client"] == ["spiffe://shop/edge"]


async def ask(port: int) -> httpx.Response:
    async with httpx.AsyncClient(trust_env=False, timeout=5) as client:
        return await client.get(f"http://127.0.0.1:{port}/")
