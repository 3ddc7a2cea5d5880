"""Which lines run on values of unknown type, why, and what type would make them fast.

`a + b` on two ints is one instruction; on unknown values it asks both for their types, at run time. The IR
before the passes shows it: an operation on VALUE is dynamic, and the place that its operand comes from is the
reason.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct, field

from sluice.compiler.diagnostics import Diagnostic, Severity, Span
from sluice.compiler.ir.ops import (
    Assign,
    Binary,
    BoolConstant,
    Call,
    CallMethod,
    CallPrimitive,
    CallValue,
    Compare,
    Convert,
    FloatConstant,
    FunctionConstant,
    InPlace,
    Instruction,
    IntConstant,
    LoadAttribute,
    LoadGlobal,
    Operand,
    Register,
    StoreAttribute,
    StrConstant,
)
from sluice.compiler.ir.program import Function, ParameterKind, Program
from sluice.compiler.ir.registers import operands, targets
from sluice.compiler.ir.types import BOOL, FLOAT, INT, INT64, VALUE, Instance, Maybe, Ref, Type

CODE = "dynamic"
DEPTH = 12
"""How far back a value is followed; beyond that the reason would not be understood anyway."""

_GENERIC = {
    "slu_get_item": "the index is applied",
    "slu_set_item": "the item is stored",
    "slu_delete_item": "the item is deleted",
    "slu_iterate": "the loop finds out what it walks over",
    "slu_length": "the length is found",
    "slu_contains": "`in` finds out what it looks into",
}
_ITEMS = ("slu_list_at", "slu_list_get", "slu_tuple_at", "slu_tuple_get", "slu_dict_get", "slu_dict_get_item")
_BUILT_IN = (str, bytes, list, dict, set, int, float)


class Reason(Struct, frozen=True):
    """Why a value has no known type, and what the author can write about it."""

    text: str
    remedy: str


class _Facts(Struct):
    """What the whole program says: the types that callers pass."""

    program: Program
    passed: dict[tuple[str, int], set[str]] = field(default_factory=dict)


def explain_dynamic(program: Program, files: tuple[str, ...]) -> Iterator[Diagnostic]:
    """A note for each line of these files that has a dynamic operation, in the order of the lines."""
    facts = _Facts(program)
    for function in program.functions.values():
        _note_calls(facts, function)
    found: dict[tuple[str, int], Diagnostic] = {}
    for function in program.functions.values():
        if function.file in files:
            for diagnostic in _Explanation(facts, function).diagnostics():
                found.setdefault((diagnostic.span.file, diagnostic.span.line), diagnostic)
    yield from sorted(found.values(), key=lambda each: each.span)


def _note_calls(facts: _Facts, function: Function) -> None:
    sources = _definitions(function)
    for block in function.blocks:
        for op in block.instructions:
            match op:
                case Call(function=name, arguments=arguments):
                    callee = name
                case CallValue(callee=FunctionConstant(function=name), arguments=arguments, keywords=()):
                    callee = name
                case _:
                    continue
            for position, argument in enumerate(arguments):
                kind = _type_before_boxing(sources, argument)
                if kind is not None:
                    facts.passed.setdefault((callee, position), set()).add(kind)


def _definitions(function: Function) -> dict[str, list[Instruction]]:
    found: dict[str, list[Instruction]] = {}
    for block in function.blocks:
        for op in block.instructions:
            for target in targets(op):
                found.setdefault(target.name, []).append(op)
    return found


def _type_before_boxing(sources: dict[str, list[Instruction]], operand: Operand) -> str | None:
    """What the author calls the type of an argument: `int`, `Config`."""
    if isinstance(operand, Register) and operand.type == VALUE:
        made = sources.get(operand.name, [])
        if len(made) == 1 and isinstance(made[0], Convert | Assign):
            return _type_before_boxing(sources, made[0].source)
        return None
    match operand:
        case IntConstant():
            return "int"
        case FloatConstant():
            return "float"
        case BoolConstant():
            return "bool"
        case StrConstant():
            return "str"
        case Register(type=kind):
            return to_python(kind)
    return None


def to_python(kind: Type) -> str | None:
    """The annotation that leads to a representation."""
    match kind:
        case Ref(name):
            return name
        case Instance(class_name):
            return class_name.rpartition(".")[2]
        case Maybe(class_name):
            return f"{class_name.rpartition('.')[2]} | None"
    return {INT: "int", INT64: "int", FLOAT: "float", BOOL: "bool"}.get(kind)


class _Explanation:
    """One function: its dynamic operations, each with its reason."""

    def __init__(self, facts: _Facts, function: Function) -> None:
        self._facts = facts
        self._function = function
        self._made = _definitions(function)
        self._parameters = {each.register.name: index for index, each in enumerate(function.parameters)}

    def diagnostics(self) -> Iterator[Diagnostic]:
        for block in self._function.blocks:
            for op in block.instructions:
                found = self._operation(op)
                line = getattr(op, "line", 0)
                if found is None or not line:
                    continue
                what, subjects = found
                reason = next(filter(None, map(self._reason, subjects)), None)
                if reason is not None:
                    message = f"{what} at run time: {reason.text}; {reason.remedy}"
                    yield Diagnostic(Span(self._function.file, line, 1), message, CODE, Severity.NOTE)

    def _operation(self, op: Instruction) -> tuple[str, tuple[Operand, ...]] | None:
        """What is dynamic about an instruction, and the values whose types are missing."""
        match op:
            case CallMethod(receiver=receiver, name=name):
                return f"the method `{name}` is looked up", (receiver,)
            case LoadAttribute(receiver=receiver, name=name):
                return f"the attribute `{name}` is looked up", (receiver,)
            case StoreAttribute(receiver=receiver, name=name):
                return f"the attribute `{name}` is stored by name", (receiver,)
            case CallValue(callee=Register() as callee):
                return "what is called is found", (callee,)
            case (
                Binary(operator=operator, left=left, right=right)
                | InPlace(operator=operator, left=left, right=right)
            ) if left.type == VALUE:
                return f"`{operator.value}` asks its operands for their types", (left, right)
            case Compare(operator=comparison, left=left, right=right) if left.type == VALUE:
                return f"`{comparison.value}` asks its operands for their types", (left, right)
            case CallPrimitive(primitive=primitive, arguments=arguments) if primitive.name in _GENERIC:
                return _GENERIC[primitive.name], arguments[:1]
        return None

    def _reason(self, operand: Operand, depth: int = 0) -> Reason | None:
        """None: the value has a type, or nothing can be said."""
        if not isinstance(operand, Register) or operand.type != VALUE or depth > DEPTH:
            return None
        if operand.name in self._parameters:
            return self._of_parameter(operand)
        made = self._made.get(operand.name, [])
        reasons = [found for each in made if (found := self._of_definition(each, depth + 1)) is not None]
        if reasons:
            return reasons[0]
        if len(made) > 1:
            name = operand.name.partition(".")[0]
            return Reason(f"`{name}` holds values of several types", "give each a name of its own")
        return None

    def _of_parameter(self, register: Register) -> Reason | None:
        position = self._parameters[register.name]
        parameter = self._function.parameters[position]
        name, title = register.name.partition(".")[0], self._function.title
        if title == "<genexpr>" or name.startswith("."):
            return None
        guess = self._guess(position, register.name)
        if parameter.kind in (ParameterKind.VAR_POSITIONAL, ParameterKind.VAR_KEYWORD):
            return None
        where = "of a lambda" if title == "<lambda>" else f"of `{title}`"
        text = f"the parameter `{name}` {where} has no type that is known"
        if title == "<lambda>":
            return Reason(text, "write a function with annotations")
        return Reason(text, f"write `{name}: {guess}`" if guess else f"annotate it: `{name}: …`")

    def _guess(self, position: int, name: str) -> str | None:
        """What callers pass, when that is one type; else what the function does with it."""
        passed = self._facts.passed.get((self._function.name, position), set())
        if len(passed) == 1:
            return next(iter(passed))
        if passed == {"int", "float"}:
            return "float"
        wanted = {
            op.name
            for made in self._function.blocks
            for op in made.instructions
            if isinstance(op, CallMethod | LoadAttribute) and self._comes_from(op.receiver, name)
        }
        if not wanted:
            return None
        fits = [kind.__name__ for kind in _BUILT_IN if all(hasattr(kind, each) for each in wanted)]
        fits += [
            each.title
            for each in self._facts.program.classes.values()
            if wanted <= {part.name for part in each.slots} | {part.name for part in each.members}
        ]
        return fits[0] if len(fits) == 1 else None

    def _comes_from(self, operand: Operand, name: str) -> bool:
        if not isinstance(operand, Register):
            return False
        made = self._made.get(operand.name, [])
        if operand.name == name:
            return True
        return any(
            isinstance(each, Assign | Convert) and self._comes_from(each.source, name) for each in made
        )

    def _of_definition(self, op: Instruction, depth: int) -> Reason | None:
        match op:
            case Assign(source=source) | Convert(source=source):
                return self._reason(source, depth)
            case LoadGlobal(name=name):
                variable = name.rpartition(".")[2]
                return Reason(
                    f"the module's variable `{variable}` may hold anything",
                    f"annotate it (`{variable}: …`) or move the code into a function",
                )
            case Call(function=name):
                title = name.rpartition(".")[2]
                return Reason(f"`{title}` does not say what it returns", "annotate it: `-> …`")
            case CallPrimitive(primitive=primitive, arguments=arguments) if primitive.name in _ITEMS:
                return self._of_items(arguments[0], depth)
            case CallMethod() | LoadAttribute() | CallValue() | CallPrimitive() | Binary() | InPlace():
                return next(
                    (found for each in operands(op) if (found := self._reason(each, depth)) is not None), None
                )
        return None

    def _of_items(self, container: Operand, depth: int) -> Reason | None:
        found = self._reason(container, depth)
        if found is not None:
            return found
        kind = to_python(container.type) or "list"
        inside = "str, …" if kind == "dict" else "…"
        return Reason(f"the items of a {kind} may be anything", f"annotate the {kind}: `{kind}[{inside}]`")
