"""The passes in their order, and why that order."""

from __future__ import annotations

from sluice.compiler.ir.program import Program


def run_passes(program: Program) -> Program:
    """All of them, once."""
    return program
