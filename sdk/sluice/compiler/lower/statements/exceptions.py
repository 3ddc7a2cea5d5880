"""`raise` and `try`.

A handler begins by taking the pending exception, remembers which exception was being handled before, and
makes its own the handled one; every way out of it puts the former back.
"""

from __future__ import annotations

import ast

from sluice.compiler.frontend.trees import walk
from sluice.compiler.ir.ops import (
    CatchException,
    ClassConstant,
    NoneConstant,
    NothingConstant,
    Operand,
    Register,
    Reraise,
)
from sluice.compiler.ir.types import TYPE, VALUE
from sluice.compiler.lower.arguments import has_stars, lower_arguments
from sluice.compiler.lower.exceptions import is_plain_exception
from sluice.compiler.lower.exits import FinallyExit, HandledExit
from sluice.compiler.lower.expressions import lower_expression
from sluice.compiler.lower.expressions.names import bind_name, refuse_builtin, static_symbol, unbind_name
from sluice.compiler.lower.frame import Frame
from sluice.compiler.lower.symbols import BuiltinClass, ClassSymbol
from sluice.compiler.primitives.language_ops import (
    EXCEPTION_MATCHES,
    HANDLED_GET,
    HANDLED_SET,
    RAISE,
    RAISE_MADE,
    RAISE_NEW,
    RERAISE_HANDLED,
    RERAISE_PENDING,
)
from sluice.compiler.primitives.object_ops import HAS_TYPE


def lower_raise(frame: Frame, node: ast.Raise) -> None:
    builder = frame.builder
    if node.exc is None:
        builder.call(RERAISE_HANDLED)
    elif _raise_new(frame, node):
        pass
    else:
        value = builder.copy(builder.box(lower_expression(frame, node.exc)))
        cause = NothingConstant() if node.cause is None else lower_expression(frame, node.cause)
        frame.at(node)
        is_made = _makes_exception(frame, node.exc) and isinstance(cause, NothingConstant | NoneConstant)
        builder.call(RAISE_MADE if is_made else RAISE, value, cause)
    builder.end(Reraise(builder.line))


def _makes_exception(frame: Frame, node: ast.expr) -> bool:
    """Whether an expression is a call of a class whose instances are exceptions."""
    if not isinstance(node, ast.Call):
        return False
    match static_symbol(frame, node.func):
        case ClassSymbol() as symbol:
            return symbol.is_exception and not frame.program.has_special(symbol, "__new__")
        case BuiltinClass(name=name):
            return is_plain_exception(name)
        case _:
            return False


def _raise_new(frame: Frame, node: ast.Raise) -> bool:
    """`raise ValueError(…)` or `raise ValueError`: made and raised at once."""
    call: ast.Call | None = None
    match node:
        case ast.Raise(exc=ast.Call(func=function, keywords=[]) as call, cause=None) if not has_stars(call):
            symbol = static_symbol(frame, function)
        case ast.Raise(exc=ast.Name() | ast.Attribute() as name, cause=None):
            symbol = static_symbol(frame, name)
        case _:
            return False
    if not isinstance(symbol, BuiltinClass) or not is_plain_exception(symbol.name):
        return False
    operands = lower_arguments(frame, call).operands if call is not None else ()
    frame.at(node)
    frame.builder.call(RAISE_NEW, ClassConstant(symbol.name, TYPE), variadic=operands)
    return True


def lower_try(frame: Frame, node: ast.Try) -> None:
    if node.finalbody:
        _lower_finally(frame, node)
    else:
        _lower_except(frame, node)


def reraise(frame: Frame, exception: Operand) -> None:
    """Let a caught exception go on as if it had not been caught."""
    frame.builder.call(RERAISE_PENDING, exception)
    frame.builder.end(Reraise(frame.builder.line))


def catch(frame: Frame) -> tuple[Register, Operand]:
    """Begin a handler: the exception, and the one that was being handled before."""
    builder = frame.builder
    exception = builder.register(VALUE)
    builder.emit(CatchException(exception, builder.line))
    previous = builder.call(HANDLED_GET)
    builder.call(HANDLED_SET, exception)
    return exception, previous


def _lower_finally(frame: Frame, node: ast.Try) -> None:
    from sluice.compiler.lower.statements import lower_statements

    builder = frame.builder
    failed, end = builder.label("finally"), builder.label("endtry")
    outer = builder.handler
    frame.exits.append(FinallyExit(node.finalbody, outer))
    with builder.handled_by(failed):
        if node.handlers:
            _lower_except(frame, node)
        else:
            lower_statements(frame, [*node.body, *node.orelse])
    frame.exits.pop()
    lower_statements(frame, node.finalbody)
    builder.goto(end)
    builder.start(failed)
    exception, previous = catch(frame)
    _run_handled(frame, previous, None, node.finalbody)
    builder.call(HANDLED_SET, previous)
    reraise(frame, exception)
    builder.start(end)


