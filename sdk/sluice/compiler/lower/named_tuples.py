"""Named tuples: `class P(NamedTuple)`, written out as a subclass of tuple with properties."""

from __future__ import annotations

import ast

from sluice.compiler.diagnostics import Code, refusal
from sluice.compiler.lower.symbols import ClassSymbol
from sluice.compiler.lower.written import add_member, parse_method, place_like

NAMED_TUPLE = "typing.NamedTuple"


def expand_named_tuple(names: object, symbol: ClassSymbol) -> None:
    """Add what `NamedTuple` writes to a class that derives from it."""
    from sluice.compiler.lower.module_names import NameTable

    assert isinstance(names, NameTable)
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
    for method in _methods(symbol, fields):
        add_member(names, symbol, method)


def _add_names(symbol: ClassSymbol, name: str, fields: list[tuple[str, ast.expr | None]]) -> None:
    items: list[ast.expr] = [ast.Constant(each) for each, _ in fields]
    node = ast.Assign([ast.Name(name, ast.Store())], ast.Tuple(items, ast.Load()))
    place_like(node, symbol.node)
    symbol.node.body.append(node)
    symbol.scope.bind(name)
    symbol.variables[name] = f"{symbol.name}.{name}"


def _methods(symbol: ClassSymbol, fields: list[tuple[str, ast.expr | None]]) -> list[ast.FunctionDef]:
    names = [name for name, _ in fields]
    listed = ", ".join(names)
    new = parse_method(
        f"def __new__(_cls{''.join(f', {name}' for name in names)}):\n"
        f" return $builtins.tuple.__new__(_cls, ({listed}{',' if names else ''}))"
    )
    new.args.defaults = [default for _, default in fields if default is not None]
    shown = ", ".join(f"{name}={{self[{index}]!r}}" for index, name in enumerate(names))
    pairs = ", ".join(f"{name!r}: self[{index}]" for index, name in enumerate(names))
    texts = [
        f'def __repr__(self):\n return f"{{self.__class__.__name__}}({shown})"',
        f"def _asdict(self):\n return {{{pairs}}}",
        "@classmethod\ndef _make(cls, iterable):\n return cls(*iterable)",
        "def _replace(self, /, **kwds):\n"
        " values = self._asdict()\n"
        " for name in kwds:\n"
        "  if name not in values:\n"
        '   raise $builtins.ValueError(f"Got unexpected field names: {[name]!r}")\n'
        " values.update(kwds)\n"
        " return self.__class__(**values)",
    ]
    methods = [new, *(parse_method(each) for each in texts)]
    methods += [
        parse_method(f"@property\ndef {name}(self):\n return self[{index}]")
        for index, name in enumerate(names)
    ]
    return [each for each in methods if each.name not in symbol.scope.bound]
