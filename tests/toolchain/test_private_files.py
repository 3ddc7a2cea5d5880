"""Nobody reads or replaces a key while it is written."""

import stat
from pathlib import Path

import pytest

from sluice.toolchain.private_files import check_own_folder, write_private


def test_what_somebody_put_there_before_is_not_written_to(tmp_path: Path) -> None:
    tmp_path.chmod(0o777)
    stranger = tmp_path / "stranger"
    stranger.write_text("")
    for name in (".key.new", "key.new", "key"):
        (tmp_path / name).symlink_to(stranger)
    with stranger.open() as spy:
        write_private(tmp_path / "key", "secret")
        write_private(tmp_path / "key", b"secret again")
        assert spy.read() == ""
    assert (tmp_path / "key").read_text() == "secret again"
    assert not (tmp_path / "key").is_symlink()
    assert stat.S_IMODE((tmp_path / "key").stat().st_mode) == 0o600


def test_what_cannot_be_put_in_place_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "key").mkdir()
    with pytest.raises(OSError):
        write_private(tmp_path / "key", "secret")
    assert list(tmp_path.iterdir()) == [tmp_path / "key"]


@pytest.mark.parametrize(("mode", "is_own"), [(0o700, True), (0o755, True), (0o770, False), (0o1777, False)])
def test_a_folder_is_one_s_own_or_is_not(tmp_path: Path, mode: int, is_own: bool) -> None:
    tmp_path.chmod(mode)
    if is_own:
        check_own_folder(tmp_path)
        return
    with pytest.raises(PermissionError, match="chmod go-w"):
        check_own_folder(tmp_path)
