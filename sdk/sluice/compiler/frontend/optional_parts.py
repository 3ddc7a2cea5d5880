"""Parts of the library's packages that few programs name, and that bring much: they are read for those only.

`from string._template import Template` stands in `string/__init__.py`, and is taken out for a program that
does not spell `Template`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from typing import Final

from msgspec import Struct

from sluice.compiler.frontend.trees import walk

_FLAGS: Final = (
    "NOFLAG T TEMPLATE I IGNORECASE L LOCALE M MULTILINE S DOTALL U UNICODE X VERBOSE DEBUG A ASCII RegexFlag"
)


class OptionalPart(Struct, frozen=True):
    """A module of a package. `names`: who spells one has it; `importers`: the library's modules that
    import the package, so that a program may reach it without an import of its own."""

    package: str
    module: str
    names: frozenset[str]
    importers: frozenset[str] = frozenset()


OPTIONAL_PARTS: Final = (
    OptionalPart(
        "re",
        "re._flags",
        frozenset((*_FLAGS.split(), "Template")),
        frozenset(("fnmatch", "fractions", "textwrap")),
    ),
    OptionalPart("string", "string._template", frozenset(("Template",))),
)


def unused_parts(trees: Iterable[ast.Module], imported: set[str]) -> Iterator[OptionalPart]:
    """The parts that the author's files name nothing of, where they import the package."""
    asked = [each for each in OPTIONAL_PARTS if imported & {each.package, *each.importers}]
    if asked:
        spelled = {name for tree in trees for node in walk(tree) for name in _spelled(node)}
        yield from (each for each in asked if not spelled & {*each.names, "*"})


def _spelled(node: ast.AST) -> Iterator[str]:
    """The names of attributes, also as `getattr` is given them, and of what is imported."""
    match node:
        case ast.Attribute(attr=name) | ast.Call(args=[_, ast.Constant(value=str(name)), *_]):
            yield name
        case ast.ImportFrom(names=names):
            yield from (each.name for each in names)


def drop_part(tree: ast.Module, module: str) -> None:
    """Take a part out of the tree of its package."""
    tree.body = [
        each for each in tree.body if not (isinstance(each, ast.ImportFrom) and each.module == module)
    ]
