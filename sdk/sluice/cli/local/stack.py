"""The whole installation: `start_stack` brings it up, `stop_stack` ends it.

Everything that was started is recorded before it is waited for, so that `sluice down` can end it even after a
crash of this very program; a failure on the way ends it here.
"""

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial

from sluice.cli.local.console import (
    ConsoleAddress,
    read_setup_link,
    start_console,
    wait_for_console,
)
from sluice.cli.local.content import GatewayWanted, ServiceWanted, fill_console
from sluice.cli.local.credentials import connect, node_token
from sluice.cli.local.envoy import start_envoy, wait_for_envoy, write_bootstrap
from sluice.cli.local.errors import LocalError
from sluice.cli.local.folder import Folder, Running, RunningProcess
from sluice.cli.local.ports import HOST, choose_ports
from sluice.cli.local.probe import answers
from sluice.cli.local.processes import is_alive, start_process, stop_processes, wait_until
from sluice.cli.local.signals import signals_held, termination_as_exit

GATEWAY = "local"
NODE = "local-1"
UPSTREAMS = ("hello", "echo")
UPSTREAM_SECONDS = 15.0


@dataclass(frozen=True, slots=True)
class Started:
    """What `up` tells its user."""

    running: Running
    was_running: bool


class Recorder:
    """The processes started so far, written down one by one."""

    def __init__(self, folder: Folder, urls: dict[str, str]) -> None:
        self.folder = folder
        self.running = Running((), urls)

    def start(self, start: Callable[[], RunningProcess]) -> RunningProcess:
        """Start and write down; a signal to stop waits until both are done."""
        with signals_held():
            process = start()
            self.add(process)
        return process

    def add(self, process: RunningProcess) -> None:
        self.running = replace(self.running, processes=(*self.running.processes, process))
        self.folder.write_running(self.running)

    def add_setup_link(self, link: str | None) -> None:
        self.running = replace(self.running, setup_link=link)
        self.folder.write_running(self.running)


def start_stack(folder: Folder, wanted_ports: Mapping[str, int | None]) -> Started:
    """Start console, Envoy and upstreams and wait until all answer; nothing happens when they run already.

    Raises LocalError with one message and leaves no process behind.
    """
    folder.create()
    with folder.locked(), termination_as_exit():
        if (running := find_running(folder)) is not None:
            return Started(without_used_link(running), was_running=True)
        ports = choose_ports(wanted_ports, folder.read_ports())
        folder.write_ports(ports)
        recorder = Recorder(folder, to_urls(ports))
        try:
            start_all(folder, ports, recorder)
        except BaseException:
            stop_processes(recorder.running.processes)
            folder.forget_running()
            raise
        return Started(recorder.running, was_running=False)


def without_used_link(running: Running) -> Running:
    """The link for the first account works once: when it no longer answers, nobody is told of it."""
    if running.setup_link is not None and answers(running.setup_link):
        return running
    return replace(running, setup_link=None)


def start_all(folder: Folder, ports: Mapping[str, int], recorder: Recorder) -> None:
    """Upstreams and console side by side, then the console's content, then Envoy."""
    upstreams = [recorder.start(partial(start_upstream, folder, name, ports[name])) for name in UPSTREAMS]
    address = ConsoleAddress(ports["console"], ports["xds"])
    log = folder.log_of("console")
    log_size = log.stat().st_size if log.exists() else 0
    console = recorder.start(lambda: start_console(folder, address))
    for name, upstream in zip(UPSTREAMS, upstreams, strict=True):
        wait_for_upstream(folder, name, upstream, ports[name])
    wait_for_console(folder, address, console)
    recorder.add_setup_link(read_setup_link(folder, log_size))

    client = connect(folder, address.url)
    services = [ServiceWanted(name, HOST, ports[name]) for name in UPSTREAMS]
    fill_console(client, GatewayWanted(GATEWAY, HOST, ports["envoy"]), services)
    write_bootstrap(
        folder.bootstrap,
        node=NODE,
        gateway=GATEWAY,
        xds=(HOST, ports["xds"]),
        admin_port=ports["admin"],
        token=node_token(folder, client, NODE, GATEWAY),
    )
    envoy = recorder.start(lambda: start_envoy(folder))
    wait_for_envoy(folder, envoy, admin_port=ports["admin"], listen_port=ports["envoy"])


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
