"""What is known of a function at run time: its names, its signature, its function object."""

from __future__ import annotations

import builtins
import re
import types
from collections.abc import Iterator
from typing import Final

from sluice.compiler.emit.constants import quote
from sluice.compiler.emit.function_scope import ProgramScope
from sluice.compiler.ir.program import Function, Parameter, ParameterKind

_POSITIONAL = (ParameterKind.POSITIONAL_ONLY, ParameterKind.POSITIONAL_OR_KEYWORD)


def emit_info(shared: ProgramScope, function: Function) -> Iterator[str]:
    """The static record that tracebacks and, for functions that are values, `slu_call` read."""
    names, pool = shared.names, shared.pool
    place = f"{{{quote(function.file.encode())}, {quote(function.title.encode())}, {function.line}}}"
    info = names.function_info(function.name)
    if not function.needs_entry:
        yield f"static const struct {{ slu_place place; }} {info} = {{{place}}};"
        return
    identifier = names.function(function.name)
    yield from _emit_signature(shared, function, f"signature_{identifier}")
    module, qualified = split_name(shared, function)
    kept = function.doc if shared.keeps_docs else None
    doc = f"(slu_str *)&{pool.text(kept)}" if kept is not None else "NULL"
    yield (
        f"static const slu_function_info {info} = {{.name = (slu_str *)&{pool.text(function.title)}, "
        f".qualified_name = (slu_str *)&{pool.text(qualified or function.title)}, "
        f".module = (slu_str *)&{pool.text(module)}, .doc = {doc}, .signature = &signature_{identifier}, "
        f".place = {place}, .cell_count = {len(function.cells)}}};"
    )


BUILT_IN: Final = "<built-in>"
"""The file of functions that are the runtime's own."""

_SEARCHES: Final = frozenset({"count", "endswith", "find", "index", "rfind", "rindex", "startswith"})
"""Methods of text that say `find() takes at least 1 argument`; others: `expected at least 1 argument`."""

_MODULES_IN_C: Final = frozenset({"bisect", "binascii", "operator", "struct", "time", "zlib"})
_FUNCTIONS_IN_C: Final = frozenset(
    {f"heapq.{name}" for name in ("heappush", "heappop", "heapify", "heapreplace", "heappushpop")}
    | {"functools.reduce", "functools.cmp_to_key"}
)
_NAMES_IN_C: Final = {name: f"_{name}" for name in ("bisect", "functools", "heapq", "operator", "struct")}
"""The modules that those functions are in, where it is not the one that the author names."""
_NUMBER: Final = re.compile(r"#\d+")
_BINDING_ORDER: Final = (
    ParameterKind.POSITIONAL_ONLY,
    ParameterKind.POSITIONAL_OR_KEYWORD,
    ParameterKind.KEYWORD_ONLY,
    ParameterKind.VAR_POSITIONAL,
    ParameterKind.VAR_KEYWORD,
)


def binding_order(function: Function) -> list[Parameter]:
    """The parameters as `slu_bind_arguments` fills them: named ones first, then *args, then **kwargs."""
    return sorted(function.parameters, key=lambda item: _BINDING_ORDER.index(item.kind))


def split_name(shared: ProgramScope, function: Function) -> tuple[str, str]:
    """`__module__` and `__qualname__`: numbers that tell functions of one name apart are left out."""
    name = _NUMBER.sub("", function.name)
    if function.file == BUILT_IN:
        owner, _, title = name.rpartition(".")
        is_type = isinstance(getattr(builtins, owner, None), type)
        return ("builtins", name) if is_type else (owner or "builtins", title)
    outermost = function.name.partition(".<locals>")[0]
    owner = outermost.rpartition(".")[0]
    while owner and owner not in shared.program.classes:
        owner = owner.rpartition(".")[0]
    module = shared.program.classes[owner].module if owner else outermost.rpartition(".")[0]
    qualified = name[len(module) + 1 :] if module else name
    public = ".".join(part for part in module.split(".") if not part.startswith("_") or part == "__main__")
    if not owner and _written_in_c(shared, function):
        public = _NAMES_IN_C.get(public, public)
    return public or module, qualified or function.title


