"""Putting the program together: what is reachable, its classes, globals, entries and metadata."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from sluice.compiler.ir.ops import (
    Call,
    CallVirtual,
    ClassConstant,
    FunctionConstant,
    LoadGlobal,
    LoadSlot,
    NewClosure,
    NewInstance,
    Register,
    StoreGlobal,
    StoreSlot,
    TupleConstant,
)
from sluice.compiler.ir.parts import part_names, parts
from sluice.compiler.ir.program import Class, Function, Global, Member, MemberKind, Program, Slot
from sluice.compiler.ir.types import VALUE, Instance, Maybe
from sluice.compiler.lower.activity import held_bodies
from sluice.compiler.lower.class_titles import module_title, qualified_title
from sluice.compiler.lower.enums import is_enum
from sluice.compiler.lower.filters import describe_filter, step_limit
from sluice.compiler.lower.symbols import ClassSymbol, FunctionSymbol

if TYPE_CHECKING:
    from sluice.compiler.lower.program import ProgramLowering


_OF_OPEN_INSTANCES: Final = frozenset(("__dict__", "__setattr__", "__delattr__", "*"))
"""Who looks such a name up, or any, may ask an instance for its dict, or change that."""
_TEXTS: Final = ("__repr__", "__str__", "__format__")
_WRITTEN_IN_C: Final = {
    f"{module}.{title}": {"io": "_io", "struct": "_struct"}.get(module, module)
    for module, titles in (
        ("collections", "deque defaultdict OrderedDict"),
        ("datetime", "date datetime time timedelta timezone tzinfo"),
        ("functools", "KeyWrapper partial _lru_cache_wrapper"),
        ("io", "StringIO BytesIO"),
        (
            "itertools",
            "accumulate chain combinations combinations_with_replacement compress count cycle dropwhile "
            "filterfalse groupby islice pairwise permutations product repeat starmap takewhile zip_longest",
        ),
        ("operator", "attrgetter itemgetter methodcaller"),
        ("re", "Match Pattern"),
        ("struct", "Struct"),
        ("time", "struct_time"),
    )
    for title in titles.split()
}
"""Classes of the library that CPython's own library has in C, and the module in their `tp_name`."""


def assemble(program: ProgramLowering, entries: Sequence[ClassSymbol]) -> Program:
    """The finished program."""
    functions = _reachable(program)
    used = _Uses(functions.values())
    classes = _classes(program, functions, used)
    globals_ = {name: _global(program, name) for name in sorted(used.globals | _variables(classes.values()))}
    return Program(
        functions=functions,
        classes=classes,
        globals=globals_,
        initialisers=tuple(name for name in program.initialisers if name in functions),
        filters=tuple(describe_filter(program, each) for each in entries),
        metadata=_metadata(program, entries),
    )


def _global(program: ProgramLowering, name: str) -> Global:
    return Global(name, program.global_type(name))


def _variables(classes: Iterable[Class]) -> set[str]:
    return {member.variable for each in classes for member in each.members if member.variable is not None}


def _metadata(program: ProgramLowering, entries: Sequence[ClassSymbol]) -> Mapping[str, object]:
    if not entries:
        return {
            "sources": {each.display: each.text for each in program.tree.modules.values() if not each.trusted}
        }
    return {
        "step_limit": step_limit(entries),
        "boundary": dict(program.boundary),
        "active": program.active,
        "held_bodies": held_bodies(program),
    }


