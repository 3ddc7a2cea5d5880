"""Class variables that code outside of the class's body makes: each needs a global of its own.

`C.name = …` makes one for C, `cls.name = …` (also in `__new__`, also `type(self).name`) for the method's
class and those below, `cls.name = …` in a decorator for what is decorated. Where nothing is known of a
receiver, a name that no instance has by itself becomes one of every class, and a class variable one of the
classes below: without a value such a global is as if it were not there.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from sluice.compiler.frontend.sources import SourceModule
from sluice.compiler.frontend.trees import children, walk
from sluice.compiler.lower.module_names import NameTable, decorator_name
from sluice.compiler.lower.symbols import ClassSymbol, FunctionSymbol

TITLES = ("__name__", "__qualname__", "__module__")
"""What classes keep by themselves."""
_INTERCEPTORS = ("__setattr__", "__delattr__", "__getattribute__", "__getattr__")
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_TAKES_CLASS = ("__new__", "__init_subclass__", "__class_getitem__")


def find_stores_on_classes(names: NameTable, classes: list[ClassSymbol]) -> None:
    """Give the classes of the author the variables that code stores in them."""
    modules = [each for each in names.tree.modules.values() if not each.trusted]
    unknown: set[str] = set()
    for module in modules:
        unknown |= _find_outside_stores(names, module)
    for symbol in classes:
        _find_decorator_stores(names, symbol)
        if not symbol.module.trusted:
            _find_method_stores(names, symbol)
    _find_unknown_stores([each for each in classes if not each.module.trusted], unknown)


def _find_outside_stores(names: NameTable, module: SourceModule) -> set[str]:
    """`Class.name = …`. Gives the names that are stored in what is no class known by its name."""
    unknown: set[str] = set()
    for node in walk(module.tree):
        for receiver, name in stores_of(node):
            found = names.resolve(module.name, receiver.id) if isinstance(receiver, ast.Name) else None
            if isinstance(found, ClassSymbol):
                _make_variable(found, name)
            elif not is_self(receiver):
                unknown.add(name)
    return unknown


def _find_unknown_stores(classes: list[ClassSymbol], unknown: set[str]) -> None:
    slots = {name for each in classes for name in each.slots}
    members = {name for each in classes for name in (*each.methods, *each.properties, *each.variables)}
    for name in sorted(unknown - slots):
        for symbol in classes:
            if name in members and not any(name in each.variables for each in symbol.ancestors):
                continue
            if not (symbol.is_named_tuple or symbol.is_protocol) and not any(
                name in each.methods for each in symbol.ancestors
            ):
                _make_variable(symbol, name)


def _find_decorator_stores(names: NameTable, symbol: ClassSymbol) -> None:
    """`cls.name = …` in the author's decorators of the class: each may be the class's."""
    for decorator in symbol.node.decorator_list:
        function = decorator.func if isinstance(decorator, ast.Call) else decorator
        found = names.static(symbol.module, function)
        if isinstance(found, FunctionSymbol) and not found.module.trusted:
            for name in _stored_in_first_parameters(found.node):
                _make_variable(symbol, name)


def _find_method_stores(names: NameTable, symbol: ClassSymbol) -> None:
    for method in symbol.node.body:
        first = _first_parameter(method)
        if first is None or not isinstance(method, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        takes_class = method.name in _TAKES_CLASS or "classmethod" in map(
            decorator_name, method.decorator_list
        )
        for node in walk(method):
            for receiver, name in stores_of(node):
                if _is_class_of(receiver, first, takes_class):
                    for each in [symbol, *symbol.descendants]:
                        _make_variable(each, name)


def _is_class_of(receiver: ast.expr, first: str, takes_class: bool) -> bool:
    """Whether the receiver is the class that a method runs for: `cls`, `type(self)`, `self.__class__`."""
    match receiver:
        case ast.Name(id=name) if takes_class:
            return name == first
        case (
            ast.Call(func=ast.Name(id="type"), args=[ast.Name(id=name)])
            | ast.Attribute(value=ast.Name(id=name), attr="__class__")
        ):
            return name == first
    return False


def _stored_in_first_parameters(decorator: ast.AST) -> set[str]:
    """Attributes that a function, or one inside it, gives to its first parameter, which is no `self`."""
    return {
        name
        for function in ast.walk(decorator)
        for node in ast.walk(function)
        for receiver, name in stores_of(node)
        if isinstance(receiver, ast.Name)
        and receiver.id == _first_parameter(function)
        and not is_self(receiver)
    }


def _first_parameter(function: ast.AST) -> str | None:
    if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
        return None
    parameters = _parameters(function)
    return parameters[0].arg if parameters else None


def is_self(receiver: ast.expr) -> bool:
    return isinstance(receiver, ast.Name) and receiver.id == "self"


def stored_by_loose_functions(node: ast.AST) -> Iterator[str]:
    """Attributes of `self` that functions outside of class bodies store: any class may be given these."""
    for child in children(node):
        found = _parameters(child) if isinstance(child, _FUNCTIONS) else []
        if not isinstance(node, ast.ClassDef) and any(each.arg == "self" for each in found):
            stores = (store for each in walk(child) for store in stores_of(each))
            yield from (name for receiver, name in stores if is_self(receiver))
        else:
            yield from stored_by_loose_functions(child)


def _parameters(function: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> list[ast.arg]:
    return [*function.args.posonlyargs, *function.args.args]


def stores_of(node: ast.AST) -> Iterator[tuple[ast.expr, str]]:
    """What the node stores or deletes an attribute of, and which."""
    match node:
        case ast.Attribute(value=receiver, attr=name, ctx=ast.Store() | ast.Del()):
            yield receiver, name
        case ast.Call(
            func=ast.Name(id="setattr" | "delattr"),
            args=[receiver, ast.Constant(value=str() as name), *_],
        ):
            yield receiver, name
        case _:
            pass


def _make_variable(symbol: ClassSymbol, name: str) -> None:
    """A member that code outside the class's body changes is kept in a global, methods too."""
    if name in symbol.properties or name in TITLES:
        return
    symbol.methods.pop(name, None)
    if name in _INTERCEPTORS and name not in symbol.scope.bound:
        symbol.scope.bind(name)  # whoever reads or stores attributes has to ask it
    symbol.variables.setdefault(name, f"{symbol.name}.{name}")
