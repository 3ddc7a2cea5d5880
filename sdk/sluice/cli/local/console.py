"""The console of an installation: its process, and what `up` asks of its REST interface."""

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from sluice.cli.local.errors import LocalError
from sluice.cli.local.folder import Folder, RunningProcess
from sluice.cli.local.ports import HOST
from sluice.cli.local.probe import answers
from sluice.cli.local.processes import start_process, wait_until

READY_SECONDS = 90.0
COMMAND_SECONDS = 90.0
SETUP_LINK = re.compile(r"https?://\S+/setup\?token=\S+")


@dataclass(frozen=True, slots=True)
class ConsoleAddress:
    """Where the console listens: pages and REST on `http`, Envoy's configuration on `xds`."""

    http_port: int
    xds_port: int

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.http_port}"


def start_console(folder: Folder, address: ConsoleAddress) -> RunningProcess:
    command = [sys.executable, "-m", "sluice_console", "serve", "--data", str(folder.console_data)]
    command += ["--http", f"{HOST}:{address.http_port}", "--xds", f"{HOST}:{address.xds_port}"]
    command += ["--token-file", str(folder.token_file)]
    return start_process("console", command, folder.log_of("console"), without_settings(os.environ))


def without_settings(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment without SLUICE_…, which would lead a local console to somebody else's database."""
    return {name: value for name, value in environment.items() if not name.startswith("SLUICE_")}


def wait_for_console(folder: Folder, address: ConsoleAddress, process: RunningProcess) -> None:
    def is_ready() -> bool:
        return answers(f"{address.url}/readyz")

    wait_until(is_ready, "the console", process, folder.log_of("console"), READY_SECONDS)


def read_setup_link(folder: Folder, since: int) -> str | None:
    """The one-time link for the first account; None when an account exists already.

    `since` is the log's size in bytes before the console was started: older links are used up.
    """
    with folder.log_of("console").open("rb") as log:
        log.seek(since)
        found = SETUP_LINK.findall(log.read().decode(errors="replace"))
    return found[-1] if found else None


def make_token(data: Path, name: str, environment: Mapping[str, str]) -> str:
    """An operator's token for the REST interface, made beside the console's `data` without signing in."""
    command = [sys.executable, "-m", "sluice_console", "token", "--data", str(data)]
    result = subprocess.run(
        [*command, "--name", name],
        capture_output=True,
        text=True,
        timeout=COMMAND_SECONDS,
        check=False,
        env=environment,
    )
    if result.returncode != 0:
        reason = result.stderr.strip() or result.stdout.strip()
        raise LocalError(f"the console gave no token: {reason}")
    return result.stdout.split()[-1]


def make_local_token(folder: Folder, name: str) -> str:
    """The same for the console that this installation runs."""
    return make_token(folder.console_data, name, without_settings(os.environ))


class ConsoleClient:
    """The console's REST interface, with its refusals as LocalError."""

    def __init__(self, url: str, token: str) -> None:
        self.http = httpx.Client(
            base_url=url, headers={"authorization": f"Bearer {token}"}, timeout=30.0, trust_env=False
        )

    def call(self, method: str, path: str, **options: Any) -> Any:
        """The JSON answer; None when it is empty. Raises LocalError with the console's own explanation."""
        try:
            response = self.http.request(method, path, **options)
        except httpx.HTTPError as error:
            raise LocalError(f"the console does not answer {method} {path}: {error}") from error
        if not response.is_success:
            raise LocalError(f"the console refused {method} {path} ({response.status_code}): {response.text}")
        return response.json() if response.content else None

    def find(self, path: str) -> Any:
        """The object at that path; None when there is none."""
        response = self.http.get(path)
        if response.status_code == httpx.codes.NOT_FOUND:
            return None
        return self.call("GET", path)

    def ensure(self, collection: str, name: str, wanted: dict[str, Any]) -> Any:
        """The object of that name in a collection, made or changed until it is as wanted."""
        found = self.find(f"{collection}/{name}")
        if found is None:
            return self.call("POST", collection, json={"name": name, **wanted})
        changes = {key: value for key, value in wanted.items() if found.get(key) != value}
        return self.call("PATCH", f"{collection}/{name}", json=changes) if changes else found