class _Uses:
    """What instructions mention."""

    def __init__(self, functions: Iterable[Function]) -> None:
        self.globals: set[str] = set()
        self.classes: set[str] = set()
        self.values: set[str] = set()
        for function in functions:
            for parameter in function.parameters:
                self._type(parameter.register.type)
                if parameter.default_global is not None:
                    self.globals.add(parameter.default_global)
            for block in function.blocks:
                for instruction in block.instructions:
                    self._instruction(instruction)
                self._parts(block.terminator)

    def _instruction(self, instruction: object) -> None:
        match instruction:
            case LoadGlobal(name=name) | StoreGlobal(name=name):
                self.globals.add(name)
            case NewInstance(class_name=name) | CallVirtual(class_name=name):
                self.classes.add(name)
            case LoadSlot(class_name=name) | StoreSlot(class_name=name):
                self.classes.add(name)
            case _:
                pass
        self._parts(instruction)

    def _parts(self, node: object) -> None:
        """Constants and register types inside an instruction."""
        if isinstance(node, ClassConstant):
            self.classes.add(node.class_name)
        elif isinstance(node, FunctionConstant):
            self.values.add(node.function)
        elif isinstance(node, tuple):
            for each in node:
                self._parts(each)
        elif isinstance(node, TupleConstant):
            self._parts(node.items)
        else:
            for name in part_names(node):
                value = getattr(node, name)
                if name == "type":
                    self._type(value)
                elif not isinstance(value, str | int | None):
                    self._parts(value)

    def _type(self, kind: object) -> None:
        if isinstance(kind, Instance | Maybe):
            self.classes.add(kind.class_name)


_LEAVES = (str, int, float, bytes, type(None), Register)
"""What no function can be inside of."""


def called_functions(function: Function) -> set[str]:
    """The program's functions that a function calls or makes values of."""
    found: set[str] = set()
    for block in function.blocks:
        for instruction in block.instructions:
            match instruction:
                case Call(function=name) | NewClosure(function=name):
                    found.add(name)
                case _:
                    pass
            found.update(_function_constants(instruction))
        found.update(_function_constants(block.terminator))
    return found


def _function_constants(node: object) -> Iterator[str]:
    if isinstance(node, FunctionConstant):
        yield node.function
        return
    for value in node if isinstance(node, tuple) else parts(node):
        if not isinstance(value, _LEAVES):
            yield from _function_constants(value)


def _reachable(program: ProgramLowering) -> dict[str, Function]:
    """Functions that run, are called, or stand in a class's table; with entries where they become values."""
    roots = [name for name in program.initialisers if not _does_nothing(program.functions[name])]
    roots += program.boundary.values()
    for symbol in program.live.values():
        for ancestor in symbol.ancestors:
            roots += [each.name for each in _member_functions(program, ancestor)]
    seen: dict[str, None] = {}
    pending = list(reversed(roots))
    while pending:
        name = pending.pop()
        if name in seen or name not in program.functions:
            continue
        seen[name] = None
        pending += sorted(called_functions(program.functions[name]), reverse=True)
    return {
        name: replace(program.functions[name], needs_entry=name in program.needs_entry)
        for name in program.functions
        if name in seen
    }


def _does_nothing(function: Function) -> bool:
    return len(function.blocks) == 1 and not function.blocks[0].instructions


def _member_functions(program: ProgramLowering, symbol: ClassSymbol) -> list[FunctionSymbol]:
    found = [each for each in symbol.methods.values() if each.name in program.functions]
    for each in symbol.properties.values():
        parts = (each.getter, each.setter, each.deleter)
        found += [part for part in parts if part is not None and part.name in program.functions]
    return found


# --- classes


def _classes(program: ProgramLowering, functions: Mapping[str, Function], used: _Uses) -> dict[str, Class]:
    wanted = {name for name in used.classes if name in program.classes.classes} | set(program.live)
    pending = list(wanted)
    while pending:
        symbol = program.classes.classes[pending.pop()]
        related = {base.name for base in symbol.ancestors}
        related |= {
            slot.type.class_name
            for slot in _slots(program, symbol)
            if isinstance(slot.type, Instance | Maybe)
        }
        pending += sorted(related - wanted)
        wanted |= related
    return {
        name: _class(program, symbol, functions)
        for name, symbol in program.classes.classes.items()
        if name in wanted
    }


