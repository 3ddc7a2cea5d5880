"""Where functions begin to count how deep they are, and what the C functions for that look like."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from sluice.compiler.ir.entering import find_counted
from sluice.compiler.ir.program import Function, Program
from sluice.compiler.ir.recursion import find_recursive
from sluice.compiler.pipeline import compile_file

EARLY = {
    "a leaf": """
        def f(n: int) -> int:
            if n == 0:
                return 1
            return f(n - 1) + 1
        """,
    "a leaf that does much": """
        def f(n: int) -> int:
            if n == 0:
                seen.append(n)
                return 1
            return f(n - 1) + 1
        """,
    "a guard": """
        def f(n: int) -> int:
            if n < 0:
                raise ValueError("below 0")
            return f(n - 1)
        """,
}
AT_ONCE = {
    "the call comes first": """
        def f(n: int) -> int:
            m = f(n - 1)
            if m == 0:
                return 1
            return m
        """,
    "an effect before it": """
        def f(n: int) -> int:
            seen.append(n)
            if n == 0:
                return 1
            return f(n - 1)
        """,
    "it asks an object": """
        def f(n):
            if n == 0:
                return 1
            return f(n - 1)
        """,
    "a loop around it": """
        def f(n: int) -> int:
            while n > 0:
                n = f(n - 1)
            return n
        """,
}


def _compiled(tmp_path: Path, source: str) -> tuple[Program, Function, str]:
    file = tmp_path / "program.py"
    file.write_text(f"seen: list[int] = []\n{textwrap.dedent(source)}\nprint(f(3))\n")
    compiled = compile_file(file, strict=False)
    return compiled.program, compiled.program.functions["__main__.f"], compiled.c.text


@pytest.mark.parametrize("source", EARLY.values(), ids=EARLY)
def test_a_way_without_a_call_of_itself_does_not_count(tmp_path: Path, source: str) -> None:
    program, function, _ = _compiled(tmp_path, source)
    counted = find_counted(function, find_recursive(program))
    assert counted.starts and function.blocks[0].label not in counted.inside


@pytest.mark.parametrize("source", AT_ONCE.values(), ids=AT_ONCE)
def test_what_has_done_something_has_counted_before(tmp_path: Path, source: str) -> None:
    program, function, _ = _compiled(tmp_path, source)
    counted = find_counted(function, find_recursive(program))
    assert not counted.starts and function.blocks[0].label in counted.inside


def test_a_short_head_is_a_c_function_of_its_own(tmp_path: Path) -> None:
    _, _, text = _compiled(tmp_path, EARLY["a leaf"])
    assert "static SLU_HEAD slu_value f___main___f(slu_value r_n) {" in text
    assert "return inside_f___main___f(r_n);" in text


def test_a_filter_stays_in_one_piece(tmp_path: Path) -> None:
    file = tmp_path / "example.py"
    file.write_text(
        "from sluice import HttpFilter, Request\n\n\n"
        + textwrap.dedent(EARLY["a leaf"])
        + "\n\nclass Example(HttpFilter[None]):\n"
        "    def on_request_headers(self, request: Request) -> None:\n"
        "        request.headers['x-n'] = str(f(len(request.path)))\n"
    )
    text = compile_file(file, strict=True).c.text
    assert "slu_enter(" in text and "SLU_HEAD" not in text
