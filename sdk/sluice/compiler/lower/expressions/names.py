"""Names: locals, cells, globals, class bodies, built-ins, and what is known of them without running."""

from __future__ import annotations

import ast

from sluice.compiler.diagnostics import Code
from sluice.compiler.frontend.descriptor_objects import MODULE, OBJECTS
from sluice.compiler.frontend.made_classes import MadeClass
from sluice.compiler.frontend.scopes import Scope, ScopeKind
from sluice.compiler.ir.ops import (
    BoolConstant,
    ClassConstant,
    EllipsisConstant,
    FunctionConstant,
    LoadGlobal,
    NoneConstant,
    NothingConstant,
    NotImplementedConstant,
    Operand,
    StoreGlobal,
    StrConstant,
)
from sluice.compiler.ir.program import MemberKind
from sluice.compiler.ir.types import VALUE, Type
from sluice.compiler.lower import tables
from sluice.compiler.lower.class_items import is_subscripted
from sluice.compiler.lower.constants import to_constant
from sluice.compiler.lower.enums import is_enum
from sluice.compiler.lower.frame import Frame
from sluice.compiler.lower.module_names import builtin_symbol
from sluice.compiler.lower.symbols import (
    BuiltinClass,
    BuiltinFunction,
    ClassSymbol,
    ConstantSymbol,
    FunctionSymbol,
    ModuleSymbol,
    Symbol,
    TypingSymbol,
    VariableSymbol,
)

REFUSED_BUILTINS = {
    "eval": (Code.RUN_TIME_CODE, "runs code that is not there at build time; write the function out"),
    "exec": (Code.RUN_TIME_CODE, "runs code that is not there at build time; write the code out"),
    "compile": (Code.RUN_TIME_CODE, "makes code that is not there at build time; write the code out"),
    "__import__": (Code.IMPORT_FORM, "imports by a name that is not known at build time; use `import`"),
    "open": (Code.OUTSIDE_WORLD, "needs files, which a filter has not; put the data into the configuration"),
    "input": (Code.OUTSIDE_WORLD, "needs a terminal, which a filter has not; put the data into the program"),
    "breakpoint": (Code.OUTSIDE_WORLD, "needs a debugger; run the file under CPython to debug it"),
    "globals": (Code.BUILTIN, "needs a dict of all globals, which is not kept; use a dict of your own"),
    "locals": (Code.BUILTIN, "needs a dict of all locals, which is not kept; use a dict of your own"),
    "complex": (Code.COMPLEX_NUMBER, "is not compiled; use a pair of floats"),
    "memoryview": (Code.BUILTIN, "is not compiled; use bytes and slices"),
    "ExceptionGroup": (Code.NOT_COMPILED, "is not compiled; raise an exception with the others as arguments"),
    "BaseExceptionGroup": (
        Code.NOT_COMPILED,
        "is not compiled; raise an exception with the others as arguments",
    ),
    "super": (Code.DECORATOR, "is compiled where it is called in a method: `super().name(…)`"),
}


def static_symbol(frame: Frame, node: ast.expr) -> Symbol | None:
    """What a name or dotted name certainly means here, None where only the run can tell."""
    match node:
        case ast.Name(id=name):
            return _static_name(frame, frame.scope, name)
        case ast.Attribute(value=value, attr=name):
            owner = static_symbol(frame, value)
            if isinstance(owner, ModuleSymbol):
                return frame.program.names.member_of(owner.name, name)
            if isinstance(owner, BuiltinClass):
                dotted = f"{owner.name.removeprefix('builtins.')}.{name}"
                return BuiltinFunction(dotted) if dotted in tables.BUILTINS else None
            if isinstance(owner, ClassSymbol):
                return frame.program.nested_class(owner, name)
        case ast.Subscript(value=value):
            owner = static_symbol(frame, value)
            if isinstance(owner, ClassSymbol) and (is_enum(owner) or is_subscripted(owner)):
                return None
            if isinstance(owner, ClassSymbol | BuiltinClass | TypingSymbol):
                return owner
        case _:
            pass
    return None


def _static_name(frame: Frame, scope: Scope, name: str) -> Symbol | None:
    owner = scope.owner_of(name)
    if owner is not None:
        return frame.program.local_symbol(frame.module, owner, name)
    if _in_class_body(scope, name):
        return None
    return frame.program.names.resolve(frame.module.name, name)


def _in_class_body(scope: Scope, name: str) -> bool:
    return scope.kind is ScopeKind.CLASS and name in scope.bound and name not in scope.global_names


