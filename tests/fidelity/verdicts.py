"""Hold a case against CPython: what each of its assertions came to."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

from tests.fidelity.extract import Case
from tests.fidelity.reference import group_lines, run_on_cpython
from tests.support.script_worker import Ending, Outcome, run_source

ATTEMPTS = 8
"""So often a script is tried again without the assertions that were refused."""


class Verdict(Enum):
    """What one assertion came to. The order is from good to bad."""

    SAME = "same"
    REFUSED = "refused"
    MESSAGE = "other message"
    DIFFERENT = "different"
    MISSING = "missing"
    TRAPPED = "trapped"
    BROKE = "compiler broke"


@dataclass(frozen=True, slots=True)
class Assertion:
    """One assertion's verdict; `detail` is a refusal's code and text, or both outputs."""

    case: str
    label: str
    verdict: Verdict
    detail: str = ""


def judge(case: Case) -> list[Assertion]:
    """Run a case on CPython and as Wasm, and give a verdict on each assertion that CPython answers stably."""
    expected = run_on_cpython(case).outputs
    if not expected:
        return []
    refused: dict[str, str] = {}
    tree = ast.parse(case.source)
    outcome = Outcome(Ending.REFUSED)
    for _ in range(ATTEMPTS):
        outcome = run_source(ast.unparse(tree) + "\n")
        if outcome.ending not in (Ending.REFUSED, Ending.BROKE):
            break
        found = _refused_assertions(tree, outcome)
        if not found:
            break
        refused.update(found)
        tree = _without(tree, found)
    return list(_compare(case, expected, outcome, refused))


def _compare(
    case: Case, expected: Mapping[str, str], outcome: Outcome, refused: dict[str, str]
) -> Iterator[Assertion]:
    name = f"{case.module}:{case.name}"
    actual = group_lines(outcome.stdout) if outcome.ending is Ending.RAN else {}
    for label, text in expected.items():
        if label in refused:
            verdict = Verdict.BROKE if "SLU000" in refused[label] else Verdict.REFUSED
            yield Assertion(name, label, verdict, refused[label])
        elif outcome.ending is Ending.REFUSED:
            yield Assertion(name, label, Verdict.REFUSED, outcome.stdout.splitlines()[0])
        elif outcome.ending is Ending.BROKE:
            yield Assertion(name, label, Verdict.BROKE, (outcome.stderr or outcome.stdout)[:300])
        elif outcome.ending is not Ending.RAN:
            yield Assertion(name, label, Verdict.TRAPPED, f"{outcome.ending.value}: {outcome.stderr[-300:]}")
        elif label not in actual:
            yield Assertion(name, label, Verdict.MISSING, outcome.stderr[-300:])
        else:
            yield Assertion(name, label, *_verdict(text, actual[label]))


def _verdict(expected: str, actual: str) -> tuple[Verdict, str]:
    if expected == actual:
        return Verdict.SAME, ""
    detail = f"expected {expected!r}\n     got {actual!r}"
    same_kind = _without_message(expected) == _without_message(actual)
    return (Verdict.MESSAGE if same_kind else Verdict.DIFFERENT), detail


def _without_message(output: str) -> str:
    return re.sub(r"^(L\d+ raised \w+).*", r"\1", output, flags=re.DOTALL)


def _refused_assertions(tree: ast.Module, outcome: Outcome) -> dict[str, str]:
    """Return the labels of the assertions whose lines the diagnostics name."""
    source = ast.parse(ast.unparse(tree))
    found: dict[str, str] = {}
    for refusal in outcome.refusals:
        inner: tuple[int, str] | None = None
        for node in ast.walk(source):
            label = _label(node)
            if label and isinstance(node, ast.Try) and node.lineno <= refusal.line <= (node.end_lineno or 0):
                size = (node.end_lineno or 0) - node.lineno
                if inner is None or size < inner[0]:
                    inner = (size, label)
        if inner is not None:
            found[inner[1]] = f"[{refusal.code}] {refusal.text}"
    return found


def _label(node: ast.AST) -> str | None:
    """Return the label of a guarded assertion (`try: … except Exception as error: print('L12 raised')`)."""
    match node:
        case ast.Try(handlers=[ast.ExceptHandler(body=[ast.Expr(ast.Call(args=[first, *_]))])]):
            text = first.value if isinstance(first, ast.Constant) else None
            return text.split()[0] if isinstance(text, str) and text.endswith(" raised") else None
    return None


def _without(tree: ast.Module, labels: dict[str, str]) -> ast.Module:
    class Remover(ast.NodeTransformer):
        def visit_Try(self, node: ast.Try) -> ast.AST:
            return ast.Pass() if _label(node) in labels else self.generic_visit(node)

    remaining: ast.Module = Remover().visit(tree)
    return ast.fix_missing_locations(remaining)
