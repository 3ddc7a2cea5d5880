"""Checks, builds and tests drafts, each in a process with limits of its own.

The process, `sluice.testing.authoring_process`, is named and never imported, as the one that tries new
modules. It works in a folder that goes with it, and knows none of the console's secrets. What compiling needs
again and again is kept in the console's data folder: filled once, from a filter of ours, and never written
by a job.
"""

import asyncio
import base64
import binascii
import json
import shutil
import tempfile
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from sluice_console.core.errors import Conflict, Unavailable
from sluice_console.core.helpers import Ended, Turns, run_helper
from sluice_console.core.language import marked, tr
from sluice_console.features.editor.drafts import Draft

PROCESS = "sluice.testing.authoring_process"
CPU_SECONDS = 20
WAIT_SECONDS = 40
WARMING_SECONDS = 300
AT_ONCE = 2
WAITING = 8
FOLDER_BYTES = 256 * 1024 * 1024
"""What a job may write, all files together."""
WATCH_SECONDS = 0.25
_KEPT = 16
_MODULE_BYTES = 32 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Finding:
    """One message. Lines and columns count from 1; `code` is Sluice's, mypy's, or `import`."""

    file: str
    line: int
    column: int
    severity: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class TestOutcome:
    name: str
    outcome: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """`problem`: why it came to no end, or could not begin. `wasm` is there where it was built."""

    findings: tuple[Finding, ...] = ()
    problem: str = ""
    wasm: bytes | None = None
    tests: tuple[TestOutcome, ...] = ()

    @property
    def errors(self) -> tuple[Finding, ...]:
        return tuple(each for each in self.findings if each.severity == "error")

    @property
    def is_good(self) -> bool:
        return not self.problem and not self.errors


Told = Callable[[str], None]
STEPS = (
    marked("checking syntax and types"),
    marked("compiling"),
    marked("reading its configuration and metrics"),
    marked("running the tests"),
)
"""What the process says that it is at."""
_FINDINGS = TypeAdapter(tuple[Finding, ...])
_TESTS = TypeAdapter(tuple[TestOutcome, ...])


