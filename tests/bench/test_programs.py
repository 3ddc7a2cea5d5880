"""The bench of programs: annotations go, outputs are compared, ratios are what they say."""

import subprocess
import sys
from pathlib import Path

import pytest
from bench.compute.report import Figures, to_table
from bench.compute.runs import Machine, run_cpython, shows_the_same
from bench.compute.variants import build_programs, without_annotations

ROOT = Path(__file__).resolve().parents[2]

ANNOTATED = """
from __future__ import annotations
limit: int = 3
class Box:
    size: int
    def grow(self, by: int = 1, *, far: bool = False) -> Box | None:
        steps: list[int] = [by]
        return self
"""
BARE = """limit = 3

class Box:
    pass

    def grow(self, by=1, *, far=False):
        steps = [by]
        return self
"""


def test_the_untyped_variant_has_no_annotations() -> None:
    assert without_annotations(ANNOTATED) == BARE


@pytest.mark.parametrize(
    ("shown", "same"), [("1\n2.50\n", True), ("2.50\n1\n", False), ("1\n2.51\n", False), ("", True)]
)
def test_what_a_peer_shows_stands_in_the_output_in_its_order(shown: str, same: bool) -> None:
    assert shows_the_same("rounds 1 of 2.50 in all\n", shown) is same


def test_table_divides_as_its_heads_say() -> None:
    rows = to_table([Figures("one", typed=4, untyped=20, c=2, cpython=40, against_c=2)]).splitlines()
    assert rows[-1] == "| one | 4.0 ms | 2.0 ms | 40 ms | 2.00 × | 10.0 × | 2.0 × |"


def test_a_program_without_a_peer_leaves_its_columns_empty() -> None:
    figures = [Figures("one", typed=4, untyped=20, c=2, cpython=40, against_c=2), Figures("two", 4, 8, 12)]
    assert to_table(figures).splitlines()[-2:] == [
        "| two | 4.0 ms |  | 12 ms |  | 3.0 × | 1.5 × |",
        "| geometric mean | | | | 2.00 × | 5.5 × | 1.7 × |",
    ]


@pytest.mark.parametrize(
    "name",
    [
        "richards",
        *(
            pytest.param(name, marks=pytest.mark.thorough)
            for name in ("header_rewrite", "json_body", "jwt_hs256", "regex_router", "token_bucket")
        ),
    ],
)
def test_all_variants_of_a_program_run_and_agree(name: str, tmp_path: Path) -> None:
    (program,) = build_programs((name,), tmp_path)
    machine = Machine()
    expected = run_cpython(program.source).output
    for wasm in (program.typed, program.untyped):
        assert machine.run(machine.load(wasm), "sluice_main").output == expected
    if program.c is not None:
        assert shows_the_same(expected, machine.run(machine.load(program.c), "run").output)


def test_a_look_at_one_program_writes_nothing() -> None:
    command = [sys.executable, "-m", "bench.compute", "--rounds", "1", "sha256"]
    before = {path: path.stat().st_mtime_ns for path in (ROOT / "bench" / "results").iterdir()}
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    assert "| sha256 |" in done.stdout
    assert before == {path: path.stat().st_mtime_ns for path in (ROOT / "bench" / "results").iterdir()}
