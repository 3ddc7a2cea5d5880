"""What mypy knows of one module, by place: collected from its checked tree as plain records."""

from __future__ import annotations

import ast
from collections.abc import Mapping

import mypy.nodes as mypy_nodes
import mypy.types as mypy_types
from msgspec import Struct, field

from sluice.compiler.frontend.known_types import Kind, KnownType, Signature, describe, describe_signature

Place = tuple[str, int, int, int | None, int | None]
"""Of an expression: the kind of its syntax node, first line and column, last line and column."""

_OPERATION = "BinOp"  # and "BoolOp"

# Names of the syntax nodes that mypy's nodes stand for: several nodes may share one place.
_KINDS: Mapping[type[mypy_nodes.Expression], str] = {
    mypy_nodes.NameExpr: "Name",
    mypy_nodes.MemberExpr: "Attribute",
    mypy_nodes.SuperExpr: "Attribute",
    mypy_nodes.CallExpr: "Call",
    mypy_nodes.IndexExpr: "Subscript",
    mypy_nodes.OpExpr: _OPERATION,
    mypy_nodes.UnaryExpr: "UnaryOp",
    mypy_nodes.ConditionalExpr: "IfExp",
    mypy_nodes.AssignmentExpr: "NamedExpr",
    mypy_nodes.ListExpr: "List",
    mypy_nodes.DictExpr: "Dict",
    mypy_nodes.SetExpr: "Set",
    mypy_nodes.TupleExpr: "Tuple",
    mypy_nodes.ListComprehension: "ListComp",
    mypy_nodes.SetComprehension: "SetComp",
    mypy_nodes.DictionaryComprehension: "DictComp",
    mypy_nodes.YieldExpr: "Yield",
    mypy_nodes.YieldFromExpr: "YieldFrom",
    mypy_nodes.AwaitExpr: "Await",
    mypy_nodes.LambdaExpr: "Lambda",
}


class ModuleKnowledge(Struct):
    """`expressions`: None where mypy has several answers. `variables` by the place that binds them.

    `functions` by the line of `def` (of the first decorator) and name; None for unannotated ones and those
    checked in several variants. `classes`: the types of their attributes. `names`: of the module's variables.
    """

    expressions: dict[Place, KnownType | None] = field(default_factory=dict)
    variables: dict[tuple[int, int], KnownType | None] = field(default_factory=dict)
    functions: dict[tuple[int, str], Signature | None] = field(default_factory=dict)
    classes: dict[tuple[int, str], dict[str, KnownType]] = field(default_factory=dict)
    names: dict[str, KnownType] = field(default_factory=dict)
    error_lines: list[tuple[int, int]] = field(default_factory=list)


def place_of(node: ast.expr) -> Place:
    """Where `ModuleKnowledge.expressions` has an expression."""
    title = _OPERATION if isinstance(node, ast.BoolOp) else type(node).__name__
    return title, node.lineno, node.col_offset, node.end_lineno, node.end_col_offset


def collect_knowledge(
    file: mypy_nodes.MypyFile | None, types: Mapping[mypy_nodes.Expression, mypy_types.Type]
) -> ModuleKnowledge:
    """`types`: of all expressions. Nothing is known of a file that mypy has not checked in this build."""
    if file is None or not file.defs:
        return ModuleKnowledge()
    collector = _Collector(types)
    try:
        collector.walk(file)
    except RecursionError:
        collector.expressions.clear()
    return ModuleKnowledge(
        {place: each for place, kinds in collector.expressions.items() if (each := _agreed(kinds)) != _ANY},
        {place: describe(each.type) for place, each in collector.variables.items() if each.type},
        {place: _signature(found) for place, found in collector.functions.items()},
        {place: _variables(info.names) for place, info in collector.classes.items()},
        _variables(file.names),
    )


_ANY = KnownType(Kind.ANY)


def _agreed(kinds: list[mypy_types.Type]) -> KnownType | None:
    first = mypy_types.get_proper_type(kinds[0])
    if any(mypy_types.get_proper_type(each) != first for each in kinds[1:]):
        return None
    return describe(first)


def _signature(found: list[mypy_nodes.FuncDef]) -> Signature | None:
    return describe_signature(found[0].type) if len(found) == 1 else None


