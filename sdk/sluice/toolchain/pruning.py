"""What of the runtime a program needs: live functions and, of each live type, the live operations.

A linker keeps whatever a kept type mentions, and a type mentions all its operations. Here an operation of a type
is alive only when the type is and some live function asks types for that operation (see `operations`). What
is left over is taken out of the objects before they are linked.
"""

from __future__ import annotations

import pickle
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sluice.toolchain.objects import Mention, WasmObject, drop_mentions, read_object
from sluice.toolchain.operations import Operations, operation_names, read_inline_reads, read_reads

Place = tuple[str, int]
"""An object's stem and a symbol's number in it."""

_WORD = 4


@dataclass(frozen=True, slots=True)
class RuntimeGraph:
    """What is known of all runtime objects: read once per archive."""

    objects: Mapping[str, WasmObject]
    reads: Mapping[str, tuple[Mapping[str, Operations], Operations]]
    inline_reads: Mapping[str, Operations]
    names: tuple[str, ...]


def read_graph(folder: Path, objects: Iterable[Path]) -> RuntimeGraph:
    """The graph of the runtime in `folder` (C) compiled to `objects`."""
    return RuntimeGraph(
        {file.stem: read_object(file.read_bytes()) for file in objects},
        read_reads(folder),
        read_inline_reads(folder),
        operation_names((folder / "type.h").read_text()),
    )


def save_graph(graph: RuntimeGraph, target: Path) -> None:
    target.write_bytes(pickle.dumps(graph))


def load_graph(source: Path) -> RuntimeGraph:
    """From our own cache folder only: the format runs code when it is read."""
    graph = pickle.loads(source.read_bytes())
    assert isinstance(graph, RuntimeGraph)
    return graph


@dataclass(slots=True)
class _Liveness:
    """The fixpoint: symbols, operations and types that are alive."""

    graph: RuntimeGraph
    objects: dict[str, WasmObject]
    reads: dict[str, tuple[Mapping[str, Operations], Operations]]
    defined: dict[str, Place] = field(default_factory=dict)
    mentions: dict[Place, list[Mention]] = field(default_factory=dict)
    live: set[Place] = field(default_factory=set)
    linked: set[str] = field(default_factory=set)
    operations: set[str] = field(default_factory=set)
    types: list[Place] = field(default_factory=list)
    work: list[Place] = field(default_factory=list)

    def __post_init__(self) -> None:
        for stem, each in self.objects.items():
            for number, symbol in enumerate(each.symbols):
                if symbol.is_defined and not symbol.is_local and symbol.name:
                    self.defined.setdefault(symbol.name, (stem, number))
            for mention in each.mentions:
                self.mentions.setdefault((stem, mention.source), []).append(mention)

    def run(self, start: str) -> None:
        self._link(start)
        while self.work:
            self._visit(self.work.pop())

    def _link(self, stem: str) -> None:
        """An object takes part: what it exports is alive."""
        if stem in self.linked:
            return
        self.linked.add(stem)
        for number, symbol in enumerate(self.objects[stem].symbols):
            if symbol.is_root:
                self._keep((stem, number))

    def _keep(self, place: Place) -> None:
        if place not in self.live:
            self.live.add(place)
            self.work.append(place)
            self._link(place[0])

    def _resolve(self, stem: str, number: int, through_weak: bool) -> Place | None:
        symbol = self.objects[stem].symbols[number]
        if symbol.is_defined:
            return stem, number
        if symbol.is_weak and not through_weak:
            return None
        return self.defined.get(symbol.name)

    def _visit(self, place: Place) -> None:
        stem, number = place
        symbol = self.objects[stem].symbols[number]
        if symbol.is_function:
            self._read(stem, symbol.name)
        is_type = self.is_type(place)
        if is_type:
            self.types.append(place)
        for mention in self.mentions.get(place, ()):
            operation = self.operation_at(place, mention) if is_type else None
            if operation is None or operation in self.operations:
                self._follow(stem, mention, operation is not None)

    def _follow(self, stem: str, mention: Mention, through_weak: bool) -> None:
        target = self._resolve(stem, mention.target, through_weak)
        if target is not None:
            self._keep(target)

    def _read(self, stem: str, name: str) -> None:
        known, otherwise = self.reads.get(stem, ({}, frozenset()))
        for operation in known.get(name.partition(".")[0], otherwise) - self.operations:
            self.operations.add(operation)
            for place in self.types:
                for mention in self.mentions.get(place, ()):
                    if self.operation_at(place, mention) == operation:
                        self._follow(place[0], mention, True)

    def is_type(self, place: Place) -> bool:
        """A static `slu_type`: by its name."""
        symbol = self.objects[place[0]].symbols[place[1]]
        ours = symbol.name.startswith("slu_") and symbol.name.endswith("_type")
        return not symbol.is_function and (ours or symbol.name.startswith("type_c_"))

    def operation_at(self, place: Place, mention: Mention) -> str | None:
        """The operation that a mention in a type stands for; None: not an operation."""
        size, names = self.objects[place[0]].symbols[place[1]].size, self.graph.names
        index = (mention.offset - (size - _WORD * len(names))) // _WORD
        return names[index] if index >= 0 else None

    def dead_mentions(self, stem: str) -> set[tuple[int, int]]:
        """(type's symbol, offset) of the operations of an object's types that nobody can ask for."""
        dead = set()
        for number in range(len(self.objects[stem].symbols)):
            if self.objects[stem].symbols[number].is_defined and self.is_type((stem, number)):
                for mention in self.mentions.get((stem, number), ()):
                    operation = self.operation_at((stem, number), mention)
                    alive = (stem, number) in self.live and operation in self.operations
                    if operation is not None and not alive:
                        dead.add((number, mention.offset))
        return dead


PROGRAM = "program"
_NAME = re.compile(r"\bslu_\w+")


def _inlined(graph: RuntimeGraph, text: str) -> Operations:
    """What the emitted C reads through the inline functions of the headers."""
    return frozenset().union(
        *(graph.inline_reads.get(name, frozenset()) for name in set(_NAME.findall(text)))
    )


def prune(graph: RuntimeGraph, folder: Path, program: Path, text: str, target: Path) -> list[Path]:
    """The objects to link for a program (its object file and C text): copies in `target` where something is
    taken out, else those in `folder`."""
    objects = {**graph.objects, PROGRAM: read_object(program.read_bytes())}
    reads = {**graph.reads, PROGRAM: ({}, _inlined(graph, text))}
    liveness = _Liveness(graph, objects, reads)
    liveness.run(PROGRAM)
    found = []
    for stem in sorted(liveness.linked):
        source = program if stem == PROGRAM else folder / f"{stem}.o"
        dead = liveness.dead_mentions(stem)
        if dead:
            pruned = target / f"pruned-{stem}.o"
            pruned.write_bytes(drop_mentions(source.read_bytes(), dead))
            source = pruned
        found.append(source)
    return found
