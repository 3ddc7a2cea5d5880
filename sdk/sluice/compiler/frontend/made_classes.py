"""Calls that make a class of parts that are written out, as the class statements that they stand for.

Point = namedtuple("Point", "x y")                  →    class Point(NamedTuple): x: …; y: …
C = make_dataclass("C", ["x", ("y", int)])          →    @dataclass class C: x: Any; y: int
C = type("C", (Base,), {"limit": 3})                →    class C(Base): limit = 3
class Point(namedtuple("Base", "x y")): …           →    class Base(NamedTuple): …, then class Point(Base): …

A call with a fault of its parts becomes the exception that CPython raises, where a `try` expects one.
"""

from __future__ import annotations

import ast
import builtins
import keyword
from collections.abc import Callable, Mapping
from typing import TypeVar

from msgspec import Struct

from sluice.compiler.frontend.trees import walk

Node = TypeVar("Node", bound=ast.AST)


class MadeClass(ast.ClassDef):
    """A class statement that the author did not write: `name` is the variable that it binds, `title` the
    class's `__name__` and `__qualname__`, wherever it is made; `module` its `__module__`, where that is
    another than the one it stands in."""

    title: str
    module: str


class FaultyCall(Struct, frozen=True):
    """What CPython raises instead of making a class: the exception's class and its arguments."""

    kind: str
    arguments: tuple[str | int, ...]


def _type_error(text: str) -> FaultyCall:
    return FaultyCall("TypeError", (text,))


def _value_error(text: str) -> FaultyCall:
    return FaultyCall("ValueError", (text,))


Made = MadeClass | FaultyCall | None
Maker = Callable[[ast.Call], Made]


def class_makers(tree: ast.Module) -> Mapping[str, Maker]:
    """By the name that the module uses (`namedtuple`, `collections.namedtuple`): what writes the class."""
    found: dict[str, Maker] = {}
    for node in walk(tree):
        match node:
            case ast.ImportFrom(module=str(module), names=names, level=0):
                for each in names:
                    maker = _MAKERS.get(f"{module}.{each.name}")
                    if maker is not None:
                        found[each.asname or each.name] = maker
            case ast.Import(names=names):
                for each in names:
                    for full, maker in _MAKERS.items():
                        module, _, member = full.rpartition(".")
                        if each.name == module:
                            found[f"{each.asname or each.name}.{member}"] = maker
            case _:
                pass
    if not any(isinstance(node, ast.Name) and node.id == "type" and _is_bound(node) for node in walk(tree)):
        found["type"] = _from_type
    return found


def _is_bound(node: ast.Name) -> bool:
    return not isinstance(node.ctx, ast.Load)


def make_class(
    title: str,
    bases: list[ast.expr],
    body: list[ast.stmt],
    decorators: list[ast.expr] | None = None,
    module: str = "",
) -> MadeClass:
    """A class statement; what the author wrote of it keeps its place."""
    made = MadeClass(title, bases, [], body or [ast.Pass()], decorators or [])
    made.title, made.module = title, module
    return made


def _member(module: str, name: str) -> ast.Attribute:
    return ast.Attribute(ast.Name(f"${module}", ast.Load()), name, ast.Load())


def _field(name: str, annotation: ast.expr, value: ast.expr | None) -> ast.AnnAssign:
    return ast.AnnAssign(ast.Name(name, ast.Store()), annotation, value, 1)


def _reads_any(values: list[ast.expr], names: list[str]) -> bool:
    """Whether an expression reads a variable called like a field: inside the class it means another one."""
    return any(isinstance(each, ast.Name) and each.id in names for value in values for each in walk(value))


# --- namedtuple


def _from_namedtuple(call: ast.Call) -> Made:
    options = {each.arg: each.value for each in call.keywords}
    if any(isinstance(each, ast.Starred) for each in call.args) or not set(options) <= {"defaults", "rename"}:
        return None
    if len(call.args) > 2:
        given = len(call.args)
        return _type_error(f"namedtuple() takes 2 positional arguments but {given} were given")
    match call.args, options.get("rename", ast.Constant(False)):
        case [ast.Constant(value=str() as title), spec], ast.Constant(value=bool() as rename):
            fields = field_names(spec)
        case _:
            return None
    if fields is None:
        return None
    names = _renamed(fields) if rename else fields
    fault = _check_names(title, names, rename)
    defaults = _defaults(options.get("defaults"))
    if fault is not None or defaults is None:
        return fault
    if isinstance(defaults, FaultyCall):
        return defaults
    if len(defaults) > len(names):
        return _type_error("Got more default values than field names")
    if _reads_any(defaults, names):
        return None
    first = len(names) - len(defaults)
    body: list[ast.stmt] = [
        _field(name, ast.Constant(None), defaults[place - first] if place >= first else None)
        for place, name in enumerate(names)
    ]
    return make_class(title, [_member("typing", "NamedTuple")], body)