def load_name(frame: Frame, node: ast.Name) -> Operand:
    name = node.id
    scope = frame.scope
    owner = scope.owner_of(name)
    if owner is not None:
        return _load_local(frame, owner, node)
    if _in_class_body(scope, name):
        return _load_in_class_body(frame, node)
    if name == "__class_here__":
        return _class_here(frame)
    if scope in frame.class_scopes and name in ("__qualname__", "__module__"):
        return frame.builder.load_attribute(_class_here(frame), name)
    if name == "__class__":
        from sluice.compiler.lower.expressions.supers import enclosing_method, method_owner

        method = enclosing_method(scope)
        symbol = method_owner(frame, method) if method is not None else None
        if symbol is not None:
            return load_symbol(frame, symbol, node)
    if name == "__name__":
        return StrConstant(frame.module.name)
    if name == "__doc__" and not frame.module.scopes[frame.module.tree].bound.get(name):
        text = ast.get_docstring(frame.module.tree, clean=False)
        return NoneConstant() if text is None else StrConstant(text)
    if name == "__debug__":
        return BoolConstant(True)
    return load_symbol(frame, frame.program.names.resolve(frame.module.name, name), node)


def _class_here(frame: Frame) -> Operand:
    """Inside a class body that the compiler rewrote: the class itself."""
    symbol = frame.class_scopes[frame.scope]
    frame.program.note_class_value(symbol)
    return ClassConstant(symbol.name)


def is_imported(owner: Scope, symbol: Symbol | None) -> bool:
    """Whether a local name means a function or class of another place, which an `import` names."""
    return isinstance(symbol, FunctionSymbol | ClassSymbol) and symbol.scope.parent is not owner


def _load_local(frame: Frame, owner: Scope, node: ast.Name) -> Operand:
    symbol = frame.program.local_symbol(frame.module, owner, node.id)
    if isinstance(symbol, ModuleSymbol | TypingSymbol | BuiltinFunction | BuiltinClass | ConstantSymbol):
        return load_symbol(frame, symbol, node)
    if symbol is not None and is_imported(owner, symbol):
        return load_symbol(frame, symbol, node)
    if isinstance(symbol, ClassSymbol):
        refuse_protocol(frame, symbol, node)
    return frame.load_local(owner, node.id, node)


def _load_in_class_body(frame: Frame, node: ast.Name) -> Operand:
    """A class's own name when the body has set it, else the global."""
    symbol = frame.class_scopes[frame.scope]
    builder = frame.builder
    method = symbol.methods.get(node.id)
    if method is not None and method.name in frame.defined:
        return _load_method_in_class_body(frame, method, node)
    if method is not None:  # its `def` is further down
        return load_symbol(frame, frame.program.names.resolve(frame.module.name, node.id), node)
    kept = symbol.properties.get(node.id)
    if kept is not None and kept.getter is not None and kept.getter.name in frame.defined:
        text = f"the property `{node.id}` is no value in the body of its class; write another one"
        raise frame.refuse(Code.DECORATOR, node, text)
    variable = f"{symbol.name}.{node.id}"
    own = frame.load_global(variable, checked=False)
    found = builder.register(VALUE)
    inside, outside, end = builder.label("own"), builder.label("global"), builder.label("named")
    builder.branch(builder.is_nothing(own), outside, inside)
    builder.start(inside)
    builder.assign(found, builder.box(own))
    builder.goto(end)
    builder.start(outside)
    symbol_outside = frame.program.names.resolve(frame.module.name, node.id)
    builder.assign(found, builder.box(load_symbol(frame, symbol_outside, node)))
    builder.start(end)
    return found


def _load_method_in_class_body(frame: Frame, method: FunctionSymbol, node: ast.Name) -> Operand:
    """The function, or the object that its decorator made of it."""
    function = FunctionConstant(frame.program.want_value(method))
    kind = method.member_kind
    title = _OBJECTS_OF_METHODS.get(kind) if kind is not None else None
    is_decorated = bool(getattr(method.node, "decorator_list", ()))
    if title is None or not is_decorated or not frame.program.has_descriptors:
        return function
    made = descriptor_class(frame, title)
    return function if made is None else frame.builder.call_value(load_symbol(frame, made, node), (function,))


_OBJECTS_OF_METHODS = {MemberKind.STATIC_METHOD: "staticmethod", MemberKind.CLASS_METHOD: "classmethod"}


def refuse_protocol(frame: Frame, symbol: ClassSymbol, node: ast.AST) -> None:
    """`isinstance` of a protocol under `runtime_checkable` is compiled for each one: it is no value."""
    if symbol.is_runtime_checkable:
        text = f"the protocol {symbol.title} is no value; name it in the call of `isinstance` itself"
        raise frame.refuse(Code.MODULE_VALUE, node, text)


