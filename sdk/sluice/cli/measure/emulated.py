"""A filter in the emulated host against an empty one: what is left is the module's own work and its calls."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from sluice.cli.measure.rounds import Comparison, compare

if TYPE_CHECKING:
    from sluice.testing.loaded_filter import LoadedFilter
    from sluice.testing.messages import SentRequest

SLICE_REQUESTS = 400
EMPTY = """
from sluice import HttpFilter


class Empty(HttpFilter[None]):
    pass
"""


def measure_emulated(loaded: LoadedFilter, request: SentRequest, seconds: float) -> Comparison:
    empty = _load_empty()
    try:
        return compare(lambda: _slice(empty, request), lambda: _slice(loaded, request), seconds)
    finally:
        empty.close()


def _slice(loaded: LoadedFilter, request: SentRequest) -> float:
    before = time.process_time()
    for _ in range(SLICE_REQUESTS):
        loaded.send(request).result()
    used = time.process_time() - before
    loaded.forget()
    return used / SLICE_REQUESTS * 1e6


def _load_empty() -> LoadedFilter:
    from sluice.testing.host import Host, Plugin
    from sluice.testing.loader import load_wasm
    from sluice.toolchain.build import build_file

    with tempfile.TemporaryDirectory(prefix="sluice-bench-") as name:
        file = Path(name) / "empty.py"
        file.write_text(EMPTY)
        return load_wasm(build_file(file).wasm, Host(Plugin("empty")))
