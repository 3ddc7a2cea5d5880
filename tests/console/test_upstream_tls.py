"""TLS to services over REST and on the page: stored, published, kept while in use, and back by roll back."""

from __future__ import annotations

import asyncio
import json
import ssl
from functools import partial
from pathlib import Path
from typing import Any

import grpc
import httpx
import pytest
from sqlalchemy import text
from tests.console.conftest import Console, fill, run_console, there_and_back
from tests.console.test_resilience import latest, latest_number
from tests.support.authority import Authority
from tests.support.envoy import find_free_port, run_envoy
from tests.support.streams import kept_open
from tests.support.upstreams import run_upstream

from sluice_console.core.settings import Settings
from sluice_console.envoy.bootstrap import to_bootstrap
from sluice_console.envoy.clusters import find_shown_certificates
from sluice_console.envoy.protobufs import discovery
from sluice_console.envoy.resources import CLUSTER, LISTENER, SECRET
from sluice_console.features.gateways.queries import find_gateway
from sluice_console.features.releases import publication
from sluice_console.features.releases.current import CurrentGateways
from sluice_console.features.releases.objects import read_gateway
from sluice_console.features.routes.preview import preview_route
from sluice_console.features.routes.schemas import RouteIn
from sluice_console.features.services.forms import ServiceForm, place_errors
from sluice_console.features.services.queries import find_service
from sluice_console.xds.server import DISCOVERY_SERVICE

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


async def test_only_gateways_that_lead_there_get_the_key(console: Console) -> None:
    """A cluster without its secret would wait for ever, so neither comes without the other."""
    await make(console)
    other = await console.ok("POST", "/api/gateways", json={"name": "other", "listen_port": 10001})
    await console.ok("POST", "/api/services", json={"name": "plain", "settings": {"tls": {"verify": False}}})
    certificate = (await console.ok("GET", "/api/certificates/node"))["id"]

    def given() -> tuple[bool, bool, bool]:
        types = console.app.state.cache.find_snapshot(other["id"]).by_type
        return "web" in types[CLUSTER], certificate in types[SECRET], "plain" in types[CLUSTER]

    assert given() == (False, False, True)
    assert not (await latest(console, "other"))["certificates"]
    assert await secrets_of(console) >= {certificate}

    provider = {"authorization_url": "https://id.test/a", "token_url": "https://id.test/t", "client_id": "c"}
    login = {"gateway": "other", "name": "shop", "service": "web", "client_secret": "x", "settings": provider}
    await console.ok("POST", "/api/logins", json=login)
    assert given() == (True, True, True)
    await console.ok("DELETE", "/api/logins/other/shop")
    assert given() == (False, False, True)

    arms = {"destinations": [{"service": "plain"}], "mirrors": [{"service": "web", "share": 100}]}
    route = {"gateway": "other", "name": "all", "hosts": ["*"], "action": {"kind": "forward", **arms}}
    route["match"] = {"path": {"kind": "prefix", "value": "/"}}
    route = await console.ok("POST", "/api/routes", json=route)
    assert given() == (True, True, True)
    number = (await latest_number(console, "other"))["number"]
    await console.ok("DELETE", f"/api/routes/{route['id']}")
    assert given() == (False, False, True)
    await console.ok("POST", f"/api/releases/other@{number}/rollback", json={"reason": "back"})
    assert given() == (True, True, True)

    keys = {"issuer": "https://id.test", "jwks_url": "https://id.test/k"}
    issuer = {"name": "idp", "settings": keys, "service": "web"}
    await console.ok("POST", "/api/issuers", json=issuer)
    await console.ok("DELETE", f"/api/routes/{route['id']}")
    assert given() == (False, False, True)
    trusting = {"security": {"issuers": ["idp"]}}
    answer = {"kind": "respond", "status": 204}
    path = {"path": {"kind": "prefix", "value": "/"}}
    route = {"gateway": "other", "name": "own", "hosts": ["*"], "match": path, "action": answer}
    await console.ok("POST", "/api/routes", json={**route, "protection": trusting})
    assert given() == (True, True, True)


async def test_a_draft_is_previewed_with_the_service_that_it_would_lead_to(sqlite_console: Console) -> None:
    await make(sqlite_console)
    await sqlite_console.ok("POST", "/api/gateways", json={"name": "other", "listen_port": 10001})
    draft: dict[str, Any] = {"gateway": "other", "name": "new", "hosts": ["*"]}
    draft["action"] = {"kind": "forward", "destinations": [{"service": "web"}]}
    async with sqlite_console.database.reading() as db:
        gateway = await find_gateway(db, "other")
        preview = await preview_route(
            db, CurrentGateways(), gateway, None, RouteIn.model_validate(draft), "GET /"
        )
    assert preview.left_out == () and preview.taken


