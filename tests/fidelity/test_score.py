"""The extraction, the cutting and the score: what they are worth rests on these three."""

from __future__ import annotations

import ast
import subprocess
import sys

from tests.fidelity.extract import MODULES, extract, script
from tests.fidelity.refusals import cut_refused
from tests.support.script_worker import Refusal


def test_the_extraction_yields_what_the_score_claims() -> None:
    some = ("string_tests", "test_math", "datetimetester", "test_re")
    assert set(some) < set(MODULES)
    assert sum(len(case.lines) for module in some for case in extract(module)) > 2_000


def test_cases_of_one_module_run_as_one_program() -> None:
    cases = list(extract("test_bisect"))[:3]
    done = subprocess.run([sys.executable, "-c", script(cases)], capture_output=True, text=True, check=True)
    ends = [line for line in done.stdout.splitlines() if line.startswith("C")]
    assert ends == ["C0 ended", "C1 ended", "C2 ended"]


def test_what_is_refused_is_cut_with_all_that_needs_it() -> None:
    source = ast.unparse(
        ast.parse("""
class Odd:
    pass
def A_test_b():
    odd = Odd()
    try: print('L1', repr(1))
    except Exception as error: print('L1 raised')
    try: print('L2', repr(odd.x))
    except Exception as error: print('L2 raised')
try:
    A_test_b()
    print('C0 ended')
except BaseException as error:
    print('C0 raised')
""")
    )
    reduced = cut_refused(ast.parse(source), [Refusal("SLU019", 1, "odd")])
    assert reduced.refused == {"L2": "[SLU019] odd"}
    left = ast.unparse(reduced.tree)
    assert "Odd" not in left and "'L1'" in left and "A_test_b()" in left
