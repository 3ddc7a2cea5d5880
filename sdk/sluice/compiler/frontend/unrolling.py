"""Loops over a list that is written out, and make a class of each of its items, one copy of the body an item.

for size in (1, 2):                      →      size = 1
    class Box(namedtuple("B", "x")):            class Box(namedtuple("B", "x")): limit = 1
        limit = size                            size = 2
                                                class Box(namedtuple("B", "x")): limit = 2

Classes are laid out when the program is built, so their names, bases, decorators and fields may not depend on
what is only known when it runs. In the copies the loop's variables are their values, and an `if` that these
decide is its one branch. A loop stays as it is when it leaves early, pauses or sets its own variables, and
when evaluating its items one by one could be told from evaluating all of them first.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from msgspec import Struct

from sluice.compiler.frontend.certain_names import (
    Certain,
    Scope,
    Spot,
    bindings,
    certain_at,
    here,
    shared_names,
)
from sluice.compiler.frontend.trees import walk

LIMIT = 20_000
"""Syntax nodes of all copies of one loop together: beyond it the program would grow too much."""

Values = Mapping[str, ast.expr]
Path = tuple[Spot, ...]


def unroll_class_loops(tree: ast.Module, is_maker: Callable[[ast.Call], bool]) -> None:
    """In place. `is_maker`: whether a call makes a class, as `type(name, bases, body)` does."""
    _Unroller(tree, is_maker).visit_blocks(tree, ())


class _Unroller:
    def __init__(self, tree: ast.Module, is_maker: Callable[[ast.Call], bool]) -> None:
        self._tree = tree
        self._is_maker = is_maker

    @cached_property
    def _shared(self) -> frozenset[str]:
        return shared_names(self._tree)

    def visit_blocks(self, owner: ast.AST, path: Path) -> None:
        """Unroll the loops in the blocks of a statement, innermost ones last."""
        for holder in (owner, *getattr(owner, "handlers", ()), *getattr(owner, "cases", ())):
            for field in ("body", "orelse", "finalbody"):
                block = getattr(holder, field, None)
                if isinstance(block, list) and block and isinstance(block[0], ast.stmt):
                    block[:] = [
                        each
                        for place, statement in enumerate(block)
                        for each in self._unrolled(statement, (*path, Spot(owner, block, place)))
                    ]

    def _unrolled(self, statement: ast.stmt, path: Path) -> Iterator[ast.stmt]:
        rounds = self._rounds(statement, path) if isinstance(statement, ast.For) else None
        if rounds is None:
            self.visit_blocks(statement, path)
            yield statement
            return
        assert isinstance(statement, ast.For)
        copies = [done for values in rounds for done in self._round(statement, values, path)]
        if _bound_names(copies) != _bound_names([statement]):
            self.visit_blocks(statement, path)  # what no copy sets would be another scope's variable
            yield statement
            return
        yield from copies
        for each in statement.orelse:
            yield from self._unrolled(each, path)

    def _round(self, loop: ast.For, values: Values, path: Path) -> Iterator[ast.stmt]:
        for name, value in values.items():
            target = ast.copy_location(ast.Name(name, ast.Store()), loop.target)
            yield ast.copy_location(ast.Assign([target], copy.deepcopy(value)), loop.target)
        for each in loop.body:
            yield from self._settled(_Substitution(values).visit(copy.deepcopy(each)), path)

    def _settled(self, statement: ast.stmt, path: Path) -> Iterator[ast.stmt]:
        """What is left of a statement of a copy when the branches that cannot be taken are gone."""
        if isinstance(statement, ast.If):
            truth = _truth(statement.test)
            if truth is not None:
                for each in statement.body if truth else statement.orelse:
                    yield from self._settled(each, path)
                return
        for holder in (statement, *getattr(statement, "handlers", ())):
            for field in ("body", "orelse", "finalbody"):
                block = getattr(holder, field, None)
                if isinstance(block, list) and block and not isinstance(statement, Scope | ast.ClassDef):
                    settled = [done for each in block for done in self._settled(each, path)]
                    block[:] = settled or (
                        [ast.copy_location(ast.Pass(), statement)] if field == "body" else []
                    )
        yield from self._unrolled(statement, path)

    def _rounds(self, loop: ast.For, path: Path) -> list[Values] | None:
        """The values of the loop's variables, round by round; None where the loop has to stay."""
        names = _target_names(loop.target)
        if names is None or not isinstance(loop.iter, ast.Tuple | ast.List):
            return None
        makers = [part for part in _made_of(loop.body, self._is_maker) if _reads(part, names)]
        if not makers or _leaves_early(loop.body) or _pauses(loop.body):
            return None
        bound = _bound_names(loop.body)
        if (bound | self._shared) & set(names):
            return None
        rounds = [_values(names, isinstance(loop.target, ast.Name), each) for each in loop.iter.elts]
        size = len(rounds) * sum(1 for part in loop.body for _ in walk(part))
        found = [each for each in rounds if each is not None]
        items = _Items(certain_at(path, self._shared), bound)
        settled = all(items.are_settled(each.values()) for each in found)
        return found if len(found) == len(rounds) and settled and size <= LIMIT else None


