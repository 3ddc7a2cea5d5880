"""What of the SDK and of the library is read for a program: no more than it may need."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sluice.compiler.frontend.optional_parts import OPTIONAL_PARTS, OptionalPart
from sluice.compiler.frontend.sources import LIBRARY, read_tree

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


@pytest.mark.parametrize(
    "text",
    [
        "import re\nprint(re.search('a', 'b', re.I | re.S))",
        "import re\nprint(re.compile('a', flags=re.VERBOSE))",
        "import re as patterns\nprint(patterns.sub('a', 'b', 'c', 0, patterns.M))",
        "import textwrap\nprint(textwrap.dedent(' a'))",
        "import fractions\nprint(fractions.Fraction(1, 2))",
    ],
)
def test_flags_of_patterns_that_are_only_handed_over_are_not_read(tmp_path: Path, text: str) -> None:
    read = modules_of(tmp_path, text, strict=False)
    assert "re" in read
    assert not {"re._flags", "enum"} & read


@pytest.mark.parametrize(
    "text",
    [
        "import re\nprint(re.I)",
        "import re\nflags = re.I\nprint(re.compile('a', flags))",
        "import re\nprint(re.compile('a', [re.I][0]))",
        "from re import I, compile\nprint(compile('a', I))",
        "import re\nprint(getattr(re, 'I'))",
        "from re import RegexFlag\nprint(RegexFlag(2))",
        "import re\ndef f(re):\n    return re.compile('a', re.I)\nprint(f(1))",
    ],
)
def test_flags_of_patterns_that_are_named_elsewhere_are_read(tmp_path: Path, text: str) -> None:
    assert "re._flags" in modules_of(tmp_path, text, strict=False)


def test_the_template_of_string_is_read_where_it_is_named(tmp_path: Path) -> None:
    read = modules_of(tmp_path, "import string\nprint(string.digits)", strict=False)
    assert not {"re", "string._template"} & read
    text = "import re, string\nprint(string.Template('a').flags, re.compile('a'))"
    assert {"re", "re._flags", "string._template"} <= modules_of(tmp_path, text, strict=False)


@pytest.mark.parametrize("part", OPTIONAL_PARTS)
def test_every_module_that_imports_a_package_with_an_optional_part_is_known(part: OptionalPart) -> None:
    pattern = re.compile(rf"^(import|from) {part.package}\b", re.MULTILINE)
    importing = {file.stem for file in LIBRARY.glob("*.py") if pattern.search(file.read_text())}
    assert importing == part.importers


def test_a_module_of_the_program_that_is_called_re_stays_its_own(tmp_path: Path) -> None:
    (tmp_path / "re.py").write_text("def compile(text: str) -> str:\n    return text\n")
    file = tmp_path / "program.py"
    file.write_text("import re\nprint(re.compile('a'))\n")
    assert read_tree(file, strict=False).modules["re"].path == tmp_path / "re.py"