def load_symbol(frame: Frame, symbol: Symbol, node: ast.expr) -> Operand:
    """A symbol as a value."""
    match symbol:
        case VariableSymbol(name=name):
            return frame.load_global(name)
        case ConstantSymbol(value=value):
            return value
        case FunctionSymbol():
            check_defined(frame, symbol)
            return FunctionConstant(frame.program.want_value(symbol))
        case ClassSymbol():
            refuse_protocol(frame, symbol, node)
            check_defined(frame, symbol)
            frame.program.note_class_value(symbol)
            return ClassConstant(symbol.name)
        case BuiltinClass(name=name):
            made = descriptor_class(frame, name)
            if made is not None:
                return load_symbol(frame, made, node)
            title = name.removeprefix("builtins.")
            refuse_builtin(frame, title, node)
            if title in OBJECTS:
                text = f"`{title}` is only compiled as a decorator and where it is called"
                raise frame.refuse(Code.DECORATOR, node, text)
            return ClassConstant(name)
        case BuiltinFunction(name=name):
            return _load_builtin(frame, name, node)
        case ModuleSymbol(name=name):
            raise frame.refuse(
                Code.MODULE_VALUE,
                node,
                f"the module `{name}` cannot be used as a value; name its members where they are used",
            )
        case TypingSymbol(name=name):
            if name in ("typing.TYPE_CHECKING", "typing_extensions.TYPE_CHECKING"):
                return BoolConstant(False)
            raise frame.refuse(
                Code.MODULE_VALUE,
                node,
                f"`{name}` only has a meaning in annotations; it is no value when the program runs",
            )


def descriptor_class(frame: Frame, name: str) -> ClassSymbol | None:
    """The class of what `property`, `staticmethod` and `classmethod` make, where the program makes some."""
    title = name.removeprefix("builtins.")
    if title not in OBJECTS or MODULE not in frame.program.names.modules:
        return None
    found = frame.program.names.resolve(MODULE, title)
    return found if isinstance(found, ClassSymbol) else None


def _load_builtin(frame: Frame, name: str, node: ast.expr) -> Operand:
    match name:
        case "NotImplemented":
            return NotImplementedConstant()
        case "Ellipsis":
            return EllipsisConstant()
    if name in tables.CONSTANTS:
        constant = to_constant(tables.CONSTANTS[name])
        if constant is not None:
            return constant
    refuse_builtin(frame, name, node)
    if name not in tables.BUILTINS:
        raise frame.refuse(Code.BUILTIN, node, f"`{name}` is not compiled")
    if name == "print" and frame.program.replaces_stdout:
        message = "`print` is only called where `sys.stdout` is replaced; write a function that calls it"
        raise frame.refuse(Code.BUILTIN, node, message)
    return FunctionConstant(name if "." in name else f"builtins.{name}")


def refuse_builtin(frame: Frame, name: str, node: ast.expr) -> None:
    """Stop at built-ins that cannot work in a compiled program."""
    refused = REFUSED_BUILTINS.get(name)
    if refused is not None:
        raise frame.refuse(refused[0], node, f"`{name}` {refused[1]}")
    if name == "print" and frame.program.tree.strict:
        raise frame.refuse(
            Code.OUTSIDE_WORLD, node, "`print` needs a terminal, which a filter has not; use `sluice.log`"
        )


def check_defined(frame: Frame, symbol: FunctionSymbol | ClassSymbol) -> None:
    """NameError where a function or class is used before its statement has run."""
    if "." in symbol.name.removeprefix(f"{symbol.module.name}.") or symbol.name in frame.defined:
        return
    if isinstance(symbol.node, MadeClass) and symbol.scope.parent is not symbol.scope.module:
        return  # a local variable, in spite of its full name
    if not frame.program.may_run_early(symbol):
        return
    target = frame.builder.register(VALUE)
    frame.program.note_global_load(symbol.name)
    frame.program.global_type(symbol.name)
    frame.builder.emit(LoadGlobal(target, symbol.name, True, frame.builder.line))


def store_name(frame: Frame, node: ast.Name, value: Operand, value_node: ast.expr | None) -> None:
    bind_name(frame, node.id, value, node, value_node)


def bind_name(
    frame: Frame, name: str, value: Operand, node: ast.Name | None = None, value_node: ast.expr | None = None
) -> None:
    """Give a name its value where its scope says that it lives."""
    owner = frame.scope.owner_of(name)
    if owner is not None:
        frame.store_local(owner, name, value, node, value_node)
    elif _in_class_body(frame.scope, name):
        frame.store_global(f"{frame.class_scopes[frame.scope].name}.{name}", value, value_node)
    else:
        frame.store_global(f"{frame.module.name}.{name}", value, value_node)


def unset_name(frame: Frame, node: ast.Name) -> None:
    unbind_name(frame, node.id)


def unbind_name(frame: Frame, name: str) -> None:
    owner = frame.scope.owner_of(name)
    if owner is not None:
        frame.unset_local(owner, name)
        return
    prefix = frame.class_scopes[frame.scope].name if _in_class_body(frame.scope, name) else frame.module.name
    kind = frame.program.global_type(f"{prefix}.{name}")
    frame.builder.emit(StoreGlobal(f"{prefix}.{name}", NothingConstant(kind), frame.builder.line))


def wanted_type_of_name(frame: Frame, node: ast.Name) -> Type:
    """What the variable holds, as a hint for its value."""
    owner = frame.scope.owner_of(node.id)
    if owner is None or node.id in owner.cells or (owner, node.id) not in frame.locals:
        return VALUE
    return frame.locals[(owner, node.id)].register.type


__all__ = ["builtin_symbol", "load_name", "load_symbol", "static_symbol", "store_name"]
