"""Starting and stopping the console as a process: clear messages, status, nothing left behind."""

import asyncio
import contextlib
import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from bench.control_plane.nodes import Fleet
from tests.console.conftest import without_settings
from tests.support.envoy import find_free_port

from sluice_console.core.migrations import migrations_folder

START_SECONDS = 120.0


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "sluice_console", *arguments]


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    env = {**without_settings(), **environment}
    return subprocess.run(
        command(*arguments), capture_output=True, text=True, env=env, timeout=120, check=False
    )


@contextlib.contextmanager
def serving(data: Path, **environment: str) -> Iterator[tuple[subprocess.Popen[str], dict[str, Any]]]:
    """A console of its own on free ports; killed at the end if it still runs."""
    arguments = command("serve", "--data", str(data), "--http", "127.0.0.1:0", "--xds", "127.0.0.1:0")
    arguments += ["--token-file", str(token_file(data))]
    with (data.parent / "output").open("w") as output:
        process = subprocess.Popen(
            arguments, stdout=output, stderr=output, text=True, env={**without_settings(), **environment}
        )
    try:
        yield process, wait_until_it_listens(process, data)
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()


def wait_until_it_listens(process: subprocess.Popen[str], data: Path) -> dict[str, Any]:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        assert process.poll() is None, (data.parent / "output").read_text()
        with contextlib.suppress(OSError, ValueError):
            listening: dict[str, Any] = json.loads((data / "listening.json").read_text())
            if listening["pid"] == process.pid and httpx.get(f"{listening['http']}/readyz").is_success:
                return listening
        time.sleep(0.05)
    raise AssertionError((data.parent / "output").read_text())


def token_file(data: Path) -> Path:
    return data.with_name(f"{data.name}.token")


def read_token(data: Path) -> str:
    """An operator's, made at the first start."""
    return token_file(data).read_text().strip()


def refused(result: subprocess.CompletedProcess[str], *words: str) -> None:
    assert result.returncode == 1, result.stdout + result.stderr
    assert "Traceback" not in result.stderr
    assert "remedy: " in result.stderr
    assert len(result.stderr.strip().splitlines()) == 2, result.stderr
    for word in words:
        assert word in result.stderr, result.stderr


