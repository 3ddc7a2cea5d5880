"""Classes on `Mapping`, `Sequence`, `Set` and others of `collections.abc` (`lib/_abstract_bases.py`)."""

from __future__ import annotations

import ast
from typing import Final

from sluice.compiler.frontend.descriptor_objects import import_first
from sluice.compiler.frontend.trees import walk

MODULE: Final = "_abstract_bases"
_ALIAS: Final = "<abstract bases>"
"""What the import binds: a name that no author can write."""
_CLASSES: Final = (
    "Hashable Callable Awaitable AsyncIterable AsyncIterator Iterable Iterator Reversible Sized Container "
    "Collection Set MutableSet MappingView KeysView ItemsView ValuesView Mapping MutableMapping Sequence "
    "MutableSequence".split()
)
ABSTRACT_BASES: Final = {
    **{f"{module}.{name}": name for module in ("collections.abc", "typing") for name in _CLASSES},
    "typing.AbstractSet": "Set",
}
"""The class in `lib` by the full name of the one that an author derives from."""
_NAMES: Final = frozenset((*_CLASSES, "AbstractSet"))


def import_abstract_bases(tree: ast.Module) -> None:
    """Import the module at the top of the file, in place, where a class may derive from one of these."""
    imported = {
        alias.asname
        for node in walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if alias.name in _NAMES and alias.asname
    }
    wanted = _NAMES | imported
    if any(
        last_name(base) in wanted
        for node in walk(tree)
        if isinstance(node, ast.ClassDef)
        for base in node.bases
    ):
        import_first(tree, MODULE, _ALIAS)


def last_name(node: ast.expr) -> str:
    """`Mapping` of `typing.Mapping[str, int]`; empty: no name."""
    match node:
        case ast.Subscript(value=value):
            return last_name(value)
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""
