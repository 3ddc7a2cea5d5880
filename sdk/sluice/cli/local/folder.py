"""The folder that holds one local installation: its data, logs, and the record of what runs.

<root>/
  running.json     which processes run, on which ports; absent when nothing runs
  ports.json       the ports of the last start, so that URLs stay the same
  envoy.yaml       the bootstrap of the last start
  token            an operator's token for REST and `sluice push`
  node-token.json  the token of this Envoy
  console/         the console's own data (SQLite, keys)
  logs/            one file a process
  lock             held while `sluice up` or `sluice down` works here
"""

import fcntl
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from sluice.cli.local.errors import LocalError
from sluice.toolchain.private_files import write_private

FORMAT = 1


@dataclass(frozen=True, slots=True)
class RunningProcess:
    """A process that `up` started.

    `started` (seconds since the epoch) tells it from a stranger that got the same pid later.
    """

    name: str
    pid: int
    started: float


@dataclass(frozen=True, slots=True)
class Running:
    """What `running.json` says: the processes in the order of their start, and where to reach them.

    `setup_link` makes the first account; None when there was one already.
    """

    processes: tuple[RunningProcess, ...]
    urls: dict[str, str]
    setup_link: str | None = None


@dataclass(frozen=True, slots=True)
class Folder:
    """Paths inside one installation, and the few files that the runner itself reads and writes."""

    root: Path

    @property
    def running_file(self) -> Path:
        return self.root / "running.json"

    @property
    def ports_file(self) -> Path:
        return self.root / "ports.json"

    @property
    def token_file(self) -> Path:
        return self.root / "token"

    @property
    def node_token_file(self) -> Path:
        return self.root / "node-token.json"

    @property
    def bootstrap(self) -> Path:
        return self.root / "envoy.yaml"

    @property
    def console_data(self) -> Path:
        return self.root / "console"

    def log_of(self, name: str) -> Path:
        return self.root / "logs" / f"{name}.log"

    def create(self) -> None:
        """Make the folder and its parts, readable by the owner alone: tokens and logs live here.

        Raises LocalError when the folder cannot be made or written to.
        """
        try:
            self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
            (self.root / "logs").mkdir(mode=0o700, exist_ok=True)
            self.console_data.mkdir(mode=0o700, exist_ok=True)
        except OSError as error:
            raise LocalError(
                f"cannot use {self.root} as data folder: {error.strerror}. Name another one with --data DIR."
            ) from error

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the folder, so that two commands never start or stop the same installation at once."""
        with (self.root / "lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                raise LocalError(
                    f"another `sluice up` or `sluice down` is at work in {self.root}. Wait for it to end."
                ) from error
            yield

    def read_running(self) -> Running | None:
        """What the last `up` left here; None when nothing is recorded.

        Raises LocalError when the record cannot be read: guessing could stop a stranger's process.
        """
        if not self.running_file.exists():
            return None
        try:
            record = json.loads(self.running_file.read_text())
            if record["format"] != FORMAT:
                raise ValueError(f"format {record['format']} instead of {FORMAT}")
            processes = tuple(RunningProcess(**process) for process in record["processes"])
            return Running(processes, dict(record["urls"]), record.get("setup_link"))
        except (ValueError, KeyError, TypeError) as error:
            raise LocalError(
                f"{self.running_file} cannot be read ({error}). Stop the processes it names, then remove it."
            ) from error

    def write_running(self, running: Running) -> None:
        record = {"format": FORMAT, **asdict(running)}
        write_private(self.running_file, json.dumps(record, indent=2) + "\n")

    def forget_running(self) -> None:
        self.running_file.unlink(missing_ok=True)

    def read_ports(self) -> dict[str, int]:
        """The ports of the last start. An unreadable file counts as none: they are only a preference."""
        try:
            ports = json.loads(self.ports_file.read_text())
            return {str(name): int(port) for name, port in ports.items()}
        except (OSError, ValueError, AttributeError, TypeError):
            return {}

    def write_ports(self, ports: dict[str, int]) -> None:
        write_private(self.ports_file, json.dumps(ports, indent=2) + "\n")


def default_root() -> Path:
    """Where an installation lives unless `--data` says otherwise: the user's data folder of the system.

    `SLUICE_HOME` overrides it, then `XDG_DATA_HOME` on Linux.
    """
    if chosen := os.environ.get("SLUICE_HOME"):
        return Path(chosen)
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "sluice"
    data_home = os.environ.get("XDG_DATA_HOME")
    return (Path(data_home) if data_home else Path.home() / ".local" / "share") / "sluice"
