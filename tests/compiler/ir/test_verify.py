"""The verifier sees what would become wrong C."""

from __future__ import annotations

import pytest

from sluice.compiler.ir.ops import (
    Assign,
    BoolConstant,
    Branch,
    Call,
    CallPrimitive,
    Convert,
    FloatConstant,
    Goto,
    Instruction,
    IntConstant,
    LoadGlobal,
    NewInstance,
    NoneConstant,
    NothingConstant,
    Register,
    Return,
    StrConstant,
    Terminator,
)
from sluice.compiler.ir.program import Block, Function, Parameter, Program
from sluice.compiler.ir.types import BOOL, FLOAT, INT, INT64, STR, VALUE, VOID
from sluice.compiler.ir.verify import VerifyError, verify_program
from sluice.compiler.primitives.language_ops import LIST_LENGTH

X, N, S = Register("x", VALUE), Register("n", INT64), Register("s", STR)


def _verify(*instructions: Instruction, end: Terminator | None = None, handler: str | None = None) -> None:
    block = Block("entry", instructions, end or Return(NoneConstant()), handler)
    function = Function("demo.f", "f", "demo.py", 1, (Parameter(X),), VALUE, (block,))
    callee = Function("demo.g", "g", "demo.py", 9, (Parameter(N),), VOID, (Block("entry", (), Return(None)),))
    verify_program(Program({"demo.f": function, "demo.g": callee}, {}, {}, ()))


@pytest.mark.parametrize(
    ("instructions", "problem"),
    [
        ((Assign(S, X),), "x is value, not str"),
        ((Assign(N, StrConstant("a")),), "'a' is str, not int64"),
        ((Assign(Register("f", FLOAT), IntConstant(1 << 60)),), "is int, not float"),
        ((Assign(N, Register("missing", INT64)),), "missing is read but never assigned"),
        ((Assign(N, IntConstant(1, INT64)), Assign(Register("n", VALUE), X)), "n is int64 and value"),
        ((Call(None, "demo.g", (X,)),), "x is value, not int64"),
        ((Call(None, "demo.g", ()),), "takes 1 operands, not 0"),
        ((Call(None, "demo.nothing", ()),), "there is no function demo.nothing"),
        ((Call(N, "demo.g", (IntConstant(1, INT64),)),), None),
        ((CallPrimitive(N, LIST_LENGTH, (X,)),), "x is value, not list"),
        ((CallPrimitive(N, LIST_LENGTH, (NothingConstant(),), (X,)),), "takes no further operands"),
        ((Convert(S, IntConstant(1, INT64)),), "there is no way from int64 to str"),
        ((Convert(Register("b", BOOL), FloatConstant(1.0)),), "there is no way from float to bool"),
        ((Convert(Register("i", INT), FloatConstant(1.0)),), "there is no way from float to int"),
        ((LoadGlobal(X, "demo.missing"),), "there is no global demo.missing"),
        ((NewInstance(X, "demo.Missing"),), "there is no class demo.Missing"),
    ],
)
def test_broken_instruction(instructions: tuple[Instruction, ...], problem: str | None) -> None:
    if problem is None:
        _verify(*instructions)
        return
    with pytest.raises(VerifyError) as caught:
        _verify(*instructions)
    assert problem in str(caught.value)
    assert "demo.f" in str(caught.value)


def test_jump_to_nowhere() -> None:
    with pytest.raises(VerifyError, match="there is no block elsewhere"):
        _verify(end=Goto("elsewhere"))
    with pytest.raises(VerifyError, match="there is no handler elsewhere"):
        _verify(handler="elsewhere")


def test_branch_needs_a_bool() -> None:
    with pytest.raises(VerifyError, match="x is value, not bool"):
        _verify(end=Branch(X, "entry", "entry"))
    _verify(end=Branch(BoolConstant(True), "entry", "entry"))


def test_result_has_to_fit() -> None:
    block = Block("entry", (), Return(IntConstant(1, INT64)))
    function = Function("demo.f", "f", "demo.py", 1, (), STR, (block,))
    with pytest.raises(VerifyError, match="int64 is int64, not str"):
        verify_program(Program({"demo.f": function}, {}, {}, ()))
    empty = Function("demo.f", "f", "demo.py", 1, (), STR, (Block("entry", (), Return(None)),))
    with pytest.raises(VerifyError, match="returns nothing, not str"):
        verify_program(Program({"demo.f": empty}, {}, {}, ()))


def test_two_blocks_of_one_name() -> None:
    blocks = (Block("entry", (), Return(NoneConstant())), Block("entry", (), Return(NoneConstant())))
    function = Function("demo.f", "f", "demo.py", 1, (), VALUE, blocks)
    with pytest.raises(VerifyError, match="two blocks are called entry"):
        verify_program(Program({"demo.f": function}, {}, {}, ()))
