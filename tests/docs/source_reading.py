"""What a module's source says about its public names: signatures as they are written, docstrings, comments.

The source and not `inspect`, so that types have the names that the author of a filter imports, defaults look
as they do in the code, and attributes that `__init__` sets are found with the comment behind them.
"""

import ast
import inspect
import re
from collections.abc import Iterator
from dataclasses import dataclass
from types import ModuleType

SHOWN_AS = {"StreamHeaders": "Headers", "OwnHeaders": "Headers"}
"""Classes that an author knows by another name."""
TYPE_VARIABLE = re.compile(r'TypeVar\("\w+"(?:, bound=(.*))?\)', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Routine:
    """A function or method; `signatures` are its overloads, or the only one."""

    name: str
    signatures: tuple[str, ...]
    doc: str


@dataclass(frozen=True, slots=True)
class Attribute:
    name: str
    type: str
    doc: str
    assignable: bool


@dataclass(frozen=True, slots=True)
class Class:
    name: str
    bases: tuple[str, ...]
    parameters: str
    doc: str
    attributes: tuple[Attribute, ...]
    methods: tuple[Routine, ...]


@dataclass(frozen=True, slots=True)
class Constant:
    name: str
    value: str
    doc: str


Item = Class | Routine | Constant
Function = ast.FunctionDef | ast.AsyncFunctionDef


class Source:
    """One module's text and tree."""

    def __init__(self, module: ModuleType) -> None:
        self.name = module.__name__
        text = inspect.getsource(module)
        self.numbers = {name: value for name, value in vars(module).items() if type(value) is int}
        self.lines = text.splitlines()
        self.tree = ast.parse(text)
        self.doc = ast.get_docstring(self.tree) or ""

    def items(self) -> Iterator[Item]:
        """Public classes, functions and constants, in the order of the source."""
        for name, definitions in _grouped(self.tree.body):
            if not name.startswith("_"):
                item = self._item(name, definitions)
                if item is not None:
                    yield item

    def objects(self) -> dict[str, str]:
        """Public names of objects that the module makes of its own classes, with the classes."""
        return {
            name: class_
            for node in self.tree.body
            for name, class_ in _made(node)
            if not name.startswith("_") and any(each.name == class_ for each in self.items())
        }

    def aliases(self) -> dict[str, str]:
        """Names of types that stand for others, and of type variables with what they are bound to."""
        found = {}
        for node in self.tree.body:
            match node:
                case ast.Assign(targets=[ast.Name(id=name)], value=value) if re.match("[A-Z][a-zA-Z]", name):
                    text = ast.unparse(value).replace("'", '"')
                    variable = TYPE_VARIABLE.fullmatch(text)
                    if variable is not None:
                        found[name] = f"any `{_cell(variable[1] or 'type')}`, the same throughout"
                    elif isinstance(value, ast.BinOp | ast.Subscript):
                        found[name] = f"`{_cell(text if 'Literal' in text else text.replace(chr(34), ''))}`"
        return found

    def _item(self, name: str, definitions: list[ast.stmt]) -> Item | None:
        match definitions[-1]:
            case ast.ClassDef() as node:
                return self._class(node)
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                return self._callable(name, definitions)
            case ast.Assign(value=ast.Constant(value=value)) as node:
                return Constant(name, repr(value), self._comment(node))
        return None

    def _class(self, node: ast.ClassDef) -> Class:
        attributes: list[Attribute] = []
        methods: list[Routine] = []
        parameters = ""
        bases = tuple(_shown(base) for base in node.bases)
        for name, definitions in _grouped(node.body):
            last = definitions[-1]
            match last:
                case ast.AnnAssign(target=ast.Name()) if not name.startswith("_"):
                    attributes.append(Attribute(name, _shown(last.annotation), self._comment(last), False))
                case ast.Assign() if "IntEnum" in bases:
                    attributes.append(Attribute(name, ast.unparse(last.value), self._comment(last), False))
                case ast.FunctionDef(name="__init__"):
                    parameters = self._parameters(last)
                    attributes += self._set_in(last)
                case ast.FunctionDef() | ast.AsyncFunctionDef() if _is_property(definitions[0]):
                    if not name.startswith("_"):
                        attributes.append(_property(name, definitions))
                case ast.FunctionDef() | ast.AsyncFunctionDef():
                    if not name.startswith("_") or (name.startswith("__") and ast.get_docstring(last)):
                        methods.append(self._callable(name, definitions))
        if any("dataclass" in ast.unparse(each) for each in node.decorator_list):
            parameters = ", ".join(_field(each) for each in node.body if isinstance(each, ast.AnnAssign))
        for each in node.body:
            if isinstance(each, ast.FunctionDef) and each.name == "__init_subclass__":
                bases += (self._parameters(each),)
        doc = ast.get_docstring(node) or ""
        return Class(node.name, bases, parameters, doc, tuple(attributes), tuple(methods))

    def _callable(self, name: str, definitions: list[ast.stmt]) -> Routine:
        functions = [each for each in definitions if isinstance(each, Function)]
        overloads = [each for each in functions if _has_decorator(each, "overload")]
        doc = ast.get_docstring(functions[-1]) or ""
        return Routine(name, tuple(self._signature(each) for each in overloads or functions[-1:]), doc)

    def _signature(self, function: Function) -> str:
        word = "async " if isinstance(function, ast.AsyncFunctionDef) else ""
        return f"{word}{function.name}({self._parameters(function)}) -> {_shown(function.returns)}"

    def _parameters(self, function: Function) -> str:
        """Without `self`, with the numbers that constants of the module stand for."""
        text = re.sub(r"^(self|cls)(, )?(/, )?", "", ast.unparse(function.args).replace("'", '"'))
        text = re.sub(r"(?<=[\w\])\"])=(?=\S)", " = ", re.sub(r" = ", "=", text))
        return _renamed(re.sub(r"(?<= = )[A-Z_]+\b", self._number, text))

    def _number(self, name: re.Match[str]) -> str:
        return f"{self.numbers[name[0]]:_}" if name[0] in self.numbers else name[0]

    def _set_in(self, function: ast.FunctionDef) -> Iterator[Attribute]:
        """Public attributes that `__init__` sets: typed there, or after the parameter that they hold."""
        types = {each.arg: _shown(each.annotation) for each in _arguments(function)}
        for node in function.body:
            match node:
                case ast.Assign(
                    targets=[ast.Attribute(value=ast.Name(id="self"), attr=name)], value=ast.Name(id=given)
                ) if given in types:
                    kind = types[given]
                case ast.Assign(
                    targets=[ast.Attribute(value=ast.Name(id="self"), attr=name)],
                    value=ast.Constant(value=value),
                ):
                    kind = type(value).__name__
                case ast.Assign(
                    targets=[ast.Attribute(value=ast.Name(id="self"), attr=name)],
                    value=ast.Call(func=ast.Name(id=kind)),
                ):
                    pass
                case ast.AnnAssign(target=ast.Attribute(attr=name), annotation=annotation):
                    kind = _shown(annotation)
                case _:
                    continue
            if not name.startswith("_"):
                yield Attribute(name, kind, self._comment(node), False)

    def _comment(self, node: ast.stmt) -> str:
        """The comment behind a statement, as a sentence."""
        assert node.end_lineno is not None and node.end_col_offset is not None
        line = self.lines[node.end_lineno - 1].encode()[node.end_col_offset :].decode()
        comment = line.partition("#")[2].strip().removeprefix("noqa")
        return comment if not comment.startswith((":", "type:")) else ""


def _made(node: ast.stmt) -> Iterator[tuple[str, str]]:
    match node:
        case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call(func=ast.Name(id=class_))):
            yield name, class_


