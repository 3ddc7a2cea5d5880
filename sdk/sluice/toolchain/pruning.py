"""What of the runtime a program needs: live functions and, of each live type, the live operations.

A linker keeps whatever a kept type mentions, and a type mentions all its operations and methods. Here

- an operation of a type is alive only when the type has instances and some live function asks types for that
  operation (see `operations`): to be compared with, or the base of another type, makes no instances;
- some functions ask only the program's own classes (`SLU_OWN`);
- of operators it must be one that the type answers to (`_ANSWERS`): who adds needs no union of dicts;
- `construct` is alive only when the type is a value that may be called, or a base of a type with instances;
- a method in a class's table is alive only when its name is mentioned elsewhere than in such tables, unless
  the program looks attributes up by names that it computes;
- a type that is mentioned only as an ancestor of others is alive only when some live function looks into
  ancestors: to ask whether one type derives from another compares addresses, and nobody has that one's;
- the table of a class's slots or members is alive only when some live function looks into such tables;
- an overridden method, called through its place in the table of a class, is alive only when some live
  function of the program calls that place.

What is left over is taken out of the objects before they are linked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from pathlib import Path

from sluice.toolchain.objects import (
    EQUAL,
    NOT_EQUAL,
    Mention,
    ObjectCode,
    WasmObject,
    drop_mentions,
    read_code,
    read_object,
)
from sluice.toolchain.operations import (
    ASKS,
    LOOKS_INTO_MEMBERS,
    OWN,
    WALKS_ANCESTORS,
    Operations,
    functions_in,
    operation_names,
    read_inline_reads,
    read_reads,
)
from sluice.toolchain.runtime_graph import Place, RuntimeGraph, pack_object

PROGRAM = "program"
_LAST = "nursery"
"""The object with the large blocks of memory: what lies before them has short addresses."""
_WORD = 4
_NAMES_OF_TYPES, _LISTS_OF_TYPES, _MEMBERS = (4, 8, 12), (24, 28, 44), 40
"""Where a `slu_type` mentions its names, its mro, bases and slots, and its methods (type.h asserts it)."""
_MEMBER_SIZE = 24
_TEXT_START = 16
_ANCESTORS = (24, 28)
"""Where a `slu_type` mentions its mro and its bases."""
_SLOTS = 44
"""Where a `slu_type` mentions its slots."""
_READ_SLOTS = "slots"
_FIELDS = {_SLOTS: _READ_SLOTS, _MEMBERS: LOOKS_INTO_MEMBERS}
"""Tables that are alive only when some live function looks into such, by where a type mentions them."""
_CONSTRUCT = "construct"
_OPERATORS = frozenset(("binary", "in_place"))
_ANSWERS = {
    "slu_float_type": "ADD SUBTRACT MULTIPLY DIVIDE FLOOR_DIVIDE MODULO",
    "slu_str_type": "ADD MULTIPLY",
    "slu_bytes_type": "ADD MULTIPLY",
    "slu_bytearray_type": "ADD MULTIPLY",
    "slu_list_type": "ADD MULTIPLY",
    "slu_tuple_type": "ADD",
    "slu_dict_type": "OR",
    "slu_set_type": "AND OR XOR SUBTRACT",
    "slu_frozenset_type": "AND OR XOR SUBTRACT",
    "slu_dict_keys_type": "AND OR XOR SUBTRACT",
    "slu_dict_items_type": "AND OR XOR SUBTRACT",
}
"""The operators that a built-in type's `binary` and `in_place` know; types that are not here: any."""
_CLASS_OF = "class of"
_SHOW_NO_CLASS = frozenset(
    ("slu_find_special", "slu_no_attribute", "slu_vars", "slu_set_attribute", "slu_set_attribute_plainly")
)
"""The functions of attributes.c that make no value of an object's class; the others may."""
_FROM_OUTSIDE = ("proxy_", "sluice_print", "wasi_", "__")
"""Imports of the module, and what the linker itself defines."""


class MissingSymbolError(Exception):
    """Live code mentions what nothing defines: a fault of the runtime or of the emitter."""


