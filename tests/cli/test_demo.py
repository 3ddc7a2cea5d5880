"""The demo itself, and that it leaves nothing behind unless it is asked to."""

import re
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner
from tests.compiler.test_size import LIMITS

from sluice.cli.local.demo import __main__ as demo
from sluice.cli.local.demo.script import SHARE_PERCENT, SHARE_TOLERANCE
from sluice.cli.local.demo.versions import build_version, refusal_of
from sluice.cli.local.errors import LocalError
from sluice.cli.local.folder import Folder, Running
from sluice.cli.local.stack import Started, start_stack
from sluice.toolchain.inspection import inspect_module

pytestmark = pytest.mark.envoy

STEPS = ["compile", "test", "start", "protect", "swap", "roll out", "promote", "roll back"]


def test_every_step_is_done_and_what_is_kept_works_until_it_is_stopped() -> None:
    command = [sys.executable, "-m", "sluice.cli.local.demo", "--keep"]
    result = subprocess.run(command, capture_output=True, text=True, timeout=240, check=False)
    assert result.returncode == 0, result.stdout + result.stderr
    said = dict(re.split(r"\s{2,}", line.strip(), maxsplit=1) for line in result.stdout.splitlines())
    assert list(said) == [*STEPS, "running", "sign in", "stop", "done"]
    data = said["stop"].removeprefix("sluice down --data ")
    try:
        check_figures(said)
        envoy = re.findall(r"http://[\d.:]+/orders", said["running"])[0]
        assert httpx.get(envoy).status_code == 401
        assert httpx.get(envoy, headers={"x-api-key": "k-ann"}).json()["headers"]["x-consumer"] == "ann"
    finally:
        down = [sys.executable, "-m", "sluice.cli", "down", "--data", data]
        stopped = subprocess.run(down, capture_output=True, text=True, check=False)
    assert stopped.returncode == 0, stopped.stderr
    assert Folder(Path(data)).read_running() is None


def check_figures(said: dict[str, str]) -> None:
    size = int(re.findall(r"([\d,]+) bytes", said["compile"])[0].replace(",", ""))
    assert 0 < size < LIMITS["api_key"]
    assert int(said["test"].split()[0]) > 0
    swaps, requests = re.findall(r"^(\d+) new versions.*: ([\d,]+) requests.*, 0 failed$", said["swap"])[0]
    assert int(swaps) >= 5
    assert int(requests.replace(",", "")) >= 5_000
    shares = [float(share) for share in re.findall(r"([\d.]+) % of", said["roll out"])]
    assert len(shares) == 2
    assert all(abs(share - SHARE_PERCENT) <= SHARE_TOLERANCE for share in shares)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folder:
    """Where the demo will put its data, instead of a folder that only it knows."""
    data = tmp_path / "data"
    data.mkdir()
    monkeypatch.setattr("tempfile.mkdtemp", lambda prefix: str(data))
    return Folder(data)


def test_nothing_is_left_running_or_lying_about(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Running] = []

    def only_start(folder: Folder, say: object) -> Started:
        started = start_stack(folder, {})
        seen.append(started.running)
        return started

    monkeypatch.setattr(demo, "run_demo", only_start)
    result = CliRunner().invoke(demo.main, [])
    assert result.exit_code == 0, result.output
    assert "nothing is left running" in result.output
    assert not folder.root.exists()
    with pytest.raises(httpx.ConnectError):
        httpx.get(seen[0].urls["console"])


def test_a_step_that_fails_stops_everything_and_says_where_the_logs_are(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail_after_start(folder: Folder, say: object) -> Started:
        start_stack(folder, {})
        raise LocalError("the first stage got 40.0 % of the requests, not 10 %.")

    monkeypatch.setattr(demo, "run_demo", fail_after_start)
    result = CliRunner().invoke(demo.main, [])
    assert result.exit_code == 1
    assert "Error: the first stage got 40.0 %" in result.output
    assert str(folder.root / "logs") in result.output
    assert folder.read_running() is None
    assert (folder.root / "logs" / "console.log").exists()


def test_versions_are_made_of_the_ready_made_filter_and_refuse_by_their_number(tmp_path: Path) -> None:
    built = build_version(3, tmp_path)
    assert built.module.read_bytes().startswith(b"\0asm")
    assert refusal_of(3) in (inspect_module(built.module.read_bytes()).source or "")