def _grouped(body: list[ast.stmt]) -> Iterator[tuple[str, list[ast.stmt]]]:
    """Definitions by name: overloads together, a property with its setter."""
    groups: dict[str, list[ast.stmt]] = {}
    for node in body:
        match node:
            case ast.ClassDef(name=name) | ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                groups.setdefault(name, []).append(node)
            case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
                groups.setdefault(name, []).append(node)
    yield from groups.items()


def _property(name: str, definitions: list[ast.stmt]) -> Attribute:
    getter = definitions[0]
    assert isinstance(getter, ast.FunctionDef)
    return Attribute(name, _shown(getter.returns), ast.get_docstring(getter) or "", len(definitions) > 1)


def _arguments(function: ast.FunctionDef) -> list[ast.arg]:
    return [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]


def _field(node: ast.AnnAssign) -> str:
    default = "" if node.value is None else f" = {ast.unparse(node.value)}".replace("'", '"')
    default = default.replace(" = field(default_factory=dict)", " = {}")
    return f"{ast.unparse(node.target)}: {_shown(node.annotation)}{default}"


def _shown(annotation: ast.expr | None) -> str:
    """A type as its reader knows it; quotes around names that come later in the source are dropped."""
    if annotation is None:
        return "None"
    text = ast.unparse(annotation)
    return _renamed(text if "Literal" in text else text.replace("'", ""))


def _renamed(text: str) -> str:
    for name, known in SHOWN_AS.items():
        text = re.sub(rf"\b{name}\b", known, text)
    return text


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _is_property(node: ast.stmt) -> bool:
    return isinstance(node, ast.FunctionDef) and _has_decorator(node, "property")


def _has_decorator(function: Function, name: str) -> bool:
    return any(isinstance(each, ast.Name) and each.id == name for each in function.decorator_list)
