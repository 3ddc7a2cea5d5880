"""A callback that never ends or fills the memory ends in an exception, and the next request is served."""

import pytest
from tests.api.conftest import LoadSource
from tests.api.test_requests import on_request

from sluice.testing import LoadError

FUNCTIONS = """
def deeper(number: int) -> int:
    return deeper(number + 1) + 1

def slow(number: int) -> int:
    return number if number < 2 else slow(number - 1) + slow(number - 2)

def numbers() -> Iterator[int]:
    number = 0
    while True:
        yield number
        number += 1

"""
STEPS = "TimeoutError: a callback may take 10000000 steps (rounds of loops, recursive calls)"


@pytest.fixture(autouse=True)
def only_compiled(sluice_platform: str) -> None:
    if sluice_platform == "cpython":
        pytest.skip("CPython counts no steps")


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ("while True: pass", STEPS),
        ("for number in range(10**15): pass", STEPS),
        ("while True:\n    try:\n        while True: pass\n    except BaseException: continue", STEPS),
        ("slow(90)", STEPS),
        ("sum(range(10**15))", STEPS),
        ("max(numbers())", STEPS),
        ("-1 in numbers()", STEPS),
        ("deeper(0)", "RecursionError: maximum recursion depth exceeded"),
        ("while True: kept.append([1, 2, 3])", "MemoryError"),
        ("for number in range(10**15): kept = [number]", "MemoryError"),  # collected after the callback
        ("while True: text += text", "MemoryError"),
        ("text * 10**12", "MemoryError"),
        ("while True: kept.extend(('a b ' * 100_000).split())", "MemoryError"),
    ],
)
def test_what_never_ends_is_ended(load_source: LoadSource, body: str, error: str) -> None:
    first = "kept: list[object] = []\ntext = 'x'\nif request.path == '/fine': return None\n"
    source = on_request(first + body)
    filter = load_source("from collections.abc import Iterator\n" + FUNCTIONS + source)
    for count in (1, 2):
        result = filter.request()
        assert (result.response.status, result.response.text) == (500, "internal error\n")
        assert result.logs[-1].message.splitlines()[-1].startswith(error)
        assert filter.request(path="/fine").response.status == 200
        assert filter.metrics["exceptions_total"] == count


LIMITED = """
class Sample(HttpFilter[None], step_limit={limit}):
    def on_request_headers(self, request: Request) -> Response | None:
        for number in range(int(request.query)):
            pass
        return None
"""


def test_the_limit_is_the_class_s_and_begins_anew_with_each_callback(load_source: LoadSource) -> None:
    filter = load_source(LIMITED.format(limit=1000))
    for _ in range(5):
        assert filter.request(path="/?900").response.status == 200
    assert filter.request(path="/?1100").response.status == 500
    assert "a callback may take 1000 steps" in filter.logs[-1].message


def test_a_limit_of_zero_is_none(load_source: LoadSource) -> None:
    assert load_source(LIMITED.format(limit=0)).request(path="/?20000000").response.status == 200


def test_a_limit_must_be_written_out(load_source: LoadSource) -> None:
    with pytest.raises(LoadError, match=r"step_limit is a number of steps \(0: any number\), written out"):
        load_source(LIMITED.format(limit="10 * 10"))
    with pytest.raises(LoadError, match="step_limit is a number of steps"):
        load_source(LIMITED.format(limit="-1"))
