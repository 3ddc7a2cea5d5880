"""`sluice up` and `sluice down` with a real console and a real Envoy: what they print, what they leave."""

import contextlib
import json
import os
import random
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import psutil
import pytest
from click.testing import CliRunner

from sluice.cli.local.folder import Folder, Running
from sluice.cli.local.ports import USUAL_PORTS
from sluice.cli.local.processes import is_alive
from sluice.cli.up import up

pytestmark = pytest.mark.envoy

SLUICE = [sys.executable, "-m", "sluice.cli"]
LOOPBACK = {"127.0.0.1", "::ffff:127.0.0.1"}
"""gRPC listens on a socket for both families, where 127.0.0.1 has the second form."""
ANY_PORTS = [f"--{name}-port=0" for name in USUAL_PORTS]


def sluice(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*SLUICE, *arguments], capture_output=True, text=True, timeout=120, check=False)


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Folder]:
    """A folder of its own; whatever a failed test leaves running in it is ended."""
    made = Folder(tmp_path / "data")
    yield made
    sluice("down", "--data", str(made.root))


def running_in(folder: Folder) -> Running:
    running = folder.read_running()
    assert running is not None
    return running


def processes_of(folder: Folder) -> list[str]:
    """Command lines of living processes that mention the folder or a port of its last start."""
    ports = [str(port) for port in folder.read_ports().values()]
    lines = []
    for process in psutil.process_iter(["cmdline", "status"]):
        line = " ".join(process.info["cmdline"] or [])
        ours = str(folder.root) in line or any(re.search(rf"--port {port}\b", line) for port in ports)
        if ours and process.info["status"] != psutil.STATUS_ZOMBIE and process.pid != os.getpid():
            lines.append(line)
    return lines


def one_message(result: subprocess.CompletedProcess[str]) -> str:
    """The error of a command that failed as it should: status 1, one `Error:`, no traceback."""
    assert result.returncode == 1, result.stdout + result.stderr
    assert result.stderr.count("Error:") == 1
    assert "Traceback" not in result.stderr
    return result.stderr


