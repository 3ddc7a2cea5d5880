"""What mypy knows of one module, collected from its checked tree as plain records."""

from __future__ import annotations

from collections.abc import Mapping

import mypy.nodes as mypy_nodes
import mypy.types as mypy_types

from sluice.compiler.frontend.known_types import OPERATION, Kind, KnownType, ModuleKnowledge, Place, Signature

# Names of the syntax nodes that mypy's nodes stand for: several nodes may share one place.
_KINDS: Mapping[type[mypy_nodes.Expression], str] = {
    mypy_nodes.NameExpr: "Name",
    mypy_nodes.MemberExpr: "Attribute",
    mypy_nodes.SuperExpr: "Attribute",
    mypy_nodes.CallExpr: "Call",
    mypy_nodes.IndexExpr: "Subscript",
    mypy_nodes.OpExpr: OPERATION,
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


def _is_known(info: mypy_nodes.TypeInfo) -> bool:
    """Nothing is known of the classes in a file that begins with `# type: ignore`."""
    return not isinstance(info, mypy_nodes.FakeInfo)


def _signature(found: list[mypy_nodes.FuncDef]) -> Signature | None:
    return describe_signature(found[0].type) if len(found) == 1 else None


def _variables(names: Mapping[str, mypy_nodes.SymbolTableNode]) -> dict[str, KnownType]:
    return {
        name: describe(each.node.type)
        for name, each in names.items()
        if isinstance(each.node, mypy_nodes.Var) and each.node.type is not None
    }


def describe(kind: mypy_types.Type) -> KnownType:
    """The record of a type, aliases resolved; an alias that contains itself is OTHER within itself."""
    proper = mypy_types.get_proper_type(kind)
    match proper:
        case mypy_types.AnyType():
            return KnownType(Kind.ANY)
        case mypy_types.NoneType():
            return KnownType(Kind.NONE)
        case mypy_types.Instance():
            return KnownType(Kind.INSTANCE, proper.type.fullname, _describe_each(proper.args))
        case mypy_types.LiteralType():
            name = proper.fallback.type.fullname
            if isinstance(proper.value, mypy_types.SentinelValue):
                return KnownType(Kind.INSTANCE, name)
            return KnownType(Kind.LITERAL, name, value=proper.value)
        case mypy_types.TupleType():
            name = proper.partial_fallback.type.fullname
            return KnownType(Kind.TUPLE, name, _describe_each(proper.items))
        case mypy_types.TypedDictType():
            return KnownType(Kind.TYPED_DICT)
        case mypy_types.UnionType():
            return KnownType(Kind.UNION, items=_describe_each(proper.items))
        case mypy_types.UnpackType():
            return KnownType(Kind.UNPACKED)
    return KnownType(Kind.OTHER)


def describe_signature(kind: mypy_types.Type | None) -> Signature | None:
    """None: it is not known, or there are several."""
    proper = mypy_types.get_proper_type(kind) if kind is not None else None
    if not isinstance(proper, mypy_types.CallableType):
        return None
    return Signature(tuple(proper.arg_names), _describe_each(proper.arg_types), describe(proper.ret_type))


def _describe_each(kinds: list[mypy_types.Type] | tuple[mypy_types.Type, ...]) -> tuple[KnownType, ...]:
    return tuple(
        KnownType(Kind.OTHER)
        if isinstance(each, mypy_types.TypeAliasType) and each.is_recursive
        else describe(each)
        for each in kinds
    )


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
        elif isinstance(node, mypy_nodes.ClassDef) and _is_known(node.info):
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