class _Items(Struct, frozen=True):
    """Which items mean the same in the round that they are for as before the first one, and cannot fail."""

    certain: Certain
    bound: set[str]
    """What the loop's body binds, in whatever scope."""

    def are_settled(self, values: Iterable[ast.expr]) -> bool:
        return all(self._is_settled(each) for each in values)

    def _is_settled(self, value: ast.expr) -> bool:
        match value:
            case ast.Name(id=name):
                return name in self.certain.own | self.certain.builtin and name not in self.bound
            case ast.Tuple(elts=items) | ast.List(elts=items):
                return self.are_settled(items)
            case ast.Set(elts=items):
                return all(_is_constant(each) for each in items)
            case ast.Dict(keys=keys, values=values):
                return all(each is not None and _is_constant(each) for each in keys) and self.are_settled(
                    values
                )
            case ast.Call(func=ast.Name(id="set" | "frozenset" | "list" | "dict" | "tuple" as name)):
                return name in self.certain.builtin and _is_filling(name, value)
            case ast.Lambda(args=arguments):
                return not arguments.defaults and not any(arguments.kw_defaults)
        return _is_constant(value)


def _is_constant(value: ast.expr) -> bool:
    match value:
        case ast.UnaryOp(op=ast.USub() | ast.UAdd(), operand=ast.Constant(value=int() | float() | complex())):
            return True
    return isinstance(value, ast.Constant)


def _is_filling(name: str, call: ast.Call) -> bool:
    """`list()`, or `list((1, 2))` with constants."""
    match call:
        case ast.Call(args=[], keywords=[]):
            return True
        case ast.Call(args=[ast.Tuple(elts=items) | ast.List(elts=items)], keywords=[]) if name != "dict":
            return all(_is_constant(each) for each in items)
    return False


def _target_names(target: ast.expr) -> list[str] | None:
    match target:
        case ast.Name(id=name):
            return [name]
        case ast.Tuple(elts=items) | ast.List(elts=items):
            names = [each.id for each in items if isinstance(each, ast.Name)]
            return names if len(names) == len(items) == len(set(names)) else None
    return None


def _values(names: Sequence[str], is_whole: bool, item: ast.expr) -> Values | None:
    if is_whole:
        return {names[0]: item}
    if isinstance(item, ast.Tuple | ast.List) and len(item.elts) == len(names):
        return dict(zip(names, item.elts, strict=True))
    return None


def _made_of(block: Sequence[ast.stmt], is_maker: Callable[[ast.Call], bool]) -> Iterator[ast.AST]:
    """What the layout of the classes that a block makes depends on, outside of the functions in it."""
    for statement in block:
        for node in here(statement):
            match node:
                case ast.ClassDef(bases=bases, keywords=keywords, decorator_list=decorators, body=body):
                    yield from (*bases, *keywords, *decorators, *body)
                case ast.Call() if is_maker(node):
                    yield node
                case _:
                    pass