class Workshop:
    """One a process. `cache` is a folder of the console's own."""

    def __init__(self, cache: Path, *, unconfined: bool) -> None:
        self._cache = cache
        self._unconfined = unconfined
        self._turns = Turns(AT_ONCE, WAITING)
        self._warming = asyncio.Lock()
        self._busy: set[str] = set()
        self._built: OrderedDict[str, bytes] = OrderedDict()

    async def check(self, user: str, draft: Draft, told: Told | None = None) -> Outcome:
        """Syntax, types, and whether it can be compiled. Raises `Conflict` while the user's last job runs."""
        return await self._run(user, draft, told, build=False, test=False)

    async def build(
        self, user: str, draft: Draft, told: Told | None = None, *, test: bool = False
    ) -> Outcome:
        """To a module. What was built a moment ago is not built again, unless it shall be tested."""
        known = self._built.get(_key(user, draft))
        if known is not None and not test:
            return Outcome(wasm=known)
        found = await self._run(user, draft, told, build=True, test=test and draft.has_tests)
        if found.wasm is not None and not test:  # what tests have had in hand is not used again
            self._built[_key(user, draft)] = found.wasm
            while len(self._built) > _KEPT:
                self._built.popitem(last=False)
        return found

    async def _run(self, user: str, draft: Draft, told: Told | None, *, build: bool, test: bool) -> Outcome:
        if user in self._busy:
            raise Conflict(tr("Your last check or build still runs here; wait for it, or cancel it."))
        self._busy.add(user)
        tell = told or (lambda _: None)
        try:
            if self._turns.asked >= AT_ONCE:
                tell(tr("waiting for a place, with %(asked)s before you", asked=self._turns.asked))
            async with self._turns.taken():
                return await self._work(draft, tell, build=build, test=test)
        finally:
            self._busy.discard(user)

    async def _work(self, draft: Draft, tell: Told, *, build: bool, test: bool) -> Outcome:
        asked = {
            "main": draft.main,
            "files": draft.files,
            "build": build,
            "test": test,
            "unconfined": self._unconfined,
        }
        ended = await self._start(asked, CPU_SECONDS, WAIT_SECONDS, tell)
        if ended.last.get("cold"):
            tell(tr("preparing the compiler, once for this version of Sluice"))
            await self._warm()
            ended = await self._start(asked, CPU_SECONDS, WAIT_SECONDS, tell)
        return _read(ended)

    async def _warm(self) -> None:
        async with self._warming:
            self._cache.mkdir(mode=0o700, parents=True, exist_ok=True)
            ended = await self._start({"warm": True}, WARMING_SECONDS, WARMING_SECONDS, lambda _: None)
        if not ended.last.get("warm"):
            raise Unavailable(tr("The compiler could not be prepared; the console's log says why."))

    async def _start(self, asked: object, cpu_seconds: int, seconds: int, tell: Told) -> Ended:
        """In a folder that is gone afterwards, whatever happens."""
        folder = Path(await asyncio.to_thread(tempfile.mkdtemp, prefix="sluice-draft-"))
        running = asyncio.create_task(
            run_helper(
                PROCESS,
                *(str(cpu_seconds), str(folder), str(self._cache.resolve())),
                sent=json.dumps(asked).encode() + b"\n",
                seconds=seconds,
                folder=folder,
                environment={"HOME": str(folder), "PYTHONDONTWRITEBYTECODE": "1"},
                told=lambda line: tell(tr(str(line["at"])[:200])) if "at" in line else None,
            )
        )
        try:
            while not running.done():
                await asyncio.wait([running], timeout=WATCH_SECONDS)
                if not running.done() and await asyncio.to_thread(_size_of, folder) > FOLDER_BYTES:
                    raise Unavailable(
                        tr("It writes more than %(size)s MiB, and was ended.", size=FOLDER_BYTES // 1024**2)
                    )
            return running.result()
        except TimeoutError:
            raise Unavailable(tr("The machine is too busy to compile; try again.")) from None
        finally:
            running.cancel()
            with suppress(asyncio.CancelledError, TimeoutError):
                await running
            await asyncio.shield(asyncio.to_thread(shutil.rmtree, folder, True))


def _size_of(folder: Path) -> int:
    total = 0
    for path in folder.rglob("*"):
        with suppress(OSError):
            total += path.lstat().st_blocks * 512
    return total


def _read(ended: Ended) -> Outcome:
    """What the process says is not believed further than its form: code of the author's has run in it."""
    last = ended.last
    if "refused" in last:
        return Outcome(problem=_explain_refusal(str(last["refused"])[:500]))
    if "problem" in last:
        return Outcome(problem=str(last["problem"])[:2000])
    if "diagnostics" not in last:
        return Outcome(problem=_explain_end(ended))
    try:
        wasm = base64.b64decode(last["wasm"], validate=True) if "wasm" in last else None
        findings = _FINDINGS.validate_python(last["diagnostics"])
        tests = _TESTS.validate_python(last.get("tests", ()))
    except (ValidationError, binascii.Error, TypeError, ValueError):
        return Outcome(problem=tr("what it prints cannot be read"))
    if wasm is not None and len(wasm) > _MODULE_BYTES:
        return Outcome(problem=tr("the module is too large"))
    return Outcome(findings, "", wasm, tests)


def _explain_refusal(reason: str) -> str:
    return tr(
        "this machine cannot confine what an author writes: %(reason)s. Building reads the configuration by "
        "importing the file, and tests are Python: both are refused. Check works. Whoever runs the console "
        "can allow them with SLUICE_UNCONFINED_BUILDS=true, for authors who may run anything on it",
        reason=reason,
    )


def _explain_end(ended: Ended) -> str:
    at = tr(str(ended.last["at"])[:200]) if "at" in ended.last else tr("its start")
    if ended.was_limited:
        return tr(
            "it takes more than %(seconds)s s of processor time, or too much memory, at: %(at)s",
            seconds=CPU_SECONDS,
            at=at,
        )
    return tr("it ended with status %(status)s at: %(at)s", status=ended.status, at=at)


def _key(user: str, draft: Draft) -> str:
    """Of what one user built nothing reaches another: code of the draft's has run beside the result."""
    own = {name: text for name, text in draft.files.items() if not name.startswith("test_")}
    return sha256(json.dumps([user, draft.main, own]).encode()).hexdigest()
