"""Everything that we know of to keep a worker busy, to recurse or to fill the memory ends in an exception.

One module with all of it (`hostile/endless.py`) runs in the emulated host and in a real Envoy; each exception
is logged, and the next request is served.
"""

from __future__ import annotations

import functools
import re
from pathlib import Path

import pytest
from tests.api.test_in_envoy import run_filter

from sluice.testing.host import Host, Plugin
from sluice.testing.loader import load_wasm
from sluice.toolchain.build import build_file

HOSTILE = Path(__file__).parent / "hostile" / "endless.py"
CASES = re.findall(r'^    "(\w+)": ', HOSTILE.read_text(), re.MULTILINE)
OTHERWISE = {
    "text_format_precision": "ValueError: precision too big",
    "deep_json_loop": "ValueError: Circular reference detected",
    "deep_isinstance": "TypeError: isinstance() arg 2 must be a type, a tuple of types, or a union",
}
"""What CPython refuses at once."""

LIMITS = (
    "TimeoutError: a callback may take 1000000 steps",
    "MemoryError",
    "RecursionError: maximum recursion",
)


@functools.cache
def build() -> bytes:
    return build_file(HOSTILE).wasm


def is_expected(case: str, message: str) -> bool:
    if case in OTHERWISE:
        return message == OTHERWISE[case]
    slow = "RuntimeError: the regular expression takes too long"
    return message.startswith(LIMITS) or (case.startswith("regex") and message.startswith(slow))


def test_each_ends_in_the_emulated_host() -> None:
    loaded = load_wasm(build(), Host(Plugin("endless", b"{}")))
    wrong = []
    for case in CASES:
        result = loaded.request("GET", f"/{case}")
        message = result.logs[-1].message if result.logs else ""
        served = loaded.request("GET", "/").response.status
        if not is_expected(case, message.rpartition("\n")[2]) or "Traceback" not in message or served != 200:
            wrong.append((case, result.response.status, message, served))
    loaded.close()
    assert wrong == []


@pytest.mark.envoy
async def test_each_ends_in_envoy(tmp_path: Path) -> None:
    async with run_filter(tmp_path, "endless", build()) as filter:
        wrong = []
        for case in CASES:
            status = (await filter.send("GET", f"/{case}")).status_code
            served = await filter.send("GET", "/")
            if status != 500 or (served.status_code, served.text) != (200, "served\n"):
                wrong.append((case, status, served.status_code))
        assert wrong == []
        assert sum((await filter.exceptions()).values()) == len(CASES)
        assert filter.log().count("Traceback (most recent call last):") >= len(CASES)