def _variables(names: Mapping[str, mypy_nodes.SymbolTableNode]) -> dict[str, KnownType]:
    return {
        name: describe(each.node.type)
        for name, each in names.items()
        if isinstance(each.node, mypy_nodes.Var) and each.node.type is not None
    }


# Where mypy keeps the parts of a node; its visitors are compiled and cannot be extended.
_PARTS = (
    "defs body expr callee args operands left right base index items lvalues rvalue lvalue func decorators "
    "arguments initializer else_body finally_body types vars handlers condlists sequences indices left_expr "
    "generator cond if_expr else_expr key value msg from_expr subject patterns guards bodies target "
    "begin_index end_index stride call class_ref positionals keyword_values keys values rest capture pattern "
    "name alias_name impl"
).split()
_NOTED = tuple(_KINDS)
_BEGIN_WITH_ANOTHER = (mypy_nodes.IndexExpr, mypy_nodes.MemberExpr, mypy_nodes.CallExpr)


def _is_format(callee: mypy_nodes.Expression) -> bool:
    """Whether this is what mypy makes of a part of an f-string: `"{:{}}".format(x, "")`."""
    return isinstance(callee, mypy_nodes.MemberExpr) and callee.name == "format"


class _Collector:
    """Walks a checked module and notes what stands where."""

    def __init__(self, types: Mapping[mypy_nodes.Expression, mypy_types.Type]) -> None:
        self.expressions: dict[Place, list[mypy_types.Type]] = {}
        self.variables: dict[tuple[int, int], mypy_nodes.Var] = {}
        self.functions: dict[tuple[int, str], list[mypy_nodes.FuncDef]] = {}
        self.classes: dict[tuple[int, str], mypy_nodes.TypeInfo] = {}
        self._types = types
        self._parts: dict[type, tuple[str, ...]] = {}

    def walk(self, node: mypy_nodes.Node) -> None:
        if isinstance(node, _NOTED):
            self._note(node)
        elif isinstance(node, mypy_nodes.FuncDef):
            self._function(node)
        elif isinstance(node, mypy_nodes.ClassDef):
            self.classes[(node.line, node.name)] = node.info
        if isinstance(node, mypy_nodes.CallExpr) and node.args and _is_format(node.callee):
            self._note_formatted(node.args[0])
        for name in self._parts_of(node):
            self._walk_part(getattr(node, name))

    def _parts_of(self, node: mypy_nodes.Node) -> tuple[str, ...]:
        kind = type(node)
        names = self._parts.get(kind)
        if names is None:
            names = tuple(name for name in _PARTS if hasattr(node, name))
            self._parts[kind] = names
        return names

    def _walk_part(self, part: object) -> None:
        if isinstance(part, mypy_nodes.Node):
            self.walk(part)
        elif isinstance(part, list | tuple):
            for each in part:
                self._walk_part(each)

    def _note(self, node: mypy_nodes.Expression) -> None:
        if isinstance(node, mypy_nodes.NameExpr) and isinstance(node.node, mypy_nodes.Var):
            self.variables.setdefault((node.line, node.column), node.node)
        kind = self._types.get(node)
        if kind is not None:
            self._add(node, node, kind)

    def _add(self, first: mypy_nodes.Expression, node: mypy_nodes.Expression, kind: mypy_types.Type) -> None:
        place = (_KINDS[type(node)], first.line, first.column, node.end_line, node.end_column)
        self.expressions.setdefault(place, []).append(kind)

    def _note_formatted(self, node: mypy_nodes.Expression) -> None:
        """Of an expression within an f-string mypy says that it begins where the f-string does."""
        kind, first = self._types.get(node), node
        while isinstance(first, _BEGIN_WITH_ANOTHER):
            match first:
                case mypy_nodes.IndexExpr(base=inner):
                    first = inner
                case mypy_nodes.MemberExpr(expr=inner):
                    first = inner
                case mypy_nodes.CallExpr(callee=inner):
                    first = inner
        if kind is not None and first is not node and first.column != node.column:
            self._add(first, node, kind)

    def _function(self, node: mypy_nodes.FuncDef) -> None:
        found = self.functions.setdefault((node.line, node.name), [])
        found.append(node)
        for variant in node.expanded or ():
            if isinstance(variant, mypy_nodes.FuncDef) and variant is not node:
                found.append(variant)
                self._walk_part(variant.body)
