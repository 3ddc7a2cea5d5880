"""What untyped code can reach of the runtime: methods of built-in types by name, functions as values.

Only (type, method) pairs whose name occurs in a look-up at run time are laid out, so that the linker keeps
no method that nobody can call.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sluice.compiler.emit.arithmetic import emit_convert
from sluice.compiler.emit.c_types import convert_freely, declare, to_c_type
from sluice.compiler.emit.function_scope import EmitError, FunctionScope, ProgramScope
from sluice.compiler.emit.functions import ENTRY_PARAMETERS
from sluice.compiler.emit.left_out_names import emit_left_out_names
from sluice.compiler.emit.signatures import BUILT_IN, emit_info, emit_object
from sluice.compiler.ir.ops import (
    BoolConstant,
    BytesConstant,
    CallMethod,
    CallPrimitive,
    Constant,
    Convert,
    FloatConstant,
    IntConstant,
    LoadAttribute,
    NoneConstant,
    NothingConstant,
    Register,
    StrConstant,
    TupleConstant,
)
from sluice.compiler.ir.primitive import Absent, Builtin, Default, Method, Missing, Primitive, Raises
from sluice.compiler.ir.primitive import Parameter as PrimitiveParameter
from sluice.compiler.ir.program import Function, Parameter, ParameterKind, Program
from sluice.compiler.ir.types import BOOL, DICT, INT, TUPLE, VALUE, VOID, Ref, Type
from sluice.compiler.primitives import catalog

_ANY_NAME = frozenset(
    (
        "slu_getattr",
        "slu_getattr_computed",
        "slu_hasattr",
        "slu_hasattr_computed",
        "slu_get_attribute",
        "slu_match_attribute",
        "slu_super_get",
    )
)
_OF_AWAITABLES = ("send", "throw", "close")
"""What the runtime itself asks awaitables for that are no coroutines."""
_OF_ANY = ("object", "any_iterator", "any_final")
"""Owners of methods that any object may be given to."""
_WITHOUT_HASH = ("list", "dict", "set", "bytearray", "dict_keys", "dict_items", "slice")
"""The built-in types whose `__hash__` is None."""
_OWNERS = {"int": INT, "bool": VALUE, "float": VALUE}


def names_looked_up(program: Program) -> set[str]:
    """The names that some instruction looks up at run time.

    Where the name itself is computed (`getattr(x, name)`), every str constant of the program counts; where
    templates are filled in (`"{a.real}".format(a=a)`), what stands behind a point in one.
    """
    found: set[str] = set()
    texts: set[str] = set()
    computed = templates = False
    for function in program.functions.values():
        for block in function.blocks:
            for op in block.instructions:
                match op:
                    case CallMethod(name=name) | LoadAttribute(name=name):
                        found.add(name)
                    case CallPrimitive(primitive=primitive):
                        computed = computed or primitive.name in _ANY_NAME
                        if primitive.name == "slu_awaitable":
                            found.update(_OF_AWAITABLES)
                        templates = templates or primitive.name.startswith("slu_str_format")
                texts.update(_texts(op))
    if templates or "format" in found or "format_map" in found:
        found.update(name for text in texts for name in re.findall(r"\.(\w+)", text))
    return found | texts if computed else found


def _texts(op: object) -> Iterator[str]:
    from sluice.compiler.ir.registers import operands

    waiting: list[object] = list(operands(op))  # type: ignore[arg-type]
    while waiting:
        match waiting.pop():
            case StrConstant(value=value):
                yield value
            case TupleConstant(items=items):
                waiting += items


def emit_builtin_methods(shared: ProgramScope) -> Iterator[str]:
    """The program's table `slu_builtin_methods`."""
    wanted = names_looked_up(shared.program)
    rows = list(_without_hash(shared)) if "__hash__" in wanted else []
    laid_out = set[str]()
    for kind, table in (
        ("SLU_METHOD", (*catalog.methods(), *catalog.dynamic_methods())),
        ("SLU_PROPERTY", catalog.properties()),
        ("SLU_CLASS_METHOD", catalog.class_methods()),
    ):
        for method in _widest(table):
            if method.name not in wanted:
                continue
            laid_out.add(method.name)
            function = _method_function(method, kind)
            owner = shared.names.class_object(f"builtins.{method.owner}")
            checked = owner if kind == "SLU_METHOD" and method.owner not in _OF_ANY else None
            yield from _emit_wrapper(shared, function, method.primitive, method.parameters, checked)
            rows.append(
                f"{{&{owner}, {{(slu_str *)&{shared.pool.text(method.name)}, {kind}, "
                f"&{shared.names.function_object(function.name)}, NULL, NULL, NULL}}}}"
            )
    yield f"const slu_builtin_method slu_builtin_methods[] = {{{', '.join(rows) or '{NULL}'}}};"
    yield f"const uint32_t slu_builtin_method_count = {len(rows)};"
    yield emit_left_out_names(laid_out)


