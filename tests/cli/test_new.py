"""`sluice new` writes a filter that works at once, and touches nothing that is there."""

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sluice.cli.new import new


def invoke(*arguments: str) -> Result:
    return CliRunner().invoke(new, list(arguments))


def test_a_filter_and_its_test_are_written(tmp_path: Path) -> None:
    result = invoke("tenant_header", "--to", str(tmp_path / "filters"))
    assert result.exit_code == 0, result.output
    assert (
        "class TenantHeader(HttpFilter[Config]):" in (tmp_path / "filters" / "tenant_header.py").read_text()
    )
    assert (
        'load("tenant_header.py", config=CONFIG)'
        in (tmp_path / "filters" / "test_tenant_header.py").read_text()
    )


def test_its_test_passes_on_both_platforms(tmp_path: Path) -> None:
    assert invoke("tenant_header", "--to", str(tmp_path)).exit_code == 0
    command = [sys.executable, "-m", "sluice.cli", "test", "test_tenant_header.py", "-v"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "4 passed" in done.stdout
    assert "[cpython] PASSED" in done.stdout
    assert "[wasm] PASSED" in done.stdout


def test_existing_files_are_not_touched(tmp_path: Path) -> None:
    (tmp_path / "test_mine.py").write_text("# precious\n")
    result = invoke("mine", "--to", str(tmp_path))
    assert result.exit_code == 1
    assert "test_mine.py exists already" in result.output
    assert not (tmp_path / "mine.py").exists()
    assert (tmp_path / "test_mine.py").read_text() == "# precious\n"


@pytest.mark.parametrize("name", ["my-filter", "1st", "class", "My", "a/b", ""])
def test_a_name_that_is_no_module_is_refused(name: str, tmp_path: Path) -> None:
    result = invoke(name, "--to", str(tmp_path))
    assert result.exit_code == 1
    assert "cannot name a Python module" in result.output
    assert not list(tmp_path.iterdir())