async def test_a_roll_back_gets_the_certificate_of_its_release(console: Console) -> None:
    """Until that is deleted: then nodes are given the service as it is now, and nobody waits for a key."""
    await make(console)
    old = (await console.ok("GET", "/api/certificates/node"))["id"]
    number = (await latest_number(console))["number"]
    other = {"name": "other", "chain": CART.chain, "key": CART.key}
    new = (await console.ok("POST", "/api/certificates", json=other))["id"]
    settings = {"tls": {**TLS, "certificate": "other"}}
    await console.ok("PATCH", "/api/services/web", json={"settings": settings})
    assert (await secrets_of(console)) & {old, new} == {new}

    back = f"/api/releases/edge@{number}/rollback"
    await console.ok("POST", back, json={"reason": "back"})
    assert (await secrets_of(console)) & {old, new} == {old}
    assert await shown_by(console) == {old}
    await console.ok("DELETE", "/api/certificates/node")
    assert (await secrets_of(console)) & {old, new} == {new} == await shown_by(console)
    await console.ok("POST", back, json={"reason": "back again"})
    assert (await secrets_of(console)) & {old, new} == {new} == await shown_by(console)


async def shown_by(console: Console) -> set[str]:
    gateway = (await console.ok("GET", "/api/gateways/edge"))["id"]
    snapshot = console.app.state.cache.find_snapshot(gateway)
    return set(find_shown_certificates(snapshot.by_type[CLUSTER].values()))


async def test_what_an_older_console_published_for_others_is_withdrawn(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once at the start, and where somebody goes back to it."""
    async with run_console(settings) as console:
        await make(console)
        web = (await console.ok("GET", "/api/services/web"))["id"]
        await console.ok("POST", "/api/gateways", json={"name": "other", "listen_port": 10001})
        with monkeypatch.context() as patch:
            patch.setattr(publication, "read_gateway", partial(read_gateway, also=[web]))
            await console.ok("PATCH", "/api/services/web", json={"settings": {"connect_timeout": 3}})
        old = (await latest_number(console, "other"))["number"]
        assert (await latest(console, "other"))["certificates"]
    async with run_console(settings) as console:
        assert (await latest_number(console, "other"))["number"] == old + 1
        assert not (await latest(console, "other"))["certificates"]
        await console.ok("POST", f"/api/releases/other@{old}/rollback", json={"reason": "back"})
        gateway = (await console.ok("GET", "/api/gateways/other"))["id"]
        types = console.app.state.cache.find_snapshot(gateway).by_type
        assert not types[SECRET] and "web" not in types[CLUSTER]
    async with run_console(settings) as console:
        assert (await latest_number(console, "other"))["number"] == old + 3


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


async def test_a_node_of_another_gateway_cannot_ask_for_the_key(sqlite_console: Console) -> None:
    """Neither by its name nor with `*`; a node of the gateway that leads there gets it."""
    console = sqlite_console
    await make(console)
    await console.ok("POST", "/api/gateways", json={"name": "other", "listen_port": 10001})
    certificate = (await console.ok("GET", "/api/certificates/node"))["id"]
    port = await console.app.state.xds.start("127.0.0.1", 0)
    for gateway, expected in (("edge", {certificate}), ("other", set())):
        token = await console.token(role="node", gateway=gateway)
        asked = [
            discovery.DeltaDiscoveryRequest(
                type_url=kind, node={"id": "n1", "cluster": gateway}, resource_names_subscribe=names
            ).SerializeToString()
            for kind, names in ((SECRET, ["*", certificate]), (LISTENER, ["*"]))
        ]
        names: set[str] = set()
        channel: Any = grpc.aio.insecure_channel(f"127.0.0.1:{port}")
        async with channel:
            method = channel.stream_stream(f"/{DISCOVERY_SERVICE}/DeltaAggregatedResources")
            call = method(kept_open(asked), metadata=(("authorization", f"Bearer {token}"),), timeout=20)
            async for answer in call:
                received = discovery.DeltaDiscoveryResponse.FromString(answer)
                names |= {item.name for item in received.resources}
                if names & {certificate} or (received.type_url == LISTENER and not expected):
                    call.cancel()
                    break
        assert names & {certificate} == expected


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
