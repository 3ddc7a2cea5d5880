"""Functions and module initialisers: parameters, cells, body, the implicit `return None`."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from sluice.compiler.frontend.sources import SourceModule
from sluice.compiler.ir.ops import NoneConstant, Operand, Register, Return
from sluice.compiler.ir.program import Function, FunctionKind, Parameter
from sluice.compiler.ir.types import CELL, VALUE
from sluice.compiler.lower.assignment import settle_assignments
from sluice.compiler.lower.expressions import lower_expression
from sluice.compiler.lower.frame import Frame, Local
from sluice.compiler.lower.function_kinds import kind_of
from sluice.compiler.lower.generators import lower_generator_expression
from sluice.compiler.lower.statements import lower_statements
from sluice.compiler.lower.symbols import FunctionSymbol, ParameterSymbol, is_closure_default
from sluice.compiler.primitives.language_ops import CELL_NEW

if TYPE_CHECKING:
    from sluice.compiler.lower.program import ProgramLowering


def lower_initialiser(program: ProgramLowering, module: SourceModule) -> Function:
    """A module's top level as a function without parameters."""
    name = f"{module.name}.<module>"
    trusted = module.trusted or program.tree.strict
    frame = Frame(program, module, name, module.scopes[module.tree], trusted=trusted)
    lower_statements(frame, module.tree.body)
    frame.builder.end(Return(NoneConstant(), frame.builder.line))
    return _finish(frame, "<module>", 1, (), ())


def lower_function(program: ProgramLowering, symbol: FunctionSymbol) -> Function:
    """A function of the program with its native signature."""
    frame = Frame(
        program, symbol.module, symbol.name, symbol.scope, symbol=symbol, trusted=_is_trusted(program, symbol)
    )
    frame.at(symbol.node)
    frame.result = program.families.result_type(symbol)
    cells = _free_cells(frame, symbol)
    parameters = _parameters(frame, symbol)
    frame.open_own_cells(parameters)
    match symbol.node:
        case ast.Lambda(body=body):
            _return_value(frame, lower_expression(frame, body), body)
        case ast.GeneratorExp() as node:
            lower_generator_expression(frame, node)
        case ast.FunctionDef(body=body) | ast.AsyncFunctionDef(body=body):
            lower_statements(frame, body)
    return_none(frame)
    line = _first_line(symbol.node)
    return _finish(frame, symbol.title, line, parameters, cells)


def _first_line(node: ast.AST) -> int:
    return getattr(node, "lineno", 1)


def _is_trusted(program: ProgramLowering, symbol: FunctionSymbol) -> bool:
    from sluice.compiler.lower.program import is_annotated

    if symbol.module.trusted:
        return True
    node = symbol.node
    if isinstance(node, ast.Lambda | ast.GeneratorExp):
        return program.tree.strict
    last = node.end_lineno or node.lineno
    return is_annotated(node) and not program.oracle.has_errors(symbol.module.name, node.lineno, last)


def _free_cells(frame: Frame, symbol: FunctionSymbol) -> tuple[Register, ...]:
    """Captured variables: the closure supplies their cells in this order."""
    registers = []
    for name, owner in symbol.scope.free.items():
        register = frame.builder.register(CELL, name)
        frame.locals[(owner, name)] = Local(register, is_cell=True)
        registers.append(register)
    return tuple(registers)


def _parameters(frame: Frame, symbol: FunctionSymbol) -> tuple[Parameter, ...]:
    found = []
    for position, parameter in enumerate(symbol.parameters):
        kind = frame.program.families.parameter_type(symbol, position)
        register = frame.builder.register(kind, parameter.name)
        in_closure = is_closure_default(symbol, parameter)
        found.append(
            Parameter(
                register,
                parameter.kind,
                parameter.constant,
                None if in_closure else parameter.default_global,
                in_closure,
            )
        )
        _bind_parameter(frame, symbol, parameter, register)
    return tuple(found)


def _bind_parameter(
    frame: Frame, symbol: FunctionSymbol, parameter: ParameterSymbol, register: Register
) -> None:
    """A parameter is a variable: itself, a cell when closures share it, or a wider local when other things
    are assigned to it later."""
    scope = symbol.scope
    name = parameter.name
    if name in scope.cells:
        cell = frame.builder.register(CELL, name)
        frame.locals[(scope, name)] = Local(cell, is_cell=True, always_set=name not in frame.deleted_names)
        fresh = frame.builder.call(CELL_NEW, frame.builder.box(register))
        frame.builder.assign(cell, fresh)
        return
    kind = frame.program.facts.read(frame.local_key(scope, name), register.type)
    always_set = name not in frame.deleted_names
    if kind == register.type:
        frame.locals[(scope, name)] = Local(register, always_set=always_set)
        return
    wider = frame.builder.register(kind, name)
    frame.builder.assign(wider, frame.coerce(register, kind))
    frame.locals[(scope, name)] = Local(wider, always_set=always_set)


def return_none(frame: Frame) -> None:
    _return_value(frame, NoneConstant(), None)


def _return_value(frame: Frame, value: Operand, node: ast.expr | None) -> None:
    frame.builder.end(Return(frame.fit_result(value, node), frame.builder.line))


def _finish(
    frame: Frame,
    title: str,
    line: int,
    parameters: tuple[Parameter, ...],
    cells: tuple[Register, ...],
) -> Function:
    symbol = frame.symbol
    kind = FunctionKind.PLAIN if symbol is None else kind_of(frame.program.names, symbol)
    blocks = settle_assignments(frame, tuple(each.register for each in parameters) + cells)
    return Function(
        frame.name,
        title,
        frame.module.display,
        line,
        parameters,
        frame.result if kind is FunctionKind.PLAIN else VALUE,
        blocks,
        cells,
        kind,
        doc=_doc(frame),
    )


def _doc(frame: Frame) -> str | None:
    """The author's docstring; those of the SDK's own functions would only take room."""
    node = frame.symbol.node if frame.symbol is not None else None
    if frame.module.trusted or not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return None
    return ast.get_docstring(node, clean=False)
