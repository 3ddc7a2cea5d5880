"""Modules that were read ahead are what reading gives, and are used for one program only."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from sluice.compiler.frontend import read_ahead
from sluice.compiler.frontend.sources import SourceTree, read_tree

FILTER = Path(__file__).resolve().parents[3] / "filters" / "api_key.py"
OTHER = FILTER.with_name("jwt.py")


def read(file: Path = FILTER) -> SourceTree:
    return read_tree(file, strict=True)


@pytest.fixture
def filled(monkeypatch: pytest.MonkeyPatch) -> Iterator[SourceTree]:
    monkeypatch.setattr(read_ahead, "_modules", {})
    monkeypatch.setattr(read_ahead, "_is_used", False)
    found: list[SourceTree] = []
    read_ahead.fill(lambda: found.extend([read(), read(OTHER)]))
    yield found[0]


def trusted(tree: SourceTree) -> list[str]:
    return [name for name, each in tree.modules.items() if each.trusted]


def test_the_first_program_has_them(filled: SourceTree) -> None:
    tree = read()
    assert trusted(tree)
    assert all(tree.modules[name] is filled.modules[name] for name in trusted(tree))
    assert tree.modules[tree.main] is not filled.modules[tree.main]


def test_the_second_reads_anew_and_the_same(filled: SourceTree) -> None:
    first, second = read(), read()
    assert first.order == second.order
    for name in trusted(first):
        assert second.modules[name] is not first.modules[name]
        assert ast.dump(second.modules[name].tree) == ast.dump(first.modules[name].tree)


def test_another_program_has_those_that_it_shares(filled: SourceTree) -> None:
    tree = read(FILTER.with_name("maintenance_page.py"))
    shared = [name for name in trusted(tree) if tree.modules[name] is filled.modules.get(name)]
    assert "sluice.api.filters" in shared


def test_without_them_everything_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read_ahead, "_modules", {})
    read()
    assert not read_ahead._modules
