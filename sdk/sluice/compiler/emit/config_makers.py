"""The dataclass of a configuration, made from its decoded fields by a direct call of its `__init__`.

    static slu_value config_make_3(const slu_shape *shape, const slu_value *given) {
        … = slu_new_instance(…);
        if (!f_api_key_Config___init__(made, (slu_dict *)given[0], given[1] ? … : …)) return 0;
        return slu_of(made);
    }

A call by keywords, as Python's, would carry the binding of arguments by name into every module.
"""

from __future__ import annotations

from sluice.compiler.emit.arithmetic import emit_convert
from sluice.compiler.emit.c_types import declare, to_c_type
from sluice.compiler.emit.calls import native_raises
from sluice.compiler.emit.function_scope import FunctionScope, ProgramScope
from sluice.compiler.emit.places import emit_new_instance
from sluice.compiler.ir.ops import Convert, NewInstance, Register, StrConstant
from sluice.compiler.ir.primitive import Raises
from sluice.compiler.ir.program import Function, MemberKind, Parameter, ParameterKind, Program
from sluice.compiler.ir.shapes import DictShape, ListShape, ObjectShape, ScalarKind, ScalarShape, Shape
from sluice.compiler.ir.types import VALUE, Instance, Ref

_NAMED = (ParameterKind.POSITIONAL_OR_KEYWORD, ParameterKind.KEYWORD_ONLY)


def emit_maker(shared: ProgramScope, shape: ObjectShape, label: str) -> list[str]:
    """The function called `label`; nothing where making an instance is more than calling `__init__`."""
    initialise = _initialiser(shared.program, shape)
    if initialise is None or shape.class_name is None:
        return []
    scope = FunctionScope(shared, Function(label, "", "", 0, (), VALUE, ()))
    made = Register("made", Instance(shape.class_name))
    scope.add(f"{declare(made.type, scope.register(made))};")
    emit_new_instance(scope, NewInstance(made, shape.class_name))
    own = initialise.parameters[0].register.type
    arguments = [scope.register(made) if isinstance(own, Instance) else f"slu_of({scope.register(made)})"]
    places = {field.name: place for place, field in enumerate(shape.fields)}
    for parameter in initialise.parameters[1:]:
        place = places[parameter.register.name]
        arguments.append(_argument(scope, parameter, place, shape.fields[place].shape))
    call = f"{shared.names.function(initialise.name)}({', '.join(arguments)})"
    never = native_raises(initialise) is Raises.NEVER
    return [
        f"static slu_value {label}(const slu_shape *shape, const slu_value *given) {{",
        "    int32_t line; (void)line; (void)shape;",
        *scope.lines,
        f"    {call};" if never else f"    if (!{call}) return 0;",
        f"    return slu_of({scope.register(made)});",
        *(["fail_out: return 0;"] if scope.notes_lines else []),
        "}",
    ]


def _initialiser(program: Program, shape: ObjectShape) -> Function | None:
    """The `__init__` that takes the fields by name, where the class does nothing else to make instances.

    It may be another than the dataclass's own: then a field that may be left out can be an argument that may
    not, and a field may be none. Python's own call says so.
    """
    if shape.class_name is None:
        return None
    classes = [
        program.classes[name]
        for name in program.classes[shape.class_name].mro[:-1]
        if name in program.classes
    ]
    if len(classes) != len(program.classes[shape.class_name].mro) - 1 or classes[0].open_slots:
        return None
    members = [member for each in classes for member in each.members]
    if any(member.name == "__new__" for member in members):
        return None
    found = next((member for member in members if member.name == "__init__"), None)
    if found is None or found.kind is not MemberKind.METHOD or found.function is None:
        return None
    function = program.functions[found.function]
    required = {field.name: field.required for field in shape.fields}
    parameters = function.parameters[1:]
    fits = {each.register.name for each in parameters} == required.keys() and all(
        each.kind in _NAMED
        and not each.default_in_closure
        and (required[each.register.name] or _has_default(each))
        for each in parameters
    )
    return function if fits and not function.cells else None


def _has_default(parameter: Parameter) -> bool:
    return parameter.default is not None or parameter.default_global is not None


def _argument(scope: FunctionScope, parameter: Parameter, place: int, shape: Shape) -> str:
    """The field's value, or the default of a field that was left out, as the parameter's type."""
    name = parameter.register.name
    value, typed = Register(f"given {name}", VALUE), Register(f"typed {name}", parameter.register.type)
    given = f"given[{place}]"
    if parameter.default is not None:
        given = f"{given} ? {given} : {scope.operand(parameter.default, VALUE)}"
    elif parameter.default_global is not None:
        given = f"{given} ? {given} : {scope.shared.names.global_(parameter.default_global)}"
    scope.add(f"slu_value {scope.register(value)} = {given};")
    if parameter.register.type == VALUE:
        return scope.register(value)
    scope.add(f"{declare(typed.type, scope.register(typed))};")
    if _is_sure(parameter, shape):
        pointer = f"({to_c_type(typed.type)})slu_object_of({scope.register(value)})"
        scope.add(f"{scope.register(typed)} = {pointer};")
        return scope.register(typed)
    emit_convert(scope, Convert(typed, value))
    return scope.register(typed)


def _is_sure(parameter: Parameter, shape: Shape) -> bool:
    """Whether what the shape decodes to, and the default, are certainly of the parameter's type."""
    match shape:
        case ScalarShape(ScalarKind.STR):
            decoded = "str"
        case DictShape():
            decoded = "dict"
        case ListShape(as_tuple=False):
            decoded = "list"
        case _:
            return False
    default = parameter.default
    is_alike = decoded == "str" and isinstance(default, StrConstant)
    return parameter.register.type == Ref(decoded) and (is_alike or not _has_default(parameter))