def test_up_prints_where_everything_is_and_down_ends_all_of_it(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SLUICE_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")
    started = sluice("up", "--data", str(folder.root), *ANY_PORTS)
    assert started.returncode == 0, started.stderr
    running = running_in(folder)
    assert [process.name for process in running.processes] == ["hello", "echo", "console", "envoy"]
    assert all(url in started.stdout for url in running.urls.values())
    assert httpx.get(running.urls["envoy"] + "/orders").json()["upstream"] == "echo"
    assert httpx.get(running.urls["hello"]).json()["upstream"] == "hello"

    assert listening_addresses(running) <= LOOPBACK
    assert (folder.console_data / "console.db").exists(), (
        "the database is here, whatever SLUICE_DATABASE_URL says"
    )

    again = sluice("up", "--data", str(folder.root))
    assert (again.returncode, again.stdout) == (
        0,
        started.stdout.replace("Sluice runs:", "Sluice runs already:"),
    )
    assert running_in(folder) == running

    stopped = sluice("down", "--data", str(folder.root))
    assert (stopped.returncode, stopped.stdout) == (0, "Stopped hello, echo, console, envoy.\n")
    assert not any(is_alive(process) for process in running.processes)
    assert processes_of(folder) == []
    nothing = sluice("down", "--data", str(folder.root))
    assert (nothing.returncode, nothing.stdout) == (0, f"Nothing runs in {folder.root}.\n")


def test_a_busy_port_is_one_message_and_leaves_nothing(folder: Folder) -> None:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        port = server.getsockname()[1]
        result = sluice("up", "--data", str(folder.root), *ANY_PORTS, f"--envoy-port={port}")
    message = one_message(result)
    assert f"port {port} is busy" in message
    assert "--envoy-port" in message
    assert processes_of(folder) == []
    assert folder.read_running() is None


def test_an_envoy_that_does_not_start_is_one_message_and_leaves_nothing(
    folder: Folder, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    broken = tmp_path / "envoy"
    broken.write_text("#!/bin/sh\necho 'no such option: --config-path'\nexit 1\n")
    broken.chmod(0o755)
    monkeypatch.setattr("sluice.cli.local.envoy.find_binary", lambda: broken)
    result = CliRunner().invoke(up, ["--data", str(folder.root), *ANY_PORTS])
    assert result.exit_code == 1
    assert "Error: Envoy did not start: the process ended." in result.output
    assert "no such option: --config-path" in result.output
    assert processes_of(folder) == []
    assert folder.read_running() is None


def lasting_ports() -> list[str]:
    """Free ports below those that the system gives to whoever asks for any: nobody takes them meanwhile."""
    low = int(Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split()[0])
    names = list(USUAL_PORTS)
    options: list[str] = []
    for port in random.SystemRandom().sample(range(20_000, low), 100):
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            options.append(f"--{names[len(options)]}-port={port}")
        if len(options) == len(names):
            return options
    raise AssertionError("no free ports")


def test_a_stale_record_is_told_by_down_and_passed_over_by_up(folder: Folder) -> None:
    sluice("up", "--data", str(folder.root), *lasting_ports())
    kill_all(running_in(folder))
    message = one_message(sluice("down", "--data", str(folder.root)))
    assert "had already ended" in message
    assert str(folder.running_file) in message
    assert folder.read_running() is None

    sluice("up", "--data", str(folder.root))
    urls = running_in(folder).urls
    kill_all(running_in(folder))
    restarted = sluice("up", "--data", str(folder.root))
    assert restarted.returncode == 0, restarted.stderr
    assert restarted.stdout.startswith("Sluice runs:")
    assert running_in(folder).urls == urls, "the ports of the last start"
    assert httpx.get(urls["envoy"]).json()["upstream"] == "echo", "what the console held"


def test_a_part_that_ended_is_named_and_the_rest_is_left_alone(folder: Folder) -> None:
    sluice("up", "--data", str(folder.root), *ANY_PORTS)
    running = running_in(folder)
    envoy = running.processes[-1]
    os.kill(envoy.pid, signal.SIGKILL)
    wait_until_gone(envoy.pid)
    message = one_message(sluice("up", "--data", str(folder.root)))
    assert f"envoy (pid {envoy.pid}) ended by itself while the rest still runs" in message
    assert "sluice down" in message
    assert all(is_alive(process) for process in running.processes[:-1])
    assert sluice("down", "--data", str(folder.root)).returncode == 0


def test_foreground_stops_everything_when_it_is_told_to(folder: Folder) -> None:
    process = start_in_foreground(folder)
    running = running_in(folder)
    process.send_signal(signal.SIGINT)
    assert process.wait(30) == 0
    assert not any(is_alive(one) for one in running.processes)
    assert folder.read_running() is None


def test_foreground_ends_with_a_message_when_envoy_does(folder: Folder) -> None:
    process = start_in_foreground(folder)
    running = running_in(folder)
    os.kill(running.processes[-1].pid, signal.SIGKILL)
    _, errors = process.communicate(timeout=30)
    assert process.returncode == 1
    assert f"Error: envoy ended by itself; see {folder.log_of('envoy')}" in errors
    assert not any(is_alive(one) for one in running.processes)


def test_up_that_is_stopped_half_way_leaves_nothing(folder: Folder) -> None:
    process = subprocess.Popen([*SLUICE, "up", "--data", str(folder.root), *ANY_PORTS])
    deadline = time.monotonic() + 60
    while not folder.running_file.exists():
        assert time.monotonic() < deadline
        time.sleep(0.01)
    process.terminate()
    assert process.wait(30) == 128 + signal.SIGTERM
    assert processes_of(folder) == []
    assert folder.read_running() is None


def test_a_console_that_cannot_use_its_data_is_one_message(folder: Folder) -> None:
    folder.create()
    (folder.console_data / "console.db").write_text("this is no database, and long enough to be looked at")
    message = one_message(sluice("up", "--data", str(folder.root), *ANY_PORTS))
    assert "the console did not start" in message
    assert processes_of(folder) == []


def start_in_foreground(folder: Folder) -> subprocess.Popen[str]:
    command = [*SLUICE, "up", "--foreground", "--data", str(folder.root), *ANY_PORTS]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "Sluice runs:\n"
    assert json.loads(folder.running_file.read_text())["processes"][-1]["name"] == "envoy"
    return process


def listening_addresses(running: Running) -> set[str]:
    return {
        connection.laddr.ip
        for process in running.processes
        for connection in psutil.Process(process.pid).net_connections()
        if connection.status == psutil.CONN_LISTEN
    }


def kill_all(running: Running) -> None:
    for process in running.processes:
        os.kill(process.pid, signal.SIGKILL)
    for process in running.processes:
        wait_until_gone(process.pid)


def wait_until_gone(pid: int) -> None:
    deadline = time.monotonic() + 10
    while psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
        assert time.monotonic() < deadline
        time.sleep(0.01)
