"""What mypy knows, found by place: the type of an expression, a signature, a class's attributes.

Everything here is a hint. Where mypy knows nothing (its errors, code it thinks unreachable, values of
`Any`), the answer is None and the code becomes dynamic.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping

import mypy.nodes as mypy_nodes
import mypy.types as mypy_types
from msgspec import Struct, field

from sluice.compiler.diagnostics import Diagnostic, Severity
from sluice.compiler.frontend.mypy_build import run_mypy
from sluice.compiler.frontend.sources import SourceModule, SourceTree

Place = tuple[int, int, int | None, int | None]

# Node classes by the syntax node that they stand for: several nodes may share one place.
_KINDS: Mapping[type[ast.expr], tuple[type[mypy_nodes.Expression], ...]] = {
    ast.Name: (mypy_nodes.NameExpr,),
    ast.Attribute: (mypy_nodes.MemberExpr, mypy_nodes.SuperExpr),
    ast.Call: (mypy_nodes.CallExpr,),
    ast.Subscript: (mypy_nodes.IndexExpr,),
    ast.BinOp: (mypy_nodes.OpExpr,),
    ast.BoolOp: (mypy_nodes.OpExpr,),
    ast.UnaryOp: (mypy_nodes.UnaryExpr,),
    ast.IfExp: (mypy_nodes.ConditionalExpr,),
    ast.NamedExpr: (mypy_nodes.AssignmentExpr,),
    ast.List: (mypy_nodes.ListExpr,),
    ast.Dict: (mypy_nodes.DictExpr,),
    ast.Set: (mypy_nodes.SetExpr,),
    ast.Tuple: (mypy_nodes.TupleExpr,),
    ast.ListComp: (mypy_nodes.ListComprehension,),
    ast.SetComp: (mypy_nodes.SetComprehension,),
    ast.DictComp: (mypy_nodes.DictionaryComprehension,),
    ast.Yield: (mypy_nodes.YieldExpr,),
    ast.YieldFrom: (mypy_nodes.YieldFromExpr,),
    ast.Await: (mypy_nodes.AwaitExpr,),
    ast.Lambda: (mypy_nodes.LambdaExpr,),
}


class ModuleKnowledge(Struct):
    """mypy's answers for one module. `functions` by the line and column of `def` (of the first decorator)."""

    expressions: dict[Place, list[tuple[type[mypy_nodes.Expression], mypy_types.Type]]] = field(
        default_factory=dict
    )
    variables: dict[tuple[int, int], mypy_nodes.Var] = field(default_factory=dict)
    functions: dict[tuple[int, str], list[mypy_nodes.FuncDef]] = field(default_factory=dict)
    classes: dict[tuple[int, str], mypy_nodes.TypeInfo] = field(default_factory=dict)
    names: Mapping[str, mypy_nodes.SymbolTableNode] = field(default_factory=dict)
    error_lines: list[tuple[int, int]] = field(default_factory=list)


class Oracle:
    """Answers for a whole program; `diagnostics` is everything that mypy had to say."""

    def __init__(self, modules: Mapping[str, ModuleKnowledge], diagnostics: tuple[Diagnostic, ...]) -> None:
        self._modules = modules
        self._nothing = ModuleKnowledge()
        self.diagnostics = diagnostics

    def expression_type(self, module: str, node: ast.expr) -> mypy_types.ProperType | None:
        """The type at this place after narrowing, or None."""
        place = (node.lineno, node.col_offset, node.end_lineno, node.end_col_offset)
        found = self._knowledge(module).expressions.get(place)
        wanted = _KINDS.get(type(node))
        if not found or wanted is None:
            return None
        types = [mypy_types.get_proper_type(each) for kind, each in found if kind in wanted]
        if not types or any(each != types[0] for each in types[1:]):
            return None
        return types[0]

    def variable_type(self, module: str, node: ast.expr) -> mypy_types.ProperType | None:
        """The declared or inferred type of the variable that a name at this place binds."""
        variable = self._knowledge(module).variables.get((node.lineno, node.col_offset))
        return mypy_types.get_proper_type(variable.type) if variable and variable.type else None

    def signature(
        self, module: str, node: ast.FunctionDef | ast.AsyncFunctionDef
    ) -> mypy_types.CallableType | None:
        """The function's type; None for unannotated ones and for those checked in several variants."""
        found = self._knowledge(module).functions.get((node.lineno, node.name), [])
        if len(found) != 1:
            return None
        kind = mypy_types.get_proper_type(found[0].type) if found[0].type else None
        return kind if isinstance(kind, mypy_types.CallableType) else None

    def class_info(self, module: str, node: ast.ClassDef) -> mypy_nodes.TypeInfo | None:
        return self._knowledge(module).classes.get((node.lineno, node.name))

    def global_type(self, module: str, name: str) -> mypy_types.ProperType | None:
        """The declared or inferred type of a module's variable."""
        found = self._knowledge(module).names.get(name)
        if found is None or not isinstance(found.node, mypy_nodes.Var) or found.node.type is None:
            return None
        return mypy_types.get_proper_type(found.node.type)

    def has_errors(self, module: str, first: int, last: int) -> bool:
        """Whether mypy found something wrong between these lines."""
        return any(start <= last and end >= first for start, end in self._knowledge(module).error_lines)

    def _knowledge(self, module: str) -> ModuleKnowledge:
        return self._modules.get(module, self._nothing)