def _run_handled(frame: Frame, previous: Operand, name: str | None, body: list[ast.stmt]) -> None:
    """A body that runs while an exception is being handled; when it raises itself, the former is put back."""
    from sluice.compiler.lower.statements import lower_statements

    builder = frame.builder
    cleanup, done = builder.label("cleanup"), builder.label("handled")
    outer = builder.handler

    def forget() -> None:
        if name is not None:
            bind_name(frame, name, NoneConstant())
            unbind_name(frame, name)

    frame.exits.append(HandledExit(previous, forget, outer))
    with builder.handled_by(cleanup):
        lower_statements(frame, body)
    frame.exits.pop()
    builder.goto(done)
    builder.start(cleanup)
    exception = builder.register(VALUE)
    builder.emit(CatchException(exception, builder.line))
    builder.call(HANDLED_SET, previous)
    forget()
    reraise(frame, exception)
    builder.start(done)


def _lower_except(frame: Frame, node: ast.Try) -> None:
    from sluice.compiler.lower.statements import lower_statements

    builder = frame.builder
    caught, end = builder.label("except"), builder.label("endtry")
    expected, frame.expects_import_error = frame.expects_import_error, _expects_import_error(node)
    with builder.handled_by(caught):
        lower_statements(frame, node.body)
    frame.expects_import_error = expected
    lower_statements(frame, node.orelse)
    builder.goto(end)
    builder.start(caught)
    exception, previous = catch(frame)
    for handler in node.handlers:
        _lower_handler(frame, handler, exception, previous, end)
    builder.call(HANDLED_SET, previous)
    reraise(frame, exception)
    builder.start(end)


def _lower_handler(
    frame: Frame, handler: ast.ExceptHandler, exception: Operand, previous: Operand, end: str
) -> None:
    builder = frame.builder
    following = builder.label("next")
    frame.at(handler)
    if handler.type is not None:
        _match_type(frame, handler.type, exception, previous, following)
    if handler.name is not None:
        bind_name(frame, handler.name, exception)
    _run_handled(frame, previous, handler.name, handler.body)
    builder.call(HANDLED_SET, previous)
    if handler.name is not None:
        bind_name(frame, handler.name, NoneConstant())
        unbind_name(frame, handler.name)
    builder.goto(end)
    builder.start(following)


def _match_type(frame: Frame, node: ast.expr, exception: Operand, previous: Operand, following: str) -> None:
    """Go on here when the exception matches, to `following` when not."""
    builder = frame.builder
    matched = builder.label("matched")
    classes = _known_classes(frame, node)
    if classes is not None:
        for constant in classes:
            other = builder.label("or")
            builder.branch(builder.call(HAS_TYPE, exception, constant), matched, other)
            builder.start(other)
        builder.goto(following)
        builder.start(matched)
        return
    cleanup = builder.label("cleanup")
    with builder.handled_by(cleanup):
        result = builder.call(EXCEPTION_MATCHES, exception, lower_expression(frame, node))
    builder.branch(result, matched, following)
    builder.start(cleanup)
    raised = builder.register(VALUE)
    builder.emit(CatchException(raised, builder.line))
    builder.call(HANDLED_SET, previous)
    reraise(frame, raised)
    builder.start(matched)


def _known_classes(frame: Frame, node: ast.expr) -> list[ClassConstant] | None:
    """Exception classes that are known without evaluating anything. A tuple in a tuple is none of them."""
    if isinstance(node, ast.Tuple):
        nested = any(isinstance(each, ast.Tuple) for each in node.elts)
        found = [None if nested else _known_classes(frame, each) for each in node.elts]
        if any(each is None for each in found):
            return None
        return [constant for each in found if each is not None for constant in each]
    symbol = static_symbol(frame, node)
    if isinstance(symbol, ClassSymbol) and symbol.is_exception and not symbol.is_local:
        return [ClassConstant(symbol.name)]
    if isinstance(symbol, BuiltinClass):
        import builtins

        kind = getattr(builtins, symbol.name.removeprefix("builtins."))
        if issubclass(kind, BaseException):
            refuse_builtin(frame, symbol.name.removeprefix("builtins."), node)
            return [ClassConstant(symbol.name)]
    return None


def _expects_import_error(node: ast.Try) -> bool:
    """`try: import x` with an `except ImportError`: a missing module is an exception, no refusal."""
    names = {
        each.id
        for handler in node.handlers
        if handler.type is not None
        for each in walk(handler.type)
        if isinstance(each, ast.Name)
    }
    return bool(names & {"ImportError", "ModuleNotFoundError", "Exception"})
