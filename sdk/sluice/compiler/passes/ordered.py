"""The passes in their order, and why that order."""

from __future__ import annotations

from sluice.compiler.ir.program import Program
from sluice.compiler.passes.split_generators import split_generators


def run_passes(program: Program) -> Program:
    """All of them, once."""
    return split_generators(program)
