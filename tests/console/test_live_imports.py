"""What was imported routes in a real Envoy as the document says."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from tests.cli.imports.test_httproute import FILE as HTTPROUTES
from tests.cli.imports.test_openapi import PETSTORE
from tests.console.conftest import Console, run_console
from tests.support.envoy import find_free_port, run_envoy
from tests.support.upstreams import run_upstream

from sluice.cli.imports import httproute, openapi
from sluice.cli.imports.report import Imported
from sluice.cli.remote.yaml_files import read_documents, write_yaml
from sluice_console.core.settings import Settings
from sluice_console.envoy.bootstrap import to_bootstrap

pytestmark = pytest.mark.envoy


@asynccontextmanager
async def running(
    settings: Settings, tmp_path: Path, imported: Imported, *services: str
) -> AsyncIterator[str]:
    """An Envoy of `edge` with what was imported; each service answers with its name. Gives its address."""
    async with AsyncExitStack() as stack:
        console: Console = await stack.enter_async_context(run_console(settings))
        xds = await console.app.state.xds.start("127.0.0.1", 0)
        port, admin = find_free_port(), find_free_port()
        made: list[dict[str, Any]] = []
        for name in services:
            own = await stack.enter_async_context(run_upstream(name))
            made.append({"name": name, "endpoints": [{"host": "127.0.0.1", "port": own}]})
        gateway = {"name": "edge", "listen_address": "127.0.0.1", "listen_port": port}
        await console.ok("POST", "/api/configuration", json={"gateways": [gateway], "services": made})
        document = yaml.safe_load(write_yaml({"owner": "imported", **imported.configuration}))
        await console.ok("POST", "/api/configuration", json=document)
        again = await console.ok("POST", "/api/configuration", json={**document, "prune": True})
        assert again == {"changes": [], "releases": []}
        body = {"name": "n1", "role": "node", "gateway": "edge"}
        token = (await console.ok("POST", "/api/tokens", json=body))["token"]
        bootstrap = to_bootstrap("n1", "edge", [("127.0.0.1", xds)], admin, token)
        envoy = await stack.enter_async_context(run_envoy(tmp_path / "envoy", bootstrap, concurrency=1))
        await envoy.wait_until_ready()
        yield f"http://127.0.0.1:{port}"


async def test_operations_of_a_petstore(sqlite_settings: Settings, tmp_path: Path) -> None:
    target = openapi.Target("edge", "pets", ("pets.test",))
    imported = openapi.import_openapi(read_documents(PETSTORE)[0].value, target)
    async with (
        running(sqlite_settings, tmp_path, imported, "pets") as address,
        httpx.AsyncClient(base_url=address, headers={"host": "pets.test"}, trust_env=False) as client,
    ):
        for method, path, status in (
            ("GET", "/v1/pets", 200),
            ("GET", "/v1/pets?limit=3", 200),
            ("POST", "/v1/pets", 200),
            ("DELETE", "/v1/pets", 404),
            ("GET", "/v1/pets/7", 200),
            ("PUT", "/v1/pets/7", 404),
            ("GET", "/v1/pets/7/x", 404),
            ("GET", "/v1/pets/7/photos/front.png", 200),
            ("GET", "/v1/pets/7/photos/front", 404),
            ("GET", "/pets", 404),
        ):
            answer = await client.request(method, path)
            assert answer.status_code == status, (method, path)
            assert status != 200 or answer.json()["path"] == path
        assert (await client.get("/v1/pets", headers={"host": "other.test"})).status_code == 404


SERVICES = {
    "shop/login-svc:8080": "login",
    "shop/store-canary:8080": "canary",
    "shop/store-v1:8080": "v1",
    "shop/store-v2:8080": "v2",
    "default/web:80": "web",
    "default/shadow:80": "shadow",
}


async def test_rules_of_httproutes(sqlite_settings: Settings, tmp_path: Path) -> None:
    documents = [(HTTPROUTES.name, each.value) for each in read_documents(HTTPROUTES)]
    imported = httproute.import_httproutes(documents, httproute.Target("edge", SERVICES))
    async with (
        running(sqlite_settings, tmp_path, imported, *SERVICES.values()) as address,
        httpx.AsyncClient(base_url=address, trust_env=False) as client,
    ):
        store = {"host": "store.example.com"}
        assert (await client.get("/login/x", headers=store)).json()["upstream"] == "login"
        canary = {**store, "env": "canary"}
        assert (await client.get("/x", headers=canary)).json()["upstream"] == "canary"
        assert (await client.get("/login", headers=canary)).json()["upstream"] == "login"
        found = [(await client.get("/", headers=store)).json()["upstream"] for _ in range(200)]
        assert set(found) == {"v1", "v2"} and 2 <= found.count("v2") <= 50
        edits = {"host": "a.edits.example.com", "x-gone": "1"}
        got = (await client.get("/old/a?b=c", headers=edits)).json()
        assert (got["path"], got["headers"]["host"]) == ("/new/a?b=c", "new.example.com")
        assert (got["headers"]["x-set"], got["headers"]["x-add"]) == ("1", "2")
        assert "x-gone" not in got["headers"]
        assert (await client.post("/old/a", headers=edits)).status_code == 404
        for path, location in (("/docs/a/b", "/a/b"), ("/docs", "/"), ("/docs/", "/")):
            answer = await client.get(path, headers=edits)
            assert answer.status_code == 301
            assert answer.headers["location"] == f"https://docs.example.com{location}"
        copied = await client.get("/copy?page=1", headers=edits)
        assert copied.json()["upstream"] == "web" and copied.headers["x-copy"] == "yes"
        assert (await client.get("/copy?page=2", headers=edits)).status_code == 404
        assert (await client.get("/v12/x", headers=edits)).json()["path"] == "/all"
        assert (await client.get("/", headers={"host": "nobody.test"})).status_code == 404
