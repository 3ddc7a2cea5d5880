"""`@dataclass`: the methods that it writes, written here as Python and compiled like the author's own."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from sluice.compiler.diagnostics import Code, refusal
from sluice.compiler.frontend.trees import walk
from sluice.compiler.lower.class_faults import ClassFaultError
from sluice.compiler.lower.dataclass_checks import (
    Resolve,
    check_class,
    check_class_variable,
    check_field,
    check_methods,
    check_order,
    check_slots,
    needs_run,
)
from sluice.compiler.lower.dataclass_docs import add_doc
from sluice.compiler.lower.dataclass_parts import (
    add_fields,
    add_names,
    annotation_kind,
    frozen_methods,
    holds_plain_values,
    is_looked_into,
)
from sluice.compiler.lower.module_names import NameTable
from sluice.compiler.lower.symbols import ClassSymbol, SlotSymbol, TypingSymbol, VariableSymbol
from sluice.compiler.lower.written import add_member, parse_method, place_like

if TYPE_CHECKING:
    from sluice.compiler.lower.frame import Frame

ABSENT = "NotImplemented"
"""Stands for "no argument" where a default is made by a factory."""


class Options(Struct, frozen=True):
    """What `@dataclass(…)` was told."""

    init: bool = True
    repr: bool = True
    eq: bool = True
    order: bool = False
    unsafe_hash: bool = False
    frozen: bool = False
    match_args: bool = True
    kw_only: bool = False
    slots: bool = False
    weakref_slot: bool = False


class Field(Struct, frozen=True):
    """One field. `default` and `factory` are expressions; `owner` the class that declares it."""

    name: str
    annotation: ast.expr
    owner: ClassSymbol
    default: ast.expr | None = None
    factory: ast.expr | None = None
    init: bool = True
    repr: bool = True
    compare: bool = True
    hash: bool | None = None
    kw_only: bool = False
    init_only: bool = False
    metadata: ast.expr | None = None
    is_descriptor: bool = False
    """Whether the default is an object with `__get__`: what that gives for the class is the default then."""


def is_dataclass_decorator(frame: Frame, node: ast.expr) -> bool:
    from sluice.compiler.lower.expressions.names import static_symbol

    function = node.func if isinstance(node, ast.Call) else node
    symbol = static_symbol(frame, function)
    return isinstance(symbol, TypingSymbol) and symbol.name == "dataclasses.dataclass"


def expand_dataclass(
    names: NameTable, symbol: ClassSymbol, known: dict[ClassSymbol, tuple[Field, ...]], resolve: Resolve
) -> None:
    """Add the fields and methods of a dataclass to its class; others stay as they are."""
    decorator = _decorator(names, symbol)
    inherited = _inherited(symbol, known)
    if decorator is None:
        return
    options = _options(symbol, decorator)
    fields = _fields(names, symbol, options, inherited, resolve)
    check_class(symbol, options, _frozen_bases(names, symbol))
    if options.init:
        check_order(symbol, fields)
    check_methods(symbol, options)
    known[symbol] = fields
    has_own_init = bool(symbol.scope.bound.get("__init__"))
    for method in _methods(names, symbol, options, fields):
        _add_method(names, symbol, method)
    is_matched = _is_matched(symbol) or names.mentions("__match_args__")
    if options.match_args and "__match_args__" not in symbol.scope.bound and is_matched:
        add_names(symbol, "__match_args__", [each.name for each in fields if each.init and not each.kw_only])
    if is_looked_into(names):
        add_fields(names, symbol, fields)
    add_doc(names, symbol, fields, options.init and not has_own_init)
    if options.slots:
        check_slots(symbol)
        if names.mentions("__slots__"):
            add_names(symbol, "__slots__", _own_slots(symbol, fields))
        symbol.closed = True
        for each in fields:
            symbol.slots.setdefault(each.name, SlotSymbol(each.name, True))


def _frozen_bases(names: NameTable, symbol: ClassSymbol) -> list[bool]:
    found = [(each, _decorator(names, each)) for each in symbol.ancestors[1:]]
    return [_options(base, decorator).frozen for base, decorator in found if decorator is not None]


def _own_slots(symbol: ClassSymbol, fields: tuple[Field, ...]) -> list[str]:
    inherited = {name for each in symbol.ancestors[1:] if each.closed for name in each.slots}
    return [each.name for each in fields if each.name not in inherited]


def _is_matched(symbol: ClassSymbol) -> bool:
    """Whether some `case Class(p, …)` of the module looks at positions."""
    return any(isinstance(each, ast.MatchClass) and each.patterns for each in walk(symbol.module.tree))


def _decorator(names: NameTable, symbol: ClassSymbol) -> ast.expr | None:
    for each in symbol.node.decorator_list:
        function = each.func if isinstance(each, ast.Call) else each
        found = names.static(symbol.module, function)
        if isinstance(found, TypingSymbol) and found.name == "dataclasses.dataclass":
            return each
    return None


def _inherited(symbol: ClassSymbol, known: dict[ClassSymbol, tuple[Field, ...]]) -> dict[str, Field]:
    fields: dict[str, Field] = {}
    for ancestor in reversed(symbol.ancestors[1:]):
        fields.update({each.name: each for each in known.get(ancestor, ())})
    return fields


def _options(symbol: ClassSymbol, decorator: ast.expr) -> Options:
    if not isinstance(decorator, ast.Call):
        return Options()
    options = Options()
    for keyword in decorator.keywords:
        value = keyword.value
        known = keyword.arg in Options.__struct_fields__
        if not isinstance(value, ast.Constant) or not isinstance(value.value, bool) or not known:
            raise refusal(
                Code.DECORATOR,
                symbol.module.span(keyword.value),
                f"`@dataclass({keyword.arg}=…)` needs True or False written out",
            )
        if keyword.arg is not None:
            options = replace(options, **{keyword.arg: value.value})
    return options


# --- fields


def _fields(
    names: NameTable,
    symbol: ClassSymbol,
    options: Options,
    inherited: dict[str, Field],
    resolve: Resolve,
) -> tuple[Field, ...]:
    fields = dict(inherited)
    kw_only, marked = options.kw_only, False
    for statement in symbol.node.body:
        match statement:
            case ast.AnnAssign(target=ast.Name(id=name), annotation=annotation):
                kind = annotation_kind(names, symbol, annotation)
                if kind == "KW_ONLY" and marked:
                    text = f"{name!r} is KW_ONLY, but KW_ONLY has already been specified"
                    raise ClassFaultError(symbol, "TypeError", text)
                if kind == "KW_ONLY":
                    kw_only = marked = True
                elif kind == "ClassVar":
                    _settle_class_variable(names, symbol, statement)
                else:
                    found = _field(names, symbol, statement, kind == "InitVar", kw_only)
                    fields[name] = replace(
                        found, is_descriptor=_is_descriptor(symbol, found.default, resolve)
                    )
                    check_field(resolve, fields[name], statement)
                    if statement.value is not None and needs_run(resolve, fields[name]):
                        statement.value = _checked(name, statement.value)
            case _:
                pass
    _check_annotated(names, symbol)
    return tuple(fields.values())


def _checked(name: str, value: ast.expr) -> ast.Call:
    """The default, or ValueError where it turns out to have no hash."""
    function = ast.Attribute(ast.Name("$dataclasses", ast.Load()), "checked_default", ast.Load())
    made = ast.Call(function, [ast.Constant(name), value], [])
    place_like(made, value, walk(value))
    return made


def _settle_class_variable(names: NameTable, symbol: ClassSymbol, statement: ast.AnnAssign) -> None:
    """`x: ClassVar[int] = field(default=1)` is `x: ClassVar[int] = 1`."""
    if statement.value is not None and _is_field(names, symbol, statement.value):
        assert isinstance(statement.value, ast.Call)
        keywords = {each.arg: each.value for each in statement.value.keywords}
        check_class_variable(symbol, statement, statement.value.keywords)
        statement.value = keywords.get("default")


def _check_annotated(names: NameTable, symbol: ClassSymbol) -> None:
    """`x = field()` has no annotation, or one that stands elsewhere."""
    annotated = {
        each.target.id
        for each in symbol.node.body
        if isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name)
    }
    for statement in symbol.node.body:
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if _is_field(names, symbol, value):
                if name not in annotated:
                    text = f"{name!r} is a field but has no type annotation"
                    raise ClassFaultError(symbol, "TypeError", text)
            case _:
                pass


def _is_field(names: NameTable, symbol: ClassSymbol, value: ast.expr) -> bool:
    if not isinstance(value, ast.Call):
        return False
    made_by = names.static(symbol.module, value.func)
    return isinstance(made_by, TypingSymbol) and made_by.name == "dataclasses.field"


def _field(
    names: NameTable, symbol: ClassSymbol, statement: ast.AnnAssign, init_only: bool, kw_only: bool
) -> Field:
    assert isinstance(statement.target, ast.Name)
    found = Field(
        statement.target.id,
        statement.annotation,
        symbol,
        statement.value,
        init_only=init_only,
        kw_only=kw_only,
    )
    value = statement.value
    if value is None or not _is_field(names, symbol, value):
        return found
    assert isinstance(value, ast.Call)
    found = replace(found, default=None)
    for keyword in value.keywords:
        match keyword.arg:
            case "default" | "default_factory" if _is_missing(names, symbol, keyword.value):
                pass
            case "default":
                found = replace(found, default=keyword.value)
            case "default_factory":
                found = replace(found, factory=keyword.value)
            case "init" | "repr" | "compare" | "kw_only" | "hash" if isinstance(keyword.value, ast.Constant):
                option: dict[str, Any] = {keyword.arg: keyword.value.value}
                found = replace(found, **option)
            case "metadata":
                found = replace(found, metadata=keyword.value)
            case _:
                raise refusal(
                    Code.DECORATOR,
                    symbol.module.span(keyword.value),
                    f"`field({keyword.arg}=…)` needs a constant written out",
                )
    statement.value = found.default
    if found.default is None:
        symbol.variables.pop(found.name, None)
    return found


def _is_descriptor(symbol: ClassSymbol, value: ast.expr | None, resolve: Resolve) -> bool:
    kind = resolve(symbol, value.func) if isinstance(value, ast.Call) else None
    return isinstance(kind, ClassSymbol) and any("__get__" in each.scope.bound for each in kind.ancestors)


def _is_missing(names: NameTable, symbol: ClassSymbol, value: ast.expr) -> bool:
    """`default=MISSING` is no default."""
    found = names.static(symbol.module, value)
    return isinstance(found, VariableSymbol) and found.name == "dataclasses._fields.MISSING"


# --- methods


def _methods(
    names: NameTable, symbol: ClassSymbol, options: Options, fields: tuple[Field, ...]
) -> list[ast.FunctionDef]:
    own = set(symbol.scope.bound)
    stored = [each for each in fields if not each.init_only]
    compared = [each for each in stored if each.compare]
    methods = []
    if options.init:
        methods.append(_init(symbol, options, fields))
    if options.repr and "__repr__" not in own:
        methods.append(_representation([each for each in stored if each.repr]))
    if options.eq and "__eq__" not in own:
        methods.append(_comparison("__eq__", "==", compared))
    if options.order:
        for name, operator in (("__lt__", "<"), ("__le__", "<="), ("__gt__", ">"), ("__ge__", ">=")):
            methods.append(_comparison(name, operator, compared))
    hashed = [each for each in stored if (each.compare if each.hash is None else each.hash)]
    if "__hash__" not in own and (options.unsafe_hash or (options.eq and options.frozen)):
        methods.append(parse_method(f"def __hash__(self):\n return $builtins.hash({_tuple('self', hashed)})"))
    if options.frozen:
        methods += frozen_methods(names, symbol, [each.name for each in stored])
    return methods


def _representation(shown: list[Field]) -> ast.FunctionDef:
    """`C(x=1)`. An object that may be reached from its own fields is `...` inside itself, as in CPython."""
    fields = ", ".join(f"{each.name}={{self.{each.name}!r}}" for each in shown)
    text = f'f"{{$builtins.type(self).__qualname__}}({fields})"'
    if all(holds_plain_values(each.annotation) for each in shown):
        return parse_method(f"def __repr__(self):\n return {text}")
    return parse_method(
        "def __repr__(self):\n"
        " key = $builtins.id(self)\n"
        " if key in $dataclasses.being_shown:\n"
        "  return '...'\n"
        " $dataclasses.being_shown.add(key)\n"
        " try:\n"
        f"  return {text}\n"
        " finally:\n"
        "  $dataclasses.being_shown.discard(key)"
    )


def _comparison(name: str, operator: str, fields: list[Field]) -> ast.FunctionDef:
    return parse_method(
        f"def {name}(self, other):\n"
        " if $builtins.type(other) is $builtins.type(self):\n"
        f"  return {_tuple('self', fields)} {operator} {_tuple('other', fields)}\n"
        " return $builtins.NotImplemented"
    )


def _tuple(owner: str, fields: list[Field]) -> str:
    return "(" + "".join(f"{owner}.{each.name}, " for each in fields) + ")"


def _init(symbol: ClassSymbol, options: Options, fields: tuple[Field, ...]) -> ast.FunctionDef:
    positional = [each for each in fields if each.init and not each.kw_only]
    keyword_only = [each for each in fields if each.init and each.kw_only]
    names = ["self", *(each.name for each in positional)]
    if keyword_only:
        names += ["*", *(each.name for each in keyword_only)]
    lines = [_set_line(each) for each in fields if not each.init_only]
    if _has_method(symbol, "__post_init__"):
        passed = ", ".join(each.name for each in fields if each.init_only)
        lines.append(f" self.__post_init__({passed})")
    text = f"def __init__({', '.join(names)}):\n" + ("\n".join(filter(None, lines)) or " pass")
    node = parse_method(text)
    _add_defaults(node, {each.name: each for each in fields})
    return node


def _set_line(each: Field) -> str:
    if not each.init:
        return f" self.{each.name} = $factory_{each.name}()" if each.factory is not None else ""
    if each.factory is not None:
        return (
            f" self.{each.name} = $factory_{each.name}() "
            f"if {each.name} is $builtins.{ABSENT} else {each.name}"
        )
    if each.is_descriptor:
        return (
            f" self.{each.name} = $dataclasses.miss(self, '{each.name}') "
            f"if {each.name} is $builtins.{ABSENT} else {each.name}"
        )
    return f" self.{each.name} = {each.name}"


def _has_method(symbol: ClassSymbol, name: str) -> bool:
    return any(name in each.scope.bound for each in symbol.ancestors)


def _add_defaults(node: ast.FunctionDef, fields: dict[str, Field]) -> None:
    for argument in node.args.args[1:]:
        field = fields[argument.arg]
        if field.factory is None:
            argument.annotation = field.annotation
        default = _default(field)
        if default is not None:
            node.args.defaults.append(default)
    for position, argument in enumerate(node.args.kwonlyargs):
        field = fields[argument.arg]
        if field.factory is None:
            argument.annotation = field.annotation
        node.args.kw_defaults[position] = _default(field)
    factories = {
        f"$factory_{name}": each.factory for name, each in fields.items() if each.factory is not None
    }
    for call in walk(node):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in factories:
            call.func = factories[call.func.id]


def _default(field: Field) -> ast.expr | None:
    if field.factory is not None:
        return ast.Attribute(ast.Name("$builtins", ast.Load()), ABSENT, ast.Load())
    if field.is_descriptor:
        function = ast.Attribute(ast.Name("$dataclasses", ast.Load()), "described_default", ast.Load())
        here = ast.Name("__class_here__", ast.Load())
        return ast.Call(function, [ast.Name(field.name, ast.Load()), here], [])
    return field.default


def _add_method(names: NameTable, symbol: ClassSymbol, node: ast.FunctionDef) -> None:
    """The fields' annotations and defaults in the method keep their own places."""
    keep = [each for part in _author_parts(symbol) for each in walk(part)]
    add_member(names, symbol, node, keep)


def _author_parts(symbol: ClassSymbol) -> list[ast.expr]:
    parts: list[ast.expr] = []
    for statement in symbol.node.body:
        if isinstance(statement, ast.AnnAssign):
            parts += [statement.annotation, *([statement.value] if statement.value is not None else [])]
    return parts