def _without_hash(shared: ProgramScope) -> Iterator[str]:
    name = shared.pool.text("__hash__")
    for type_ in _WITHOUT_HASH:
        owner = shared.names.class_object(f"builtins.{type_}")
        yield f"{{&{owner}, {{(slu_str *)&{name}, SLU_VARIABLE, NULL, NULL, NULL, &slu_no_hash.value}}}}"


def _widest(table: tuple[Method, ...]) -> list[Method]:
    """Of overloads the one that takes anything: the last."""
    return list({(item.owner, item.name): item for item in table}.values())


def emit_builtin_functions(shared: ProgramScope) -> Iterator[str]:
    """Function objects for the functions of the runtime that the program uses as values."""
    for name in shared.names.builtin_functions:
        known = catalog.builtins().get(name.removeprefix("builtins."))
        if known is None:
            raise EmitError(f"there is no function {name}")
        builtin = _widest_builtin(known)
        function = _function(name, builtin.name, builtin.parameters, builtin.rest)
        yield from _emit_wrapper(shared, function, builtin.primitive, builtin.parameters)


def _widest_builtin(overloads: tuple[Builtin, ...]) -> Builtin:
    def width(place: int) -> tuple[int, bool, int]:
        item = overloads[place]
        return sum(each.type == VALUE for each in item.parameters), item.rest, place

    return overloads[max(range(len(overloads)), key=width)]


def _method_function(method: Method, kind: str) -> Function:
    name, parameters = f"{method.owner}.{method.name}", method.parameters
    if kind == "SLU_CLASS_METHOD":
        name += "#1"  # of the same name is what `dict.fromkeys` is as a value
        parameters = (PrimitiveParameter("cls"), *parameters)
    else:
        owner = _OWNERS.get(method.owner, Ref(method.owner))
        own = method.primitive.parameters[0] if method.primitive.parameters else owner
        parameters = (PrimitiveParameter("self", own), *parameters)
    return _function(name, method.name, parameters, method.rest, method.keywords)


def _function(
    name: str, title: str, parameters: tuple[PrimitiveParameter, ...], rest: bool, keywords: bool = False
) -> Function:
    """A function record from which signature and binding are made as for functions of the program."""
    own = [
        Parameter(Register(item.name, item.type), _kind(item), _default(item.default)) for item in parameters
    ]
    if rest:
        own.append(Parameter(Register("args", TUPLE), ParameterKind.VAR_POSITIONAL))
    if keywords:
        own.append(Parameter(Register("kwargs", DICT), ParameterKind.VAR_KEYWORD))
    return Function(name, title.rpartition(".")[2], BUILT_IN, 0, tuple(own), VALUE, (), needs_entry=True)


def _kind(parameter: PrimitiveParameter) -> ParameterKind:
    if parameter.keyword_only:
        return ParameterKind.KEYWORD_ONLY
    return ParameterKind.POSITIONAL_ONLY if parameter.positional_only else ParameterKind.POSITIONAL_OR_KEYWORD


