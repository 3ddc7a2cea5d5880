"""Runs released filters on a request, in a process with limits that knows none of the console's secrets.

The process is named and never imported, so that the emulated host is no part of the console.
"""

import asyncio
import base64
import json
import logging
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from pydantic import TypeAdapter, ValidationError

from sluice_console.core.errors import Unavailable

CPU_SECONDS = 5
SECONDS_PER_FILTER = 2
WAIT_SECONDS = 20
AT_ONCE = 2
WAITING = 8
"""Who comes when so many wait already is asked to come again."""
_ENVIRONMENT = {"MALLOC_ARENA_MAX": "2", "RAYON_NUM_THREADS": "2"}
_INHERITED = ("PATH", "PYTHONPATH", "LD_LIBRARY_PATH", "SYSTEMROOT")
_log = logging.getLogger(__name__)
_turns: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore] = WeakKeyDictionary()
_waiting: WeakKeyDictionary[asyncio.AbstractEventLoop, list[int]] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class Module:
    """A filter as a release has it; `name` is `filter@version`."""

    name: str
    wasm: bytes
    configuration: str
    root_id: str


@dataclass(frozen=True, slots=True)
class Deed:
    """See `sluice.testing.explanation`."""

    verb: str
    side: str
    name: str
    value: str
    lines: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Ran:
    """What became of the request in one filter."""

    name: str
    action: str
    status: int | None
    reason: str
    deeds: tuple[Deed, ...]
    file: str
    source: dict[int, str]


_RAN = TypeAdapter(Ran)


async def run_filters(
    modules: Sequence[Module], request: dict[str, Any], properties: dict[str, str]
) -> list[Ran]:
    """One for each filter that the request came to. Raises `Unavailable` where the machine has too much to
    do.
    """
    if not modules:
        return []
    loop = asyncio.get_running_loop()
    waiting = _waiting.setdefault(loop, [0])
    if waiting[0] >= WAITING:
        raise Unavailable("Too many requests are being explained just now; try again in a moment.")
    waiting[0] += 1
    try:
        async with _turns.setdefault(loop, asyncio.Semaphore(AT_ONCE)):
            return await _run(modules, request, properties)
    finally:
        waiting[0] -= 1


async def _run(modules: Sequence[Module], request: dict[str, Any], properties: dict[str, str]) -> list[Ran]:
    seconds = CPU_SECONDS + SECONDS_PER_FILTER * len(modules)
    filters = [
        {
            "name": item.name,
            "wasm": base64.b64encode(item.wasm).decode(),
            "configuration": item.configuration,
            "root_id": item.root_id,
            "properties": properties,
        }
        for item in modules
    ]
    inherited = {name: os.environ[name] for name in _INHERITED if name in os.environ}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "sluice.testing.explaining_process", str(seconds)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={**inherited, **_ENVIRONMENT},
    )
    try:
        async with asyncio.timeout(WAIT_SECONDS + seconds):
            asked = json.dumps({"request": request, "filters": filters}).encode()
            out, complaints = await process.communicate(asked)
    except TimeoutError:
        raise Unavailable("The machine is too busy to run the filters; try again.") from None
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if complaints:
        _log.warning("explaining a request: %s", complaints.decode(errors="replace")[-2000:])
    found = _read(out)
    goes_on = not found or found[-1].action == "pass"
    if goes_on and len(found) < len(modules):
        reason = f"takes more than {seconds} s of processor time, or too much memory"
        found.append(Ran(modules[len(found)].name, "fail", None, reason, (), "", {}))
    return found


def _read(out: bytes) -> list[Ran]:
    """What the process said; a line that was cut off is left out."""
    found = []
    for line in out.splitlines():
        try:
            found.append(_RAN.validate_json(line))
        except ValidationError:
            break
    return found
