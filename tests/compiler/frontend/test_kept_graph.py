"""A check that goes on from another one finds what a check by itself does."""

from __future__ import annotations

from pathlib import Path

import pytest

from sluice.compiler.diagnostics import Diagnostic
from sluice.compiler.frontend import kept_graph
from sluice.compiler.frontend.mypy_build import check
from sluice.compiler.frontend.oracle import ask_mypy
from sluice.compiler.frontend.sources import SourceTree, read_tree
from sluice.toolchain.starter import filter_source, ready_made_filters

ATTEMPTS = 5
"""Other tests write into mypy's cache: what is not as it was is checked again, and nothing is kept."""
FILTERS = sorted(ready_made_filters().glob("*.py"))
_HEAD = "from sluice import HttpFilter, Request, Response\n\n\n"
PROGRAMS = {
    "errors": _HEAD
    + "class F(HttpFilter[None]):\n    count: int = 'many'\n    def on_request_headers(self, r): 1 + ''\n",
    "missing": _HEAD
    + "import nothing_at_all\nfrom sluice import Nothing\n\n\nclass F(HttpFilter[None]):\n    pass\n",
    "syntax": "# type: ignore[\n" + _HEAD + "x: 'list[' = 1\ndef f(a): # type: (int -> str\n    return a\n",
    "types": _HEAD
    + "from collections import Counter, deque\nfrom typing import NamedTuple, Protocol\nimport datetime\n\n\n"
    "class P(Protocol):\n    def size(self) -> int: ...\n\n\n"
    "class N(NamedTuple):\n    a: int\n    def size(self) -> int:\n        return self.a\n\n\n"
    "def f(p: P) -> deque[int]:\n    return deque([p.size()])\n\n\n"
    "reveal_type(f(N(1)))\nreveal_type(Counter('a'))\nreveal_type(datetime.timedelta(1) * 2)\n",
    "submodules": _HEAD
    + "import collections\nimport urllib\n\nreveal_type(urllib.parse)\ncollections.abc.Sized\n",
}


