"""Names that have, where they are read, the one value that they ever get.

class A: …               In the loop A is certain, as it is there whenever f is called, and stays what it is.
def f():                 B is not: f may be called before. C is not either, if anything else binds it.
    for base in (A, B, C):
        …
class B: …
"""

from __future__ import annotations

import ast
import builtins
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from sluice.compiler.frontend.trees import walk

Scope = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


class Spot(Struct, frozen=True):
    """The statement at a place of a block; `owner`: the module or statement that the block belongs to."""

    owner: ast.AST
    block: Sequence[ast.stmt]
    place: int

    @property
    def before(self) -> Sequence[ast.stmt]:
        return self.block[: self.place]


class Certain(Struct, frozen=True):
    """Those of the program, and those that mean a built-in thing."""

    own: frozenset[str]
    builtin: frozenset[str]


def certain_at(path: Sequence[Spot], shared: frozenset[str]) -> Certain:
    """`path`: the blocks around a place, outermost first. `shared`: see `shared_names`."""
    known, once, around = set[str](), set[str](), set[str]()
    for spot in path:
        if isinstance(spot.owner, ast.Module | Scope | ast.ClassDef):
            counts = Counter(_scope_bindings(spot.owner))
            known -= counts.keys()
            around |= counts.keys()
            # functions do not see the names of the class around them
            is_class = isinstance(spot.owner, ast.ClassDef)
            once = set() if is_class else {name for name, count in counts.items() if count == 1}
        known |= {name for each in spot.before for name in _surely_bound(each)} & once
    if "*" in around:
        return Certain(frozenset(), frozenset())
    return Certain(frozenset(known - shared), frozenset(dir(builtins)) - around - shared)


def shared_names(tree: ast.Module) -> frozenset[str]:
    """Names that functions may bind in scopes other than their own: those in `global` and `nonlocal`."""
    statements = (node for node in walk(tree) if isinstance(node, ast.Global | ast.Nonlocal))
    return frozenset(name for each in statements for name in each.names)


def bindings(node: ast.AST) -> Iterator[str]:
    """The names that this node sets or deletes, without what is below it; `*` for a star import."""
    match node:
        case ast.Name(id=name, ctx=ast.Store() | ast.Del()):
            yield name
        case (
            ast.ClassDef(name=str(name))
            | ast.FunctionDef(name=str(name))
            | ast.AsyncFunctionDef(name=str(name))
            | ast.ExceptHandler(name=str(name))
            | ast.MatchAs(name=str(name))
            | ast.MatchStar(name=str(name))
            | ast.MatchMapping(rest=str(name))
        ):
            yield name
        case ast.alias(name=name, asname=asname):
            yield asname or name.partition(".")[0]
        case ast.Global(names=names) | ast.Nonlocal(names=names):
            yield from names
        case _:
            pass


def here(node: ast.AST) -> Iterator[ast.AST]:
    """The node and what is below it, but of functions only what runs where they are defined."""
    yield node
    below = _evaluated(node) if isinstance(node, Scope) else ast.iter_child_nodes(node)
    for child in below:
        yield from here(child)


def _evaluated(node: Scope) -> Iterator[ast.expr]:
    """The decorators and default values of a function."""
    yield from getattr(node, "decorator_list", ())
    yield from node.args.defaults
    yield from (each for each in node.args.kw_defaults if each is not None)


def _scope_bindings(owner: ast.Module | Scope | ast.ClassDef) -> Iterator[str]:
    """Once for each time that something binds the name; variables of comprehensions count, too."""
    if isinstance(owner, Scope):
        yield from (each.arg for each in ast.iter_child_nodes(owner.args) if isinstance(each, ast.arg))
    for statement in owner.body if isinstance(owner.body, list) else [owner.body]:
        yield from _bindings_within(statement)


def _bindings_within(node: ast.AST) -> Iterator[str]:
    yield from bindings(node)
    below: Iterable[ast.AST]
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.Lambda():
            below = _evaluated(node)
        case ast.ClassDef(bases=bases, keywords=keywords, decorator_list=decorators):
            below = (*bases, *keywords, *decorators)
        case _:
            below = ast.iter_child_nodes(node)
    for child in below:
        yield from _bindings_within(child)


def _surely_bound(statement: ast.stmt) -> Iterator[str]:
    """What a statement of a block has bound once it is done."""
    match statement:
        case ast.ClassDef() | ast.FunctionDef() | ast.AsyncFunctionDef():
            yield statement.name
        case ast.Import() | ast.ImportFrom():
            yield from (name for each in statement.names for name in bindings(each))
        case ast.Assign(targets=targets):
            yield from (each.id for each in targets if isinstance(each, ast.Name))
        case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr()):
            yield name
        case _:
            pass
