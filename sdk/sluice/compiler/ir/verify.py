"""Tells when IR is ill-formed: a fault of the lowering or of a pass, found before it becomes wrong C."""

from __future__ import annotations

from sluice.compiler.ir.program import Program


class VerifyError(Exception):
    """The IR breaks a rule; the message names function, block and instruction."""


def verify_program(program: Program) -> None:
    """Raises `VerifyError` for the first broken rule."""