def _reads(part: ast.AST, names: Sequence[str]) -> bool:
    return any(isinstance(each, ast.Name) and each.id in names for each in walk(part))


def _bound_names(block: Sequence[ast.stmt]) -> set[str]:
    """Every name that something in a block sets, in whatever scope."""
    return {name for statement in block for node in walk(statement) for name in bindings(node)}


def _pauses(block: Sequence[ast.stmt]) -> bool:
    """Whether the function that the block is in is a generator or a coroutine because of it."""
    return any(
        isinstance(node, ast.Yield | ast.YieldFrom | ast.Await) for each in block for node in here(each)
    )


def _leaves_early(block: Sequence[ast.stmt]) -> bool:
    """Whether a `break` or `continue` of the loop itself stands in its body."""
    for statement in block:
        if isinstance(statement, ast.Break | ast.Continue):
            return True
        inner = isinstance(statement, ast.For | ast.AsyncFor | ast.While)
        fields = ("orelse",) if inner else ("body", "orelse", "finalbody")
        if isinstance(statement, Scope | ast.ClassDef):
            continue
        holders = (statement, *getattr(statement, "handlers", ()), *getattr(statement, "cases", ()))
        if any(_leaves_early(getattr(holder, field, [])) for holder in holders for field in fields):
            return True
    return False


class _Substitution(ast.NodeTransformer):
    """Puts constants and names in the place of variables, but not in functions: they run later."""

    def __init__(self, values: Values) -> None:
        self._values = {
            name: value
            for name, value in values.items()
            if isinstance(value, ast.Constant | ast.Name) or _is_plain(value)
        }

    def visit_Name(self, node: ast.Name) -> ast.expr:
        value = self._values.get(node.id)
        if value is None or not isinstance(node.ctx, ast.Load):
            return node
        made = copy.deepcopy(value)
        for each in walk(made):
            ast.copy_location(each, node)
        return made

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        return self._outside(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> ast.AST:
        return self._outside(node)

    def visit_Lambda(self, node: ast.Lambda) -> ast.AST:
        return node

    def _outside(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> ast.AST:
        node.decorator_list = [self.visit(each) for each in node.decorator_list]
        node.args.defaults = [self.visit(each) for each in node.args.defaults]
        node.args.kw_defaults = [each and self.visit(each) for each in node.args.kw_defaults]
        return node


def _is_plain(value: ast.expr) -> bool:
    """A tuple of constants: as good as one."""
    return isinstance(value, ast.Tuple) and all(isinstance(each, ast.Constant) for each in value.elts)


def _truth(test: ast.expr) -> bool | None:
    """What a condition of constants comes to; None where it has to be evaluated."""
    match test:
        case ast.Constant(value=value):
            return bool(value)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            truth = _truth(operand)
            return None if truth is None else not truth
        case ast.BoolOp(op=ast.And(), values=values):
            found = [_truth(each) for each in values]
            return False if False in found[: _known(found) + 1] else True if None not in found else None
        case ast.BoolOp(op=ast.Or(), values=values):
            found = [_truth(each) for each in values]
            return True if True in found[: _known(found) + 1] else False if None not in found else None
        case ast.Compare(
            left=ast.Constant(value=left), ops=[operator], comparators=[ast.Constant(value=right)]
        ):
            return _compared(left, operator, right)
    return None


def _known(found: list[bool | None]) -> int:
    """How many parts of a condition are known before one that is not."""
    return found.index(None) if None in found else len(found)


def _compared(left: object, operator: ast.cmpop, right: object) -> bool | None:
    match operator:
        case ast.Eq():
            return left == right
        case ast.NotEq():
            return left != right
        case ast.Is() if right is None or isinstance(right, bool):
            return left is right
        case ast.IsNot() if right is None or isinstance(right, bool):
            return left is not right
    return None
