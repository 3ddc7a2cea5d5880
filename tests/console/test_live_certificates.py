"""A real Envoy that shows certificates: it obeys, it renews, and what it borrows opens nothing."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from tests.console.conftest import without_settings
from tests.console.test_bootstrap_command import run, served
from tests.console.test_node_certificates import Site, run_site
from tests.support.authority import Authority as Foreign
from tests.support.envoy import eventually, find_free_port, run_envoy
from tests.support.traffic import Connection, steady_traffic

from sluice.toolchain.private_files import write_private
from sluice_console.core.auth.authority import read_node
from sluice_console.core.settings import Settings
from sluice_console.envoy.console_tls import read_certificate_file, to_certificate_file
from sluice_console.xds import metrics, server
from sluice_console.xds.identity import AUTHORITIES, CERTIFICATE

pytestmark = pytest.mark.envoy
SECONDS = 1 / 3600
"""Of an hour: what certificates are good for is said in hours."""
SHORT = {"node_certificate_hours": 300 * SECONDS}
"""So that a certificate is renewed at once: it says that it began five minutes before it was made."""


@pytest.fixture(autouse=True)
def _look_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "RECHECK_SECONDS", 0.5)
    monkeypatch.setattr(metrics, "RECHECK_SECONDS", 0.5)


async def answer_with(site: Site, body: str) -> None:
    action = {"kind": "respond", "status": 200, "body": body}
    await site.console.ok("PATCH", "/api/routes/all", json={"action": action})


async def answers(port: int, body: str, seconds: float = 15) -> bool:
    async def is_so() -> bool:
        connection = Connection(port)
        try:
            status, _, found = await connection.get("/", {"host": "test"})
        except (ConnectionError, asyncio.IncompleteReadError):
            return False
        finally:
            connection.close()
        return (status, found.decode()) == (200, body)

    return await eventually(is_so, seconds)


async def enrol(site: Site, folder: Path, *options: str, gateway: str = "edge", node: str = "n1") -> str:
    """What `sluice bootstrap --mtls` prints; the folder is there afterwards."""
    given = ("--xds", f"127.0.0.1:{site.certified}", "--node", node, "--mtls", "--out", str(folder))
    async with served(site.console) as url:
        admin = ("--admin-port", str(find_free_port()))
        result = await run(site.console, url, gateway, *given, *admin, *options)
    assert result.exit_code == 0, result.output
    assert modes_in(folder) == {0o600}
    return result.output


def modes_in(folder: Path) -> set[int]:
    return {path.stat().st_mode & 0o777 for path in folder.iterdir()}


async def listen_on(site: Site, port: int) -> None:
    body = {"listen_address": "127.0.0.1", "listen_port": port}
    await site.console.ok("PATCH", "/api/gateways/edge", json=body)


def read_bootstrap(folder: Path) -> dict[str, Any]:
    return dict(yaml.safe_load((folder / "bootstrap.yaml").read_text()))


def serial(folder: Path) -> int:
    chain, _ = read_certificate_file((folder / CERTIFICATE).read_text())
    return read_node(chain).serial


@asynccontextmanager
async def run_beside(name: str, *options: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """The relay, or what renews certificates, as a process of its own."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "sluice_console", name, *options, stdout=-1, env=without_settings()
    )
    assert process.stdout is not None
    async with asyncio.timeout(30):
        assert (await process.stdout.readline()).startswith((b"Renewal", b"Relay"))
    try:
        yield process
    finally:
        if process.returncode is None:
            os.kill(process.pid, signal.SIGTERM)
            await process.wait()


async def test_a_node_goes_on_with_renewed_certificates(sqlite_settings: Settings, tmp_path: Path) -> None:
    """Certificates for ten seconds: each change within them and across their ends arrives, no request
    fails, and the node connects anew with what it has by then.
    """
    folder, port = tmp_path / "node", find_free_port()
    async with run_site(sqlite_settings.model_copy(update=SHORT), 10 * SECONDS) as site:
        await listen_on(site, port)
        told = await enrol(site, folder)
        assert f"renew --console 127.0.0.1:{site.certified} --identity {folder}" in told
        first = serial(folder)
        beside = ("--console", f"127.0.0.1:{site.certified}", "--identity", str(folder))

        async def is_renewed() -> bool:
            return serial(folder) != first

        async with AsyncExitStack() as running:
            await running.enter_async_context(run_beside("renew", *beside))
            assert await eventually(is_renewed, 20)
            envoy = await running.enter_async_context(run_envoy(tmp_path / "envoy", read_bootstrap(folder)))
            await envoy.wait_until_ready()
            await answer_with(site, "0")
            assert await answers(port, "0")
            since: set[str] = set()
            async with steady_traffic(port, connections=1) as tally:
                for number in range(1, 25):
                    await answer_with(site, str(number))
                    assert await answers(port, str(number), 40), envoy.log_tail()
                    nodes = (await site.console.ok("GET", "/api/nodes"))["items"]
                    since.update(item["connected_since"] for item in nodes if item["connected"])
                    await asyncio.sleep(0.4)
            assert set(tally.statuses) == {200} and tally.failures == {}, tally
            assert len(since) >= 2, "it has connected anew when a certificate had ended"


async def test_a_revoked_node_hears_nothing_more_and_serves_on(
    sqlite_settings: Settings, tmp_path: Path
) -> None:
    folder, port = tmp_path / "node", find_free_port()
    async with run_site(sqlite_settings) as site:
        await listen_on(site, port)
        await enrol(site, folder)
        async with run_envoy(tmp_path / "envoy", read_bootstrap(folder)) as envoy:
            await answer_with(site, "first")
            assert await answers(port, "first", 30), envoy.log_tail()
            tokens = (await site.console.ok("GET", "/api/tokens"))["items"]
            token = next(item["id"] for item in tokens if item["certified_node"] == "n1")
            await site.console.client.delete(f"/api/tokens/{token}")

            async def is_refused() -> bool:
                return "were revoked; make new ones" in envoy.log_tail(200)

            assert await eventually(is_refused, 15), envoy.log_tail()
            await answer_with(site, "second")
            await asyncio.sleep(1)
            assert await answers(port, "first", 1)


