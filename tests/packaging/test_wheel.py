"""The wheel holds everything that the commands need, and declares everything that they import."""

import ast
import re
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, packages_distributions, requires
from pathlib import Path

import pytest

from sluice.toolchain.archive import runtime_key
from sluice.toolchain.shipping import FLAVOURS

ROOT = Path(__file__).resolve().parents[2]
LIBRARY = ROOT / "sdk" / "sluice" / "lib"
INSIDE = {
    "sdk/sluice/": "sluice/",
    "console/sluice_console/": "sluice_console/",
    "migrations/": "sluice_console/migrations/",
    "filters/": "sluice/ready_made/",
}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr
    [built] = folder.glob("*.whl")
    return built


@pytest.mark.installed
def test_every_file_of_the_packages_is_inside(wheel: Path) -> None:
    tracked = subprocess.run(
        ["git", "ls-files", *INSIDE], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    expected = {
        file.replace(source, target, 1)
        for file in tracked
        for source, target in INSIDE.items()
        if file.startswith(source)
    }
    with zipfile.ZipFile(wheel) as archive:
        missing = expected - set(archive.namelist())
    assert len(expected) > 100
    assert not missing


@pytest.mark.installed
def test_the_compiled_runtime_is_inside(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    for flavour in FLAVOURS:
        folder = f"sluice/compiled_runtime/{runtime_key(flavour)}/"
        assert {f"{folder}graph", f"{folder}memory.o"} <= set(names)


@pytest.mark.installed
def test_nothing_but_the_packages_is_inside(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        tops = {name.split("/")[0] for name in archive.namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"sluice", "sluice_console"}


def test_whatever_is_imported_is_a_declared_dependency() -> None:
    """Developers have more installed than users: an import that only they can satisfy would go unnoticed."""
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    available = closure(requirement_name(line) for line in declared)
    owners = packages_distributions()
    undeclared = {
        f"{name} (in {file.relative_to(ROOT)})"
        for file in python_files()
        for name in third_party_imports(file)
        if not {normalise(owner) for owner in owners.get(name, [])} & available
    }
    assert not undeclared


def python_files() -> Iterator[Path]:
    """What CPython runs. The library for filters is only compiled, and imports parts of the compiler."""
    for folder in ("sdk/sluice", "console/sluice_console", "migrations"):
        yield from (file for file in (ROOT / folder).rglob("*.py") if LIBRARY not in file.parents)


def third_party_imports(file: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(file.read_text())):
        match node:
            case ast.Import():
                names |= {alias.name.split(".")[0] for alias in node.names}
            case ast.ImportFrom(level=0, module=str(module)):
                names.add(module.split(".")[0])
    return names - set(sys.stdlib_module_names) - {"sluice", "sluice_console"}


def closure(names: Iterator[str]) -> set[str]:
    """The distributions and all that they require on this machine, whatever their extras."""
    found: set[str] = set()
    waiting = [normalise(name) for name in names]
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        try:
            required = requires(name) or []
        except PackageNotFoundError:  # required on other systems only
            continue
        found.add(name)
        waiting += [normalise(requirement_name(line)) for line in required if "extra ==" not in line]
    return found


def requirement_name(line: str) -> str:
    matched = re.match(r"[A-Za-z0-9._-]+", line)
    assert matched is not None, line
    return matched[0]


def normalise(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
