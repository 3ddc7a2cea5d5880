"""Highlighting that keeps nobody waiting: short texts at once, longer ones in a process with a deadline.

The lexers are regular expressions, and texts come from whoever uploads: in the console's own process one
text could hold up every page and every node.
"""

import asyncio
import hashlib
import pickle
import sys
from collections import OrderedDict
from collections.abc import Iterable
from weakref import WeakKeyDictionary

from markupsafe import escape

from sluice_console.rendering.code import CodeLine, Language, highlight

MAXIMUM_LINES = 2_000
MAXIMUM_CHARACTERS = 200_000
AT_ONCE_CHARACTERS = 8_000
"""Less than what takes a tenth of a second."""
SECONDS = 4.0
_KEPT = 64
_kept: OrderedDict[str, tuple[CodeLine, ...]] = OrderedDict()
_turns: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore] = WeakKeyDictionary()


def cut(text: str) -> str:
    """The part of a text that a page shows: whole lines, unless its first one is too long already."""
    shown = text[:MAXIMUM_CHARACTERS]
    if len(shown) < len(text) and "\n" in shown:
        shown = shown[: shown.rindex("\n") + 1]
    return "".join(shown.splitlines(keepends=True)[:MAXIMUM_LINES])


async def highlight_aside(text: str, language: Language, hits: Iterable[int] = ()) -> tuple[CodeLine, ...]:
    """As `highlight`, of what `cut` leaves; what takes too long is shown without colours."""
    text, hits = cut(text), tuple(hits)
    key = hashlib.sha256(repr((text, language, hits)).encode(errors="replace")).hexdigest()
    if key in _kept:
        _kept.move_to_end(key)
        return _kept[key]
    if len(text) <= AT_ONCE_CHARACTERS:
        return _keep(key, highlight(text, language, hits))
    async with _turns.setdefault(asyncio.get_running_loop(), asyncio.Semaphore(1)):
        lines = _kept.get(key) or await _ask(text, language, hits) or _plain(text, hits)
    return _keep(key, lines)


def _keep(key: str, lines: tuple[CodeLine, ...]) -> tuple[CodeLine, ...]:
    _kept[key] = lines
    while len(_kept) > _KEPT:
        _kept.popitem(last=False)
    return lines


async def _ask(text: str, language: Language, hits: tuple[int, ...]) -> tuple[CodeLine, ...] | None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "sluice_console.rendering.aside"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        async with asyncio.timeout(SECONDS):
            out, _ = await process.communicate(pickle.dumps((text, language, hits)))
    except TimeoutError:
        return None
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return pickle.loads(out) if process.returncode == 0 else None


def _plain(text: str, hits: tuple[int, ...]) -> tuple[CodeLine, ...]:
    marked = frozenset(hits)
    return tuple(
        CodeLine(number, escape(line or " "), "hit" if number in marked else "")
        for number, line in enumerate(text.rstrip("\n").split("\n"), 1)
    )


if __name__ == "__main__":
    sys.stdout.buffer.write(pickle.dumps(highlight(*pickle.load(sys.stdin.buffer))))
