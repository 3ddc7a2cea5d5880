"""The whole installation: `start_stack` brings it up, `stop_stack` ends it.

Everything that was started is recorded before it is waited for, so that `sluice down` can end it even after a
crash of this very program; a failure on the way ends it here.
"""

import signal
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType
from typing import NoReturn

from sluice.cli.local.console import (
    ConsoleAddress,
    ConsoleClient,
    answers,
    make_token,
    read_setup_link,
    start_console,
    wait_for_console,
)
from sluice.cli.local.content import GatewayWanted, ServiceWanted, fill_console, make_node_token
from sluice.cli.local.envoy import start_envoy, wait_for_envoy, write_bootstrap
from sluice.cli.local.errors import LocalError
from sluice.cli.local.folder import Folder, Running, RunningProcess
from sluice.cli.local.ports import HOST, choose_ports
from sluice.cli.local.processes import is_alive, start_process, stop_processes, wait_until

GATEWAY = "local"
NODE = "local-1"
UPSTREAMS = ("hello", "echo")
UPSTREAM_SECONDS = 15.0


@dataclass(frozen=True, slots=True)
class Started:
    """What `up` tells its user. `setup_link` is None once an account exists."""

    running: Running
    setup_link: str | None
    was_running: bool


class Recorder:
    """The processes started so far, written down one by one."""

    def __init__(self, folder: Folder, urls: dict[str, str]) -> None:
        self.folder = folder
        self.running = Running((), urls)

    def add(self, process: RunningProcess) -> RunningProcess:
        self.running = Running((*self.running.processes, process), self.running.urls)
        self.folder.write_running(self.running)
        return process


def start_stack(folder: Folder, wanted_ports: Mapping[str, int | None]) -> Started:
    """Start console, Envoy and upstreams and wait until all answer; nothing happens when they run already.

    Raises LocalError with one message and leaves no process behind.
    """
    folder.create()
    with folder.locked(), termination_as_exit():
        if (running := find_running(folder)) is not None:
            return Started(running, None, was_running=True)
        ports = choose_ports(wanted_ports, folder.read_ports())
        folder.write_ports(ports)
        recorder = Recorder(folder, to_urls(ports))
        try:
            setup_link = start_all(folder, ports, recorder)
        except BaseException:
            stop_processes(recorder.running.processes)
            folder.forget_running()
            raise
        return Started(recorder.running, setup_link, was_running=False)


def start_all(folder: Folder, ports: Mapping[str, int], recorder: Recorder) -> str | None:
    """Upstreams and console side by side, then the console's content, then Envoy. Returns the set-up link."""
    upstreams = [recorder.add(start_upstream(folder, name, ports[name])) for name in UPSTREAMS]
    address = ConsoleAddress(ports["console"], ports["xds"])
    log = folder.log_of("console")
    log_size = log.stat().st_size if log.exists() else 0
    console = recorder.add(start_console(folder, address))
    for name, upstream in zip(UPSTREAMS, upstreams, strict=True):
        wait_for_upstream(folder, name, upstream, ports[name])
    wait_for_console(folder, address, console)
    setup_link = read_setup_link(folder, log_size)

    client = ConsoleClient(address.url, make_token(folder.console_data, "sluice up"))
    services = [ServiceWanted(name, HOST, ports[name]) for name in UPSTREAMS]
    fill_console(client, GatewayWanted(GATEWAY, HOST, ports["envoy"]), services)
    write_bootstrap(
        folder.bootstrap,
        node=NODE,
        gateway=GATEWAY,
        xds=(HOST, ports["xds"]),
        admin_port=ports["admin"],
        token=make_node_token(client, NODE, GATEWAY),
    )
    envoy = recorder.add(start_envoy(folder))
    wait_for_envoy(folder, envoy, admin_port=ports["admin"], listen_port=ports["envoy"])
    return setup_link


def start_upstream(folder: Folder, name: str, port: int) -> RunningProcess:
    command = [sys.executable, "-m", "sluice.cli.local.upstream", "--port", str(port), "--name", name]
    return start_process(name, command, folder.log_of(name))


def wait_for_upstream(folder: Folder, name: str, process: RunningProcess, port: int) -> None:
    url = f"http://{HOST}:{port}/"
    wait_until(lambda: answers(url), f"the upstream {name}", process, folder.log_of(name), UPSTREAM_SECONDS)


def to_urls(ports: Mapping[str, int]) -> dict[str, str]:
    return {
        "console": f"http://{HOST}:{ports['console']}",
        "envoy": f"http://{HOST}:{ports['envoy']}",
        "admin": f"http://{HOST}:{ports['admin']}",
        **{name: f"http://{HOST}:{ports[name]}" for name in UPSTREAMS},
    }


def find_running(folder: Folder) -> Running | None:
    """What runs in this folder, None when nothing does.

    Raises LocalError when only a part still runs: starting over would take what works from its user.
    """
    running = folder.read_running()
    if running is None:
        return None
    ended = [process for process in running.processes if not is_alive(process)]
    if not ended:
        return running
    if len(ended) == len(running.processes):
        folder.forget_running()
        return None
    names = ", ".join(f"{process.name} (pid {process.pid})" for process in ended)
    logs = ", ".join(str(folder.log_of(process.name)) for process in ended)
    raise LocalError(
        f"{names} ended by itself while the rest still runs; see {logs}. Run `sluice down`, then `sluice up`."
    )


def stop_stack(folder: Folder) -> Running | None:
    """End everything that `up` started here; None when nothing is recorded.

    Raises LocalError when all of it had ended before: the record was stale, and is removed.
    """
    if not folder.root.is_dir():
        return None
    with folder.locked():
        running = folder.read_running()
        if running is None:
            return None
        alive = [process for process in running.processes if is_alive(process)]
        stop_processes(alive)
        folder.forget_running()
        if not alive:
            names = ", ".join(f"{process.name} (pid {process.pid})" for process in running.processes)
            raise LocalError(
                f"nothing to stop: {names} had already ended; see {folder.root / 'logs'}. "
                f"The stale record {folder.running_file} is removed, `sluice up` starts anew."
            )
        return running


@contextmanager
def termination_as_exit() -> Iterator[None]:
    """Let SIGTERM unwind like Ctrl-C does, so that a killed `sluice up` ends what it had started."""

    def leave(number: int, frame: FrameType | None) -> NoReturn:
        raise SystemExit(128 + number)

    previous = signal.signal(signal.SIGTERM, leave)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, previous)