@pytest.fixture
def first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A filter that is checked earlier."""
    monkeypatch.setattr(kept_graph, "_earlier", kept_graph._Earlier())
    file = tmp_path / "earlier" / "first_build.py"
    file.parent.mkdir()
    file.write_text(filter_source(file.stem))
    return file


def _go_on(tree: SourceTree, asked: list[str], first: Path) -> tuple[object, bool]:
    """The answer, and whether the check has gone on from the one of `first`."""
    with kept_graph.keeping():
        ask_mypy(read_tree(first, strict=True))
    used: list[bool] = []
    whole = kept_graph.go_on

    def noted(*arguments: object) -> object:
        result = whole(*arguments)  # type: ignore[arg-type]
        used.append(result is not None)
        return result

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kept_graph, "go_on", noted)
        answer = check(tree, asked)
    return answer, used == [True]


def _author_modules(tree: SourceTree) -> list[str]:
    return [name for name, each in tree.modules.items() if not each.trusted]


def _compare(file: Path, first: Path) -> tuple[Diagnostic, ...]:
    ask_mypy(read_tree(file, strict=True))  # what is known of the SDK is kept
    tree = read_tree(file, strict=True)
    alone = check(tree, _author_modules(tree))
    for _ in range(ATTEMPTS):
        again = read_tree(file, strict=True)
        found, has_gone_on = _go_on(again, _author_modules(again), first)
        if has_gone_on:
            break
    assert has_gone_on
    assert found == alone
    return alone.diagnostics


@pytest.mark.parametrize("file", FILTERS, ids=[each.stem for each in FILTERS])
def test_of_a_filter(file: Path, first: Path) -> None:
    assert _compare(file, first) == ()


@pytest.mark.parametrize("name", PROGRAMS)
def test_of_a_program_with_something_wrong(name: str, tmp_path: Path, first: Path) -> None:
    file = tmp_path / "program.py"
    file.write_text(PROGRAMS[name])
    assert _compare(file, first)


def test_of_a_file_that_mypy_shall_ignore(tmp_path: Path, first: Path) -> None:
    file = tmp_path / "program.py"
    file.write_text(f"# type: ignore\n{_HEAD}class F(HttpFilter[None]):\n    count: int = 'many'\n")
    assert _compare(file, first) == ()


def test_of_a_file_with_the_earlier_ones_name(tmp_path: Path, first: Path) -> None:
    file = tmp_path / first.name
    file.write_text(PROGRAMS["errors"])
    assert _compare(file, first)


def test_of_several_modules(tmp_path: Path, first: Path) -> None:
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "__init__.py").write_text("from parts.a import A\n")
    (tmp_path / "parts" / "a.py").write_text("import parts.b\n\n\nclass A:\n    b: parts.b.B = 1\n")
    (tmp_path / "parts" / "b.py").write_text("class B:\n    size: int = ''\n")
    (tmp_path / "other.py").write_text("from fractions import Fraction\n\nF: int = Fraction(1)\n")
    file = tmp_path / "program.py"
    file.write_text(_HEAD + "import other\nfrom parts import A\n\nA().b.size + other.F\nA() + 1\n")
    assert len(_compare(file, first)) > 3


def test_it_serves_once(first: Path) -> None:
    _compare(FILTERS[0], first)
    assert kept_graph._earlier.result is None


def test_nothing_goes_on_where_a_file_hides_a_module(tmp_path: Path, first: Path) -> None:
    (tmp_path / "types.py").write_text("")
    file = tmp_path / "program.py"
    file.write_text(filter_source("program"))
    tree = read_tree(file, strict=True)
    _, has_gone_on = _go_on(tree, list(tree.modules), first)
    assert not has_gone_on


def test_a_check_of_the_sdk_is_not_kept(first: Path) -> None:
    tree = read_tree(first, strict=True)
    with kept_graph.keeping():
        check(tree, list(tree.modules))
    assert kept_graph._earlier.result is None


HIDING = "from typing import Any\n\n\ndef __getattr__(name: str) -> Any: ...\n"
USER = _HEAD + "import enum\nimport math\n\nA: str = math.floor(1.5)\nmath.sqrt('no')\nenum.nothing\n"


@pytest.mark.parametrize("where", ["folder", "MYPYPATH"])
@pytest.mark.parametrize("earlier", [True, False])
def test_neither_the_working_folder_nor_mypypath_decides(
    first: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str, earlier: bool
) -> None:
    """Of the earlier check, and of the one that goes on from it."""
    hiding, neutral = tmp_path / "hiding", tmp_path / "neutral"
    for folder in (hiding, neutral):
        folder.mkdir()
    for name in ("math", "enum", "sluice", "typing_extensions"):
        (hiding / f"{name}.pyi").write_text(HIDING)
    file = neutral / "program.py"
    file.write_text(USER)
    expected = [each.code for each in _compare(file, first)]
    assert len(expected) == 3

    def go_into(is_hiding: bool) -> None:
        if where == "folder":
            monkeypatch.chdir(hiding if is_hiding else neutral)
        else:
            monkeypatch.setenv("MYPYPATH", str(hiding) if is_hiding else "")

    go_into(earlier)
    for _ in range(ATTEMPTS):
        if kept_graph._earlier.result is None:
            with kept_graph.keeping():
                ask_mypy(read_tree(first, strict=True))
    assert kept_graph._earlier.result is not None
    go_into(not earlier)
    tree = read_tree(file, strict=True)
    found = check(tree, _author_modules(tree))
    assert [each.code for each in found.diagnostics] == expected


def test_where_mypy_is_not_as_expected_a_check_reads_all(
    first: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "program.py"
    file.write_text(PROGRAMS["errors"])
    expected = _compare(file, first)

    def odd(*_: object) -> None:
        raise KeyError("a name that mypy did not expect")

    monkeypatch.setattr(kept_graph, "_are_fresh", odd)
    tree = read_tree(file, strict=True)
    answer, has_gone_on = _go_on(tree, _author_modules(tree), first)
    assert not has_gone_on
    assert answer == check(tree, _author_modules(tree))
    assert expected


def test_what_is_to_be_checked_again_is_not_taken_over(
    first: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "program.py"
    file.write_text(filter_source("program"))
    tree = read_tree(file, strict=True)
    ask_mypy(tree)
    whole = kept_graph._take_over

    def with_a_stale_one(*arguments: object) -> object:
        graph = whole(*arguments)  # type: ignore[arg-type]
        graph["sluice.api.headers"].dependencies.append("collections")
        return graph

    monkeypatch.setattr(kept_graph, "_take_over", with_a_stale_one)
    answer, has_gone_on = _go_on(tree, _author_modules(tree), first)
    assert not has_gone_on
    assert answer == check(tree, _author_modules(tree))
