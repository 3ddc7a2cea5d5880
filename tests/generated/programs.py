"""Whole programs: functions with statements of all kinds, each called with a few values, all output printed.

A batch holds many programs, each behind its own `try`, so that one compilation compares many.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from tests.generated.expressions import (
    BOOL,
    FLOAT,
    INT,
    INTS,
    NUMBERS,
    PAIR,
    STR,
    STRS,
    TABLE,
    TYPES,
    Expressions,
    Scope,
)  # fmt: skip

CAUGHT = (
    "ValueError", "ZeroDivisionError", "IndexError", "KeyError", "(TypeError, ValueError)", "LookupError",
    "ArithmeticError", "Exception",
)  # fmt: skip


def make_batch(seed: int, count: int, typed: bool) -> str:
    """Return the source of `count` programs made from `seed`; annotations only when `typed`."""
    lines: list[str] = []
    for index in range(count):
        lines.extend(make_program(Random(seed * 1_000_003 + index), f"p{index}", typed))
    return "\n".join(lines) + "\n"


def make_program(random: Random, name: str, typed: bool) -> list[str]:
    """Return one program: two functions, the second of which may call the first, and guarded calls."""
    functions: dict[str, tuple[tuple[str, ...], str]] = {}
    lines: list[str] = []
    for suffix in ("a", "b"):
        function = f"{name}{suffix}"
        parameters = tuple(random.choice(TYPES) for _ in range(random.randrange(1, 4)))
        result = random.choice(TYPES)
        lines.extend(_Function(random, typed, dict(functions)).make(function, parameters, result))
        functions[function] = (parameters, result)
    expressions = Expressions(random, Scope())
    for function, (parameters, result) in functions.items():
        for _ in range(2):
            arguments = ", ".join(expressions.make(parameter, 1) for parameter in parameters)
            shown = f"{function}({arguments})"
            shown = f"sorted({shown})" if result == NUMBERS else f"repr({shown})"
            lines += [
                "try:",
                f"    print('{function}', {shown})",
                "except Exception as error:",
                f"    print('{function}', type(error).__name__, error)",
            ]
    return lines


class _Function:
    """One function: keeps the variables in scope while statements are made."""

    def __init__(
        self, random: Random, typed: bool, functions: dict[str, tuple[tuple[str, ...], str]]
    ) -> None:
        self.random = random
        self.typed = typed
        self.scope = Scope({}, functions)
        self.expressions = Expressions(random, self.scope)
        self.fresh = 0

    def make(self, name: str, parameters: tuple[str, ...], result: str) -> list[str]:
        for index, kind in enumerate(parameters):
            self.scope.names(kind).append(f"a{index}")
        if self.typed:
            listed = ", ".join(f"a{index}: {kind}" for index, kind in enumerate(parameters))
            head = f"def {name}({listed}) -> {result}:"
        else:
            head = f"def {name}({', '.join(f'a{index}' for index in range(len(parameters)))}):"
        body = [line for _ in range(self.random.randrange(2, 5)) for line in self._statement(2, loop=False)]
        return [head, *_indent(body), f"    return {self.expressions.make(result)}"]

    def _statement(self, depth: int, loop: bool) -> list[str]:
        make = self.expressions.make
        simple = (
            lambda: self._declare(),
            lambda: self._declare(),
            lambda: self._reassign(),
            lambda: [f"print({make(self.random.choice((INT, FLOAT, BOOL, STR, INTS, STRS, PAIR, TABLE)))})"],
            lambda: self._mutate(),
        )
        if depth <= 0 or self.random.random() < 0.5:
            return self.random.choice(simple)()
        compound = (
            lambda: self._if(depth, loop),
            lambda: self._for(depth),
            lambda: self._while(depth),
            lambda: self._try(depth, loop),
            lambda: self._leave(loop),
        )
        return self.random.choice(compound)()

    def _block(self, depth: int, loop: bool) -> list[str]:
        """A nested block; what is declared in it is out of sight afterwards (it may never have run)."""
        before = {kind: list(names) for kind, names in self.scope.variables.items()}
        lines = [
            line for _ in range(self.random.randrange(1, 3)) for line in self._statement(depth - 1, loop)
        ]
        for kind in self.scope.variables:
            self.scope.variables[kind][:] = before.get(kind, [])
        return _indent(lines)

    def _declare(self) -> list[str]:
        kind = self.random.choice(TYPES)
        source = self.expressions.make(kind)
        name = f"v{self.fresh}"
        self.fresh += 1
        self.scope.names(kind).append(name)
        return [f"{name}: {kind} = {source}" if self.typed else f"{name} = {source}"]

    def _reassign(self) -> list[str]:
        kind = self.random.choice((INT, INT, FLOAT, STR, INTS, STRS, BOOL))
        names = self.scope.names(kind)
        if not names:
            return self._declare()
        name, source = self.random.choice(names), self.expressions.make(kind)
        operators = {
            INT: ("+", "-", "*", "//", "&"),
            FLOAT: ("+", "*"),
            STR: ("+",),
            INTS: ("+",),
            STRS: ("+",),
        }
        if kind in operators and self.random.random() < 0.6:
            return [f"{name} {self.random.choice(operators[kind])}= {source}"]
        return [f"{name} = {source}"]

    def _mutate(self) -> list[str]:
        make = self.expressions.make
        kind = self.random.choice((INTS, STRS, TABLE, NUMBERS))
        names = self.scope.names(kind)
        if not names:
            return self._declare()
        name = self.random.choice(names)
        item = INT if kind in (INTS, NUMBERS) else STR
        options = {
            TABLE: (f"{name}[{make(STR)}] = {make(INT)}", f"del {name}[{make(STR)}]", f"{name}.update({make(TABLE, 1)})",
                    f"{name}.pop({make(STR)}, None)", f"{name}.setdefault({make(STR)}, {make(INT)})"),
            NUMBERS: (f"{name}.add({make(INT)})", f"{name}.discard({make(INT)})", f"{name}.remove({make(INT)})"),
        }  # fmt: skip
        listed = (f"{name}.append({make(item)})", f"{name}[{make(INT)}] = {make(item)}", f"{name}.pop()",
                  f"{name}.insert({make(INT)}, {make(item)})", f"del {name}[{make(INT)}]", f"{name}.sort()",
                  f"{name}.reverse()", f"{name}.extend({make(kind, 1)})", f"{name}[1:2] = {make(kind, 1)}")  # fmt: skip
        return [self.random.choice(options.get(kind, listed))]

    def _if(self, depth: int, loop: bool) -> list[str]:
        lines = [f"if {self.expressions.make(BOOL)}:", *self._block(depth, loop)]
        if self.random.random() < 0.3:
            lines += [f"elif {self.expressions.make(BOOL)}:", *self._block(depth, loop)]
        if self.random.random() < 0.6:
            lines += ["else:", *self._block(depth, loop)]
        return lines

    def _for(self, depth: int) -> list[str]:
        make = self.expressions.make
        name = f"i{self.fresh}"
        self.fresh += 1
        kind, head = self.random.choice(
            (
                (INT, f"for {name} in range({make(INT)} & 7):"),
                (INT, f"for {name} in {make(INTS)}[:9]:"),
                (STR, f"for {name} in {make(STR)}[:9]:"),
                (STR, f"for {name} in {make(STRS)}[:9]:"),
                (INT, f"for _, {name} in enumerate({make(INTS)}[:9]):"),
                (STR, f"for {name}, _ in list({make(TABLE)}.items()):"),
            )
        )
        self.scope.names(kind).append(name)
        lines = [head, *self._block(depth, loop=True)]
        self.scope.names(kind).remove(name)
        if self.random.random() < 0.2:
            lines += ["else:", *self._block(depth, loop=False)]
        return lines

    def _while(self, depth: int) -> list[str]:
        counter = f"w{self.fresh}"
        self.fresh += 1
        body = self._block(depth, loop=True)
        return [
            f"{counter} = 0",
            f"while {counter} < {self.random.randrange(1, 5)}:",
            f"    {counter} += 1",
            *body,
        ]

    def _try(self, depth: int, loop: bool) -> list[str]:
        lines = ["try:", *self._block(depth, loop), f"except {self.random.choice(CAUGHT)} as error:"]
        lines += ["    print(type(error).__name__, error)", *self._block(depth, loop)]
        if self.random.random() < 0.3:
            lines += ["else:", *self._block(depth, loop)]
        if self.random.random() < 0.3:
            lines += ["finally:", *self._block(depth, loop=False)]
        return lines

    def _leave(self, loop: bool) -> list[str]:
        condition = self.expressions.make(BOOL)
        leave = (
            self.random.choice(("break", "continue"))
            if loop
            else f"raise ValueError({self.expressions.make(STR)})"
        )
        return [f"if {condition}:", f"    {leave}"]


def _indent(lines: list[str]) -> list[str]:
    return [f"    {line}" for line in lines]


def seeds(start: int, programs: int, batch: int) -> Iterator[int]:
    """Yield the batch seeds that give `programs` programs from `start` on."""
    yield from range(start, start + (programs + batch - 1) // batch)
