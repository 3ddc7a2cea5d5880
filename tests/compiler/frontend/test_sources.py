"""What of the SDK and of the library is read for a program: no more than it may need."""

from __future__ import annotations

from pathlib import Path

from sluice.compiler.frontend.sources import read_tree

FILTER = """
from dataclasses import dataclass
from sluice import HttpFilter, Request, Response

@dataclass(frozen=True)
class Config:
    name: str

class Named(HttpFilter[Config]):
    {callback}
"""
PLAIN = "def on_request_headers(self, request: Request) -> None: ..."
WAITING = "async def on_request_headers(self, request: Request) -> None: await request.body()"


def modules_of(folder: Path, text: str, *, strict: bool = True) -> set[str]:
    file = folder / "program.py"
    file.write_text(text)
    return set(read_tree(file, strict=strict).modules)


def test_a_filter_that_never_waits_reads_nothing_of_waiting(tmp_path: Path) -> None:
    plain = modules_of(tmp_path, FILTER.format(callback=PLAIN))
    waiting = modules_of(tmp_path, FILTER.format(callback=WAITING))
    assert not plain & {"sluice.api.streams", "sluice.api.tasks", "sluice.api.timers", "heapq"}
    assert {"sluice.api.streams", "sluice.api.tasks", "sluice.api.active_boundary"} <= waiting
    assert plain < waiting


def test_only_a_program_that_looks_into_dataclasses_reads_how(tmp_path: Path) -> None:
    parts = {"dataclasses._fields", "dataclasses._copies", "copy", "_mappings"}
    assert not modules_of(tmp_path, FILTER.format(callback=PLAIN)) & parts
    named = "from dataclasses import dataclass, replace"
    assert parts <= modules_of(tmp_path, named, strict=False)
    assert parts <= modules_of(tmp_path, "import dataclasses", strict=False)
    assert parts <= modules_of(tmp_path, "from dataclasses import *", strict=False)


def test_what_nobody_imports_is_not_read(tmp_path: Path) -> None:
    assert modules_of(tmp_path, "print(1)", strict=False) == {"__main__"}


def test_a_file_beside_the_program_goes_before_the_library(tmp_path: Path) -> None:
    (tmp_path / "dataclasses.py").write_text("replace = 1\n")
    found = modules_of(tmp_path, "from dataclasses import replace", strict=False)
    assert found == {"__main__", "dataclasses"}
