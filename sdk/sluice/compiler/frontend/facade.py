"""What a program takes from `sluice` and `dataclasses`, so that no more of them is read than that.

`sluice` has everything that the API offers (`OFFERED`); most filters name three things of it, and each module
that is read is parsed, checked and analysed at every build.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable

from sluice.compiler.frontend.sdk_stamp import SDK_ROOT
from sluice.compiler.frontend.trees import walk

FACADE = "sluice"
OFFERED = SDK_ROOT / "sluice" / "api" / "offered.py"
"""What the module `sluice` is to a program: `sluice/__init__.py` only gives these names when asked."""
TRIMMED = "dataclasses"
"""A package of the library whose parts most programs need none of."""
MAKES_DATACLASSES = frozenset(("dataclass", "field", "KW_ONLY", "InitVar", "FrozenInstanceError"))
"""Names of `dataclasses` that look into none; who names another one needs all of its parts."""
ACTIVE_NAMES = frozenset(
    ("every", "gather", "grpc", "http", "on_configure", "sleep", "spawn", "wait_for", "Queue")
)
"""What `sluice` offers that goes on after a callback."""


TCP_FILTER = "TcpFilter"


def demanded_names(trees: Iterable[ast.Module], facade: str) -> frozenset[str] | None:
    """The names that `from sluice import …` names in the author's files; None: `import sluice`, so all."""
    found = set[str]()
    for tree in trees:
        for node in walk(tree):
            match node:
                case ast.Import(names=names) if any(each.name.split(".")[0] == facade for each in names):
                    return None
                case ast.ImportFrom(module=module, level=0, names=names) if module == facade:
                    found.update(each.name for each in names)
    looks_into = facade == TRIMMED and not found <= MAKES_DATACLASSES
    return None if looks_into or "*" in found else frozenset(found)


def keep_demanded(tree: ast.Module, demanded: frozenset[str]) -> None:
    """Take out of the facade's tree the imports of names that nobody demands."""
    tree.body = [
        node
        for node in tree.body
        if not isinstance(node, ast.ImportFrom)
        or any((each.asname or each.name) in demanded for each in node.names)
    ]


def drop_coroutines(tree: ast.Module) -> None:
    """Take out of classes the coroutines that import what they need, for a program that has none itself."""
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            node.body = [each for each in node.body if not _imports_what_it_needs(each)]


def _imports_what_it_needs(node: ast.stmt) -> bool:
    return isinstance(node, ast.AsyncFunctionDef) and any(
        isinstance(each, ast.ImportFrom) for each in node.body
    )


def handles_connections(trees: Iterable[ast.Module]) -> bool:
    """Whether the author's files name the class of TCP filters."""
    for tree in trees:
        for node in walk(tree):
            match node:
                case ast.ImportFrom(module="sluice", names=names):
                    if any(each.name in (TCP_FILTER, "*") for each in names):
                        return True
                case ast.Attribute(value=ast.Name(id="sluice"), attr="TcpFilter"):
                    return True
    return False


def goes_on(trees: Iterable[ast.Module]) -> bool:
    """Whether the author's files hold a coroutine, or name something of `ACTIVE_NAMES`."""
    for tree in trees:
        for node in walk(tree):
            match node:
                case ast.AsyncFunctionDef():
                    return True
                case ast.ImportFrom(module="sluice", names=names):
                    if any(each.name in ACTIVE_NAMES for each in names):
                        return True
                case ast.Attribute(value=ast.Name(id="sluice"), attr=name) if name in ACTIVE_NAMES:
                    return True
    return False
