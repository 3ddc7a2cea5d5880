"""Hold cases against CPython: what each of their assertions came to."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from tests.fidelity.documented import explain
from tests.fidelity.extract import Case, script
from tests.fidelity.reference import group_lines, run_on_cpython
from tests.fidelity.refusals import cut_refused
from tests.support.script_worker import Ending, Outcome, run_source

ATTEMPTS = 8
"""So often a script is tried again without the assertions that were refused."""


class Verdict(Enum):
    """What one assertion came to. The order is from good to bad."""

    SAME = "same"
    REFUSED = "refused"
    DOCUMENTED = "documented"
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


def judge(cases: Sequence[Case]) -> list[Assertion]:
    """Run cases of one module as one program on CPython and as Wasm.

    Gives a verdict on each assertion that CPython answers stably. What is refused is taken out and the rest
    tried again, on both; a program that does not end well is judged in halves, down to the case to blame.
    """
    patience = 60.0 + 10 * len(cases)
    expected = run_on_cpython(script(cases), patience)
    if not expected:
        return [] if len(cases) == 1 else _judge_halves(cases)
    refused: dict[str, str] = {}
    source = whole = ast.unparse(ast.parse(script(cases)))
    outcome = run_source(source)
    for _ in range(ATTEMPTS):
        if not outcome.refusals:
            break
        reduced = cut_refused(ast.parse(source), outcome.refusals)
        refused.update(reduced.refused)
        source = ast.unparse(reduced.tree)
        outcome = run_source(source)
    if outcome.ending is not Ending.RAN and len(cases) > 1:
        return _judge_halves(cases)
    if source != whole:
        expected = {label: text for label, text in expected.items() if label in refused}
        expected |= run_on_cpython(source, patience)
    return list(_compare(cases, expected, outcome, refused))


def _judge_halves(cases: Sequence[Case]) -> list[Assertion]:
    middle = len(cases) // 2
    return judge(cases[:middle]) + judge(cases[middle:])


def _compare(
    cases: Sequence[Case], expected: Mapping[str, str], outcome: Outcome, refused: Mapping[str, str]
) -> Iterator[Assertion]:
    actual = group_lines(outcome.stdout) if outcome.ending is Ending.RAN else {}
    for number, case in enumerate(cases):
        ended = actual.get(f"C{number}", outcome.stderr[-300:])
        for label in (f"L{line}" for line in case.lines):
            if label in expected:
                why = refused.get(label, "")
                test = f"{case.module}:{case.name}"
                yield Assertion(
                    test, label, *_judge_one(test, expected[label], actual.get(label), why, ended, outcome)
                )


def _judge_one(
    test: str, expected: str, actual: str | None, refused: str, ended: str, outcome: Outcome
) -> tuple[Verdict, str]:
    if refused:
        return (Verdict.BROKE if "SLU000" in refused else Verdict.REFUSED), refused
    match outcome.ending:
        case Ending.REFUSED:
            return Verdict.REFUSED, outcome.stdout.splitlines()[0]
        case Ending.BROKE:
            return Verdict.BROKE, (outcome.stderr or outcome.stdout)[:300]
        case Ending.TRAPPED | Ending.TIMED_OUT:
            return Verdict.TRAPPED, f"{outcome.ending.value}: {outcome.stderr[-300:]}"
    heading = explain(ended if actual is None else actual, test) if actual != expected else None
    if heading:
        return Verdict.DOCUMENTED, f"{heading}: expected {expected!r}"
    if actual is None:
        return Verdict.MISSING, f"expected {expected!r}, the test {ended}"
    return _verdict(expected, actual)


def _verdict(expected: str, actual: str) -> tuple[Verdict, str]:
    if expected == actual:
        return Verdict.SAME, ""
    detail = f"expected {expected!r}\n     got {actual!r}"
    same_kind = _without_message(expected) == _without_message(actual)
    return (Verdict.MESSAGE if same_kind else Verdict.DIFFERENT), detail


def _without_message(output: str) -> str:
    return re.sub(r"^(L\d+ raised \w+).*", r"\1", output, flags=re.DOTALL)
