"""`sluice new` writes a filter that works at once, and touches nothing that is there."""

import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

from sluice.cli.new import new

WRITTEN = {
    "tenant_header.py",
    "test_tenant_header.py",
    "tenant_header.json",
    "pyproject.toml",
    ".gitignore",
    ".vscode/settings.json",
    ".vscode/extensions.json",
    ".vscode/tasks.json",
    ".github/workflows/filters.yml",
}


def invoke(*arguments: str) -> Result:
    return CliRunner().invoke(new, list(arguments))


def files_in(folder: Path) -> set[str]:
    return {str(each.relative_to(folder)) for each in folder.rglob("*") if each.is_file()}


def test_a_filter_with_its_project_is_written_into_a_folder_of_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = invoke("tenant_header")
    assert result.exit_code == 0, result.output
    assert "  cd tenant_header\n  sluice test\n" in result.output
    folder = tmp_path / "tenant_header"
    assert files_in(folder) == WRITTEN
    assert "class TenantHeader(HttpFilter[Config]):" in (folder / "tenant_header.py").read_text()
    project = tomllib.loads((folder / "pyproject.toml").read_text())
    assert project["project"]["name"] == "tenant-header"
    for file in WRITTEN:
        if file.endswith(".json"):
            json.loads((folder / file).read_text())


@pytest.mark.envoy
def test_new_cd_test_passes_at_once_and_so_does_every_step_of_its_ci(tmp_path: Path) -> None:
    """What the workflow runs is run, but for the installation."""
    assert invoke("demo", "--to", str(tmp_path / "demo")).exit_code == 0
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}

    def run(command: str) -> str:
        done = subprocess.run(
            ["bash", "-ec", command],
            cwd=tmp_path / "demo",
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=180,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    assert "4 passed" in run("sluice test")
    workflow = yaml.safe_load((tmp_path / "demo" / ".github/workflows/filters.yml").read_text())
    commands = [step["run"] for step in workflow["jobs"]["filters"]["steps"] if "run" in step]
    assert commands[0].startswith("pip install ")
    told = "".join(run(command) for command in commands[1:])
    assert "6 passed" in told
    assert re.search(r"^demo\.py +\d+ +0 +100%", told, re.MULTILINE)
    assert (tmp_path / "demo" / "demo.wasm").exists()


def test_the_editor_finds_the_place_of_a_message(tmp_path: Path) -> None:
    assert invoke("demo", "--to", str(tmp_path)).exit_code == 0
    (tmp_path / "demo.py").write_text('limit: int = "many"\n')
    tasks = json.loads((tmp_path / ".vscode" / "tasks.json").read_text())["tasks"]
    matcher = next(task for task in tasks if task["label"] == "sluice check")["problemMatcher"]
    command = [sys.executable, "-m", "sluice.cli", "check", "demo.py"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    found = re.match(matcher["pattern"]["regexp"], done.stderr.splitlines()[0])
    assert found is not None
    assert found.group(1, 2, 3, 4) == ("demo.py", "1", "14", "error")


def test_existing_files_are_not_touched(tmp_path: Path) -> None:
    (tmp_path / "test_mine.py").write_text("# precious\n")
    result = invoke("mine", "--to", str(tmp_path))
    assert result.exit_code == 1
    assert "test_mine.py exists already" in result.output
    assert files_in(tmp_path) == {"test_mine.py"}
    (tmp_path / "pyproject.toml").write_text("# mine\n")
    second = invoke("other", "--to", str(tmp_path))
    assert second.exit_code == 0, second.output
    assert "pyproject.toml" not in second.output
    assert (tmp_path / "pyproject.toml").read_text() == "# mine\n"
    assert (tmp_path / "test_mine.py").read_text() == "# precious\n"


@pytest.mark.parametrize("name", ["my-filter", "1st", "class", "My", "a/b", ""])
def test_a_name_that_is_no_module_is_refused(name: str, tmp_path: Path) -> None:
    result = invoke(name, "--to", str(tmp_path))
    assert result.exit_code == 1
    assert "cannot name a Python module" in result.output
    assert not list(tmp_path.iterdir())