def _class(program: ProgramLowering, symbol: ClassSymbol, functions: Mapping[str, Function]) -> Class:
    return Class(
        name=symbol.name,
        title=symbol.title,
        module=symbol.module.name,
        bases=tuple(_base_name(each) for each in symbol.bases),
        mro=tuple(_base_name(each) for each in symbol.mro),
        slots=_slots(program, symbol),
        members=_members(program, symbol, functions),
        open_slots=symbol.keeps_dict or not (symbol.closed or _is_sealed(program, symbol)),
        virtuals=program.virtuals_of(symbol),
        doc=ast.get_docstring(symbol.node, clean=False) if not symbol.module.trusted else None,
        module_title=module_title(symbol),
        message_name=_message_name(symbol),
        qualified=qualified_title(symbol),
        abstract=tuple(program.class_facts.abstract_members(symbol)),
    )


def _message_name(symbol: ClassSymbol) -> str:
    """Classes that are written in C in CPython are called by their modules' names too in exceptions."""
    module = _WRITTEN_IN_C.get(f"{module_title(symbol)}.{symbol.title}") if symbol.module.trusted else None
    return f"{module}.{symbol.title}" if module is not None else ""


def _is_sealed(program: ProgramLowering, symbol: ClassSymbol) -> bool:
    """No code of the program ever gives such an instance an attribute that is not one of its slots.

    None may look for the dict either that it then has not. Exceptions get notes from elsewhere.
    """
    if program.stores_by_name:
        return False
    if program.tree.strict:
        return "__dict__" not in program.dynamic_names
    is_exception = "builtins.BaseException" in map(_base_name, symbol.mro)
    return not is_exception and not program.dynamic_names.keys() & _OF_OPEN_INSTANCES


def _base_name(base: ClassSymbol | str) -> str:
    return base if isinstance(base, str) else base.name


def _slots(program: ProgramLowering, symbol: ClassSymbol) -> tuple[Slot, ...]:
    """Inherited slots first, in their places; then those of other bases; then the class's own."""
    primary = next((each for each in symbol.bases if isinstance(each, ClassSymbol)), None)
    found = list(_slots(program, primary)) if primary is not None else []
    present = {each.name for each in found}
    for ancestor in (*reversed(symbol.ancestors[1:]), symbol):
        for name in ancestor.slots:
            if name not in present:
                owner = program.class_facts.slot_owner(symbol, name) or ancestor
                always = program.class_facts.is_always_set(owner, name) and not owner.displaced
                found.append(Slot(name, program.class_facts.slot_type(owner, name), always))
                present.add(name)
    return tuple(found)


def _members(
    program: ProgramLowering, symbol: ClassSymbol, functions: Mapping[str, Function]
) -> tuple[Member, ...]:
    """Class variables, and the methods that are reached by name or through the method table."""
    found = []
    virtual = program.virtuals_of(symbol)
    for name, function in symbol.methods.items():
        known = functions.get(function.name)
        if known is None or function.member_kind is None:
            continue
        if known.needs_entry or name in virtual:
            found.append(Member(name, function.member_kind, function.name))
    for name, each in symbol.properties.items():
        listed = [
            part is not None
            and part.name in functions
            and (part.name in program.needs_entry or (part is each.getter and name in virtual))
            for part in (each.getter, each.setter, each.deleter)
        ]
        parts = [
            part.name if part is not None and is_listed else None
            for part, is_listed in zip((each.getter, each.setter, each.deleter), listed, strict=True)
        ]
        if any(part is not None for part in parts):
            found.append(Member(name, MemberKind.PROPERTY, parts[0], parts[1], parts[2]))
    for name, variable in symbol.variables.items():
        found.append(Member(name, MemberKind.VARIABLE, variable=variable))
    return (*found, *_texts_of_members(symbol, functions, {each.name for each in found}))


def _texts_of_members(
    symbol: ClassSymbol, functions: Mapping[str, Function], own: set[str]
) -> Iterator[Member]:
    """What an enumeration with a data type takes from enumerations though the data type has it too."""
    if not is_enum(symbol) or symbol.head == "builtins.object":
        return
    for name in _TEXTS:
        if name in own:
            continue
        method = next((each.methods[name] for each in symbol.ancestors[1:] if name in each.methods), None)
        if method is not None and method.name in functions and functions[method.name].needs_entry:
            yield Member(name, MemberKind.METHOD, method.name)


__all__ = ["VALUE", "assemble"]
