"""Runs released filters on a request, in a process with limits that knows none of the console's secrets.

The process is named and never imported, so that the emulated host is no part of the console.
"""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter, ValidationError

from sluice_console.core.errors import Unavailable
from sluice_console.core.helpers import Ended, Turns, run_helper
from sluice_console.core.language import tr

PROCESS = "sluice.testing.explaining_process"
CPU_SECONDS = 5
SECONDS_PER_FILTER = 2
WAIT_SECONDS = 20
AT_ONCE = 2
WAITING = 8
"""Who comes when so many wait already is asked to come again."""
_TURNS = Turns(AT_ONCE, WAITING)


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
    async with _TURNS.taken():
        return await _run(modules, request, properties)


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
    asked = json.dumps({"request": request, "filters": filters}).encode()
    try:
        ended = await run_helper(PROCESS, str(seconds), sent=asked, seconds=WAIT_SECONDS + seconds)
    except TimeoutError:
        raise Unavailable(tr("The machine is too busy to run the filters; try again.")) from None
    found = _read(ended)
    goes_on = not found or found[-1].action == "pass"
    if goes_on and len(found) < len(modules):
        reason = tr("takes more than %(seconds)s s of processor time, or too much memory", seconds=seconds)
        found.append(Ran(modules[len(found)].name, "fail", None, reason, (), "", {}))
    return found


def _read(ended: Ended) -> list[Ran]:
    """What the process said, as far as it is what it should be."""
    found = []
    for line in ended.lines:
        try:
            found.append(_RAN.validate_python(line))
        except ValidationError:
            break
    return found
