"""Which loops are unrolled: those whose items mean the same in their round as before the first one."""

from __future__ import annotations

import ast

import pytest

from sluice.compiler.frontend.unrolling import unroll_class_loops


def loops_left(text: str) -> int:
    tree = ast.parse(text)
    unroll_class_loops(tree, lambda call: False)
    return sum(isinstance(node, ast.For) for node in ast.walk(tree))


def loop(items: str, body: str = "pass") -> str:
    lines = (
        "class A: pass",
        "def f(p):",
        "    class B: pass",
        f"    for x in {items}:",
        f"        {body}",
        "        class K: v = x",
        "",
    )
    return "\n".join(lines)


@pytest.mark.parametrize(
    "items",
    ["(1, 'a', -2.5)", "[A, B]", "(int, A)", "((1, B), [2])", "({}, set(), {'a': A})", "(lambda: p, 1)"],
)
def test_settled_items_are_unrolled(items: str) -> None:
    assert loops_left(loop(items)) == 0


@pytest.mark.parametrize(
    "text",
    [
        loop("(p, 1)"),
        loop("(Late, 1)") + "class Late: pass\n",
        loop("(A, 1)") + "A = 5\n",
        loop("(A, 1)") + "def g():\n    global A\n    A = 5\n",
        loop("(B, 1)", "class B: pass"),
        loop("(A, 1)", "A = 3"),
        loop("(A, 1)") + "from os import *\n",
        loop("(list(), 1)") + "def list(): return 3\n",
        loop("(list(p), 1)"),
        loop("(f(1), 1)"),
        loop("(1, 2)", "(yield)"),
        loop("(1, 2)") + "def g():\n    global x\n    x = 3\n",
        "class H:\n    A = 1\n    def f(self):\n        for x in (A, 2):\n            class K: v = x\n",
        "if p:\n    class A: pass\nfor x in (A, 2):\n    class K: v = x\n",
    ],
)
def test_others_stay(text: str) -> None:
    assert loops_left(text) == 1


def test_a_generator_within_a_class_of_the_loop_is_no_pause() -> None:
    assert loops_left(loop("(1, 2)", "def g(): yield 1")) == 0
