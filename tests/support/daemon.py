"""`sluice daemon` in tests: starting one, and commands that it does or does not do."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

SLUICE = (str(Path(sys.executable).with_name("sluice")),)
NOT_ASKED = 77
ONLY_ASKING = (
    sys.executable,
    "-c",
    "import os, sys; from sluice.cli.resident.client import ask; sys.argv[0] = 'sluice'\n"
    f"status = ask(sys.argv); os._exit({NOT_ASKED} if status is None else status)",
)
"""`sluice` that does nothing itself: what it gives back, a daemon has done."""
UNPREPARED = (
    sys.executable,
    "-c",
    "from sluice.cli.resident import loading; loading.load_compiler = loading.rehearse = lambda: None\n"
    "from sluice.cli.main import main; main()",
)
"""`sluice` whose daemon has nothing loaded and so is there at once."""
UNREHEARSED = (
    sys.executable,
    "-c",
    "from sluice.cli.resident import loading; loading.load_compiler = lambda: None\n"
    "loading.rehearse = lambda: 1 / 0\n"
    "from sluice.cli.main import main; main()",
)
"""The same; no process can get ready for the next command."""
PATIENCE = 60.0
"""Seconds; nothing here takes as long, however busy the machine is."""


@dataclass(frozen=True, slots=True)
class Daemon:
    process: subprocess.Popen[str]
    environment: dict[str, str]
    """Of those who use it."""

    @property
    def socket(self) -> Path:
        return next(folder_of(self.environment).glob("*.socket"))

    def children(self) -> list[psutil.Process]:
        """Those that do a command, without C compilers that wait."""
        spare, found = self.spare(), psutil.Process(self.process.pid).children(recursive=True)
        return [each for each in found if each.pid != spare and not waits(each)]

    def compilers(self) -> list[psutil.Process]:
        """Those that wait for a program."""
        return [each for each in psutil.Process(self.process.pid).children(recursive=True) if waits(each)]

    def spare(self) -> int | None:
        """The one that waits for a command."""
        file = next(folder_of(self.environment).glob("*.lock"))
        found: int | None = json.loads(file.read_text()).get("spare")
        return found

    def wait_until_ready(self) -> None:
        """Nobody is at work, and one process waits for the next command."""
        wait_for(lambda: self.spare() is not None and not self.children())

    def descriptors(self) -> int:
        return psutil.Process(self.process.pid).num_fds()


def waits(process: psutil.Process) -> bool:
    """Whether it is a C compiler that was started before there was a program."""
    with suppress(psutil.NoSuchProcess):
        return any(each.startswith("/dev/fd/") for each in process.cmdline())
    return False


def folder_of(environment: dict[str, str]) -> Path:
    return Path(environment["XDG_CACHE_HOME"], "sluice", "daemon")


def wait_for(what: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)


@contextmanager
def running(
    environment: dict[str, str], *options: str, command: tuple[str, ...] = UNPREPARED
) -> Iterator[Daemon]:
    process = subprocess.Popen(
        [*command, "daemon", *options],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None
    with process.stdout:
        said = process.stdout.readline()
        assert said.startswith("Listening at "), said
        try:
            yield Daemon(process, environment)
        finally:
            process.terminate()
            process.wait(PATIENCE)


def run(
    environment: dict[str, str], folder: Path, *arguments: str, command: tuple[str, ...] = SLUICE
) -> tuple[int, str, str]:
    """Also that its pipes end when it ends."""
    done = subprocess.run(
        [*command, *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    return done.returncode, done.stdout, done.stderr


def only_ask(environment: dict[str, str], folder: Path, *arguments: str) -> tuple[int, str, str]:
    return run(environment, folder, *arguments, command=ONLY_ASKING)
