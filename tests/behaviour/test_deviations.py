"""One test for each entry of docs/deviations.md: what Sluice does where it differs from CPython."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.fidelity.documented import DOCUMENT, RULES

from sluice.compiler.diagnostics import CompileError
from sluice.toolchain.scripts import ScriptResult, run_script


def test_the_score_explains_differences_by_entries_that_exist() -> None:
    headings = set(re.findall(r"^## (.+)$", (Path(__file__).parents[2] / DOCUMENT).read_text(), re.MULTILINE))
    assert {rule.heading for rule in RULES} <= headings


def run(tmp_path: Path, source: str) -> ScriptResult:
    path = tmp_path / "script.py"
    path.write_text(source)
    return run_script(path)


def test_annotations_are_checked(tmp_path: Path) -> None:
    source = """
def shout(text: str) -> str:
    return text.upper()

items: list = [5]
for item in items:
    try:
        shout(item)
    except TypeError as error:
        print("TypeError", error)
    except AttributeError as error:
        print("AttributeError", error)
"""
    out = run(tmp_path, source).stdout
    assert out.endswith("Error 'int' object has no attribute 'upper'\n") or out.startswith("TypeError")


def test_declared_float_keeps_an_int(tmp_path: Path) -> None:
    assert run(tmp_path, "def f(x: float) -> float:\n    return x\nprint(f(1))\n").stdout == "1\n"


def test_operators_of_what_is_declared_int(tmp_path: Path) -> None:
    source = """
from typing import Any

class Money(int):
    def __add__(self, other: int) -> int:
        return 100

    def __lt__(self, other: int) -> bool:
        return True

    def __repr__(self) -> str:
        return "money"

    def double(self) -> int:
        return 2 * int(self)

def declared(n: int) -> str:
    return f"{n + 1} {n < 1} {n!r}"

def of_the_class(n: Money) -> int:
    return n + n.double()

def undeclared(n: Any) -> int:
    return n + 1

print(declared(Money(3)), of_the_class(Money(3)), undeclared(Money(3)))
"""
    assert run(tmp_path, source).stdout == "4 True money 100 100\n"


def test_nan_is_another_object_each_time(tmp_path: Path) -> None:
    source = "def f(x: float) -> bool:\n    y = x * 1.0\n    return y in [y]\nprint(f(float('nan')), f(1.))\n"
    assert run(tmp_path, source).stdout == "False True\n"


def test_class_statement_that_runs_twice(tmp_path: Path) -> None:
    source = """
def make(n):
    class Adder:
        def __call__(self, m):
            return n + m
    return Adder()

print(make(1)(2))
make(2)
"""
    found = run(tmp_path, source)
    assert found.stdout == "3\n"
    assert found.status == 1
    assert "NotImplementedError: the class statement of Adder ran twice" in found.stderr


def test_class_statement_that_makes_the_same_class(tmp_path: Path) -> None:
    source = """
def make():
    class Point:
        kind = "point"
        def name(self):
            return self.kind
    return Point().name()

print(make(), make())
"""
    assert run(tmp_path, source).stdout == "point point\n"


def test_imports_run_at_the_start(tmp_path: Path) -> None:
    (tmp_path / "late.py").write_text("print('late runs')\n")
    source = "print('main')\ndef f():\n    import late\nprint('end')\n"
    assert run(tmp_path, source).stdout == "late runs\nmain\nend\n"


def test_comprehensions_have_no_frame(tmp_path: Path) -> None:
    found = run(tmp_path, "def f():\n    return [1 // n for n in (1, 0)]\nf()\n")
    assert "<listcomp>" not in found.stderr
    assert "^" not in found.stderr
    assert "in f\n    return [1 // n for n in (1, 0)]\n" in found.stderr


def test_recursion_ends_in_an_exception(tmp_path: Path) -> None:
    source = (
        "def f(n):\n    return f(n + 1)\ntry:\n    f(0)\nexcept RecursionError as error:\n    print(error)\n"
    )
    assert run(tmp_path, source).stdout == "maximum recursion depth exceeded\n"


def test_nothing_is_finalised(tmp_path: Path) -> None:
    source = """
def lines():
    try:
        yield 1
        yield 2
    finally:
        print("closed")

for each in lines():
    break
print("dropped")
kept = lines()
next(kept)
kept.close()

class C:
    def __del__(self):
        print("deleted")

C()
"""
    assert run(tmp_path, source).stdout == "dropped\nclosed\n"


@pytest.mark.parametrize(
    "expression", ["f.__closure__", "f.__annotations__", "f.__defaults__", "f.__code__", "C.mro"]
)
def test_what_is_not_kept(tmp_path: Path, expression: str) -> None:
    source = (
        f"def f(x: int): ...\nclass C: ...\ntry:\n    {expression}\nexcept AttributeError:\n    print('no')\n"
    )
    assert run(tmp_path, source).stdout == "no\n"


def test_globals_are_refused(tmp_path: Path) -> None:
    with pytest.raises(CompileError, match="SLU021"):
        run(tmp_path, "print(globals())\n")


def test_complex_power(tmp_path: Path) -> None:
    found = run(tmp_path, "print((-8.0) ** 0.5)\n")
    assert "ValueError: a negative float to a fractional power is complex" in found.stderr


def test_last_digit_of_math(tmp_path: Path) -> None:
    assert run(tmp_path, "import math\nprint(math.cbrt(27), math.log10(1000))\n").stdout == "3.0 3.0\n"


def test_hashes_are_the_same_in_every_run(tmp_path: Path) -> None:
    source = "print(hash('sluice'), hash(b'sluice'), hash(2.0), hash(10**30))\n"
    first = run(tmp_path, source).stdout
    assert first == run(tmp_path, source).stdout
    assert first.split()[2:] == ["2", str(hash(10**30))]


def test_codecs(tmp_path: Path) -> None:
    found = run(tmp_path, "print('é'.encode('utf-8-sig'))\n'é'.encode('cp1252')\n")
    assert found.stdout == "b'\\xef\\xbb\\xbf\\xc3\\xa9'\n"
    assert "LookupError: unknown encoding: cp1252" in found.stderr


def test_dict_that_is_not_kept(tmp_path: Path) -> None:
    source = """