async def test_what_a_node_borrows_does_not_help(
    sqlite_settings: Settings, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """A node of `inner` that says that it is `n1` of `edge`; and certificates that the console never made."""
    own, stolen = tmp_path / "own", tmp_path / "stolen"
    async with run_site(sqlite_settings) as site:
        await listen_on(site, find_free_port())
        await enrol(site, own, gateway="inner", node="thief")
        bootstrap = read_bootstrap(own) | {"node": {"id": "n1", "cluster": "edge"}}
        await is_told(tmp_path / "thief", bootstrap, "are not those of this node and this gateway")

        await enrol(site, stolen)
        name = read_node(read_certificate_file((stolen / CERTIFICATE).read_text())[0]).name
        uri = f"spiffe://{site.authority.trust_domain}/gateway/{name.gateway_id}/node/n1"
        foreign = Foreign().issue(uri)
        write_private(stolen / CERTIFICATE, to_certificate_file(foreign.chain, foreign.key))
        await counts(
            tmp_path / "foreign", read_bootstrap(stolen), "upstream_cx_destroy_remote_with_active_rq"
        )

        chain, key = site.certify(name, timedelta(seconds=-1))
        write_private(stolen / CERTIFICATE, to_certificate_file(chain, key))
        await counts(
            tmp_path / "expired", read_bootstrap(stolen), "upstream_cx_destroy_remote_with_active_rq"
        )
        connected = [
            item for item in (await site.console.ok("GET", "/api/nodes"))["items"] if item["connected"]
        ]
        assert connected == []


async def test_a_console_that_is_not_the_nodes_own(sqlite_settings: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "node"
    async with run_site(sqlite_settings) as site:
        await listen_on(site, find_free_port())
        await enrol(site, folder)
        text = (folder / "bootstrap.yaml").read_text()
        bootstrap = yaml.safe_load(text)
        transport = bootstrap["static_resources"]["clusters"][0]["transport_socket"]["typed_config"]
        checks = transport["common_tls_context"]["validation_context"]
        checks["trusted_ca"]["inline_string"] = Foreign().pem
        await counts(tmp_path / "authority", bootstrap, "ssl.fail_verify_error")
        checks["trusted_ca"]["inline_string"] = (folder / AUTHORITIES).read_text()
        checks["match_typed_subject_alt_names"][0]["matcher"]["exact"] += "s"
        await counts(tmp_path / "name", bootstrap, "ssl.fail_verify_san")


async def counts(folder: Path, bootstrap: dict[str, Any], name: str) -> None:
    """Envoy counts that it cannot talk to the console, and has no listener."""
    async with run_envoy(folder, bootstrap, concurrency=1) as envoy:

        async def is_so() -> bool:
            with suppress(httpx.HTTPError):
                return any((await envoy.statistics(f"cluster.sluice-console.{name}")).values())
            return False

        assert await eventually(is_so, 20), envoy.log_tail()
        assert (await envoy.admin("/listeners")).text == ""


async def is_told(folder: Path, bootstrap: dict[str, Any], words: str) -> None:
    """Envoy says why it gets nothing, and has no listener."""
    async with run_envoy(folder, bootstrap, concurrency=1) as envoy:

        async def is_so() -> bool:
            return words in envoy.log_tail(200)

        assert await eventually(is_so, 20), envoy.log_tail()
        assert (await envoy.admin("/listeners")).text == ""


async def test_tokens_over_tls(sqlite_settings: Settings, tmp_path: Path) -> None:
    out, port = tmp_path / "envoy.yaml", find_free_port()
    async with run_site(sqlite_settings) as site:
        await listen_on(site, port)
        await answer_with(site, "over tls")
        given = ("--xds", f"127.0.0.1:{site.tls}", "--node", "n1", "--tls", "--out", str(out))
        async with served(site.console) as url:
            admin = ("--admin-port", str(find_free_port()))
            result = await run(site.console, url, "edge", *given, *admin)
        assert result.exit_code == 0, result.output
        async with run_envoy(tmp_path / "envoy", yaml.safe_load(out.read_text())) as envoy:
            assert await answers(port, "over tls", 30), envoy.log_tail()


async def test_a_relay_shows_and_renews_the_certificate(sqlite_settings: Settings, tmp_path: Path) -> None:
    """Then the console goes away, and Envoy starts again with what the relay has kept."""
    folder, port, relay = tmp_path / "node", find_free_port(), find_free_port()
    async with run_site(sqlite_settings.model_copy(update=SHORT), 10 * SECONDS) as site:
        await listen_on(site, port)
        told = await enrol(site, folder, "--relay", str(relay))
        first = serial(folder)
        options = told.splitlines()[-1].partition(" relay ")[2].split()
        assert options[-2:] == ["--identity", str(folder)]
        async with run_beside("relay", *options, "--data", str(tmp_path / "kept")):
            async with run_envoy(tmp_path / "first", read_bootstrap(folder)) as envoy:
                for number in range(14):
                    await answer_with(site, str(number))
                    assert await answers(port, str(number), 40), envoy.log_tail()
                    await asyncio.sleep(0.5)
                await asyncio.sleep(3)
            assert serial(folder) != first
            await site.console.app.state.xds.stop(0)
            async with run_envoy(tmp_path / "second", read_bootstrap(folder)) as envoy:
                assert await answers(port, "13", 30), envoy.log_tail()
