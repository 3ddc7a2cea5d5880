"""From names of the IR to identifiers of C: readable, unique, never a keyword."""

from __future__ import annotations

import re

_UNSAFE = re.compile(r"[^A-Za-z0-9_]")


def to_identifier(name: str) -> str:
    """`api_key.ApiKey.on_log` → `api_key_ApiKey_on_log`; letters that C lacks become their code points."""
    return _UNSAFE.sub(lambda match: _replacement(match[0]), name)


def _replacement(letter: str) -> str:
    return "_" if letter in ".<>[]- " else f"u{ord(letter):x}"


class Names:
    """Identifiers with one prefix, one for each IR name of a program.

    Two names that would become the same identifier are told apart by a number in order of first use, so the
    result depends on the program only.
    """

    __slots__ = ("_by_name", "_prefix", "_taken")

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix
        self._by_name: dict[str, str] = {}
        self._taken: set[str] = set()

    def __getitem__(self, name: str) -> str:
        known = self._by_name.get(name)
        if known is not None:
            return known
        wished = candidate = f"{self._prefix}{to_identifier(name)}"
        number = 2
        while candidate in self._taken:
            candidate = f"{wished}_{number}"
            number += 1
        self._taken.add(candidate)
        self._by_name[name] = candidate
        return candidate
