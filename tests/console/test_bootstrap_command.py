"""`sluice bootstrap` against a console over HTTP: what it writes starts an Envoy that the console lists."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import uvicorn
import yaml
from click.testing import CliRunner, Result
from tests.console.conftest import Console, fill, run_console, wait_for
from tests.support.envoy import find_free_port, run_envoy

from sluice.cli.bootstrap import bootstrap
from sluice_console.core.settings import Settings


@asynccontextmanager
async def served(console: Console) -> AsyncIterator[str]:
    """The console's address over HTTP, as long as the block lasts."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(console.app, lifespan="off", log_level="warning"))
        task = asyncio.create_task(server.serve(sockets=[listener]))
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            await task


async def run(console: Console, url: str, *arguments: str) -> Result:
    token = str(console.client.headers["authorization"]).removeprefix("Bearer ")
    options = ["--console", url, "--token", token, *arguments]
    return await asyncio.to_thread(CliRunner().invoke, bootstrap, options)


@pytest.mark.envoy
async def test_an_envoy_starts_with_it(sqlite_settings: Settings, tmp_path: Path) -> None:
    async with run_console(sqlite_settings) as console, served(console) as url:
        await fill(console)
        first = {"listen_address": "127.0.0.1", "listen_port": find_free_port()}
        await console.ok("PATCH", "/api/gateways/edge", json=first)
        xds = await console.app.state.xds.start("127.0.0.1", 0)
        out = tmp_path / "envoy.yaml"
        options = ("edge", "--xds", f"127.0.0.1:{xds}", "--node", "second", "--out", str(out))
        result = await run(console, url, *options, "--admin-port", str(find_free_port()))
        assert result.exit_code == 0, result.output
        assert "node second of gateway edge" in result.output
        assert out.stat().st_mode & 0o777 == 0o600
        async with run_envoy(tmp_path / "envoy", yaml.safe_load(out.read_text()), concurrency=1) as envoy:
            await envoy.wait_until_ready(60)

            async def is_listed() -> bool:
                items = (await console.ok("GET", "/api/nodes"))["items"]
                return [item["id"] for item in items if item["connected"]] == ["second"]

            await wait_for(is_listed, 20)


async def test_what_it_refuses(sqlite_settings: Settings) -> None:
    async with run_console(sqlite_settings) as console, served(console) as url:
        unknown = await run(console, url, "nowhere", "--xds", "127.0.0.1:18000", "--node", "n")
        assert unknown.exit_code == 1 and "there is no gateway 'nowhere'" in unknown.output
        without = await run(console, url, "edge", "--node", "n")
        assert without.exit_code == 2 and "say where nodes reach the console" in without.output
        wrong = await run(console, url, "edge", "--xds", "nonsense", "--node", "n")
        assert wrong.exit_code == 2 and "is not HOST:PORT" in wrong.output
