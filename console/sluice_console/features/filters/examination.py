"""Is this module fit for an Envoy?

Its size is looked at here. All else happens in a process with limits of its own,
`sluice.testing.vetting_process`, which inspects the module and runs it: whatever the bytes are, nothing here
has read them before it has passed. That process is named and never imported, so that the emulated host is no
part of the console.
"""

import asyncio
from dataclasses import dataclass

from sluice.toolchain.inspection import ModuleInfo, inspect_module
from sluice.toolchain.signing import find_signature
from sluice_console.core.errors import FieldError, Invalid, TooLarge, Unavailable
from sluice_console.core.helpers import Ended, Turns, run_helper
from sluice_console.core.language import tr
from sluice_console.core.meter import Meter
from sluice_console.core.settings import MEGABYTE
from sluice_console.features.attachments.module_schema import check_schema

FIELD = "module"
PROCESS = "sluice.testing.vetting_process"
CPU_SECONDS = 3
"""Processor time for a module of less than a megabyte, most of it for compiling."""
SECONDS_PER_MEGABYTE = 2
WAIT_SECONDS = 30
"""Longer than its processor time only a machine with too much to do makes a trial take."""
AT_ONCE = 2
"""A trial takes a processor for itself; xDS must not wait for a queue of them."""
_TURNS = Turns(AT_ONCE)


@dataclass(frozen=True, slots=True)
class Examined:
    """A module that passed, and what it says about itself."""

    data: bytes
    info: ModuleInfo
    signing_key: str = ""
    """The public key of a signature that holds, whoever has it."""


async def examine_module(data: bytes, maximum_bytes: int, meter: Meter | None = None) -> Examined:
    """Raises `TooLarge` or `Invalid` at the field `module`, with the reason and what to do."""
    verdict = "not_tried"
    try:
        examined = await _examine(data, maximum_bytes)
        verdict = "taken"
        return examined
    except (Invalid, TooLarge):
        verdict = "refused"
        raise
    finally:
        if meter is not None:
            meter.module_admissions.labels(verdict).inc()


async def _examine(data: bytes, maximum_bytes: int) -> Examined:
    if len(data) > maximum_bytes:
        raise TooLarge(
            tr(
                "The module has %(value)s bytes; the console takes %(value2)s. Build it for release, or "
                "raise SLUICE_MAX_MODULE_BYTES.",
                value=format(len(data), ","),
                value2=format(maximum_bytes, ","),
            ),
            fields=(
                FieldError(FIELD, tr("takes at most %(value)s bytes", value=format(maximum_bytes, ","))),
            ),
        )
    if not data.startswith(b"\0asm"):
        raise Invalid.field(FIELD, tr("is not a Wasm module; upload the file that `sluice build` writes"))
    async with _TURNS.taken():
        await _try_out(data)
    info = await asyncio.to_thread(inspect_module, data)
    if info.handles_connections:
        raise Invalid.field(
            FIELD,
            tr(
                "is a TCP filter, and what gateways and routes have attached are HTTP filters; run it in an "
                "Envoy of your own, before its TCP proxy"
            ),
        )
    for schema in (info.config_schema, *(each.config_schema for each in info.filters)):
        if schema is not None:
            await asyncio.to_thread(check_schema, schema)
    signature = await asyncio.to_thread(find_signature, data)
    return Examined(data, info, signature.public_key if signature and signature.holds else "")


def cpu_seconds(size: int) -> int:
    """How much processor time the trial of a module of so many bytes gets."""
    return CPU_SECONDS + SECONDS_PER_MEGABYTE * (size // MEGABYTE)


async def _try_out(data: bytes) -> None:
    """Whatever the module does, it ends with the process, which knows none of the console's secrets."""
    seconds = cpu_seconds(len(data))
    try:
        ended = await run_helper(PROCESS, str(seconds), sent=data, seconds=WAIT_SECONDS + seconds)
    except TimeoutError:
        raise Unavailable(tr("The machine is too busy to try the module; try again.")) from None
    if "problems" in ended.last:
        _refuse(ended.last["problems"])
        return
    _refuse([_explain(ended, seconds)])


def _explain(ended: Ended, seconds: int) -> str:
    """Why the process came to no end of its own. Raises `Unavailable` where it did not even begin."""
    phase = str(ended.last.get("at", ""))
    if not phase:
        raise Unavailable(
            tr("The trial run of the module could not be made; try again, then look at the log.")
        )
    if ended.was_limited:
        return tr(
            "takes more than %(seconds)s s of processor time, or too much memory, in its trial run: "
            "%(phase)s",
            seconds=seconds,
            phase=phase,
        )
    return tr("makes its trial run fail, with status %(status)s: %(phase)s", status=ended.status, phase=phase)


def _refuse(problems: list[str]) -> None:
    """Raises `Invalid` when there are any."""
    if problems:
        fields = tuple(FieldError(FIELD, problem) for problem in problems[:20])
        raise Invalid(tr("%(FIELD)s: %(problems)s", FIELD=FIELD, problems=problems[0]), fields=fields)
