"""`match`: patterns from top to bottom; names are bound when the whole pattern has matched."""

from __future__ import annotations

import ast

from sluice.compiler.ir.ops import (
    BoolConstant,
    ClassConstant,
    Compare,
    Comparison,
    IntConstant,
    NoneConstant,
    Operand,
    Reraise,
    StrConstant,
)
from sluice.compiler.ir.types import BOOL, INT64, TYPE, VALUE
from sluice.compiler.lower.expressions import lower_expression
from sluice.compiler.lower.expressions.conditions import compare, lower_condition
from sluice.compiler.lower.expressions.names import bind_name
from sluice.compiler.lower.frame import Frame
from sluice.compiler.lower.symbols import BuiltinClass, ClassSymbol
from sluice.compiler.primitives.language_ops import (
    CONTAINS,
    GET_ITEM,
    IS_INSTANCE,
    LENGTH,
    MATCH_ARGUMENTS,
    MATCH_ATTRIBUTE,
    MATCH_KEYS,
    MATCH_MAPPING,
    MATCH_REST,
    MATCH_SEQUENCE,
    RAISE_NEW,
    SLICE_NEW,
    TUPLE_AT,
    TUPLE_OF,
    UNPACK_STAR,
)
from sluice.compiler.primitives.object_ops import HAS_TYPE, REPR
from sluice.compiler.primitives.str_ops import STR_CONCAT_MANY

Bindings = list[tuple[str, Operand]]

_MATCHED_AS = "_matched_as_"
"""By this class variable the library's own mappings and sequences are known when the program runs."""


def lower_match(frame: Frame, node: ast.Match) -> None:
    from sluice.compiler.lower.statements import lower_statements

    builder = frame.builder
    subject = builder.copy(frame.refine(node.subject, lower_expression(frame, node.subject)))
    end = builder.label("endmatch")
    for case in node.cases:
        following = builder.label("case")
        bindings: Bindings = []
        frame.at(case.pattern)
        lower_pattern(frame, case.pattern, subject, following, bindings)
        for name, operand in bindings:
            bind_name(frame, name, operand)
        if case.guard is not None:
            guarded = builder.label("guarded")
            lower_condition(frame, case.guard, guarded, following)
            builder.start(guarded)
        lower_statements(frame, case.body)
        builder.goto(end)
        builder.start(following)
    builder.start(end)


def lower_pattern(
    frame: Frame, pattern: ast.pattern, subject: Operand, failed: str, bindings: Bindings
) -> None:
    """Go on here when it matches, to `failed` when not."""
    frame.at(pattern)
    match pattern:
        case ast.MatchValue(value=value):
            _test(frame, compare(frame, ast.Eq(), subject, lower_expression(frame, value)), failed)
        case ast.MatchSingleton(value=value):
            constant = NoneConstant() if value is None else BoolConstant(value)
            _test(frame, compare(frame, ast.Is(), subject, constant), failed)
        case ast.MatchAs(pattern=inner, name=name):
            if inner is not None:
                lower_pattern(frame, inner, subject, failed, bindings)
            if name is not None:
                bindings.append((name, subject))
        case ast.MatchOr(patterns=patterns):
            _match_or(frame, patterns, subject, failed, bindings)
        case ast.MatchSequence(patterns=patterns):
            _match_sequence(frame, patterns, subject, failed, bindings)
        case ast.MatchMapping():
            _match_mapping(frame, pattern, subject, failed, bindings)
        case ast.MatchClass():
            _match_class(frame, pattern, subject, failed, bindings)
        case _:
            raise AssertionError(f"no pattern: {ast.dump(pattern)}")


def _test(frame: Frame, condition: Operand, failed: str) -> None:
    matched = frame.builder.label("matched")
    frame.builder.branch(frame.builder.truth(condition), matched, failed)
    frame.builder.start(matched)


def _match_or(
    frame: Frame, patterns: list[ast.pattern], subject: Operand, failed: str, bindings: Bindings
) -> None:
    """All alternatives bind the same names: each stores them into shared registers."""
    builder = frame.builder
    matched = builder.label("either")
    shared: dict[str, Operand] = {}
    for position, each in enumerate(patterns):
        following = failed if position == len(patterns) - 1 else builder.label("alternative")
        own: Bindings = []
        lower_pattern(frame, each, subject, following, own)
        for name, operand in own:
            register = shared.setdefault(name, builder.register(VALUE))
            builder.assign(register, builder.box(operand))  # type: ignore[arg-type]
        builder.goto(matched)
        if following != failed:
            builder.start(following)
    builder.start(matched)
    bindings += shared.items()


def _match_sequence(
    frame: Frame, patterns: list[ast.pattern], subject: Operand, failed: str, bindings: Bindings
) -> None:
    builder = frame.builder
    frame.program.note_dynamic(_MATCHED_AS)
    _test(frame, builder.call(MATCH_SEQUENCE, subject), failed)
    stars = [index for index, each in enumerate(patterns) if isinstance(each, ast.MatchStar)]
    fixed = len(patterns) - len(stars)
    length = builder.call(LENGTH, subject)
    enough = builder.register(BOOL)
    comparison = Comparison.GREATER_EQUAL if stars else Comparison.EQUAL
    builder.emit(Compare(enough, comparison, length, IntConstant(fixed, INT64), builder.line))
    _test(frame, enough, failed)
    if not stars:
        for index, each in enumerate(patterns):
            item = builder.call(GET_ITEM, subject, IntConstant(index))
            lower_pattern(frame, each, item, failed, bindings)
        return
    before, after = stars[0], len(patterns) - stars[0] - 1
    items = builder.call(UNPACK_STAR, subject, IntConstant(before, INT64), IntConstant(after, INT64))
    for index, each in enumerate(patterns):
        item = builder.call(TUPLE_AT, items, IntConstant(index, INT64))
        if isinstance(each, ast.MatchStar):
            if each.name is not None:
                bindings.append((each.name, item))
        else:
            lower_pattern(frame, each, item, failed, bindings)