def read_graph(folder: Path, objects: Iterable[Path]) -> RuntimeGraph:
    """The graph of the runtime in `folder` (C) compiled to `objects`."""
    codes = {file.stem: read_code(file.read_bytes()) for file in objects}
    return RuntimeGraph(
        {stem: pack_object(WasmObject(code.symbols, code.mentions)) for stem, code in codes.items()},
        {name: place for stem in reversed(codes) for name, place in _defined(stem, codes[stem])},
        {place: text for stem, code in codes.items() for place, text in _texts(stem, code)},
        read_reads(folder),
        read_inline_reads(folder),
        {file.stem: _class_values(file.read_text()) for file in folder.glob("*.c")},
        operation_names((folder / "type.h").read_text()),
    )


def _defined(stem: str, each: WasmObject) -> Iterator[tuple[str, Place]]:
    """What an object defines for others."""
    for number, symbol in enumerate(each.symbols):
        if symbol.is_defined and not symbol.is_local and symbol.name:
            yield symbol.name, (stem, number)


def _texts(stem: str, code: ObjectCode) -> Iterator[tuple[Place, bytes]]:
    """The static strs of an object: what begins with the type of strs."""
    for mention in code.mentions:
        if mention.in_data and mention.offset == 0 and code.symbols[mention.target].name == "slu_str_type":
            content = code.contents[mention.source]
            size = int.from_bytes(content[_WORD : 2 * _WORD], "little")
            yield (stem, mention.source), content[_TEXT_START : _TEXT_START + size]


