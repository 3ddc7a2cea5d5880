"""What a dataclass has beside its usual methods: its fields as objects, tuples of names, being frozen."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from sluice.compiler.frontend.facade import MAKES_DATACLASSES
from sluice.compiler.lower.module_names import NameTable
from sluice.compiler.lower.symbols import BuiltinClass, ClassSymbol, TypingSymbol
from sluice.compiler.lower.written import add_variable, parse_method

if TYPE_CHECKING:
    from sluice.compiler.lower.dataclasses import Field

_PLAIN_VALUES: Final = frozenset(
    "int float bool str bytes bytearray None list dict set frozenset tuple Optional Union Literal "
    "List Dict Set FrozenSet Tuple Sequence Mapping typing collections abc".split()
)
"""Names in the annotation of a field that cannot hold the object whose field it is."""


_SPECIAL: Final = {
    "typing.ClassVar": "ClassVar",
    "typing_extensions.ClassVar": "ClassVar",
    "dataclasses.InitVar": "InitVar",
    "dataclasses.KW_ONLY": "KW_ONLY",
}
"""What is no field of its own."""
_WRITTEN: Final = re.compile(r"^(?:\s*(\w+)\s*\.)?\s*(\w+)")
"""How CPython reads an annotation that is a str: a name, which a module may stand before."""


def annotation_kind(names: NameTable, symbol: ClassSymbol, annotation: ast.expr) -> str:
    """ClassVar, InitVar or KW_ONLY; nothing for the annotations of fields."""
    match annotation:
        case ast.Subscript(value=value):
            return annotation_kind(names, symbol, value)
        case ast.Constant(value=str() as text):
            found = _WRITTEN.match(text)
            if found is None:
                return ""
            title = ast.Name(found[2], ast.Load())
            node = ast.Attribute(ast.Name(found[1], ast.Load()), found[2], ast.Load()) if found[1] else title
            return annotation_kind(names, symbol, node)
        case ast.Name() | ast.Attribute():
            known = names.static(symbol.module, annotation)
            return _SPECIAL.get(known.name, "") if isinstance(known, TypingSymbol) else ""
    return ""


def is_looked_into(names: NameTable) -> bool:
    """Whether some module imports `asdict`, `fields`, `replace`… (or the whole of `dataclasses`)."""
    for module in names.tree.modules.values():
        for each in module.imports if module.name.partition(".")[0] != "dataclasses" else ():
            if each.name == "dataclasses" and isinstance(each.node, ast.Import):
                return True
            if each.name.startswith("dataclasses.") and each.name.partition(".")[2] not in MAKES_DATACLASSES:
                return True
    return False


def add_names(symbol: ClassSymbol, variable: str, names: Sequence[str]) -> None:
    """A class variable that is a tuple of names: `__match_args__`, `__slots__`."""
    add_variable(symbol, variable, ast.Tuple([ast.Constant(each) for each in names], ast.Load()))


def add_fields(names: NameTable, symbol: ClassSymbol, fields: tuple[Field, ...]) -> None:
    """`__dataclass_fields__`, for the functions of the module."""
    made = [_field_object(names, symbol, field) for field in fields if not field.init_only]
    keys: list[ast.expr | None] = [ast.Constant(field.name) for field in fields if not field.init_only]
    add_variable(symbol, "__dataclass_fields__", ast.Dict(keys, list(made)))


def _field_object(names: NameTable, symbol: ClassSymbol, field: Field) -> ast.Call:
    """The `Field` of an own field; one that is inherited is the base's."""
    module = ast.Name("$dataclasses", ast.Load())
    if field.owner is not symbol:
        here: list[ast.expr] = [ast.Name("__class_here__", ast.Load()), ast.Constant(field.name)]
        return ast.Call(ast.Attribute(module, "inherited_field", ast.Load()), here, [])
    facts = (field.name, field.init, field.repr, field.hash, field.compare, field.kw_only)
    parts = {
        "default": ast.Name(field.name, ast.Load()) if field.default is not None else None,
        "default_factory": field.factory,
        "metadata": field.metadata,
        "type": _type_object(names, symbol, field.annotation),
    }
    return ast.Call(
        ast.Attribute(module, "Field", ast.Load()),
        [ast.Constant(each) for each in facts],
        [ast.keyword(name, value) for name, value in parts.items() if value is not None],
    )


def _type_object(names: NameTable, symbol: ClassSymbol, annotation: ast.expr) -> ast.expr | None:
    """What `Field.type` is: a class or the text of an annotation; others are not kept."""
    if any(each.name == "__future__.annotations" for each in symbol.module.imports):
        return ast.Constant(ast.unparse(annotation))
    if isinstance(annotation, ast.Constant) and isinstance(annotation.value, str):
        return annotation
    found = names.static(symbol.module, annotation) if isinstance(annotation, ast.Name) else None
    return annotation if isinstance(found, BuiltinClass | ClassSymbol) else None


def holds_plain_values(annotation: ast.expr) -> bool:
    """Whether a field of this annotation holds nothing through which its own object could be reached."""
    if isinstance(annotation, ast.Constant) and isinstance(annotation.value, str):
        try:
            annotation = ast.parse(annotation.value, mode="eval").body
        except SyntaxError:
            return False
    for each in ast.walk(annotation):
        match each:
            case ast.Name(id=name) | ast.Attribute(attr=name) if name not in _PLAIN_VALUES:
                return False
            case ast.Constant(value=str()):
                return False
    return True


def frozen_methods(names: NameTable, symbol: ClassSymbol, fields: Sequence[str]) -> list[ast.FunctionDef]:
    """`__setattr__` and `__delattr__`. Instances of a class below that is no dataclass may have more."""
    own = "(" + "".join(f"{name!r}, " for name in fields) + ")"
    below = _may_have_subclasses(names, symbol)
    test = f"if $builtins.type(self) is __class__ or name in {own}: " if below else ""
    return [
        parse_method(
            f"def {head}:\n"
            f' {test}raise $dataclasses.FrozenInstanceError(f"cannot {verb} field {{name!r}}")\n'
            f" {otherwise if below else ''}"
        )
        for head, verb, otherwise in (
            ("__setattr__(self, name, value)", "assign to", "super().__setattr__(name, value)"),
            ("__delattr__(self, name)", "delete", "super().__delattr__(name)"),
        )
    ]


def _may_have_subclasses(names: NameTable, symbol: ClassSymbol) -> bool:
    """Whether the bases of some class statement name it, or something that is not known yet."""
    modules = names.tree.modules.values()
    statements = [(each, node) for each in modules for node in each.scopes if isinstance(node, ast.ClassDef)]
    titles = {node.name for _, node in statements}
    for module, node in statements:
        for base in node.bases:
            while isinstance(base, ast.Subscript):
                base = base.value
            title = base.id if isinstance(base, ast.Name) else getattr(base, "attr", "")
            if title == symbol.node.name:
                return True
            is_other = title in titles or isinstance(names.static(module, base), BuiltinClass | TypingSymbol)
            if not is_other:
                return True
    return False
