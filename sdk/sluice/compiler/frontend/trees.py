"""Walking syntax trees: what `ast.walk` and `ast.iter_child_nodes` do, in a third of the time.

A filter is compiled together with the author's API, and every stage looks at all of it several times.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator


def walk(node: ast.AST) -> Iterator[ast.AST]:
    """The node and everything below it, level by level, as `ast.walk` gives it."""
    found = [node]
    for each in found:  # grows while it is walked
        yield each
        found += children(each)


def children(node: ast.AST) -> list[ast.AST]:
    """The nodes directly below, in the order of their fields."""
    held = node.__dict__
    found: list[ast.AST] = []
    for name in node._fields:
        value = held.get(name)
        if isinstance(value, ast.AST):
            found.append(value)
        elif isinstance(value, list):
            found += [each for each in value if isinstance(each, ast.AST)]
    return found