def test_first_start_prints_a_set_up_link_and_listens_on_loopback(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with serving(data) as (process, listening):
        assert listening["http"].startswith("http://127.0.0.1:")
        output = (tmp_path / "output").read_text()
        link = re.search(r"http://127\.0\.0\.1:\d+/setup\?token=\S+", output)
        assert link is not None
        page = httpx.get(link.group())
        assert page.status_code == 200
        assert httpx.get(f"{listening['http']}/", follow_redirects=False).status_code == 303
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
    assert not (data / "listening.json").exists()
    assert data.stat().st_mode & 0o077 == 0
    assert "Traceback" not in (tmp_path / "output").read_text()


def test_a_folder_that_others_may_read_holds_nothing_that_they_may(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    data.chmod(0o755)
    (data / "console.db").write_bytes(b"")
    (data / "console.db").chmod(0o644)
    with serving(data):
        modes = {path.name: path.stat().st_mode & 0o077 for path in data.iterdir()}
    assert {"console.db", "console.db-wal", "listening.json"} <= modes.keys()
    assert not any(modes.values()), modes


@pytest.mark.parametrize("which", ["http", "xds"])
def test_a_busy_port(tmp_path: Path, which: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        address = f"127.0.0.1:{other.getsockname()[1]}"
        ports = {"http": "127.0.0.1:0", "xds": "127.0.0.1:0", which: address}
        result = run("serve", "--data", str(tmp_path), "--http", ports["http"], "--xds", ports["xds"])
    refused(result, address, f"--{which}")
    assert not (tmp_path / "listening.json").exists()


def test_an_address_of_another_machine(tmp_path: Path) -> None:
    refused(run("serve", "--data", str(tmp_path), "--http", "192.0.2.1:8080"), "192.0.2.1:8080", "--http")


@pytest.mark.parametrize("address", ["8080", "127.0.0.1:", "127.0.0.1:http", "127.0.0.1:70000"])
def test_an_address_that_is_none(tmp_path: Path, address: str) -> None:
    result = run("serve", "--data", str(tmp_path), "--http", address)
    assert result.returncode == 2
    assert "HOST:PORT" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_data_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    refused(run("serve", "--data", str(tmp_path / "file" / "data")), "cannot be used", "--data")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_data_folder_that_cannot_be_read(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir(mode=0o000)
    refused(run("serve", "--data", str(folder)), "cannot be used")


def test_a_database_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "console.db").write_text("this is not a database, " * 100)
    refused(run("serve", "--data", str(tmp_path)), "console.db", "not a database")


def test_a_database_of_a_newer_version(tmp_path: Path) -> None:
    assert run("migrate", "--data", str(tmp_path)).returncode == 0
    with contextlib.closing(sqlite3.connect(tmp_path / "console.db")) as database, database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    result = run("serve", "--data", str(tmp_path), "--http", "127.0.0.1:0", "--xds", "127.0.0.1:0")
    refused(result, "newer version", "9999")


def test_a_database_that_does_not_answer(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
    url = f"postgresql://ada:hunter2hunter2@127.0.0.1:{port}/sluice"
    result = run("serve", "--data", str(tmp_path), "--http", "127.0.0.1:0", SLUICE_DATABASE_URL=url)
    refused(result, "does not answer", str(port), "SLUICE_DATABASE_URL")
    assert "hunter2" not in result.stderr


@pytest.mark.parametrize("url", ["mysql://x/y", "nonsense"])
def test_a_database_url_that_is_none(tmp_path: Path, url: str) -> None:
    refused(run("serve", "--data", str(tmp_path), SLUICE_DATABASE_URL=url), "remedy")


def test_token_command(tmp_path: Path) -> None:
    made = run("token", "--data", str(tmp_path), "--name", "test")
    assert made.returncode == 0, made.stderr
    secret = made.stdout.strip()
    assert secret.startswith("slu_")
    assert secret.encode() not in (tmp_path / "console.db").read_bytes()
    unknown = run("token", "--data", str(tmp_path), "--name", "n1", "--role", "node", "--gateway", "edge")
    assert unknown.returncode == 1
    assert "there is no gateway 'edge'" in unknown.stderr
    missing = run("token", "--data", str(tmp_path), "--name", "n1", "--role", "node")
    assert missing.returncode == 1
    assert "names its gateway" in missing.stderr


def test_a_token_for_whoever_starts_the_console(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with serving(data) as (process, listening):
        headers = {"authorization": f"Bearer {read_token(data)}"}
        assert token_file(data).stat().st_mode & 0o777 == 0o600
        assert httpx.get(f"{listening['http']}/api/gateways", headers=headers).status_code == 200
        process.terminate()
        process.wait(20)
    kept = read_token(data)
    with serving(data) as (_, listening):
        assert read_token(data) == kept, "the token of the first start still works"
        names = [
            each["name"]
            for each in httpx.get(f"{listening['http']}/api/tokens", headers=headers).json()["items"]
        ]
        assert names == ["file data.token"]


def test_a_token_file_that_cannot_be_written(tmp_path: Path) -> None:
    nowhere = tmp_path / "nowhere" / "token"
    arguments = ("serve", "--data", str(tmp_path / "data"), "--http", "127.0.0.1:0", "--xds", "127.0.0.1:0")
    refused(run(*arguments, "--token-file", str(nowhere)), str(nowhere), "No such file")


def test_migrate_twice(tmp_path: Path) -> None:
    first, second = run("migrate", "--data", str(tmp_path)), run("migrate", "--data", str(tmp_path))
    assert first.stdout == second.stdout
    assert "revision" in first.stdout


def test_migrations_are_found() -> None:
    assert (migrations_folder() / "versions").is_dir()


async def test_a_node_that_comes_back_at_once_is_not_told_that_all_is_gone(tmp_path: Path) -> None:
    """It knocks while the console starts, and is let in when the console knows what to give."""
    data, xds = tmp_path / "data", find_free_port()
    with serving(data) as (_, listening):
        fleet = Fleet(listening["xds"], make_node(listening["http"], read_token(data)), "edge", 1)
        fleet.expect_routes()
        await fleet.connect()
        await fleet.routes_everywhere(20)
        await fleet.disconnect()
    node = fleet.nodes[0]
    known = {type_url: dict(names) for type_url, names in node.known.items()}
    fleet.address = f"127.0.0.1:{xds}"
    again = start_again(data, fleet.address)
    try:
        async with asyncio.timeout(START_SECONDS):
            while True:
                with contextlib.suppress(OSError):
                    _, writer = await asyncio.open_connection("127.0.0.1", xds)
                    writer.close()
                    break
                await asyncio.sleep(0.001)
        await node.connect()
        await asyncio.sleep(2)
        await node.disconnect()
    finally:
        again.kill()
        again.wait()
    assert node.known == known


def make_node(url: str, token: str) -> str:
    """A gateway `edge`, and the token of a node of it."""
    with httpx.Client(base_url=url, headers={"authorization": f"Bearer {token}"}) as client:
        client.post("/api/gateways", json={"name": "edge", "listen_port": 1}).raise_for_status()
        made = client.post("/api/tokens", json={"name": "n", "role": "node", "gateway": "edge"})
        return str(made.json()["token"])


def start_again(data: Path, xds: str) -> subprocess.Popen[bytes]:
    arguments = command("serve", "--data", str(data), "--http", "127.0.0.1:0", "--xds", xds)
    with (data.parent / "again").open("w") as output:
        return subprocess.Popen(arguments, stdout=output, stderr=output, env=without_settings())
