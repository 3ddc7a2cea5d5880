"""The collector under stress: every callback moves every object and poisons what is free.

The same requests run under CPython and as Wasm; what the filter answers has to be the same.
"""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from sluice.testing.host import Host, Plugin
from sluice.testing.loaded_filter import LoadedFilter
from sluice.testing.loader import Loader, load_wasm
from sluice.toolchain.build import build_file

FILTERS = Path(__file__).parent / "filters"
KEEPER = FILTERS / "keeper.py"


def _answers(loaded: LoadedFilter, count: int) -> list[tuple[int, str]]:
    chosen = random.Random(7)
    found = []
    for _ in range(count):
        result = loaded.request("GET", "/", headers={"x-number": str(chosen.randrange(400))})
        found.append((result.response.status, result.response.text))
    return found


@pytest.mark.parametrize("name", ["keeper", "rebinder"])
def test_objects_survive(name: str) -> None:
    loader = Loader("cpython", FILTERS, lambda path: b"")
    try:
        expected = _answers(loader(f"{name}.py", config={}), 300)
    finally:
        loader.close()
    for stress in (False, True):
        wasm = build_file(FILTERS / f"{name}.py", release=not stress, stress=stress).wasm
        loaded = load_wasm(wasm, Host(Plugin(name, b"{}")))
        try:
            assert _answers(loaded, 300) == expected
        finally:
            loaded.close()


def test_memory_stays_flat() -> None:
    wasm = build_file(KEEPER, release=True).wasm
    loaded = load_wasm(wasm, Host(Plugin("keeper", b"{}")))
    try:
        _answers(loaded, 1500)  # the old space has been compacted by now
        before = loaded.memory_size()
        _answers(loaded, 3000)
        assert loaded.memory_size() <= before + 64 * 1024
    finally:
        loaded.close()