def _emit_signature(shared: ProgramScope, function: Function, label: str) -> Iterator[str]:
    named = [item for item in binding_order(function) if item.kind in _BINDING_ORDER[:3]]
    kinds = [item.kind for item in function.parameters]
    positional = [item for item in named if item.kind in _POSITIONAL]
    required = next((index for index, item in enumerate(positional) if not item.required), len(positional))
    if named:
        texts = ", ".join(f"(slu_str *)&{shared.pool.text(item.register.name)}" for item in named)
        yield f"static slu_str *const names_{label}[] = {{{texts}}};"
        defaults = ", ".join(_default(shared, function, item) for item in named)
        yield f"static const slu_default defaults_{label}[] = {{{defaults}}};"
    fields = [
        f".names = {f'names_{label}' if named else 'NULL'}",
        f".defaults = {f'defaults_{label}' if named else 'NULL'}",
        f".positional_only = {kinds.count(ParameterKind.POSITIONAL_ONLY)}",
        f".positional = {len(positional)}",
        f".keyword_only = {len(named) - len(positional)}",
        f".required_positional = {required}",
        f".rest = {str(ParameterKind.VAR_POSITIONAL in kinds).lower()}",
        f".keyword_rest = {str(ParameterKind.VAR_KEYWORD in kinds).lower()}",
        f".builtin = {_builtin_kind(shared, function)}",
    ]
    yield f"static const slu_signature {label} = {{{', '.join(fields)}}};"


def _builtin_kind(shared: ProgramScope, function: Function) -> int:
    """0: of the program; 1: a function written in C; 2: a method; 3: one of `_SEARCHES`; 4: `sorted`;
    6: a special method that stands for an operation of the type."""
    owner, _, name = function.name.rpartition(".")
    if function.file != BUILT_IN:
        return 0 if name in ("__init__", "__new__") else _written_in_c(shared, function)
    if function.name == "builtins.sorted":
        return 4
    if owner in ("str", "bytes", "bytearray") and name in _SEARCHES:
        return 3
    if name != "__init__" and isinstance(_in_cpython(owner, name), types.WrapperDescriptorType):
        return 6
    first = function.parameters[0].register.name if function.parameters else ""
    return 2 if first in ("self", "cls") and owner != "builtins" else 1


def _written_in_c(shared: ProgramScope, function: Function) -> int:
    """Functions of the library that CPython's own has in C complain about arguments as C does."""
    owner = function.name.rpartition(".")[0]
    class_ = shared.program.classes.get(owner)
    if class_ is not None:
        return 2 if class_.message_name else 0
    return int(owner in _MODULES_IN_C or function.name in _FUNCTIONS_IN_C)


def _default(shared: ProgramScope, function: Function, item: Parameter) -> str:
    if item.default is not None:
        return f"{{.constant = {shared.pool.initialiser(item.default)}, .present = true}}"
    if item.default_global is not None:
        return f"{{.variable = &{shared.names.global_(item.default_global)}, .present = true}}"
    if item.default_in_closure:
        place = [each for each in function.parameters if each.default_in_closure].index(item)
        return f"{{.captured = {len(function.cells) + place + 1}, .present = true}}"
    return "{.variable = NULL}"


def emit_object(shared: ProgramScope, function: Function) -> str:
    """The static function object of a function without closure."""
    names = shared.names
    entry, info = names.entry(function.name), names.function_info(function.name)
    return (
        f"static slu_function {names.function_object(function.name)} = "
        f"{{&{_type_of(shared, function)}, 0, {entry}, &{info}, 0, 0}};"
    )


def _in_cpython(owner: str, name: str) -> object:
    """The member of a built-in class."""
    return getattr(_HIDDEN.get(owner) or getattr(builtins, owner, None), name, None)


_HIDDEN: Final = {
    "any_iterator": type(iter(())),
    "generator": types.GeneratorType,
    "coroutine": types.CoroutineType,
    "async_generator": types.AsyncGeneratorType,
    "dict_keys": type({}.keys()),
    "dict_values": type({}.values()),
    "dict_items": type({}.items()),
}
"""Classes that `builtins` does not name."""


def _type_of(shared: ProgramScope, function: Function) -> str:
    """What `type(function)` is: C functions are no `function`s in CPython."""
    if function.file != BUILT_IN:
        return "slu_function_type" if not _builtin_kind(shared, function) else "slu_builtin_type"
    owner, _, name = function.name.rpartition(".")
    match _in_cpython(owner, name):
        case types.WrapperDescriptorType():
            return "slu_wrapper_type"
        case types.MethodDescriptorType():
            return "slu_method_type"
        case _:
            return "slu_builtin_type"
