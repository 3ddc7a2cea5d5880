"""Expressions of a wanted type, made by chance. Evaluating one may raise; that is part of the comparison."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from random import Random

INT, FLOAT, BOOL, STR = "int", "float", "bool", "str"
INTS, STRS, TABLE, PAIR, NUMBERS = "list[int]", "list[str]", "dict[str, int]", "tuple[int, str]", "set[int]"
TYPES = (INT, FLOAT, BOOL, STR, INTS, STRS, TABLE, PAIR, NUMBERS)

INT_LITERALS = (
    "0", "1", "2", "3", "7", "10", "-1", "-2", "-7", "255", "1000", "2147483647", "-2147483648", "4294967296",
    "4611686018427387903", "4611686018427387904", "-4611686018427387904", "-4611686018427387905",
    "9223372036854775807", "9223372036854775808", "-9223372036854775808", "100000000000000000000", "True",
)  # fmt: skip
FLOAT_LITERALS = (
    "0.0", "-0.0", "1.0", "0.5", "-1.5", "0.1", "3.14159", "1e10", "1e16", "1e-7", "123456.789", "2.5", "1e308",
    "5e-324", "float('inf')", "float('nan')",
)  # fmt: skip
STR_LITERALS = (
    "''", "'a'", "'abc'", "'Hello, World'", "'  pad '", "'a,b,,c'", "'12'", "'-7'", "'x=1'", "'é'", "'ß☃'",
    "'日本'", "'🎉x'", "'\\n\\t'", "'ABC'", "'aaa'", "'0.5'", "\"it's\"",
)  # fmt: skip
FORMATS = (
    "", ":5", ":<6", ":>6", ":^7", ":06", ":+", ":x", ":,", ":b", ":e", ":.2f", ":10.3f", ":g", ":%", ":.3",
    ":*^9", "!r", "!s", "!r:>8", ":_", ":#x", ": d", ":08.3f",
)  # fmt: skip


@dataclass(slots=True)
class Scope:
    """The names that an expression may use, by type, and the functions that it may call."""

    variables: dict[str, list[str]] = field(default_factory=dict)
    functions: Mapping[str, tuple[tuple[str, ...], str]] = field(default_factory=dict)

    def names(self, kind: str) -> list[str]:
        """Return the variables of one type."""
        return self.variables.setdefault(kind, [])


class Expressions:
    """Makes expressions. All chance comes from `random`, so that a seed gives the same program again."""

    def __init__(self, random: Random, scope: Scope) -> None:
        self.random = random
        self.scope = scope

    def make(self, kind: str, depth: int = 2) -> str:
        """Return the source of an expression that has the type `kind` when it does not raise."""
        if depth <= 0 or self.random.random() < 0.25:
            return self._leaf(kind)
        callable_names = [name for name, (_, result) in self.scope.functions.items() if result == kind]
        if callable_names and self.random.random() < 0.15:
            name = self.random.choice(callable_names)
            parameters, _ = self.scope.functions[name]
            return f"{name}({', '.join(self.make(parameter, depth - 1) for parameter in parameters)})"
        if self.random.random() < 0.06:
            choice = f"{self.make(kind, depth - 1)} if {self.make(BOOL, depth - 1)} else {self.make(kind, depth - 1)}"
            return f"({choice})"
        makers: dict[str, Callable[[int], str]] = {
            INT: self._int, FLOAT: self._float, BOOL: self._bool, STR: self._str, INTS: self._ints,
            STRS: self._strs, TABLE: self._table, PAIR: self._pair, NUMBERS: self._numbers,
        }  # fmt: skip
        return makers[kind](depth - 1)

    def _leaf(self, kind: str) -> str:
        names = self.scope.names(kind)
        if names and self.random.random() < 0.7:
            return self.random.choice(names)
        literals: dict[str, Callable[[], str]] = {
            INT: lambda: self._pick(INT_LITERALS),
            FLOAT: lambda: self._pick(FLOAT_LITERALS),
            BOOL: lambda: self._pick(("True", "False")),
            STR: lambda: self._pick(STR_LITERALS),
            INTS: lambda: f"[{', '.join(self._pick(INT_LITERALS) for _ in range(self.random.randrange(4)))}]",
            STRS: lambda: f"[{', '.join(self._pick(STR_LITERALS) for _ in range(self.random.randrange(4)))}]",
            TABLE: lambda: self._pick(("{}", "{'a': 1}", "{'a': 1, 'b': 2}", "{'é': -1, '': 0, 'a': 5}")),
            PAIR: lambda: f"({self._pick(INT_LITERALS)}, {self._pick(STR_LITERALS)})",
            NUMBERS: lambda: self._pick(("set()", "{1}", "{3, 1, 2}", "{0, -1, 255}")),
        }
        return literals[kind]()

    def _pick(self, options: tuple[str, ...]) -> str:
        return self.random.choice(options)

    def _int(self, depth: int) -> str:
        make = self.make
        options: tuple[Callable[[], str], ...] = (
            lambda: f"({make(INT, depth)} {self._pick(('+', '-', '*'))} {make(INT, depth)})",
            lambda: f"({make(INT, depth)} {self._pick(('+', '-', '*', '//', '%'))} {make(INT, depth)})",
            lambda: f"({make(INT, depth)} {self._pick(('&', '|', '^'))} {make(INT, depth)})",
            lambda: f"({make(INT, depth)} {self._pick(('<<', '>>'))} ({make(INT, depth)} & 31))",
            lambda: f"({make(INT, depth)} ** ({make(INT, depth)} & 3))",
            lambda: f"{self._pick(('-', '~', '+'))}({make(INT, depth)})",
            lambda: f"len({make(self._pick((STR, INTS, STRS, TABLE, NUMBERS)), depth)})",
            lambda: f"{self._pick(('min', 'max'))}({make(INT, depth)}, {make(INT, depth)})",
            lambda: f"abs({make(INT, depth)})",
            lambda: f"{make(INTS, depth)}[{self._index(depth)}]",
            lambda: f"sum({make(INTS, depth)})",
            lambda: f"{make(TABLE, depth)}.get({make(STR, depth)}, {make(INT, depth)})",
            lambda: f"{make(TABLE, depth)}[{make(STR, depth)}]",
            lambda: (
                f"{make(STR, depth)}.{self._pick(('find', 'count', 'rfind', 'index'))}({make(STR, depth)})"
            ),
            lambda: f"int({make(self._pick((FLOAT, FLOAT, BOOL, STR)), depth)})",
            lambda: f"ord({make(STR, depth)})",
            lambda: f"{make(PAIR, depth)}[0]",
            lambda: f"divmod({make(INT, depth)}, {make(INT, depth)})[{self._pick(('0', '1'))}]",
            lambda: f"round({make(FLOAT, depth)})",
            lambda: f"({make(INT, depth)}).bit_length()",
            lambda: f"{make(INTS, depth)}.{self._pick(('index', 'count'))}({make(INT, depth)})",
            lambda: f"sum(x for x in {make(INTS, depth)} if x % 2)",
        )
        return self.random.choice(options)()

    def _float(self, depth: int) -> str:
        make = self.make
        options: tuple[Callable[[], str], ...] = (
            lambda: f"({make(FLOAT, depth)} {self._pick(('+', '-', '*', '/'))} {make(FLOAT, depth)})",
            lambda: f"({make(FLOAT, depth)} {self._pick(('//', '%'))} {make(FLOAT, depth)})",
            lambda: f"({make(FLOAT, depth)} {self._pick(('+', '*', '-'))} {make(INT, depth)})",
            lambda: f"({make(INT, depth)} / {make(INT, depth)})",
            lambda: f"float({make(self._pick((INT, INT, BOOL, STR)), depth)})",
            lambda: f"-({make(FLOAT, depth)})",
            lambda: f"abs({make(FLOAT, depth)})",
            lambda: f"round({make(FLOAT, depth)}, {self.random.randrange(4)})",
            lambda: f"{self._pick(('min', 'max'))}({make(FLOAT, depth)}, {make(FLOAT, depth)})",
            lambda: f"(abs({make(FLOAT, depth)}) ** 0.5)",
        )
        return self.random.choice(options)()

    def _bool(self, depth: int) -> str:
        make = self.make
        kind = self._pick((INT, FLOAT, STR, INTS, PAIR))
        options: tuple[Callable[[], str], ...] = (
            lambda: (
                f"({make(kind, depth)} {self._pick(('<', '<=', '>', '>=', '==', '!='))} {make(kind, depth)})"
            ),
            lambda: f"({make(BOOL, depth)} {self._pick(('and', 'or'))} {make(BOOL, depth)})",
            lambda: f"(not {make(self._pick(TYPES), depth)})",
            lambda: (
                f"({make(INT, depth)} {self._pick(('in', 'not in'))} {make(self._pick((INTS, NUMBERS)), depth)})"
            ),
            lambda: (
                f"({make(STR, depth)} {self._pick(('in', 'not in'))} {make(self._pick((STRS, TABLE, STR)), depth)})"
            ),
            lambda: f"{make(STR, depth)}.{self._pick(('startswith', 'endswith'))}({make(STR, depth)})",
            lambda: (
                f"{make(STR, depth)}.{self._pick(('isdigit', 'isalpha', 'isspace', 'isupper', 'isalnum'))}()"
            ),
            lambda: f"bool({make(self._pick(TYPES), depth)})",
            lambda: f"({make(INT, depth)} == {make(FLOAT, depth)})",
            lambda: f"({make(INT, depth)} < {make(INT, depth)} <= {make(INT, depth)})",
            lambda: (
                f"isinstance({make(self._pick(TYPES), depth)}, {self._pick(('int', 'str', '(bool, list)'))})"
            ),
            lambda: f"{self._pick(('any', 'all'))}(x > {make(INT, depth)} for x in {make(INTS, depth)})",
        )
        return self.random.choice(options)()

    def _str(self, depth: int) -> str:
        make = self.make
        options: tuple[Callable[[], str], ...] = (
            lambda: f"({make(STR, depth)} + {make(STR, depth)})",
            lambda: f"({make(STR, depth)} * ({make(INT, depth)} & 3))",
            lambda: f"{make(STR, depth)}[{self._index(depth)}]",
            lambda: f"{make(STR, depth)}[{self._slice(depth)}]",
            lambda: (
                f"{self._pick(('str', 'repr'))}({make(self._pick((INT, FLOAT, BOOL, STR, INTS, STRS, PAIR)), depth)})"
            ),
            lambda: (
                f"{make(STR, depth)}.{self._pick(('upper', 'lower', 'strip', 'title', 'capitalize', 'swapcase', 'lstrip'))}()"
            ),
            lambda: (
                f"{make(STR, depth)}.replace({make(STR, depth)}, {make(STR, depth)}, {self.random.randrange(-1, 3)})"
            ),
            lambda: f"{make(STR, depth)}.join({make(STRS, depth)})",
            lambda: f"f'{{{self._field(depth)}{self._pick(FORMATS)}}}'",
            lambda: f"({self._pick(_PERCENT)} % ({make(self._pick((INT, FLOAT, STR)), depth)},))",
            lambda: f"{make(STRS, depth)}[{self._index(depth)}]",
            lambda: f"chr({make(INT, depth)} & 0x3FFF)",
            lambda: (
                f"{make(STR, depth)}.{self._pick(('center', 'ljust', 'rjust', 'zfill'))}({make(INT, depth)} & 15)"
            ),
            lambda: f"{make(PAIR, depth)}[1]",
            lambda: (
                f"{make(STR, depth)}.{self._pick(('removeprefix', 'removesuffix', 'strip'))}({make(STR, depth)})"
            ),
            lambda: f"{self._pick(('hex', 'bin', 'oct'))}({make(INT, depth)})",
        )
        return self.random.choice(options)()

    def _field(self, depth: int) -> str:
        """Return an expression that may stand in an f-string of single quotes (Python 3.11 forbids reuse)."""
        source = self.make(self._pick((INT, FLOAT, BOOL, INT)), min(depth, 1))
        return source if not set(source) & set("'\\{}:!") else "1"

    def _index(self, depth: int) -> str:
        return self._pick(("0", "-1", "1")) if self.random.random() < 0.8 else self.make(INT, depth)

    def _slice(self, depth: int) -> str:
        parts = [self.make(INT, depth - 1) if self.random.random() < 0.6 else "" for _ in range(2)]
        step = self._pick(("", "", ":-1", ":2", ":-3"))
        return ":".join(parts) + step

    def _ints(self, depth: int) -> str:
        make = self.make
        options: tuple[Callable[[], str], ...] = (
            lambda: f"[{make(INT, depth)}, {make(INT, depth)}]",
            lambda: f"({make(INTS, depth)} + {make(INTS, depth)})",
            lambda: f"({make(INTS, depth)} * ({make(INT, depth)} & 3))",
            lambda: f"{make(INTS, depth)}[{self._slice(depth)}]",
            lambda: f"sorted({make(self._pick((INTS, NUMBERS)), depth)})",
            lambda: (
                f"[x {self._pick(('+', '*', '-', '//', '%'))} {make(INT, depth)} for x in {make(INTS, depth)}]"
            ),
            lambda: (
                f"[x for x in {make(INTS, depth)} if x {self._pick(('<', '!=', '>='))} {make(INT, depth)}]"
            ),
            lambda: (
                f"list(range({make(INT, depth)} & 7, {make(INT, depth)} & 15, {self._pick(('1', '2', '-1'))}))"
            ),
            lambda: f"list(reversed({make(INTS, depth)}))",
            lambda: f"list({make(TABLE, depth)}.values())",
            lambda: f"[len(s) for s in {make(STRS, depth)}]",
            lambda: f"[a * b for a, b in zip({make(INTS, depth)}, {make(INTS, depth)})]",
            lambda: f"list(map(abs, {make(INTS, depth)}))",
        )
        return self.random.choice(options)()

    def _strs(self, depth: int) -> str:
        make = self.make
        options: tuple[Callable[[], str], ...] = (
            lambda: f"{make(STR, depth)}.split({make(STR, depth)})",
            lambda: f"{make(STR, depth)}.split()",
            lambda: f"{make(STR, depth)}.splitlines()",
            lambda: f"[{make(STR, depth)}, {make(STR, depth)}]",
            lambda: f"list({make(self._pick((STR, TABLE)), depth)})",
            lambda: f"sorted({make(STRS, depth)}, key=len)",
            lambda: f"[s.upper() for s in {make(STRS, depth)}]",
            lambda: f"[str(i) + s for i, s in enumerate({make(STRS, depth)})]",
            lambda: f"{make(STRS, depth)}[{self._slice(depth)}]",
        )
        return self.random.choice(options)()

    def _table(self, depth: int) -> str:
        make = self.make
        options: tuple[Callable[[], str], ...] = (
            lambda: f"{{{make(STR, depth)}: {make(INT, depth)}, {make(STR, depth)}: {make(INT, depth)}}}",
            lambda: f"{{k: v for k, v in {make(TABLE, depth)}.items() if v > {make(INT, depth)}}}",
            lambda: f"{{s: len(s) for s in {make(STRS, depth)}}}",
            lambda: f"dict(zip({make(STRS, depth)}, {make(INTS, depth)}))",
            lambda: f"({make(TABLE, depth)} | {make(TABLE, depth)})",
            lambda: f"{{**{make(TABLE, depth)}, {make(STR, depth)}: {make(INT, depth)}}}",
        )
        return self.random.choice(options)()

    def _pair(self, depth: int) -> str:
        return f"({self.make(INT, depth)}, {self.make(STR, depth)})"

    def _numbers(self, depth: int) -> str:
        make = self.make
        options: tuple[Callable[[], str], ...] = (
            lambda: f"({make(NUMBERS, depth)} {self._pick(('|', '&', '-', '^'))} {make(NUMBERS, depth)})",
            lambda: f"set({make(INTS, depth)})",
            lambda: f"{{x % 5 for x in {make(INTS, depth)}}}",
        )
        return self.random.choice(options)()


_PERCENT = ("'%s'", "'%d'", "'%5.2f'", "'%r'", "'%x'", "'[%-6s]'", "'%+d'", "'%05d'", "'%e'", "'%g'")
