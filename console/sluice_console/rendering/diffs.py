"""Two texts as the lines of a diff: three lines of context, changed words marked with `<ins>` and `<del>`.

>>> [(line.kind, str(line.text)) for line in to_diff("a: 1", "a: 2")]
[('-', 'a: <del>1</del>'), ('+', 'a: <ins>2</ins>')]
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from markupsafe import Markup, escape

CONTEXT = 3
_WORD = re.compile(r"\w+|\s+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class DiffLine:
    """`kind` is " ", "+", "-" or "@" (what was left out); `old` and `new` are line numbers or ""."""

    kind: str
    old: int | str
    new: int | str
    text: Markup


def to_diff(old: str, new: str) -> tuple[DiffLine, ...]:
    return tuple(_lines(old.splitlines(), new.splitlines()))


def count_changes(lines: tuple[DiffLine, ...]) -> tuple[int, int]:
    """How many lines were added and removed."""
    return sum(line.kind == "+" for line in lines), sum(line.kind == "-" for line in lines)


def changed_lines(old: str, new: str) -> tuple[int, ...]:
    """Line numbers, from 1, of `new` that `old` does not have."""
    matcher = SequenceMatcher(None, old.splitlines(), new.splitlines(), autojunk=False)
    return tuple(
        line + 1
        for tag, _, _, start, end in matcher.get_opcodes()
        if tag in ("insert", "replace")
        for line in range(start, end)
    )


def _lines(old: list[str], new: list[str]) -> Iterator[DiffLine]:
    matcher = SequenceMatcher(None, old, new, autojunk=False)
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
    pairs = [_mark_words(*pair) for pair in zip(old, new, strict=False)]
    for offset, line in enumerate(old):
        yield DiffLine("-", i1 + offset + 1, "", pairs[offset][0] if offset < len(pairs) else escape(line))
    for offset, line in enumerate(new):
        yield DiffLine("+", "", j1 + offset + 1, pairs[offset][1] if offset < len(pairs) else escape(line))


def _mark_words(old: str, new: str) -> tuple[Markup, Markup]:
    """Marks only where the lines are alike; lines with little in common read better unmarked."""
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
