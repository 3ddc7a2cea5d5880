"""A rejection leads back to the object, the field and the person, and holds up nothing else."""

from __future__ import annotations

import socket
from pathlib import Path

import httpx
import pytest
from tests.console.conftest import fill, run_console, wait_for
from tests.support.envoy import find_free_port, run_envoy

from sluice_console.core.settings import Settings
from sluice_console.envoy.bootstrap import to_bootstrap
from sluice_console.features.nodes.provenance import find_field


@pytest.mark.envoy
async def test_a_port_that_is_taken_is_told_with_object_field_and_author(
    sqlite_settings: Settings, tmp_path: Path
) -> None:
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
            with socket.socket() as other:
                other.bind(("127.0.0.1", 0))
                other.listen()
                taken = other.getsockname()[1]
                bad = {"gateway": "edge", "name": "more", "address": "127.0.0.1", "port": taken}
                body = {**bad, "reuse_port": False, "reason": "a second port"}
                listener = await console.ok("POST", "/api/listeners", json=body)

                async def is_told() -> bool:
                    return bool((await console.ok("GET", "/api/nodes"))["items"][0]["rejections"])

                await wait_for(is_told, 10)
                told = (await console.ok("GET", "/api/nodes"))["items"][0]["rejections"][0]
            objects = [{"kind": "listener", "id": listener["id"], "name": "more"}]
            assert (told["objects"], told["field"]) == (objects, "port")
            assert (told["author"], told["reason"]) == ("operator", "a second port")
            assert told["release"] == listener["releases"][0]["number"]

            after = {"kind": "respond", "status": 200, "body": "after"}
            await console.ok("PATCH", "/api/routes/all", json={"action": after})

            async def is_live() -> bool:
                async with httpx.AsyncClient(trust_env=False) as client:
                    return (await client.get(f"http://127.0.0.1:{port}/")).text == "after"

            await wait_for(is_live, 10)


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