def _from_typed_tuple(call: ast.Call) -> Made:
    """`NamedTuple("P", [("x", int)])`."""
    match call.args:
        case [ast.Constant(value=str() as title), ast.List(elts=items) | ast.Tuple(elts=items)]:
            names = [pair_name(each) for each in items]
            if call.keywords or None in names:
                return None
            body: list[ast.stmt] = [_field(name, ast.Constant(None), None) for name in names if name]
            return make_class(title, [_member("typing", "NamedTuple")], body)
    return None


def field_names(node: ast.expr) -> list[str] | None:
    """`"x y"`, `["x", "y"]` or `[("x", int), ("y", int)]`, written out."""
    match node:
        case ast.Constant(value=str() as text):
            return text.replace(",", " ").split()
        case ast.List(elts=items) | ast.Tuple(elts=items):
            names = [pair_name(each) for each in items]
            return None if None in names else [each for each in names if each is not None]
    return None


def pair_name(node: ast.expr) -> str | None:
    """The `"x"` of `"x"` and of `("x", int)`."""
    match node:
        case ast.Constant(value=str() as text):
            return text
        case ast.Tuple(elts=[ast.Constant(value=str() as text), _]):
            return text
    return None


def _renamed(fields: list[str]) -> list[str]:
    """Fields that may not be called so are called by their places."""
    seen: set[str] = set()
    names = []
    for place, name in enumerate(fields):
        is_bad = not name.isidentifier() or keyword.iskeyword(name) or name.startswith("_") or name in seen
        seen.add(name)
        names.append(f"_{place}" if is_bad else name)
    return names


def _check_names(title: str, names: list[str], rename: bool) -> FaultyCall | None:
    for name in (title, *names):
        if not name.isidentifier():
            text = f"Type names and field names must be valid identifiers: {name!r}"
            return _value_error(text)
        if keyword.iskeyword(name):
            return _value_error(f"Type names and field names cannot be a keyword: {name!r}")
    seen: set[str] = set()
    for name in names:
        if name.startswith("_") and not rename:
            return _value_error(f"Field names cannot start with an underscore: {name!r}")
        if name in seen:
            return _value_error(f"Encountered duplicate field name: {name!r}")
        seen.add(name)
    return None


def _defaults(node: ast.expr | None) -> list[ast.expr] | FaultyCall | None:
    """None: only the run can tell how many there are."""
    match node:
        case None | ast.Constant(value=None):
            return []
        case ast.Tuple(elts=items) | ast.List(elts=items) if not any(
            isinstance(each, ast.Starred) for each in items
        ):
            return items
        case ast.Call(func=ast.Name(id="iter" | "tuple" | "list"), args=[inner], keywords=[]):
            return _defaults(inner) if isinstance(inner, ast.Tuple | ast.List) else None
        case ast.Constant(value=int() | float() as value):
            return _type_error(f"{type(value).__name__!r} object is not iterable")
    return None


# --- make_dataclass and type


_DATACLASS_OPTIONS = frozenset(
    (
        *("init", "repr", "eq", "order", "unsafe_hash", "frozen", "match_args", "kw_only", "slots"),
        "weakref_slot",
    )
)


def _from_make_dataclass(call: ast.Call) -> Made:
    options = {each.arg: each.value for each in call.keywords}
    bases = options.pop("bases", ast.Tuple([], ast.Load()))
    space = options.pop("namespace", ast.Dict([], []))
    match call.args:
        case [ast.Constant(value=str() as title), ast.List(elts=items) | ast.Tuple(elts=items)]:
            pass
        case _:
            return None
    own = _namespace(space)
    unknown = next((each for each in options if each not in _DATACLASS_OPTIONS), None)
    if unknown is not None:
        return _type_error(f"make_dataclass() got an unexpected keyword argument {unknown!r}")
    if not isinstance(bases, ast.Tuple) or own is None or None in options or _faulty_title(title):
        return None
    body: list[ast.stmt] = []
    names: list[str] = []
    for item in items:
        field = _dataclass_field(item)
        if not isinstance(field, ast.AnnAssign):
            return field
        assert isinstance(field.target, ast.Name)
        if field.target.id in names:
            return _type_error(f"Field name duplicated: {field.target.id!r}")
        names.append(field.target.id)
        body.append(field)
    if _reads_any([each.value for each in body if isinstance(each, ast.AnnAssign) and each.value], names):
        return None
    decorator: ast.expr = _member("dataclasses", "dataclass")
    if options:
        decorator = ast.Call(decorator, [], [ast.keyword(name, value) for name, value in options.items()])
    return make_class(title, list(bases.elts), [*own, *body], [decorator], "types")


