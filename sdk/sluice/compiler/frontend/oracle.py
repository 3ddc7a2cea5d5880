"""What mypy knows, found by place: the type of an expression, a signature, a class's attributes.

Everything here is a hint. Where mypy knows nothing (its errors, code it thinks unreachable, values of
`Any`), the answer is None and the code becomes dynamic.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping

from sluice.compiler.diagnostics import Diagnostic
from sluice.compiler.frontend.kept_knowledge import keep_knowledge, recall_knowledge
from sluice.compiler.frontend.known_types import KnownType, ModuleKnowledge, Signature, place_of
from sluice.compiler.frontend.mypy_build import check
from sluice.compiler.frontend.sources import SourceTree


class Oracle:
    """Answers for a whole program; `diagnostics` is what mypy had to say of the modules that it checked."""

    def __init__(self, modules: Mapping[str, ModuleKnowledge], diagnostics: tuple[Diagnostic, ...]) -> None:
        self._modules = modules
        self._nothing = ModuleKnowledge()
        self.diagnostics = diagnostics

    def expression_type(self, module: str, node: ast.expr) -> KnownType | None:
        """The type at this place after narrowing, or None."""
        return self._knowledge(module).expressions.get(place_of(node))

    def variable_type(self, module: str, node: ast.expr) -> KnownType | None:
        """The declared or inferred type of the variable that a name at this place binds."""
        return self._knowledge(module).variables.get((node.lineno, node.col_offset))

    def signature(self, module: str, node: ast.FunctionDef | ast.AsyncFunctionDef) -> Signature | None:
        """The function's type; None for unannotated ones and for those checked in several variants."""
        return self._knowledge(module).functions.get((node.lineno, node.name))

    def attribute_type(self, module: str, node: ast.ClassDef, name: str) -> KnownType | None:
        """The declared or inferred type of an attribute that the class itself defines."""
        return self._knowledge(module).classes.get((node.lineno, node.name), {}).get(name)

    def global_type(self, module: str, name: str) -> KnownType | None:
        """The declared or inferred type of a module's variable."""
        return self._knowledge(module).names.get(name)

    def has_errors(self, module: str, first: int, last: int) -> bool:
        """Whether mypy found something wrong between these lines."""
        return any(start <= last and end >= first for start, end in self._knowledge(module).error_lines)

    def _knowledge(self, module: str) -> ModuleKnowledge:
        return self._modules.get(module, self._nothing)


def ask_mypy(tree: SourceTree) -> Oracle:
    """Check the program and collect the answers; of the SDK's own modules they are kept between builds."""
    kept = recall_knowledge(tree)
    answer = check(tree, [name for name in tree.modules if name not in kept])
    if answer.is_whole and not kept:
        keep_knowledge(tree, answer.modules)
    return Oracle({**kept, **answer.modules}, answer.diagnostics)