def _default(default: Default) -> Constant | None:
    match default:
        case Missing():
            return None
        case Absent():
            return NothingConstant()
        case None:
            return NoneConstant()
        case bool():
            return BoolConstant(default)
        case int():
            return IntConstant(default)
        case float():
            return FloatConstant(default)
        case str():
            return StrConstant(default)
        case bytes():
            return BytesConstant(default)


def _emit_wrapper(
    shared: ProgramScope,
    function: Function,
    primitive: Primitive,
    described: tuple[PrimitiveParameter, ...],
    owner: str | None = None,
) -> Iterator[str]:
    """The boxed entry of a C function, its signature and its function object.

    `owner`: the type that a receiver of type VALUE must have.
    """
    from sluice.compiler.emit.signatures import binding_order

    yield from emit_info(shared, function)
    names = shared.names
    yield f"static slu_value {names.entry(function.name)}({ENTRY_PARAMETERS});"
    yield emit_object(shared, function)
    scope = FunctionScope(shared, function)
    parameters = function.parameters
    order = binding_order(function)
    scope.add(f"slu_value bound[{max(len(parameters), 1)}];")
    signature = f"&signature_{names.function(function.name)}"
    scope.add(f"if (!slu_bind_arguments({signature}, callee, arguments, count, keywords, bound)) return 0;")
    if owner is not None and parameters[0].register.type == VALUE:
        scope.add(f"if (!slu_check_receiver(bound[0], &{owner}, callee)) return 0;")
    for item in parameters:
        word = Register(f"argument {item.register.name}", VALUE)
        scope.add(f"slu_value {scope.register(word)} = bound[{order.index(item)}];")
        through = next((each.through for each in described if each.name == item.register.name), None)
        if through is not None:
            call = f"{through.name}({scope.register(word)})"
            scope.store_checked(item.register, item.register.type, call, through.raises, 0)
        else:
            emit_convert(scope, Convert(item.register, word))
    arguments = _passed_on(scope, parameters, primitive)
    _return_boxed(scope, primitive, f"{primitive.name}({', '.join(arguments)})")
    yield f"static slu_value {names.entry(function.name)}({ENTRY_PARAMETERS}) {{"
    yield "    int32_t line; (void)line;"
    for item in parameters:
        yield f"    {declare(item.register.type, scope.register(item.register))};"
    yield from (line.replace("line = 0; ", "") for line in scope.lines)
    if scope.notes_lines:
        yield "fail_out: return 0;"
    yield "}"


def _passed_on(scope: FunctionScope, parameters: tuple[Parameter, ...], primitive: Primitive) -> list[str]:
    """What the C function gets: *args as an array where it is variadic; no class that it does not want."""
    rest = [item for item in parameters if item.kind is ParameterKind.VAR_POSITIONAL and primitive.variadic]
    named = [item for item in parameters if item not in rest]
    named = named[len(named) - len(primitive.parameters) :]
    arguments = [
        convert_freely(scope.register(item.register), item.register.type, kind)
        or scope.register(item.register)
        for item, kind in zip(named, primitive.parameters, strict=True)
    ]
    if primitive.variadic:
        place = scope.register(rest[0].register) if rest else ""
        arguments.append(f"{place}->items, {place}->length" if rest else "NULL, 0")
    return arguments


def _return_boxed(scope: FunctionScope, primitive: Primitive, call: str) -> None:
    result: Type = primitive.result
    if result == VOID:
        scope.add(f"if (!{call}) return 0;" if primitive.raises is Raises.RESULT else f"{call};")
        if primitive.raises is Raises.FLAG:
            scope.add("if (slu_error) return 0;")
        scope.add("return SLU_NONE;")
        return
    scope.add(f"{to_c_type(result)} result = {call};")
    if primitive.raises is Raises.RESULT:
        scope.add(f"if ({'result < 0' if result == BOOL else '!result'}) return 0;")
    elif primitive.raises is Raises.FLAG:
        scope.add("if (slu_error) return 0;")
    scope.add(f"return {convert_freely('result', result, VALUE)};")
