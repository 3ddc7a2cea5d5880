"""What mypy knows of the SDK's modules is kept, and kept only while it holds."""

from __future__ import annotations

from pathlib import Path

import pytest

from sluice.compiler.diagnostics import CompileError
from sluice.compiler.frontend import oracle
from sluice.compiler.frontend.kept_knowledge import recall_knowledge
from sluice.compiler.frontend.known_types import Answer
from sluice.compiler.frontend.mypy_build import check
from sluice.compiler.frontend.sources import SourceTree, read_tree
from sluice.compiler.frontend.user_cache import VARIABLE, cache_folder
from sluice.compiler.ir.printer import print_program
from sluice.compiler.pipeline import compile_file

FILTER = """\
from sluice import HttpFilter, Request, Response


class Mine(HttpFilter):
    def on_request_headers(self, request: Request) -> Response | None:
        pairs = [(name, value) for name, value in request.headers.items() if name]
        return Response(403, body=str(len(pairs)))
"""


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Of its own, but for what mypy knows of the standard library."""
    (cache_folder() / "mypy").mkdir(parents=True, exist_ok=True)
    folder = tmp_path / "cache"
    folder.mkdir()
    (folder / "mypy").symlink_to(cache_folder() / "mypy")
    monkeypatch.setenv(VARIABLE, str(folder))
    return folder


def test_the_same_program_comes_out_of_what_was_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "mine.py"
    file.write_text(FILTER)
    cold = compile_file(file, strict=True)
    asked: list[list[str]] = []

    def ask(tree: SourceTree, names: list[str]) -> Answer:
        asked.append(names)
        return check(tree, names)

    monkeypatch.setattr(oracle, "check", ask)
    warm = compile_file(file, strict=True)
    assert asked == [["mine"]]
    assert warm.c.text == cold.c.text
    assert print_program(warm.lowered) == print_program(cold.lowered)


def test_the_authors_own_file_is_checked_each_time(tmp_path: Path) -> None:
    file = tmp_path / "mine.py"
    file.write_text(FILTER)
    compile_file(file, strict=True)
    file.write_text(FILTER.replace("403", '"403"'))
    with pytest.raises(CompileError, match='"str"; expected "int"'):
        compile_file(file, strict=True)


def test_a_module_beside_the_filter_that_hides_one_of_the_sdks(tmp_path: Path) -> None:
    file = tmp_path / "mine.py"
    file.write_text(FILTER)
    compile_file(file, strict=True)
    tree = read_tree(file, strict=True)
    assert recall_knowledge(tree)
    (tmp_path / "collections.py").write_text("")
    assert not recall_knowledge(tree)


def test_a_changed_module_of_the_sdk_is_checked_anew(tmp_path: Path) -> None:
    file = tmp_path / "mine.py"
    file.write_text(FILTER)
    compile_file(file, strict=True)
    tree = read_tree(file, strict=True)
    tree.modules["sluice.api.headers"].text += "\n"
    assert not recall_knowledge(tree)


def test_a_broken_file_in_the_cache_is_made_anew(tmp_path: Path, cache: Path) -> None:
    file = tmp_path / "mine.py"
    file.write_text(FILTER)
    compile_file(file, strict=True)
    (kept,) = (cache / "knowledge").iterdir()
    kept.write_bytes(kept.read_bytes()[:1000])
    compile_file(file, strict=True)
    assert recall_knowledge(read_tree(file, strict=True))
