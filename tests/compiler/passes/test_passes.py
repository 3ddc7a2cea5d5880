"""What each pass makes of a small program."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from sluice.compiler.ir.ops import (
    Arithmetic,
    Binary,
    Register,
    Return,
)
from sluice.compiler.ir.program import Block, Parameter, Program
from sluice.compiler.ir.types import INT
from sluice.compiler.passes.collect_in_loops import collect_in_loops
from sluice.compiler.passes.drop_dead_blocks import drop_dead_blocks
from sluice.compiler.passes.find_raising import find_raising
from sluice.compiler.passes.fold_class_tests import fold_class_tests
from sluice.compiler.passes.fuse_comparisons import fuse_comparisons
from sluice.compiler.passes.inline_brief import inline_brief
from sluice.compiler.passes.limit_steps import limit_steps
from sluice.compiler.passes.reuse_conversions import reuse_conversions
from sluice.compiler.passes.skip_views import skip_views
from sluice.compiler.passes.split_generators import split_generators
from sluice.compiler.passes.store_fresh import store_fresh
from sluice.compiler.passes.trust_start import trust_start
from sluice.compiler.passes.unbox_floats import unbox_floats
from sluice.compiler.passes.unbox_ints import unbox_ints
from sluice.compiler.passes.unbox_numbers import unbox_numbers
from sluice.compiler.passes.use_texts import use_texts

from . import list_programs, programs
from .golden import Pass, compare_golden, function, program, remove_orphans

HERE = Path(__file__).parent / "golden"

CASES: dict[str, tuple[Program, Pass]] = {
    "split_generators": (programs.generator(), split_generators),
    "fuse_comparisons": (programs.comparison(), fuse_comparisons),
    "fuse_comparisons_of_texts": (programs.lowered(), fuse_comparisons),
    "skip_views": (programs.views(), skip_views),
    "unbox_numbers": (programs.sum_of_floats(), unbox_numbers),
    "unbox_ints": (programs.masked_words(), unbox_ints),
    "unbox_floats": (list_programs.known_floats(), unbox_floats),
    "unbox_ints_of_lists": (list_programs.known_lists(), unbox_ints),
    "unbox_ints_of_rotations": (list_programs.turned(), unbox_ints),
    "use_texts": (programs.texts(), use_texts),
    "use_texts_to_compare": (programs.compared_texts(), use_texts),
    "reuse_conversions": (programs.asked_again(), reuse_conversions),
    "reuse_conversions_of_maybes": (programs.maybes(), reuse_conversions),
    "inline_brief": (programs.rotations(), lambda each: inline_brief(each, unbox_ints)),
    "trust_start": (programs.start(), trust_start),
    "fold_class_tests": (programs.class_tests(), fold_class_tests),
    "drop_dead_blocks": (programs.dead(), drop_dead_blocks),
    "find_raising": (programs.raising(), find_raising),
    "limit_steps": (programs.loops(), limit_steps),
    "collect_in_loops": (programs.making(), collect_in_loops),
    "store_fresh": (programs.linked(), store_fresh),
}


@pytest.mark.parametrize("title", CASES)
def test_pass(request: pytest.FixtureRequest, title: str) -> None:
    subject, transform = CASES[title]
    compare_golden(request, HERE, title, subject, transform)


def test_every_golden_file_has_a_case(request: pytest.FixtureRequest) -> None:
    remove_orphans(request, HERE, CASES)


def test_only_what_cannot_raise_is_said_to() -> None:
    functions = find_raising(programs.raising()).functions
    assert {name: each.may_raise for name, each in functions.items()} == {
        "demo.plain": False,
        "demo.caller": False,
        "demo.divides": True,
        "demo.guarded": False,
        "demo.endless": True,  # the depth of recursion is limited
    }


def test_int_arithmetic_can_raise() -> None:
    big = Register("big", INT)
    subject = function(
        "demo.square",
        Block("entry", (Binary(big, Arithmetic.MULTIPLY, big, big, 1),), Return(big, 1)),
        parameters=(Parameter(big),),
        result=INT,
    )
    assert find_raising(program(subject)).functions["demo.square"].may_raise


def test_scripts_run_as_long_as_they_like() -> None:
    script = replace(programs.loops(), filters=())
    assert limit_steps(script) is script


def test_filters_keep_their_calls() -> None:
    """A proxy compiles every byte."""
    subject = replace(programs.rotations(), filters=(programs.FILTER,))
    assert inline_brief(subject, lambda each: each) is subject
