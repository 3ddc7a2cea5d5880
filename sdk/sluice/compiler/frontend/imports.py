"""What a module imports: full names of modules, relative ones resolved."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from sluice.compiler.frontend.trees import children


class ImportedModule(Struct, frozen=True):
    """A module that an import statement may load.

    `certain`: named as a module (`import a.b`, `from a import`); else it may be a member: `from a import b`
    names `a.b` only if there is such a module. `late`: within a function, so that it runs when that does.
    """

    name: str
    node: ast.Import | ast.ImportFrom
    certain: bool
    late: bool = False


def find_imports(tree: ast.Module, name: str, *, is_package: bool) -> tuple[ImportedModule, ...]:
    """In source order. `if TYPE_CHECKING:` blocks do not run and are left out, and so is `collections.abc`,
    which only annotations use."""
    found: list[ImportedModule] = []
    for node, late in _running_nodes(tree):
        start = len(found)
        match node:
            case ast.Import(names=names):
                for alias in names:
                    if alias.name == "collections.abc":
                        continue
                    parts = alias.name.split(".")
                    found += [ImportedModule(".".join(parts[: i + 1]), node, True) for i in range(len(parts))]
            case ast.ImportFrom():
                origin = absolute_name(node, name, is_package=is_package)
                if origin == "collections.abc":
                    continue
                parts = origin.split(".") if origin else []
                found += [ImportedModule(".".join(parts[: i + 1]), node, True) for i in range(len(parts))]
                prefix = f"{origin}." if origin else ""
                found += [ImportedModule(f"{prefix}{each.name}", node, False) for each in node.names]
            case _:
                pass
        if late:
            found[start:] = [replace(each, late=True) for each in found[start:]]
    return tuple(found)


def absolute_name(node: ast.ImportFrom, module: str, *, is_package: bool) -> str:
    """`from ..b import c` in `p.q.r` → `p.b`."""
    if not node.level:
        return node.module or ""
    parts = module.split(".")
    keep = len(parts) - node.level + (1 if is_package else 0)
    base = parts[: max(keep, 0)]
    return ".".join([*base, *([node.module] if node.module else [])])


def is_type_checking(test: ast.expr) -> bool:
    """`TYPE_CHECKING` or `typing.TYPE_CHECKING`: false when the program runs."""
    match test:
        case ast.Name(id="TYPE_CHECKING"):
            return True
        case ast.Attribute(attr="TYPE_CHECKING"):
            return True
    return False


def _running_nodes(node: ast.AST, late: bool = False) -> Iterator[tuple[ast.AST, bool]]:
    """Statements below a node, and whether they are within a function."""
    late = late or isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    for child in children(node):
        if isinstance(child, ast.If) and is_type_checking(child.test):
            for statement in child.orelse:
                yield statement, late
                yield from _running_nodes(statement, late)
        elif isinstance(child, ast.stmt | ast.ExceptHandler | ast.match_case):
            yield child, late
            yield from _running_nodes(child, late)
