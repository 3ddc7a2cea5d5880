"""Two texts as the lines of a diff: three lines of context, changed words marked with `<ins>` and `<del>`.

>>> [(line.kind, str(line.text)) for line in to_diff("a: 1", "a: 2")]
[('-', 'a: <del>1</del>'), ('+', 'a: <ins>2</ins>')]
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import islice
from typing import Literal

from markupsafe import Markup, escape

from sluice_console.core.language import tr

CONTEXT = 3
MAXIMUM_COMPARED = 1_000
"""Lines between the first and the last that differ."""
MAXIMUM_SHOWN = 2_000
MAXIMUM_MARKED = 50
"""Lines of one change whose words are compared."""
MAXIMUM_LINE = 400
"""Characters, of both lines, whose words are compared."""
Tag = Literal["replace", "delete", "insert", "equal"]
Opcode = tuple[Tag, int, int, int, int]
_WORD = re.compile(r"\w+|\s+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class DiffLine:
    """`kind` is " ", "+", "-" or "@" (what was left out); `old` and `new` are line numbers or ""."""

    kind: str
    old: int | str
    new: int | str
    text: Markup


def to_diff(old: str, new: str) -> tuple[DiffLine, ...]:
    """At most `MAXIMUM_SHOWN` lines of it, with what is left out in the last one."""
    lines = tuple(_lines(old.splitlines(), new.splitlines()))
    left = len(lines) - MAXIMUM_SHOWN
    if left <= 0:
        return lines
    return (
        *lines[:MAXIMUM_SHOWN],
        DiffLine("@", "", "", Markup(escape(tr("… and %(left)s lines more", left=format(left, ","))))),
    )


def count_changes(lines: tuple[DiffLine, ...]) -> tuple[int, int]:
    """How many lines were added and removed."""
    return sum(line.kind == "+" for line in lines), sum(line.kind == "-" for line in lines)


def changed_lines(old: str, new: str) -> tuple[int, ...]:
    """Line numbers, from 1, of `new` that `old` does not have."""
    return tuple(
        line + 1
        for tag, _, _, start, end in _compare(old.splitlines(), new.splitlines())
        if tag in ("insert", "replace")
        for line in range(start, end)
    )


class _Compared(SequenceMatcher[str]):
    """Groups what `_compare` finds."""

    def __init__(self, old: list[str], new: list[str]) -> None:
        super().__init__()
        self._found = list(_compare(old, new))

    def get_opcodes(self) -> list[Opcode]:
        return self._found


def _compare(old: list[str], new: list[str]) -> Iterator[Opcode]:
    """As `SequenceMatcher`, whose time grows with the cube of lines that are alike.

    So lines that come often are matched beside others only (`autojunk`), and more than `MAXIMUM_COMPARED`
    lines are one change.
    """
    size = min(len(old), len(new))
    start = next((n for n in range(size) if old[n] != new[n]), size)
    alike = next((n for n in range(size - start) if old[-n - 1] != new[-n - 1]), size - start)
    end, new_end = len(old) - alike, len(new) - alike
    if start:
        yield "equal", 0, start, 0, start
    if max(end, new_end) - start > MAXIMUM_COMPARED:
        tag: Tag = "insert" if start == end else "delete" if start == new_end else "replace"
        yield tag, start, end, start, new_end
    else:
        matcher = SequenceMatcher(None, old[start:end], new[start:new_end])
        for tag, i1, i2, j1, j2 in matcher.get_opcodes():
            yield tag, i1 + start, i2 + start, j1 + start, j2 + start
    if alike:
        yield "equal", end, len(old), new_end, len(new)


def _lines(old: list[str], new: list[str]) -> Iterator[DiffLine]:
    matcher = _Compared(old, new)
    for number, group in enumerate(matcher.get_grouped_opcodes(CONTEXT)):
        if number:
            yield DiffLine("@", "", "", Markup("…"))
        for tag, i1, i2, j1, j2 in group:
            if tag == "equal":
                for offset in range(i2 - i1):
                    yield DiffLine(" ", i1 + offset + 1, j1 + offset + 1, escape(old[i1 + offset]))
            else:
                yield from _changed(old[i1:i2], new[j1:j2], i1, j1)


def _changed(old: list[str], new: list[str], i1: int, j1: int) -> Iterator[DiffLine]:
    few = islice(zip(old, new, strict=False), MAXIMUM_MARKED)
    pairs = [_mark_words(*pair) for pair in few]
    for offset, line in enumerate(old):
        yield DiffLine("-", i1 + offset + 1, "", pairs[offset][0] if offset < len(pairs) else escape(line))
    for offset, line in enumerate(new):
        yield DiffLine("+", "", j1 + offset + 1, pairs[offset][1] if offset < len(pairs) else escape(line))


def _mark_words(old: str, new: str) -> tuple[Markup, Markup]:
    """Marks only where the lines are alike; lines with little in common read better unmarked."""
    if len(old) + len(new) > MAXIMUM_LINE:
        return escape(old), escape(new)
    before, after = _WORD.findall(old), _WORD.findall(new)
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    if matcher.ratio() < 0.5:
        return escape(old), escape(new)
    left, right = Markup(""), Markup("")
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        gone, come = escape("".join(before[i1:i2])), escape("".join(after[j1:j2]))
        left += gone if tag == "equal" or not gone else Markup("<del>{}</del>").format(gone)
        right += come if tag == "equal" or not come else Markup("<ins>{}</ins>").format(come)
    return left, right