def _match_mapping(
    frame: Frame, pattern: ast.MatchMapping, subject: Operand, failed: str, bindings: Bindings
) -> None:
    builder = frame.builder
    for name in (_MATCHED_AS, "get", "keys"):
        frame.program.note_dynamic(name)
    _test(frame, builder.call(MATCH_MAPPING, subject), failed)
    if pattern.keys:
        enough = builder.register(BOOL)
        least = IntConstant(len(pattern.keys), INT64)
        builder.emit(
            Compare(enough, Comparison.GREATER_EQUAL, builder.call(LENGTH, subject), least, builder.line)
        )
        _test(frame, enough, failed)
    keys = [builder.copy(builder.box(lower_expression(frame, each))) for each in pattern.keys]
    if not all(isinstance(each, ast.Constant) for each in pattern.keys):
        _check_keys(frame, keys)
    for key, each in zip(keys, pattern.patterns, strict=True):
        value = builder.call(MATCH_KEYS, subject, key)
        present = builder.label("present")
        builder.branch(builder.is_nothing(value), failed, present)
        builder.start(present)
        lower_pattern(frame, each, value, failed, bindings)
    if pattern.rest is not None:
        taken = builder.call(TUPLE_OF, variadic=tuple(keys))
        bindings.append((pattern.rest, builder.call(MATCH_REST, subject, taken)))


def _match_class(
    frame: Frame, pattern: ast.MatchClass, subject: Operand, failed: str, bindings: Bindings
) -> None:
    from sluice.compiler.lower.expressions.names import static_symbol

    builder = frame.builder
    known = isinstance(static_symbol(frame, pattern.cls), ClassSymbol | BuiltinClass)
    cls = builder.copy(builder.box(lower_expression(frame, pattern.cls)))
    _test(frame, builder.call(HAS_TYPE if known else IS_INSTANCE, subject, cls), failed)
    if pattern.patterns:
        frame.program.note_dynamic("*")
        _check_names(frame, pattern, cls)
        count = IntConstant(len(pattern.patterns), INT64)
        values = builder.call(MATCH_ARGUMENTS, subject, cls, count)
        present = builder.label("present")
        builder.branch(builder.is_nothing(values), failed, present)
        builder.start(present)
        for index, each in enumerate(pattern.patterns):
            item = builder.call(GET_ITEM, values, IntConstant(index))
            lower_pattern(frame, each, item, failed, bindings)
    for name, each in zip(pattern.kwd_attrs, pattern.kwd_patterns, strict=True):
        frame.program.note_dynamic(name)
        value = builder.call(MATCH_ATTRIBUTE, subject, StrConstant(name))
        present = builder.label("present")
        builder.branch(builder.is_nothing(value), failed, present)
        builder.start(present)
        lower_pattern(frame, each, value, failed, bindings)


def _check_keys(frame: Frame, keys: list[Operand]) -> None:
    """ValueError where two keys of a mapping pattern turn out to be the same."""
    builder = frame.builder
    for position, key in enumerate(keys):
        for earlier in keys[:position]:
            same, different = builder.label("same"), builder.label("different")
            equal = builder.truth(compare(frame, ast.Eq(), earlier, key))
            builder.branch(equal, same, different)
            builder.start(same)
            parts = (
                StrConstant("mapping pattern checks duplicate key ("),
                builder.call(REPR, key),
                StrConstant(")"),
            )
            _raise(frame, "ValueError", builder.call(STR_CONCAT_MANY, variadic=parts))
            builder.start(different)


def _check_names(frame: Frame, pattern: ast.MatchClass, cls: Operand) -> None:
    """TypeError where a keyword names an attribute that a position stands for already."""
    if not pattern.kwd_attrs:
        return
    builder = frame.builder
    names = builder.load_attribute(cls, "__match_args__")
    bounds = builder.call(SLICE_NEW, NoneConstant(), IntConstant(len(pattern.patterns)), NoneConstant())
    taken = builder.copy(builder.call(GET_ITEM, names, bounds))
    title = ast.unparse(pattern.cls).rpartition(".")[2]
    for name in pattern.kwd_attrs:
        twice, once = builder.label("twice"), builder.label("once")
        builder.branch(builder.call(CONTAINS, taken, StrConstant(name)), twice, once)
        builder.start(twice)
        text = f"{title}() got multiple sub-patterns for attribute {name!r}"
        _raise(frame, "TypeError", StrConstant(text))
        builder.start(once)


def _raise(frame: Frame, name: str, message: Operand) -> None:
    frame.builder.call(RAISE_NEW, ClassConstant(f"builtins.{name}", TYPE), variadic=(message,))
    frame.builder.end(Reraise(frame.builder.line))