from dataclasses import dataclass
@dataclass
class C:
    a: int
kept = C(1).__dict__["a"], sorted(vars(C(1)))
print(kept)
vars(C(1))["a"] = 2
"""
    found = run(tmp_path, source)
    assert found.stdout == "(1, ['a'])\n"
    assert found.stderr.endswith("NotImplementedError: the __dict__ of 'C' object is not kept\n")
    with pytest.raises(CompileError, match="SLU010"):
        run(tmp_path, "class C: ...\nnames = C.__dict__\n")


def test_a_property_of_a_class_is_its_getter(tmp_path: Path) -> None:
    source = """
class C:
    @property
    def p(self):
        return 1
def ask(value):
    return type(value).__name__, callable(value)
print(ask(C.p), C.p(C()))
class Upper:
    up = str.upper
try:
    Upper().up
except TypeError as error:
    print(error)
"""
    assert run(tmp_path, source).stdout == "('function', True) 1\n"


def test_generic_classes_are_themselves(tmp_path: Path) -> None:
    source = """
from typing import Generic, TypeVar
T = TypeVar("T")
class C(Generic[T]): ...
print(C[int], list[int], C[int] is C, list[int] == list, list[int]("ab"))
"""
    expected = "<class '__main__.C'> <class 'list'> True True ['a', 'b']\n"
    assert run(tmp_path, source).stdout == expected


def test_regular_expression_that_explodes(tmp_path: Path) -> None:
    source = """
import re
try:
    re.match("(a+)+$", "a" * 60 + "b")
except RuntimeError as error:
    print(error)
"""
    found = run(tmp_path, source)
    assert found.stdout == "the regular expression takes too long on this text\n"


def test_one_clock(tmp_path: Path) -> None:
    source = """
import time
from datetime import datetime, timezone
print(abs(time.monotonic() - time.time()) < 60, time.localtime(0)[:6], time.timezone)
print(datetime(1970, 1, 2).timestamp(), datetime.fromtimestamp(0))
"""
    assert run(tmp_path, source).stdout == "True (1970, 1, 1, 0, 0, 0) 0\n86400.0 1970-01-01 00:00:00\n"


def test_logging_has_no_handlers(tmp_path: Path) -> None:
    with pytest.raises(CompileError) as refused:
        run(tmp_path, "import logging\nlogging.getLogger('x').addHandler(logging.StreamHandler())\n")
    assert refused.value.diagnostics[0].code == "SLU023"


def test_loops_that_start_beyond_what_a_word_holds(tmp_path: Path) -> None:
    source = """
try:
    for number in range(2**70, 2**70 + 3):
        print(number)
except OverflowError as error:
    print(error)
try:
    print(len(range(2**62 + 1)))
except OverflowError:
    print("too long")
"""
    assert run(tmp_path, source).stdout == "a loop over range() starts beyond 2**61\ntoo long\n"


def test_method_names_put_together_at_run_time(tmp_path: Path) -> None:
    source = """
def find(name):
    try:
        return hasattr([], name), getattr([], name, "not found")
    except NotImplementedError as error:
        return error

for each in "app,end __it,er__ other".replace(",", "").split():
    print(find(each))
"""
    unknown = "whether 'list' has an attribute '{0}' is not known here; write `.{0}` instead of a computed"
    unknown += " name\n"
    expected = unknown.format("append") + unknown.format("__iter__") + "(False, 'not found')\n"
    assert run(tmp_path, source).stdout == expected


def test_a_bytearray_can_always_change(tmp_path: Path) -> None:
    source = """
array = bytearray(b":")

def pieces():
    array.clear()
    yield b"a"
    array.clear()
    yield b"b"

print(array.join(pieces()))
"""
    assert run(tmp_path, source).stdout == "bytearray(b'a:b')\n"


@pytest.mark.parametrize(
    "source",
    ["class A(Enum):\n    name = 1\n", "class A(Enum):\n    X = [auto(), 1]\n"],
)
def test_forms_of_enumerations_that_are_refused(source: str, tmp_path: Path) -> None:
    with pytest.raises(CompileError, match="SLU019"):
        run(tmp_path, f"from enum import Enum, auto\n{source}print(A)\n")


def test_the_number_of_an_os_error_chooses_no_class(tmp_path: Path) -> None:
    source = "error = OSError(2, 'No such file')\nprint(type(error).__name__, error, error.args)\n"
    assert run(tmp_path, source).stdout == "OSError [Errno 2] No such file (2, 'No such file')\n"


def test_generator_that_is_left(tmp_path: Path) -> None:
    source = """
def numbers():
    try:
        yield 1
        yield 2
    finally:
        print("closed")

for number in numbers():
    break
print("left")
kept = numbers()
next(kept)
kept.close()
"""
    assert run(tmp_path, source).stdout == "left\nclosed\n"


def test_a_float_is_the_number_that_it_is(tmp_path: Path) -> None:
    source = """
def show(x: float) -> None:
    y = x + 0.0
    print(y is x, [x][0] is x, x is None)

show(1.5)
show(float("nan"))
"""
    assert run(tmp_path, source).stdout == "True True False\nTrue True False\n"
