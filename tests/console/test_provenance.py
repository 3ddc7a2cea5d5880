"""A rejection leads back to the object, the field and the person, and holds up nothing else."""

from __future__ import annotations

import socket
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.console.conftest import Console, fill, run_console, wait_for
from tests.console.test_logins import SETTINGS, make
from tests.console.test_shared_limits import make_limit
from tests.console.test_upstream_tls import NODE
from tests.support.envoy import find_free_port, run_envoy

from sluice_console.core.settings import Settings
from sluice_console.envoy.bootstrap import to_bootstrap
from sluice_console.envoy.resources import LISTENER, SECRET
from sluice_console.features.nodes.provenance import Cause, find_cause, find_field
from sluice_console.xds.status import Rejection

SHOWN_SECONDS = 2.0
"""From the push of what is rejected until the console has it."""


@pytest.mark.envoy
async def test_a_port_that_is_taken_is_told_with_object_field_and_author(
    sqlite_settings: Settings, tmp_path: Path
) -> None:
    """The rest of the same release is live, and so is what the listener's node had before."""
    async with run_console(sqlite_settings) as console:
        xds = await console.app.state.xds.start("127.0.0.1", 0)
        await fill(console)
        port = find_free_port()
        first = {"listen_address": "127.0.0.1", "listen_port": port}
        await console.ok("PATCH", "/api/gateways/edge", json=first)
        answer = {"kind": "respond", "status": 200, "body": "before"}
        await console.ok("PATCH", "/api/routes/all", json={"action": answer})
        token = await console.token(role="node", gateway="edge")
        bootstrap = to_bootstrap("n1", "edge", [("127.0.0.1", xds)], find_free_port(), token)
        async with run_envoy(tmp_path / "envoy", bootstrap, concurrency=1) as envoy:
            await envoy.wait_until_ready()

            async def serves(body: str) -> bool:
                async with httpx.AsyncClient(trust_env=False) as client:
                    return (await client.get(f"http://127.0.0.1:{port}/")).text == body

            await wait_for(lambda: serves("before"), 10)
            with socket.socket() as other:
                other.bind(("127.0.0.1", 0))
                other.listen()
                taken = other.getsockname()[1]
                document = await console.ok("GET", "/api/configuration")
                bad = {"gateway": "edge", "name": "more", "address": "127.0.0.1", "port": taken}
                document["listeners"] = [{**bad, "reuse_port": False}]
                document["routes"][0]["action"]["body"] = "after"
                document["reason"] = "a second port"
                made = (await console.ok("POST", "/api/configuration", json=document))["releases"]

                async def is_told() -> bool:
                    return bool((await console.ok("GET", "/api/nodes"))["items"][0]["rejections"])

                await wait_for(is_told, 10)
                node = (await console.ok("GET", "/api/nodes"))["items"][0]
                await wait_for(lambda: serves("after"), 10)
            told = node["rejections"][0]
            listener = await console.ok("GET", "/api/listeners/edge/more")
            objects = [{"kind": "listener", "id": listener["id"], "name": "more"}]
            assert (told["objects"], told["field"]) == (objects, "port")
            assert (told["author"], told["reason"]) == ("operator", "a second port")
            assert [told["release"]] == [release["number"] for release in made], "one release held both"
            pushed = datetime.fromisoformat(node["types"]["LDS"]["sent_at"])
            took = (datetime.fromisoformat(told["at"]) - pushed).total_seconds()
            assert 0 <= took < SHOWN_SECONDS
            assert node["types"]["RDS"]["current"] and not node["types"]["LDS"]["current"]


async def cause_of(console: Console, gateway: str, type_url: str, name: str) -> Cause:
    """As if a node had rejected the resource as it is now."""
    resource = console.app.state.cache.find_snapshot(gateway).by_type[type_url][name]
    rejection = Rejection(type_url, name, resource.version, "no", datetime.now(UTC))
    async with console.database.reading() as db:
        return await find_cause(db, gateway, rejection)


@pytest.mark.parametrize(
    ("settings", "field"),
    [
        ({"compression": {"algorithms": ["gzip"], "everywhere": True}}, "compression"),
        ({"limits": {"headers": 50}}, "limits"),
        ({"listen_port": 8099}, "port"),
    ],
)
async def test_what_a_gateway_says_of_its_listeners(
    sqlite_console: Console, settings: dict[str, Any], field: str
) -> None:
    console = sqlite_console
    gateway = (await fill(console))["gateway_id"]
    await console.ok("POST", "/api/listeners", json={"gateway": "edge", "name": "more", "port": 8081})
    changed = await console.ok("PATCH", "/api/gateways/edge", json={**settings, "reason": "why"})
    cause = await cause_of(console, gateway, LISTENER, gateway.replace("gw_", "ls_", 1))
    assert cause.objects == (("gateway", gateway, "edge"),)
    assert (cause.field, cause.author, cause.reason) == (field, "operator", "why")
    assert cause.release == changed["releases"][0]["number"]


async def test_logins_and_shared_limits_are_told(sqlite_console: Console) -> None:
    console = sqlite_console
    gateway = (await fill(console))["gateway_id"]
    listener = gateway.replace("gw_", "ls_", 1)
    login = await make(console)
    await console.ok(
        "PATCH", f"/api/logins/{login['id']}", json={"settings": {**SETTINGS, "client_id": "other"}}
    )
    cause = await cause_of(console, gateway, LISTENER, listener)
    assert cause.objects == (("login", login["id"], login["name"]),)
    assert (cause.field, cause.author) == ("client_id", "operator")
    limit = await make_limit(console)
    await console.ok("PATCH", f"/api/limits/{limit['id']}", json={"when_away": "deny"})
    cause = await cause_of(console, gateway, LISTENER, listener)
    assert cause.objects == (("shared_limit", limit["id"], "calls"),)
    assert cause.author == "operator"


async def test_a_certificate_is_told_by_the_audit_log(sqlite_console: Console) -> None:
    """It is in no release."""
    console = sqlite_console
    gateway = (await fill(console))["gateway_id"]
    certificate = await console.ok(
        "POST", "/api/certificates", json={"name": "node", "chain": NODE.chain, "key": NODE.key}
    )
    tls = {"certificates": ["node"]}
    more = {"gateway": "edge", "name": "more", "port": 8081, "tls": tls}
    await console.ok("POST", "/api/listeners", json=more)
    cause = await cause_of(console, gateway, SECRET, certificate["id"])
    assert cause.objects == (("certificate", certificate["id"], "node"),)
    assert (cause.release, cause.author, cause.reason) == (None, "operator", "certificate create")


@pytest.mark.parametrize(
    ("error", "field"),
    [
        (
            "Proto constraint validation failed (ClusterValidationError.ConnectTimeout: value must…)",
            "connect_timeout",
        ),
        ("error adding listener: cannot bind '127.0.0.1:80': Address already in use", "port"),
        ("Invalid regex 'a(': missing ): a(", "match"),
        ("Failed to load private key from <inline>", "key"),
        ("Unable to create Wasm plugin x", "module"),
        ("something else", ""),
    ],
)
def test_fields_in_the_words_of_envoy(error: str, field: str) -> None:
    assert find_field(error) == field
