"""Processes with limits of their own, for what strangers send: started by name, never imported.

    with turns.taken(): ...
    ended = await run_helper("sluice.testing.vetting_process", "5", sent=module, seconds=35)

A helper knows none of the console's secrets: of the environment it gets what Python needs to start. What it
says are lines of JSON on its standard output. Whatever becomes of the caller, the process ends with it, and
so does every process that it has started.
"""

import asyncio
import contextlib
import json
import logging
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from sluice_console.core.errors import Unavailable
from sluice_console.core.language import tr

MOST_SAID = 64 * 1024 * 1024
"""Bytes; who says more is ended."""
_MOST_COMPLAINED = 16 * 1024
_CHUNK = 64 * 1024
_ENVIRONMENT = {"MALLOC_ARENA_MAX": "2", "RAYON_NUM_THREADS": "2"}
"""Each thread and arena takes address space, of which the process has little."""
_INHERITED = ("PATH", "PYTHONPATH", "LD_LIBRARY_PATH", "SYSTEMROOT")
_log = logging.getLogger(__name__)

Told = Callable[[dict[str, Any]], None]


@dataclass(frozen=True, slots=True)
class Ended:
    """`lines` are what it said, one that was cut off left out; `status` is negative after a signal."""

    status: int
    lines: tuple[dict[str, Any], ...]

    @property
    def last(self) -> dict[str, Any]:
        return self.lines[-1] if self.lines else {}

    @property
    def was_limited(self) -> bool:
        """Whether its processor time or its memory was at an end."""
        return self.status in (-signal.SIGXCPU, -signal.SIGKILL)


class Turns:
    """Places for so many at once, and `waiting` more who wait, in each event loop."""

    def __init__(self, at_once: int, waiting: int = 1_000) -> None:
        self._at_once = at_once
        self._waiting = waiting
        self._places: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore] = WeakKeyDictionary()
        self._asked: WeakKeyDictionary[asyncio.AbstractEventLoop, int] = WeakKeyDictionary()

    @property
    def asked(self) -> int:
        """Who has a place or waits for one."""
        return self._asked.get(asyncio.get_running_loop(), 0)

    @contextlib.asynccontextmanager
    async def taken(self) -> AsyncIterator[None]:
        """Raises `Unavailable` where so many wait that the next one should come again."""
        loop = asyncio.get_running_loop()
        if self.asked >= self._at_once + self._waiting:
            raise Unavailable(tr("Too many wait for this already; try again in a moment."), retry_after=5)
        self._asked[loop] = self.asked + 1
        try:
            async with self._places.setdefault(loop, asyncio.Semaphore(self._at_once)):
                yield
        finally:
            self._asked[loop] -= 1


async def run_helper(
    module: str,
    *arguments: str,
    sent: bytes,
    seconds: float,
    folder: Path | None = None,
    environment: Mapping[str, str] | None = None,
    told: Told | None = None,
) -> Ended:
    """Raises `TimeoutError` after so many `seconds`. `told` is given each line as it comes.

    `folder` is where it works; of no other place are modules imported than of the installation.
    """
    inherited = {name: os.environ[name] for name in _INHERITED if name in os.environ}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", "-m", module, *arguments),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        cwd=folder,
        env={**inherited, **_ENVIRONMENT, **(environment or {})},
        start_new_session=True,
    )
    try:
        async with asyncio.timeout(seconds):
            _, lines, complaints = await asyncio.gather(
                _feed(process, sent), _listen(process, told), _hear_complaints(process)
            )
            await process.wait()
    finally:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)  # also those that it has left behind
        await process.wait()
    if complaints:
        _log.warning("%s: %s", module, complaints.decode(errors="replace")[-2000:])
    return Ended(process.returncode or 0, lines)


async def _feed(process: asyncio.subprocess.Process, sent: bytes) -> None:
    assert process.stdin is not None
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # it has ended without reading all
        process.stdin.write(sent)
        await process.stdin.drain()
        process.stdin.close()
        await process.stdin.wait_closed()


async def _listen(process: asyncio.subprocess.Process, told: Told | None) -> tuple[dict[str, Any], ...]:
    assert process.stdout is not None
    found: list[dict[str, Any]] = []
    begun, size = bytearray(), 0
    while chunk := await process.stdout.read(_CHUNK):
        size += len(chunk)
        if size > MOST_SAID:
            process.kill()
            break
        *whole, rest = chunk.split(b"\n")
        for part in whole:
            begun += part
            line = _read(bytes(begun))
            begun.clear()
            if line is not None:
                found.append(line)
                if told is not None:
                    told(line)
        begun += rest
    return tuple(found)


def _read(line: bytes) -> dict[str, Any] | None:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


async def _hear_complaints(process: asyncio.subprocess.Process) -> bytes:
    """The last of what it wrote to standard error."""
    assert process.stderr is not None
    kept = b""
    while chunk := await process.stderr.read(_CHUNK):
        kept = (kept + chunk)[-_MOST_COMPLAINED:]
    return kept
