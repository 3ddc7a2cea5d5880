"""Certificates and listeners over REST: keys go in sealed, reach the nodes, and are nowhere else."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import ssl
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import undefer
from tests.console.conftest import Console, fill, run_console, wait_for
from tests.support.authority import Authority, Issued
from tests.support.envoy import find_free_port, run_envoy

from sluice_console.core.errors import StartError
from sluice_console.core.settings import Settings
from sluice_console.core.vault import Vault, VaultError, load_vault
from sluice_console.envoy.bootstrap import to_bootstrap
from sluice_console.envoy.resources import SECRET
from sluice_console.models import Certificate

AUTHORITY = Authority()
SHOP = AUTHORITY.issue("shop.test", "*.shop.test")


def body(issued: Issued = SHOP, name: str = "shop", **more: Any) -> dict[str, Any]:
    return {"name": name, "chain": issued.chain, "key": issued.key, **more}


async def make(console: Console, port: int = 8443, **listener: Any) -> dict[str, Any]:
    await fill(console)
    await console.ok("POST", "/api/certificates", json=body())
    values = {"gateway": "edge", "name": "secure", "address": "127.0.0.1", "port": port}
    tls = {"certificates": ["shop"]}
    return dict(await console.ok("POST", "/api/listeners", json={**values, "tls": tls, **listener}))


async def gateway_id(console: Console) -> str:
    return str((await console.ok("GET", "/api/gateways/edge"))["id"])


async def test_what_a_certificate_says(console: Console) -> None:
    await make(console)
    found = await console.ok("GET", "/api/certificates/shop")
    assert found["names"] == ["shop.test", "*.shop.test"]
    assert (found["kind"], found["stapled"], found["listeners"]) == ("ECDSA", False, ["edge/secure"])
    listener = await console.ok("GET", "/api/listeners/edge/secure")
    assert listener["tls"]["certificates"] == ["shop"] and listener["tls"]["minimum_version"] == "1.2"


async def test_the_key_is_nowhere_but_with_the_nodes(console: Console) -> None:
    await make(console)
    answers = [
        await console.client.get(path) for path in ("/api/certificates", "/api/audit", "/api/releases")
    ]
    number = answers[2].json()["items"][0]["number"]
    answers.append(await console.client.get(f"/api/releases/edge@{number}"))
    secret = SHOP.key.splitlines()[1][:40]
    assert all(answer.status_code == 200 and secret not in answer.text for answer in answers)
    async with console.database.reading() as db:
        for table in ("certificates", "releases", "resource_blobs", "audit"):
            for row in await db.execute(text(f"SELECT * FROM {table}")):
                assert all(secret.encode() not in to_bytes(value) for value in row), table
    snapshot = console.app.state.cache.find_snapshot(await gateway_id(console))
    secrets = snapshot.by_type[SECRET]
    assert len(secrets) == 2 and any(secret.encode() in item.body for item in secrets.values())


def to_bytes(value: Any) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode()


async def test_a_certificate_in_use_is_kept(console: Console) -> None:
    await make(console)
    refused = await console.client.delete("/api/certificates/shop")
    assert refused.status_code == 409 and "edge/secure" in refused.json()["detail"]
    await console.ok("DELETE", "/api/listeners/edge/secure")
    await console.ok("DELETE", "/api/certificates/shop")


async def test_a_staple_alone_reaches_the_nodes_without_a_release(console: Console) -> None:
    await make(console)
    gateway = await gateway_id(console)
    before = console.app.state.cache.find_snapshot(gateway).version(SECRET)
    staple = base64.b64encode(AUTHORITY.staple(SHOP)).decode()
    changed = await console.ok("PATCH", "/api/certificates/shop", json={"ocsp": staple})
    assert changed["stapled"] and changed["releases"] == []
    assert console.app.state.cache.find_snapshot(gateway).version(SECRET) != before


async def test_a_roll_back_brings_listeners_back_and_no_old_key(console: Console) -> None:
    await make(console)
    number = (await console.ok("GET", "/api/releases"))["items"][0]["number"]
    renewed = AUTHORITY.issue("shop.test")
    change = {"chain": renewed.chain, "key": renewed.key}
    await console.ok("PATCH", "/api/certificates/shop", json=change)
    await console.ok("DELETE", "/api/listeners/edge/secure")
    await console.ok("POST", f"/api/releases/edge@{number}/rollback", json={"reason": "back"})
    assert (await console.ok("GET", "/api/listeners/edge/secure"))["tls"]["certificates"] == ["shop"]
    secrets = console.app.state.cache.find_snapshot(await gateway_id(console)).by_type[SECRET]
    bodies = b"".join(item.body for item in secrets.values())
    assert renewed.chain.encode() in bodies and SHOP.chain.encode() not in bodies

    await console.ok("DELETE", "/api/listeners/edge/secure")
    await console.ok("DELETE", "/api/certificates/shop")
    refused = await console.client.post(f"/api/releases/edge@{number}/rollback", json={"reason": "back"})
    assert refused.status_code == 409 and "was deleted since" in refused.json()["detail"]


OTHER = AUTHORITY.issue("other.test")


@pytest.mark.parametrize(
    ("values", "path", "message"),
    [
        (body(chain="x"), "chain", "is no chain of certificates"),
        (body(chain=SHOP.key), "chain", "is no chain of certificates"),
        (body(chain=SHOP.chain + OTHER.chain), "chain", "is out of order"),
        (body(chain=AUTHORITY.pem), "chain", "names no host"),
        (body(key="x"), "key", "is no private key"),
        (body(key=OTHER.key), "key", "does not belong to the first certificate"),
        (body(ocsp="?"), "ocsp", "is an OCSP answer"),
        (body(ocsp="AAAA"), "ocsp", "is an OCSP answer"),
    ],
)
async def test_certificates_that_make_no_sense(
    sqlite_console: Console, values: dict[str, Any], path: str, message: str
) -> None:
    problem = (await sqlite_console.client.post("/api/certificates", json=values)).json()
    assert problem["status"] == 422
    assert problem["fields"][0]["path"] == path
    assert message in problem["fields"][0]["message"]
    assert SHOP.key not in str(problem)


@pytest.mark.parametrize(
    ("values", "path", "message"),
    [
        ({"tls": {"certificates": ["nobody"]}}, "tls.certificates.0", "no certificate 'nobody'"),
        ({"tls": {"certificates": []}}, "tls.certificates", "at least 1"),
        ({"tls": {"certificates": ["shop", "shop"]}}, "tls.certificates", "there twice"),
        ({"tls": {"certificates": ["shop"], "minimum_version": "1.1"}}, "tls.minimum_version", "'1.2' or"),
        ({"tls": {"certificates": ["shop"], "suites": ["RC4"]}}, "tls.suites.0", "Input should be"),
        ({"tls": None, "http3": True}, "http3", "needs tls"),
        ({"gateway": "nobody"}, "gateway", "no gateway"),
        ({"address": "localhost"}, "address", "is an IP address"),
        ({"address": "0.0.0.0", "port": 8080}, "listener.", "has 0.0.0.0:8080 already"),
    ],
)
async def test_listeners_that_make_no_sense(
    sqlite_console: Console, values: dict[str, Any], path: str, message: str
) -> None:
    await make(sqlite_console)
    good = {"gateway": "edge", "name": "more", "port": 9443, "tls": {"certificates": ["shop"]}}
    problem = (await sqlite_console.client.post("/api/listeners", json={**good, **values})).json()
    assert problem["status"] == 422, problem
    assert problem["fields"][0]["path"].startswith(path)
    assert message in problem["fields"][0]["message"]


def test_what_was_sealed_opens_with_its_key_and_for_its_purpose_only() -> None:
    vault = Vault(b"k" * 32)
    sealed = vault.seal(b"private", "the key of a")
    assert vault.open(sealed, "the key of a") == b"private" and b"private" not in sealed
    for opener, purpose, words in (
        (Vault(b"j" * 32), "the key of a", "another key than this console's"),
        (vault, "the key of b", "was changed in the database"),
    ):
        with pytest.raises(VaultError, match=words):
            opener.open(sealed, purpose)


def test_the_key_file_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    first = load_vault("", tmp_path / "data")
    sealed = first.seal(b"x", "p")
    assert load_vault("", tmp_path / "data").open(sealed, "p") == b"x"
    file = tmp_path / "data" / "secret.key"
    assert file.stat().st_mode & 0o777 == 0o600
    file.write_text("short")
    with pytest.raises(StartError, match="is no key"):
        load_vault("", tmp_path / "data")
    with pytest.raises(StartError, match="SLUICE_SECRET_KEY is no key"):
        load_vault("short", tmp_path / "data")


async def test_another_key_leaves_the_certificate_out_and_serves_the_rest(
    sqlite_settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    async with run_console(sqlite_settings) as console:
        await make(console)
    other = sqlite_settings.model_copy(update={"secret_key": base64.b64encode(b"o" * 32).decode()})
    async with run_console(other) as console:
        snapshot = console.app.state.cache.find_snapshot(await gateway_id(console))
        assert set(snapshot.by_type[SECRET]) == {"session-tickets"}
        assert "certificate shop is not served" in caplog.text
        refused = await console.client.patch("/api/certificates/shop", json={"chain": SHOP.chain})
        assert refused.status_code == 422 and "sealed with another key" in refused.json()["detail"]


@pytest.mark.envoy
async def test_a_renewed_certificate_reaches_a_live_envoy(sqlite_settings: Settings, tmp_path: Path) -> None:
    async with run_console(sqlite_settings) as console:
        xds = await console.app.state.xds.start("127.0.0.1", 0)
        port = find_free_port()
        await make(console, port, http3=True)
        answer = {"kind": "respond", "status": 204}
        await console.ok("PATCH", "/api/routes/all", json={"action": answer})
        first = {"listen_address": "127.0.0.1", "listen_port": find_free_port()}
        await console.ok("PATCH", "/api/gateways/edge", json=first)
        token = await console.token(role="node", gateway="edge")
        bootstrap = to_bootstrap("n1", "edge", [("127.0.0.1", xds)], find_free_port(), token)
        async with run_envoy(tmp_path / "envoy", bootstrap, concurrency=1) as envoy:
            await envoy.wait_until_ready()
            assert (
                await fingerprint(port) == (await console.ok("GET", "/api/certificates/shop"))["fingerprint"]
            )
            renewed = AUTHORITY.issue("shop.test", kind="rsa")
            change = {"chain": renewed.chain, "key": renewed.key}
            wanted = (await console.ok("PATCH", "/api/certificates/shop", json=change))["fingerprint"]

            async def is_new() -> bool:
                return bool(await fingerprint(port) == wanted)

            await wait_for(is_new)
            async with console.database.reading() as db:
                stored = select(Certificate).options(undefer(Certificate.sealed_key))
                assert renewed.key.encode() not in (await db.scalars(stored)).one().sealed_key


async def fingerprint(port: int) -> str:
    """Of the certificate that a client which trusts the authority is given, once it was answered 204."""
    context = ssl.create_default_context(cadata=AUTHORITY.pem)
    reader, writer = await asyncio.open_connection(
        "127.0.0.1", port, ssl=context, server_hostname="shop.test"
    )
    writer.write(b"GET / HTTP/1.1\r\nhost: shop.test\r\n\r\n")
    assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 204")
    certificate = writer.get_extra_info("ssl_object").getpeercert(binary_form=True)
    writer.close()
    return hashlib.sha256(certificate).hexdigest()