@dataclass(slots=True)
class Liveness:
    """The fixpoint. `waiting`: what an operation, a called type or a name that is looked up makes alive."""

    graph: RuntimeGraph
    program: WasmObject
    reads: Mapping[str, tuple[Mapping[str, Operations], Operations]]
    texts: Mapping[Place, bytes]
    class_values: Mapping[str, frozenset[str]]
    names_computed: bool
    defined: Mapping[str, Place]
    objects: dict[str, WasmObject] = field(default_factory=dict)
    mentions: dict[Place, list[Mention]] = field(default_factory=dict)
    lists: set[Place] = field(default_factory=set)
    ancestors: set[Place] = field(default_factory=set)
    tables: set[Place] = field(default_factory=set)
    virtual_calls: Mapping[str, frozenset[int]] = field(default_factory=dict)
    live: set[Place] = field(default_factory=set)
    linked: set[str] = field(default_factory=set)
    instantiated: set[Place] = field(default_factory=set)
    known: set[object] = field(default_factory=set)
    waiting: dict[object, list[tuple[Place, Mention]]] = field(default_factory=dict)
    kept: set[tuple[Place, int]] = field(default_factory=set)
    work: list[Place] = field(default_factory=list)

    def run(self, start: str) -> None:
        self._link(start)
        while self.work:
            self._visit(self.work.pop())

    def _link(self, stem: str) -> None:
        """An object takes part: what it exports is alive."""
        if stem in self.linked:
            return
        self.linked.add(stem)
        self._read(stem)
        for number, symbol in enumerate(self.objects[stem].symbols):
            if symbol.is_root:
                self._keep((stem, number))

    def _read(self, stem: str) -> None:
        self.objects[stem] = each = self.program if stem == PROGRAM else self.graph.object(stem)
        mentions: dict[Place, list[Mention]] = {}
        for mention in each.mentions:
            mentions.setdefault((stem, mention.source), []).append(mention)
        self.mentions.update(mentions)
        for place, found in mentions.items():
            if self.is_type(place):
                self.lists |= {(stem, each.target) for each in found if each.offset in _LISTS_OF_TYPES}
                self.ancestors |= {(stem, each.target) for each in found if each.offset in _ANCESTORS}
                self.tables |= {(stem, each.target) for each in found if each.offset == _MEMBERS}

    def _keep(self, place: Place) -> None:
        if place not in self.live:
            self.live.add(place)
            self.work.append(place)
            self._link(place[0])
            self._learn(("kept", place))

    def _resolve(self, stem: str, number: int, through_weak: bool) -> Place | None:
        symbol = self.objects[stem].symbols[number]
        if symbol.is_defined:
            return stem, number
        found = self.defined.get(symbol.name)
        if symbol.is_weak and not through_weak and (found is None or found[0] != PROGRAM):
            return None  # it is there when something else needs it; what the program defines is there
        missing = found is None and not symbol.is_weak and symbol.name
        if missing and not symbol.name.startswith(_FROM_OUTSIDE):
            raise MissingSymbolError(f"{stem}.c mentions {symbol.name}, which nothing defines")
        return found

    def _visit(self, place: Place) -> None:
        stem, number = place
        symbol = self.objects[stem].symbols[number]
        if symbol.is_function:
            known, otherwise = self.reads.get(stem, ({}, frozenset()))
            title = symbol.name.partition(".")[0]
            for operation in known.get(title, otherwise):
                self._learn(operation)
            for method in self.virtual_calls.get(title, ()) if stem == PROGRAM else ():
                self._learn(method)
            if stem == "attributes" and symbol.name not in ("slu_find_special", "slu_no_attribute"):
                self._learn(_READ_SLOTS)
            if symbol.name == "slu_class_of" or (stem == "attributes" and symbol.name not in _SHOW_NO_CLASS):
                self._show_classes()
        is_type, names, is_virtual = self.is_type(place), self._member_names(place), self.is_virtual(place)
        for mention in self.mentions.get(place, ()):
            if place in self.ancestors and self._waits_for_ancestor(place, mention):
                continue
            needed = _FIELDS.get(mention.offset) if is_type else None
            if needed is not None and needed not in self.known:
                self.waiting.setdefault(needed, []).append((place, mention))
                continue
            if is_virtual and mention.offset // _WORD not in self.known:
                self.waiting.setdefault(mention.offset // _WORD, []).append((place, mention))
                continue
            if is_type and self.operation_at(place, mention) is not None:
                continue  # waits for an instance
            name = names.get(mention.offset // _MEMBER_SIZE)
            if name is None or mention.offset % _MEMBER_SIZE == 0 or name in self.known:
                self._follow(place, mention, False)
            else:
                self.waiting.setdefault(name, []).append((place, mention))

    def _waits_for_ancestor(self, place: Place, mention: Mention) -> bool:
        target = self._resolve(place[0], mention.target, False)
        if target is None or target in self.live or WALKS_ANCESTORS in self.known:
            return False
        for fact in (("kept", target), WALKS_ANCESTORS):
            self.waiting.setdefault(fact, []).append((place, mention))
        return True

    def _member_names(self, place: Place) -> dict[int, bytes]:
        """The names in a class's table of methods, by row."""
        if place not in self.tables or self.names_computed:
            return {}
        found = {}
        for mention in self.mentions.get(place, ()):
            target = self._resolve(place[0], mention.target, True)
            if mention.offset % _MEMBER_SIZE == 0 and target is not None and target in self.texts:
                found[mention.offset // _MEMBER_SIZE] = self.texts[target]
        return found

    def _follow(self, place: Place, mention: Mention, through_weak: bool) -> None:
        self.kept.add((place, mention.offset))
        target = self._resolve(place[0], mention.target, through_weak)
        if target is None:
            return
        self._keep(target)
        if self.is_type(target):
            self._use_type(place, mention, target)
        elif target in self.texts and self._may_look_up(place, mention):
            self._learn(self.texts[target])

    def _use_type(self, place: Place, mention: Mention, target: Place) -> None:
        if place in self.lists or mention.following in (EQUAL, NOT_EQUAL):
            return
        if self._is_value(place, mention, target):
            self._learn(target)
        if target not in self.instantiated:
            self.instantiated.add(target)
            if _CLASS_OF in self.known:
                self._learn(target)
            for each in self.mentions.get(target, ()):
                operation = self.operation_at(target, each)
                if operation is not None:
                    self._use_operation(target, each, operation)

    def _is_value(self, place: Place, mention: Mention, target: Place) -> bool:
        """Whether the mention makes a Python value of a type, and not just an object's head or a test."""
        if mention.in_data:
            return mention.offset != 0
        return self.objects[target[0]].symbols[target[1]].name in self.class_values[place[0]]

    def _show_classes(self) -> None:
        """A program may get the class of any object as a value."""
        if _CLASS_OF not in self.known:
            self._learn(_CLASS_OF)
            for place in list(self.instantiated):
                self._learn(place)

    def _use_operation(self, place: Place, mention: Mention, operation: str) -> None:
        asked = (operation, OWN + operation) if self._is_of_program(place) else (operation,)
        answers = self._answers(place) if operation in _OPERATORS else ()
        for facts in (asked, (place,) if operation == _CONSTRUCT else (), answers):
            if facts and not any(each in self.known for each in facts):
                for each in facts:
                    self.waiting.setdefault(each, []).append((place, mention))
                return
        self._follow(place, mention, True)

    def _is_of_program(self, place: Place) -> bool:
        """Whether a type is a class of the program, of a library module written in Python too."""
        return self.objects[place[0]].symbols[place[1]].name.startswith("type_c_")

    def _answers(self, place: Place) -> tuple[str, ...]:
        """The facts of which one makes operators of a type alive; none for classes of the program."""
        name = self.objects[place[0]].symbols[place[1]].name
        return tuple(ASKS + each for each in _ANSWERS.get(name, "").split())

    def _may_look_up(self, place: Place, mention: Mention) -> bool:
        """Whether a str may be a name that is looked up, not just what something is called."""
        if self.is_type(place):
            return mention.offset not in _NAMES_OF_TYPES
        is_info = self.objects[place[0]].symbols[place[1]].name.startswith("info_")
        return not is_info and place not in self.tables and place not in self.lists

    def _learn(self, fact: object) -> None:
        """An operation that is asked for, a type that may be called, a name that is looked up."""
        if fact in self.known:
            return
        self.known.add(fact)
        for place, mention in self.waiting.pop(fact, ()):
            operation = self.operation_at(place, mention) if self.is_type(place) else None
            if operation is None:
                self._follow(place, mention, False)
            else:
                self._use_operation(place, mention, operation)

    def is_type(self, place: Place) -> bool:
        """A static `slu_type`: by its name, which no pointer to one may have."""
        symbol = self.objects[place[0]].symbols[place[1]]
        ours = symbol.name.startswith("slu_") and symbol.name.endswith("_type")
        return not symbol.is_function and (ours or symbol.name.startswith("type_c_"))

    def is_virtual(self, place: Place) -> bool:
        """The table through which overridden methods are called: by its name."""
        symbol = self.objects[place[0]].symbols[place[1]]
        return place[0] == PROGRAM and not symbol.is_function and symbol.name.startswith("methods_c_")

    def operation_at(self, place: Place, mention: Mention) -> str | None:
        """The operation that a mention in a type stands for; None: not an operation."""
        size, names = self.objects[place[0]].symbols[place[1]].size, self.graph.names
        index = (mention.offset - (size - _WORD * len(names))) // _WORD
        return names[index] if index >= 0 else None

    def owners(self, stem: str) -> dict[int, list[tuple[str, int]]]:
        """Of each list and table of methods: the types that mention it, by name, and where they do."""
        found: dict[int, list[tuple[str, int]]] = {}
        for place in self.mentions:
            if place[0] == stem and self.is_type(place):
                name = self.objects[stem].symbols[place[1]].name
                for each in self.mentions[place]:
                    if (stem, each.target) in self.tables or (stem, each.target) in self.ancestors:
                        found.setdefault(each.target, []).append((name, each.offset))
        return found

    def dead_mentions(self, stem: str) -> set[tuple[int, int]]:
        """(symbol, offset) of what an object's types and tables of methods mention in vain."""
        dead = set()
        for number, symbol in enumerate(self.objects[stem].symbols):
            place = (stem, number)
            is_type = symbol.is_defined and self.is_type(place)
            pruned = place in self.tables or place in self.ancestors or self.is_virtual(place)
            if not is_type and not pruned:
                continue
            for mention in self.mentions.get(place, ()):
                is_field = is_type and self.operation_at(place, mention) is None
                is_needed = is_field and mention.offset not in _FIELDS
                if not is_needed and (place, mention.offset) not in self.kept:
                    dead.add((number, mention.offset))
        return dead


_NAME = re.compile(r"\bslu_\w+")
_COMPUTED = re.compile(
    r"\bslu_(([gs]et|has|del)attr(_computed)?|str_format\w*|super_get|match_attribute|object_\w+_attribute)\b"
)
"""What looks attributes up by names that the emitted C does not spell."""


_TEST_OF_CLASS = re.compile(
    r"\bslu_is_of_class\([^()]*(?:\([^()]*\)[^()]*)*, slu_of\(&\w+\)\)"
    r"|\bslu_new_exception_\w+\(slu_of\(&\w+\)"
)
_CLASS_VALUE = re.compile(r"\bslu_of\(&(\w+)\)")


def _class_values(text: str) -> frozenset[str]:
    """The C names of the types that a C text handles as values, other than to test for them."""
    return frozenset(_CLASS_VALUE.findall(_TEST_OF_CLASS.sub("", text)))


def _inlined(graph: RuntimeGraph, text: str) -> Operations:
    """What the emitted C reads through the inline functions of the headers."""
    return frozenset().union(
        *(graph.inline_reads.get(name, frozenset()) for name in set(_NAME.findall(text)))
    )


_VIRTUAL_CALL = re.compile(r"->type->methods\[(\d+)\]")
_EXPORT = re.compile(r"^SLU_EXPORT\(\w+\) ", re.MULTILINE)
_WORD_OF_C = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class ProgramText:
    """What the emitted C says that its object does not.

    `inlined`: operations that it asks for through inline functions; `class_values`: types that it handles as
    values; `names_computed`: whether it looks attributes up by names that it computes. Of each function:
    `virtual_calls`, the places in tables of methods that it calls, and `calls`, others of its functions.
    """

    inlined: Operations
    class_values: frozenset[str]
    names_computed: bool
    virtual_calls: Mapping[str, frozenset[int]]
    calls: Mapping[str, Set[str]]

    def virtual_calls_in(self, present: Set[str]) -> dict[str, frozenset[int]]:
        """Functions that are not `present` in the object have been inlined into those that call them."""
        found: dict[str, frozenset[int]] = {}
        for name in self.calls:
            work, seen, places = [name], {name}, set[int]()
            while work:
                each = work.pop()
                places |= self.virtual_calls[each]
                inlined = self.calls[each] - present - seen
                seen |= inlined
                work += inlined
            found[name] = frozenset(places)
        return found


def read_text(graph: RuntimeGraph, text: str) -> ProgramText:
    """Needs no object: it can be done while that is compiled."""
    bodies = functions_in(_EXPORT.sub("", text))
    return ProgramText(
        _inlined(graph, text),
        _class_values(text),
        bool(_COMPUTED.search(text)),
        {name: frozenset(map(int, _VIRTUAL_CALL.findall(body))) for name, body in bodies.items()},
        {name: set(_WORD_OF_C.findall(body)) & bodies.keys() for name, body in bodies.items()},
    )


def find_live(graph: RuntimeGraph, program: Path, text: ProgramText) -> Liveness:
    """What a program (its object file and what its C says) needs."""
    code = read_code(program.read_bytes())
    own = WasmObject(code.symbols, code.mentions)
    defined = {**dict(_defined(PROGRAM, own)), **graph.defined}
    reads = {**graph.reads, PROGRAM: ({}, text.inlined)}
    texts = {**graph.texts, **dict(_texts(PROGRAM, code))}
    values = {**graph.class_values, PROGRAM: text.class_values}
    liveness = Liveness(graph, own, reads, texts, values, text.names_computed, defined)
    liveness.virtual_calls = text.virtual_calls_in({symbol.name for symbol in code.symbols})
    liveness.run(PROGRAM)
    return liveness


def prune(liveness: Liveness, folder: Path, program: Path, target: Path) -> list[Path]:
    """The objects to link: copies in `target` where something is taken out, else those in `folder`."""
    found = []
    for stem in sorted(liveness.linked, key=lambda stem: (stem == _LAST, stem)):
        source = program if stem == PROGRAM else folder / f"{stem}.o"
        dead = liveness.dead_mentions(stem)
        if dead:
            pruned = target / f"pruned-{stem}.o"
            pruned.write_bytes(drop_mentions(source.read_bytes(), dead, liveness.objects[stem].symbols))
            source = pruned
        found.append(source)
    return found


def prune_whole(liveness: Liveness, whole: bytes) -> bytes:
    """The same for the one object that optimising everything together has made.

    Functions are inlined into each other there, so that nothing new can be learned from it. Types and tables
    of overridden methods still have their names; what a type lists is found through it, as files call theirs
    alike (`mro`), and only one of them keeps that name.
    """
    together = read_object(whole)
    numbers = {symbol.name: number for number, symbol in enumerate(together.symbols) if symbol.is_defined}
    lists = {(each.source, each.offset): each.target for each in together.mentions if each.in_data}
    dropped = set()
    for stem in liveness.linked:
        owners = liveness.owners(stem)
        for number, offset in liveness.dead_mentions(stem):
            for name, place in owners.get(number, [(liveness.objects[stem].symbols[number].name, None)]):
                found = numbers.get(name)
                if found is not None and place is not None:
                    found = lists.get((found, place))
                if found is not None:
                    dropped.add((found, offset))
    return drop_mentions(whole, dropped, together.symbols)
