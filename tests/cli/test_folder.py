"""The record of what runs survives, is private, and is never guessed at."""

import os
from pathlib import Path

import pytest

from sluice.cli.local.errors import LocalError
from sluice.cli.local.folder import Folder, Running, RunningProcess, default_root


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    made = Folder(tmp_path / "data")
    made.create()
    return made


def test_what_was_written_is_read_again(folder: Folder) -> None:
    running = Running((RunningProcess("envoy", 123, 1700000000.25),), {"console": "http://127.0.0.1:1"})
    assert folder.read_running() is None
    folder.write_running(running)
    assert folder.read_running() == running
    folder.forget_running()
    assert folder.read_running() is None


def test_folder_and_files_are_the_owner_s_alone(folder: Folder) -> None:
    folder.write_running(Running((), {}))
    assert folder.root.stat().st_mode & 0o777 == 0o700
    assert folder.running_file.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"format": 99, "processes": [], "urls": {}}', '{"format": 1}']
)
def test_a_record_that_cannot_be_read_is_refused_by_name(folder: Folder, text: str) -> None:
    folder.running_file.write_text(text)
    with pytest.raises(LocalError, match=r"running\.json cannot be read"):
        folder.read_running()


def test_unreadable_ports_are_only_a_lost_preference(folder: Folder) -> None:
    assert folder.read_ports() == {}
    folder.write_ports({"envoy": 10000})
    assert folder.read_ports() == {"envoy": 10000}
    folder.ports_file.write_text("?")
    assert folder.read_ports() == {}


def test_two_commands_do_not_work_in_one_folder(folder: Folder) -> None:
    with folder.locked(), pytest.raises(LocalError, match="is at work in"), folder.locked():
        pass


def test_a_file_in_the_way_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(LocalError, match=r"cannot use .*file.* as data folder: .*--data DIR"):
        Folder(tmp_path / "file").create()


def test_default_root_follows_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("SLUICE_HOME", raising=False)
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert default_root() == tmp_path / "sluice"
    monkeypatch.setenv("SLUICE_HOME", os.fspath(tmp_path / "own"))
    assert default_root() == tmp_path / "own"
