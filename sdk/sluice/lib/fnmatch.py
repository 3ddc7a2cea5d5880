"""`fnmatch`: names with `*`, `?` and `[…]`."""

import re
from collections.abc import Iterable
from typing import Any


def translate(pat: str) -> str:
    """The pattern as a regular expression. Runs of `*` are tried once each, so that nothing explodes."""
    parts: list[str] = []
    place = 0
    while place < len(pat):
        letter = pat[place]
        place += 1
        if letter == "*":
            if not parts or parts[-1] != "*":
                parts.append("*")
        elif letter == "?":
            parts.append(".")
        elif letter == "[":
            end = place
            if end < len(pat) and pat[end] == "!":
                end += 1
            if end < len(pat) and pat[end] == "]":
                end += 1
            while end < len(pat) and pat[end] != "]":
                end += 1
            if end >= len(pat):
                parts.append("\\[")
            else:
                parts.append(_set(pat[place:end]))
                place = end + 1
        else:
            parts.append(re.escape(letter))
    return _join(parts)


def _set(inside: str) -> str:
    """A set of names as one of regular expressions."""
    if "-" not in inside:
        text = inside.replace("\\", "\\\\")
    else:
        text = _ranges(inside)
    if not text:
        return "(?!)"
    if text == "!":
        return "."
    for letter in "&~|":
        text = text.replace(letter, "\\" + letter)
    if text[0] == "!":
        text = "^" + text[1:]
    elif text[0] in "^[":
        text = "\\" + text
    return f"[{text}]"


def _ranges(inside: str) -> str:
    """The hyphens that make ranges kept, those that make empty ones dropped, others escaped."""
    chunks: list[str] = []
    start = 0
    place = 2 if inside[0] == "!" else 1
    while True:
        place = inside.find("-", place)
        if place < 0:
            break
        chunks.append(inside[start:place])
        start = place + 1
        place += 3
    last = inside[start:]
    if last:
        chunks.append(last)
    else:
        chunks[-1] += "-"
    for at in range(len(chunks) - 1, 0, -1):
        if chunks[at - 1][-1] > chunks[at][0]:
            chunks[at - 1] = chunks[at - 1][:-1] + chunks[at][1:]
            del chunks[at]
    return "-".join([each.replace("\\", "\\\\").replace("-", "\\-") for each in chunks])


def _join(parts: list[str]) -> str:
    found: list[str] = []
    place = 0
    while place < len(parts) and parts[place] != "*":
        found.append(parts[place])
        place += 1
    while place < len(parts):
        place += 1
        if place == len(parts):
            found.append(".*")
            break
        fixed: list[str] = []
        while place < len(parts) and parts[place] != "*":
            fixed.append(parts[place])
            place += 1
        text = "".join(fixed)
        found.append(f".*{text}" if place == len(parts) else f"(?>.*?{text})")
    return f"(?s:{''.join(found)})\\Z"


def _compile(pat: Any) -> Any:
    if isinstance(pat, bytes):
        return re.compile(translate(pat.decode("latin-1")).encode("latin-1"))
    return re.compile(translate(pat))


def fnmatch(name: Any, pat: Any) -> bool:
    """Whether a name matches; upper and lower case differ, as on POSIX."""
    return fnmatchcase(name, pat)


def fnmatchcase(name: Any, pat: Any) -> bool:
    """Whether a name matches; upper and lower case differ."""
    return _compile(pat).match(name) is not None


def filter(names: Iterable[Any], pat: Any) -> list[Any]:
    """The names that match."""
    compiled = _compile(pat)
    return [each for each in names if compiled.match(each) is not None]
