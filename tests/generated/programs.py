"""Whole programs: a function of statements of all kinds, sometimes with a class of its own, called with four
sets of arguments; everything is printed.

A batch holds many programs behind one prelude, so that one compilation compares many.
"""

from __future__ import annotations

from pathlib import Path
from random import Random

from tests.generated.forms import ANNOTATIONS, COMMON
from tests.generated.shapes import SHAPES, Shape
from tests.generated.writer import Scope, Writer

PRELUDE = Path(__file__).with_name("prelude.in.py").read_text(encoding="utf-8")
_WITH_CLASS = 0.15
_GENERATOR = 0.08
_HELPERS = 2
"""How many functions before it a program may call."""


def make_batch(seed: int, count: int, typed: bool) -> str:
    """Return the source of `count` programs made from `seed`; annotations only when `typed`."""
    lines = [PRELUDE]
    helpers: list[tuple[str, str]] = []
    for index in range(count):
        random = Random(f"{seed}/{index}")
        scope = Scope()
        if index % 3 == 0:
            helpers = []
        for kind, call in helpers[-_HELPERS:]:
            scope.calls.setdefault(kind, []).append(call)
        made, helper = make_program(random, f"p{index}", typed, scope)
        lines += made
        helpers.append(helper)
    lines.append("print(total, Animal.count)")
    return "\n".join(lines) + "\n"


def make_program(random: Random, name: str, typed: bool, scope: Scope) -> tuple[list[str], tuple[str, str]]:
    """Return the lines of one program, and the kind and the template of a call of its function."""
    parameters = tuple(random.choice(COMMON) for _ in range(random.randrange(1, 4)))
    result = random.choice(COMMON)
    shape = random.choice(SHAPES) if random.random() < _WITH_CLASS else None
    writer = Writer(random, scope, result, typed, f"C{name}", shape.changes if shape else ())
    lines = writer.render(shape.source.rstrip("\n"), 1) if shape else []
    for index, kind in enumerate(parameters):
        scope.add(kind, f"a{index}")
    generator = random.random() < _GENERATOR
    lines += _function(writer, name, parameters, shape, generator)
    pools = "".join(f"P_{kind}, " for kind in parameters)
    lines.append(f"run({name!r}, {name}, ({pools}), {random.randrange(8)})")
    call = f"{name}({', '.join(f'«{kind}»' for kind in parameters)})"
    return lines, ("int" if generator else result, call)


def _function(
    writer: Writer, name: str, parameters: tuple[str, ...], shape: Shape | None, generator: bool
) -> list[str]:
    listed = ", ".join(f"a{index}{writer.fill(f'«: {kind}»')}" for index, kind in enumerate(parameters))
    body: list[str] = []
    if shape is not None:
        body.append(writer.fill(f"o = {shape.make}", 1))
        for kind, uses in shape.uses.items():
            writer.scope.calls.setdefault(kind, []).extend(uses)
    body += writer.statements(writer.random.choice((1, 1, 2, 2, 3)), 2)
    if not generator:
        head = f"def {name}({listed}){writer.fill(f'«-> {writer.result}»')}:"
        return [head, *_indent(body), f"    return {writer.expression(writer.result)}"]
    inner = [
        *body,
        *_indent_if(writer),
        f"yield {writer.expression(writer.result)}",
        *writer.statements(1, 1),
    ]
    outer = ["values = each()", f"print('first', {_seen('next(values)', writer.result)})", "for _ in values:",
             "    print('more')"]  # fmt: skip
    return [
        f"def {name}({listed}):",
        "    def each():",
        *_indent(_indent(inner)),
        *_indent(outer),
        "    return 0",
    ]


def _seen(source: str, kind: str) -> str:
    return f"sorted({source})" if kind in ("numbers", "frozen") else source


def _indent_if(writer: Writer) -> list[str]:
    return [f"if {writer.expression('bool')}:", f"    yield {writer.expression(writer.result)}"]


def _indent(lines: list[str]) -> list[str]:
    return [f"    {line}" for line in lines]


assert set(COMMON) <= set(ANNOTATIONS)
