"""Fills templates: chance chooses, `Scope` remembers what may be named where. See `forms` for the templates."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from random import Random

from tests.generated.blocks import CAUGHT, CHANGES, COMPOUND, FAULTS, LASTING, SIMPLE, UNTYPED
from tests.generated.forms import ANNOTATIONS, COMMON, FORMS, INDEX, KINDS, LEAVES, PERCENT, SLICE, SPECS

_HOLE = re.compile(r"«([^»]*)»")
_KINDS = frozenset(KINDS)
_UNORDERED = frozenset(("numbers", "frozen"))
_WORDS = {"caught": CAUGHT, "fault": FAULTS, "index": INDEX, "slice": SLICE, "spec": SPECS, "percent": PERCENT,
          "pick": ("", "5", ">8", "<4", "^9")}  # fmt: skip
_OTHERWISE = ("case ", "else:", "except ", "elif ", "finally:")
"""What begins a block that runs where the one before it did not."""


@dataclass(slots=True)
class Scope:
    """The names of each kind that are in sight, and templates of calls that give it."""

    names: dict[str, list[str]] = field(default_factory=dict)
    calls: dict[str, list[str]] = field(default_factory=dict)

    def add(self, kind: str, name: str) -> None:
        self.names.setdefault(kind, []).append(name)

    def copy(self) -> Scope:
        return Scope({kind: list(names) for kind, names in self.names.items()}, self.calls)


class Writer:
    """Writes expressions and statements of one function; `result` is the kind that it returns.

    All chance comes from `random`, so that a seed gives the same program again.
    """

    def __init__(
        self,
        random: Random,
        scope: Scope,
        result: str,
        typed: bool,
        class_name: str = "",
        changes: tuple[str, ...] = (),
    ) -> None:
        self.random = random
        self.scope = scope
        self.result = result
        self.typed = typed
        self.class_name = class_name
        self.changes = changes
        self.fresh = 0

    def expression(self, kind: str, depth: int | None = None) -> str:
        """Return an expression that has the kind when it does not raise."""
        if depth is None:
            depth = self.random.choice((1, 1, 2))
        chance = self.random.random()
        if depth <= 0 or chance < 0.2:
            names = self.scope.names.get(kind)
            if names and self.random.random() < 0.75:
                return self.random.choice(names)
            return self.random.choice(LEAVES[kind])
        if chance < 0.24:
            parts = (self.expression(part, depth - 1) for part in (kind, "bool", kind))
            return "({} if {} else {})".format(*parts)
        calls = self.scope.calls.get(kind)
        forms = calls if calls and chance < 0.5 else FORMS[kind]
        return self.fill(self.random.choice(forms), depth - 1)

    def fill(self, template: str, depth: int | None = None) -> str:
        """Fill the holes of a template that makes no names."""
        return _HOLE.sub(lambda match: self._hole(match[1], depth), template)

    def _hole(self, hole: str, depth: int | None) -> str:
        words = hole.split(" ")
        if _KINDS.issuperset(words):
            return self.expression(self.random.choice(words), depth)
        match words:
            case ["any"]:
                kind = self.random.choice(COMMON)
                source = self.expression(kind, depth)
                return f"sorted({source})" if kind in _UNORDERED else source
            case ["field"]:
                return self._field()
            case ["result"]:
                return self.expression(self.result, depth)
            case ["plain", kind]:
                return self.random.choice(LEAVES[kind])
            case ["C"]:
                return self.class_name
            case [":" | "->" as mark, kind]:
                return self._annotation(mark, kind)
            case ["expr", kind, *names]:
                return Writer(self.random, self._inner(names), kind, self.typed, self.class_name).expression(
                    kind
                )
            case [word] if word in _WORDS:
                return self.fill(self.random.choice(_WORDS[word]), depth)
            case _:
                return self.random.choice(words)

    def _annotation(self, mark: str, kind: str) -> str:
        if not self.typed:
            return ""
        annotation = f"'{self.class_name}'" if kind == "C" else ANNOTATIONS.get(kind, kind)
        return f": {annotation}" if mark == ":" else f" -> {annotation}"

    def _inner(self, names: Iterable[str]) -> Scope:
        """The scope of a method: `self.size:int` is a name and its kind."""
        scope = Scope()
        for each in names:
            name, kind = each.split(":")
            scope.add(kind, name)
        return scope

    def _field(self) -> str:
        """An expression that may stand in an f-string of single quotes (Python 3.11 forbids their reuse)."""
        source = self.expression(self.random.choice(("int", "float", "int", "bool", "str")), 1)
        return source if not set(source) & set("'\"\\{}:!") else "1"

    def statements(self, count: int, depth: int, loop: bool = False) -> list[str]:
        """Return the lines of `count` statements."""
        return [line for _ in range(count) for line in self._statement(depth, loop)]

    def _statement(self, depth: int, loop: bool) -> list[str]:
        chance = self.random.random()
        if loop and chance < 0.1:
            return [self.fill("if «bool»:"), f"    {self.random.choice(('break', 'continue'))}"]
        if self.changes and chance < 0.3:
            return self.render(self.random.choice(self.changes), depth)
        if depth > 0 and chance < 0.55:
            return self._closed(self.random.choice(COMPOUND), depth, loop)
        if chance < 0.65:
            return self.render(self.random.choice(LASTING if self.typed else LASTING + UNTYPED), depth)
        if chance < 0.75:
            return [self._declaration()]
        if chance < 0.9:
            return self._change()
        return self.render(self.random.choice(SIMPLE[:5] if self.random.random() < 0.9 else SIMPLE), depth)

    def _declaration(self) -> str:
        kind = self.random.choice(COMMON)
        source = self.expression(kind)
        name = self._name(kind)
        self.scope.add(kind, name)
        return f"{name}: {ANNOTATIONS[kind]} = {source}" if self.typed else f"{name} = {source}"

    def _change(self) -> list[str]:
        options = [kind for kind, names in self.scope.names.items() if names and kind in CHANGES]
        if not options:
            return [self._declaration()]
        kind = self.random.choice(options)
        name = self.random.choice(self.scope.names[kind])
        return [self.fill(self.random.choice(CHANGES[kind]).replace("{}", name))]

    def _closed(self, template: str, depth: int, loop: bool) -> list[str]:
        """A statement whose names are out of sight behind it: it may never have run."""
        before = self.scope.copy()
        lines = self.render(template, depth, loop)
        self.scope.names = before.names
        return lines

    def render(self, template: str, depth: int, loop: bool = False) -> list[str]:
        """Fill a template of several lines, blocks and new names included."""
        lines: list[str] = []
        last = self.fresh
        before = self.scope.copy()
        for line in template.split("\n"):
            text = line.lstrip(" ")
            indent = line[: len(line) - len(text)]
            if text.startswith(_OTHERWISE):
                self.scope.names = before.copy().names
            if text in ("«block»", "«loop»"):
                lines += [indent + each for each in self._block(depth, loop or text == "«loop»")]
                continue
            if text.startswith("«body "):
                lines += [indent + each for each in self._body(text[1:-1].split(" ")[1:])]
                continue
            made: list[tuple[str, str]] = []
            if "«fresh»" in text:
                self.fresh += 1
                last = self.fresh
            text = text.replace("«fresh»", str(last)).replace("«last»", str(last))
            for kind in re.findall(r"«new (\w+)»", text):
                text = text.replace(f"«new {kind}»", self._made(kind, made), 1)
            lines.append(indent + self.fill(text))
            for kind, name in made:
                self.scope.add(kind, name)
        return lines

    def _made(self, kind: str, made: list[tuple[str, str]]) -> str:
        made.append((kind, self._name(kind)))
        return made[-1][1]

    def _name(self, kind: str) -> str:
        self.fresh += 1
        return f"{kind[0]}{self.fresh}_"

    def _block(self, depth: int, loop: bool) -> list[str]:
        before = self.scope.copy()
        lines = self.statements(self.random.choice((1, 1, 2)), depth - 1, loop)
        self.scope.names = before.names
        return lines

    def _body(self, words: list[str]) -> list[str]:
        kind, *names = words
        inner = Writer(self.random, self._inner(names), kind, self.typed, self.class_name)
        return [*inner.statements(1, 1), inner.fill("return «result»")]
