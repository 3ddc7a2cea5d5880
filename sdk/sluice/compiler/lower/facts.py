"""What is believed about the whole program while it is lowered, and who relied on it.

Beliefs start optimistic ("this parameter always gets a float") and are only ever weakened. Weakening one
makes every function that read it stale; stale functions are lowered again until nothing is stale: a
monotone fixpoint.
"""

from __future__ import annotations

from typing import TypeVar

Key = tuple[str, ...]
Value = TypeVar("Value")


class Facts:
    """Beliefs by key, with their readers."""

    __slots__ = ("_readers", "_values", "reader", "stale")

    def __init__(self) -> None:
        self._values: dict[Key, object] = {}
        self._readers: dict[Key, dict[str, None]] = {}
        self.stale: dict[str, None] = {}
        self.reader = ""

    def read(self, key: Key, start: Value) -> Value:
        """The belief, `start` when there is none yet; the current reader depends on it from now on."""
        if self.reader:
            self._readers.setdefault(key, {})[self.reader] = None
        return self._values.setdefault(key, start)  # type: ignore[return-value]

    def known(self, key: Key) -> bool:
        return key in self._values

    def write(self, key: Key, value: object) -> None:
        """Weaken a belief. The caller sees to it that it never gets stronger again."""
        if key in self._values and self._values[key] == value:
            return
        self._values[key] = value
        self.stale.update(self._readers.pop(key, {}))
