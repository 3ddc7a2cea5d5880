"""What is kept between builds: whole, bounded, and never in the way."""

from __future__ import annotations

import os
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from sluice.compiler.frontend.user_cache import VARIABLE, cache_folder, cached_file, cached_folder
from sluice.toolchain import archive
from sluice.toolchain.build import build_file
from sluice.toolchain.remembered import Request, recall
from sluice.toolchain.shipping import FLAVOURS, ship
from sluice.toolchain.zig import Flavour


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Of its own, but for what takes long to make."""
    for kind in ("runtime", "headers", "mypy"):
        (cache_folder() / kind).mkdir(parents=True, exist_ok=True)
        (tmp_path / kind).symlink_to(cache_folder() / kind)
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    return tmp_path


def test_a_file_is_made_once() -> None:
    made: list[int] = []

    def build() -> bytes:
        made.append(1)
        return b"content"

    assert [cached_file("kind", "key", build) for _ in range(3)] == [b"content"] * 3
    assert len(made) == 1


def test_what_an_installation_brings_along_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    brought = tmp_path / "compiled_runtime"
    monkeypatch.setattr(archive, "SHIPPED", brought)
    for flavour in FLAVOURS:
        (brought / archive.runtime_key(flavour)).mkdir(parents=True)
    assert all(archive.runtime_objects(flavour).parent == brought for flavour in FLAVOURS)
    (brought / "release-small-of-another-version").mkdir()
    ship(brought)
    assert {each.name for each in brought.iterdir()} == {archive.runtime_key(each) for each in FLAVOURS}


def test_what_was_asked_for_least_recently_goes_first(cache: Path) -> None:
    for number in range(8):
        cached_file("kind", str(number), lambda: b"x", limit=8)
        os.utime(cache / "kind" / str(number), (number, number))
    cached_file("kind", "0", lambda: b"not made again", limit=8)
    cached_file("kind", "new", lambda: b"x", limit=8)
    assert sorted(each.name for each in (cache / "kind").iterdir()) == ["0", "4", "5", "6", "7", "new"]


def test_of_several_at_once_one_builds_and_the_others_wait() -> None:
    made: list[int] = []

    def build(draft: Path) -> None:
        made.append(1)
        time.sleep(0.1)
        (draft / "file").write_text("whole")

    with ThreadPoolExecutor(4) as pool:
        folders = list(pool.map(lambda _: cached_folder("kind", "key", build), range(4)))
    assert {(folder / "file").read_text() for folder in folders} == {"whole"}
    assert len(made) == 1


def test_folders_go_as_files_do(cache: Path) -> None:
    for number in range(4):
        cached_folder("kind", str(number), lambda draft: (draft / "file").touch(), limit=4)
        os.utime(cache / "kind" / str(number), (number, number))
    cached_folder("kind", "0", lambda draft: pytest.fail("made again"), limit=4)
    cached_folder("kind", "new", lambda draft: (draft / "file").touch(), limit=4)
    assert sorted(each.name for each in (cache / "kind").iterdir()) == ["0", "3", "new"]


def test_a_cache_that_cannot_be_written_only_costs_time(cache: Path) -> None:
    (cache / "kind").write_text("a file where a folder belongs")
    assert cached_file("kind", "key", lambda: b"content") == b"content"


def test_what_fails_leaves_nothing(cache: Path) -> None:
    def build(folder: Path) -> None:
        (folder / "half").write_text("x")
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        cached_folder("kind", "key", build)
    assert list((cache / "kind").iterdir()) == []


def test_what_was_built_from_the_same_files_is_not_built_again(tmp_path: Path) -> None:
    folder = tmp_path / "project"
    folder.mkdir()
    file, beside = folder / "main.py", folder / "words.py"
    file.write_text("from words import hello\nprint(hello)\n")
    beside.write_text("hello = 'hello'\n")

    def built() -> tuple[bytes, bool]:
        request = Request(file, Flavour(optimised=False), script=True)
        known = recall(request) is not None
        return build_file(file, release=False, script=True).wasm, known

    first, known = built()
    assert not known
    assert built() == (first, True)
    beside.write_text("hello = 'good bye'\n")
    changed, known = built()
    assert not known
    assert changed != first
    (folder / "json.py").write_text("")  # what stands beside may be what an import means
    assert not built()[1]