def _dataclass_field(item: ast.expr) -> ast.AnnAssign | FaultyCall | None:
    match item:
        case ast.Constant(value=str() as name):
            made = _field(name, ast.Constant("typing.Any"), None)
        case ast.Tuple(elts=[ast.Constant(value=str() as name), annotation]):
            made = _field(name, annotation, None)
        case ast.Tuple(elts=[ast.Constant(value=str() as name), annotation, default]):
            made = _field(name, annotation, default)
        case ast.Tuple(elts=elements) if len(elements) not in (2, 3) and _is_plain(item):
            return _type_error(f"Invalid field: {ast.literal_eval(item)!r}")
        case ast.Name(id=name) if isinstance(getattr(builtins, name, None), type):
            return _type_error("object of type 'type' has no len()")
        case _:
            return None
    if not name.isidentifier():
        return _type_error(f"Field names must be valid identifiers: {name!r}")
    if keyword.iskeyword(name):
        return _type_error(f"Field names must not be keywords: {name!r}")
    return made


def _is_plain(item: ast.Tuple) -> bool:
    return all(isinstance(each, ast.Constant) for each in item.elts)


def _from_type(call: ast.Call) -> Made:
    match call:
        case ast.Call(
            args=[ast.Constant(value=str() as title), ast.Tuple(elts=bases), ast.Dict() as space], keywords=[]
        ) if not _has_stars(bases):
            body = _namespace(space)
            fault = _faulty_title(title) or _faulty_bases(bases) or _faulty_doc(space)
            return fault or (make_class(title, bases, body) if body is not None else None)
        case ast.Call(args=args) if len(args) not in (1, 3) and not _has_stars(args):
            return _type_error("type() takes 1 or 3 arguments")
        case ast.Call(args=[ast.Constant(value=title), ast.Tuple(), ast.Dict()], keywords=[]) if (
            not isinstance(title, str)
        ):
            return _type_error(f"type.__new__() argument 1 must be str, not {type(title).__name__}")
        case ast.Call(args=[ast.Constant(value=str() as title), ast.Tuple(elts=[]), ast.Dict()]):
            if all(each.arg is not None and each.arg != "metaclass" for each in call.keywords):
                return _type_error(f"{title}.__init_subclass__() takes no keyword arguments")
        case ast.Call(args=[ast.Constant(value=str()), ast.List(), ast.Dict()], keywords=[]):
            return _type_error("type.__new__() argument 2 must be tuple, not list")
    return None


def _faulty_text(text: str) -> FaultyCall | None:
    try:
        text.encode()
    except UnicodeEncodeError as error:
        return FaultyCall("UnicodeEncodeError", (error.encoding, text, error.start, error.end, error.reason))
    return None


def _faulty_doc(space: ast.Dict) -> FaultyCall | None:
    for key, value in zip(space.keys, space.values, strict=True):
        match key, value:
            case ast.Constant(value="__doc__"), ast.Constant(value=str() as text):
                return _faulty_text(text)
    return None


def _faulty_title(title: str) -> FaultyCall | None:
    """What is wrong with a class's name, which need not be an identifier."""
    fault = _faulty_text(title)
    if fault is not None:
        return fault
    return _value_error("type name must not contain null characters") if "\0" in title else None


def _faulty_bases(bases: list[ast.expr]) -> FaultyCall | None:
    """`type("C", (None,), {})`."""
    text = (
        "metaclass conflict: the metaclass of a derived class must be a (non-strict) subclass of the "
        "metaclasses of all its bases"
    )
    return _type_error(text) if any(isinstance(each, ast.Constant) for each in bases) else None


def _has_stars(nodes: list[ast.expr]) -> bool:
    return any(isinstance(each, ast.Starred) for each in nodes)


def _namespace(node: ast.expr) -> list[ast.stmt] | None:
    """A dict written out as the assignments of a class body."""
    if not isinstance(node, ast.Dict):
        return None
    body: list[ast.stmt] = []
    names: list[str] = []
    for key, value in zip(node.keys, node.values, strict=True):
        match key:
            case ast.Constant(value=str() as name) if name.isidentifier() and not keyword.iskeyword(name):
                names.append(name)
                body.append(ast.Assign([ast.Name(name, ast.Store())], value))
            case _:
                return None
    special = any(name in ("__annotations__", "__class__", "__classcell__") for name in names)
    if special or len(set(names)) < len(names) or _reads_any(node.values, names):
        return None
    return body


_MAKERS: Mapping[str, Maker] = {
    "collections.namedtuple": _from_namedtuple,
    "typing.NamedTuple": _from_typed_tuple,
    "dataclasses.make_dataclass": _from_make_dataclass,
}
