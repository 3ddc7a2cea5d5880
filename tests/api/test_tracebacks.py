"""What a traceback shows besides its own lines is there where it can come, and only in such modules."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest
from tests.api.conftest import PRELUDE, LoadSource

from sluice.toolchain.build import build_file

RECURSION = """
    def deep(left: int) -> int:
        if left == 0:
            raise ValueError("at the bottom")
        return deep(left - 1) + 1

    class Example(HttpFilter[None]):
        def on_request_headers(self, request: Request) -> None:
            request.headers["x-depth"] = str(deep(12))
"""
CAUSE = """
    class Example(HttpFilter[None]):
        def on_request_headers(self, request: Request) -> None:
            try:
                int(request.headers.get("x-number") or "none")
            except ValueError as error:
                raise LookupError("no number") from error
"""
CONTEXT = """
    class Example(HttpFilter[None]):
        def on_request_headers(self, request: Request) -> None:
            try:
                int(request.headers.get("x-number") or "none")
            except ValueError:
                raise LookupError("no number")
"""
AGAIN = """
    class Example(HttpFilter[None]):
        def on_request_headers(self, request: Request) -> None:
            error = LookupError("again")
            for _ in range(6):
                try:
                    raise error
                except LookupError:
                    pass
            raise error
"""
PLAIN = """
    class Example(HttpFilter[None]):
        def on_request_headers(self, request: Request) -> None:
            raise LookupError("plain")
"""
REPEATED, CAUSED, DURING = "Previous line repeated ", "was the direct cause of", "During handling of"


def traceback_of(load_source: LoadSource, text: str) -> str:
    loaded = load_source(text)
    loaded.request("GET", "/")
    (found,) = (
        entry.message for entry in loaded.logs if "Traceback (most recent call last)" in entry.message
    )
    return str(found)


def test_lines_that_repeat_are_counted(load_source: LoadSource) -> None:
    text = traceback_of(load_source, RECURSION)
    assert text.count(", in deep\n") == 4
    assert "  [Previous line repeated 9 more times]\n" in text
    assert text.endswith("ValueError: at the bottom")


def test_what_is_raised_again_repeats_its_line(load_source: LoadSource) -> None:
    text = traceback_of(load_source, AGAIN)
    assert "  [Previous line repeated 3 more times]\n" in text
    assert text.endswith("LookupError: again")


@pytest.mark.parametrize(
    ("source", "between"), [(CAUSE, CAUSED), (CONTEXT, DURING)], ids=["cause", "context"]
)
def test_what_an_exception_came_from_stands_before_it(
    load_source: LoadSource, source: str, between: str
) -> None:
    text = traceback_of(load_source, source)
    first, second = text.split(between)
    assert "ValueError: invalid literal for int() with base 10: 'none'" in first
    assert second.endswith("LookupError: no number")
    assert text.count("Traceback (most recent call last):") == 2


def test_a_module_in_which_nothing_of_it_can_come_does_not_carry_it(tmp_path: Path) -> None:
    def build(text: str) -> bytes:
        file = tmp_path / "sample.py"
        file.write_text(PRELUDE + textwrap.dedent(text))
        return build_file(file).wasm

    plain, caused = len(build(PLAIN)), len(build(CAUSE))
    assert plain + 300 < caused
