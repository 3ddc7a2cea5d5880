import subprocess
import sys
from pathlib import Path

FILTER = """
from sluice import HttpFilter, Request, Response

class Teapot(HttpFilter[None]):
    def on_request_headers(self, request: Request) -> Response | None:
        return Response(418)
"""
TEST = """
from sluice.testing import Loader

def test_teapot(load: Loader) -> None:
    assert load("teapot.py").request().response.status == 418

def test_kettle(load: Loader) -> None:
    assert load("teapot.py").request().response.status == 200
"""


def sluice_test(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "sluice.cli", "test", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=120)


def test_tests_run_and_their_outcome_is_the_status(tmp_path: Path) -> None:
    (tmp_path / "teapot.py").write_text(FILTER)
    (tmp_path / "test_teapot.py").write_text(TEST)
    passed = sluice_test(tmp_path, "--on", "cpython", "-k", "teapot and not kettle")
    assert (passed.returncode, "1 passed" in passed.stdout) == (0, True), passed.stdout
    failed = sluice_test(tmp_path, "test_teapot.py", "--on", "cpython", "-q")
    assert failed.returncode == 1
    assert "1 failed, 1 passed" in failed.stdout
    assert sluice_test(tmp_path, "--on", "cpython", "-k", "nothing").returncode == 5


def test_tests_run_in_wasm_too(tmp_path: Path) -> None:
    (tmp_path / "teapot.py").write_text(FILTER)
    (tmp_path / "test_teapot.py").write_text(TEST)
    both = sluice_test(tmp_path, "-k", "not kettle", "-v")
    assert both.returncode == 0, both.stdout
    assert "test_teapot[cpython] PASSED" in both.stdout
    assert "test_teapot[wasm] PASSED" in both.stdout


def test_a_path_that_is_not_there_is_one_clear_message(tmp_path: Path) -> None:
    missing = sluice_test(tmp_path, "test_nope.py")
    assert missing.returncode == 1
    assert missing.stderr == "Error: there is no test_nope.py here; name a test file or a folder with tests\n"