def ask_mypy(tree: SourceTree) -> Oracle:
    """Check the program and collect the answers."""
    result, diagnostics = run_mypy(tree)
    modules: dict[str, ModuleKnowledge] = {}
    by_display: dict[str, ModuleKnowledge] = {}
    for name, module in tree.modules.items():
        knowledge = ModuleKnowledge()
        modules[name] = knowledge
        by_display[module.display] = knowledge
        if result is not None:
            _collect(result.files.get(module.checked_name), result.types, knowledge, module)
    for diagnostic in diagnostics:
        found = by_display.get(diagnostic.span.file)
        if found is not None and diagnostic.severity is Severity.ERROR:
            found.error_lines.append((diagnostic.span.line, diagnostic.span.end_line))
    return Oracle(modules, diagnostics)


def _collect(
    file: mypy_nodes.MypyFile | None,
    types: Mapping[mypy_nodes.Expression, mypy_types.Type],
    knowledge: ModuleKnowledge,
    module: SourceModule,
) -> None:
    if file is None or not file.defs:
        return
    knowledge.names = file.names
    try:
        _Collector(types, knowledge).walk(file)
    except RecursionError:
        knowledge.expressions.clear()


# Where mypy keeps the parts of a node; its visitors are compiled and cannot be extended.
_PARTS = (
    "defs body expr callee args operands left right base index items lvalues rvalue lvalue func decorators "
    "arguments initializer else_body finally_body types vars handlers condlists sequences indices left_expr "
    "generator cond if_expr else_expr key value msg from_expr subject patterns guards bodies target "
    "begin_index end_index stride call class_ref positionals keyword_values keys values rest capture pattern "
    "name alias_name impl"
).split()
_NOTED = tuple({kind for kinds in _KINDS.values() for kind in kinds})


_BEGIN_WITH_ANOTHER = (mypy_nodes.IndexExpr, mypy_nodes.MemberExpr, mypy_nodes.CallExpr)


def _is_format(callee: mypy_nodes.Expression) -> bool:
    """Whether this is what mypy makes of a part of an f-string: `"{:{}}".format(x, "")`."""
    return isinstance(callee, mypy_nodes.MemberExpr) and callee.name == "format"


class _Collector:
    """Walks a checked module and notes what stands where."""

    def __init__(
        self, types: Mapping[mypy_nodes.Expression, mypy_types.Type], knowledge: ModuleKnowledge
    ) -> None:
        self._types = types
        self._knowledge = knowledge
        self._parts: dict[type, tuple[str, ...]] = {}

    def walk(self, node: mypy_nodes.Node) -> None:
        if isinstance(node, _NOTED):
            self._note(node)
        elif isinstance(node, mypy_nodes.FuncDef):
            self._function(node)
        elif isinstance(node, mypy_nodes.ClassDef):
            self._knowledge.classes[(node.line, node.name)] = node.info
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
            self._knowledge.variables.setdefault((node.line, node.column), node.node)
        kind = self._types.get(node)
        if kind is not None:
            place = (node.line, node.column, node.end_line, node.end_column)
            self._knowledge.expressions.setdefault(place, []).append((type(node), kind))

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
            place = (first.line, first.column, node.end_line, node.end_column)
            self._knowledge.expressions.setdefault(place, []).append((type(node), kind))

    def _function(self, node: mypy_nodes.FuncDef) -> None:
        found = self._knowledge.functions.setdefault((node.line, node.name), [])
        found.append(node)
        for variant in node.expanded or ():
            if isinstance(variant, mypy_nodes.FuncDef) and variant is not node:
                found.append(variant)
                self._walk_part(variant.body)
