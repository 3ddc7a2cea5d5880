"""Named tuples: `class P(NamedTuple)`, written out as a subclass of tuple with properties."""

from __future__ import annotations

import ast

from sluice.compiler.diagnostics import Code, refusal
from sluice.compiler.frontend.made_classes import MadeClass
from sluice.compiler.lower.class_faults import ClassFaultError
from sluice.compiler.lower.symbols import ClassSymbol
from sluice.compiler.lower.written import add_member, add_variable, parse_method

NAMED_TUPLE = "typing.NamedTuple"
_PROHIBITED = frozenset(
    "__new__ __init__ __slots__ __getnewargs__ _fields _field_defaults _field_types _make _replace _asdict "
    "_source".split()
)


def expand_named_tuple(names: object, symbol: ClassSymbol) -> None:
    """Add what `NamedTuple` writes to a class that derives from it."""
    from sluice.compiler.lower.module_names import NameTable

    assert isinstance(names, NameTable)
    _check(symbol)
    fields: list[tuple[str, ast.expr | None]] = []
    kept: list[ast.stmt] = []
    for statement in symbol.node.body:
        match statement:
            case ast.AnnAssign(target=ast.Name(id=name), value=value):
                if value is None and fields and fields[-1][1] is not None:
                    raise refusal(
                        Code.CLASS_FORM,
                        symbol.module.span(statement),
                        f"non-default namedtuple field {name} cannot follow default field; give it a default",
                    )
                fields.append((name, value))
                symbol.scope.bound.pop(name, None)
            case _:
                kept.append(statement)
    symbol.node.body = kept
    symbol.closed = True
    for name in ("_fields", "__match_args__"):
        _add_names(symbol, name, fields)
    if names.mentions("__slots__") and "__slots__" not in symbol.scope.bound:
        _add_names(symbol, "__slots__", [])
    if names.mentions("_field_defaults"):
        _add_defaults(symbol, fields)
    for method in _methods(symbol, fields):
        add_member(names, symbol, method)


def _check(symbol: ClassSymbol) -> None:
    """What CPython's `NamedTupleMeta` refuses."""
    if len(symbol.bases) > 1:
        text = "can only inherit from a NamedTuple type and Generic"
        raise ClassFaultError(symbol, "TypeError", text, symbol.node)
    for statement in [] if isinstance(symbol.node, MadeClass) else symbol.node.body:
        match statement:
            case ast.AnnAssign(target=ast.Name(id=name)) if name.startswith("_"):
                text = f"Field names cannot start with an underscore: {name!r}"
                raise ClassFaultError(symbol, "ValueError", text)
    for name in symbol.scope.bound:
        if name in _PROHIBITED:
            raise ClassFaultError(symbol, "AttributeError", f"Cannot overwrite NamedTuple attribute {name}")


def _add_names(symbol: ClassSymbol, name: str, fields: list[tuple[str, ast.expr | None]]) -> None:
    add_variable(symbol, name, ast.Tuple([ast.Constant(each) for each, _ in fields], ast.Load()))


def _add_defaults(symbol: ClassSymbol, fields: list[tuple[str, ast.expr | None]]) -> None:
    """`_field_defaults`, of the values that `__new__` has evaluated already where they are no constants."""
    given = [(name, default) for name, default in fields if default is not None]
    if not all(isinstance(default, ast.Constant) for _, default in given):
        raise refusal(
            Code.CLASS_FORM,
            symbol.module.span(symbol.node),
            f"the `_field_defaults` of {symbol.title} are only kept where all of them are constants",
        )
    keys: list[ast.expr | None] = [ast.Constant(name) for name, _ in given]
    add_variable(symbol, "_field_defaults", ast.Dict(keys, [default for _, default in given]))


def _methods(symbol: ClassSymbol, fields: list[tuple[str, ast.expr | None]]) -> list[ast.FunctionDef]:
    names = [name for name, _ in fields]
    listed = ", ".join(names)
    new = parse_method(
        f"def __new__(_cls{''.join(f', {name}' for name in names)}):\n"
        f" return $builtins.tuple.__new__(_cls, ({listed}{',' if names else ''}))"
    )
    new.args.defaults = [default for _, default in fields if default is not None]
    shown = ", ".join(f"{name}={{self[{index}]!r}}" for index, name in enumerate(names))
    replaced = ", ".join(f"kwds.pop({name!r}, self[{index}])" for index, name in enumerate(names))
    pairs = ", ".join(f"{name!r}: self[{index}]" for index, name in enumerate(names))
    texts = [
        f'def __repr__(self):\n return f"{{self.__class__.__name__}}({shown})"',
        "def __getnewargs__(self):\n return $builtins.tuple(self)",
        f"def _asdict(self):\n return {{{pairs}}}",
        "@classmethod\ndef _make(cls, iterable):\n"
        " made = $builtins.tuple.__new__(cls, iterable)\n"
        f" if $builtins.len(made) != {len(names)}:\n"
        f'  raise $builtins.TypeError(f"Expected {len(names)} arguments, got {{$builtins.len(made)}}")\n'
        " return made",
        "def _replace(self, /, **kwds):\n"
        f" made = self._make([{replaced}])\n"
        " if kwds:\n"
        '  raise $builtins.ValueError(f"Got unexpected field names: {$builtins.list(kwds)!r}")\n'
        " return made",
    ]
    methods = [new, *(parse_method(each) for each in texts)]
    methods += [
        parse_method(f"@property\ndef {name}(self):\n return self[{index}]")
        for index, name in enumerate(names)
    ]
    return [each for each in methods if each.name not in symbol.scope.bound]
