"""The wheel, installed into an environment of its own outside the checkout, does what the checkout does.

It sees the dependencies of the running environment, so that the test needs no network, but not the checkout.
"""

import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import httpx
import mypy_extensions
import pytest

from sluice.compiler.frontend.user_cache import VARIABLE, cache_folder

ROOT = Path(__file__).resolve().parents[2]

FILTER = """\
from dataclasses import dataclass, field

from sluice import HttpFilter, Request, Response


@dataclass(frozen=True)
class Config:
    bodies: dict[str, str] = field(default_factory=dict)


class Hello(HttpFilter[Config]):
    def on_request_headers(self, request: Request) -> Response | None:
        return Response(200, body=self.config.bodies.get(request.path, "hello\\n"))
"""


class Installed:
    """An environment with the wheel in it, and a working folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.bin = folder / "venv" / "bin"

    def run(self, *command: str, timeout: float = 120) -> subprocess.CompletedProcess[str]:
        program, *arguments = command
        environment = {
            name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")
        }
        environment |= {"HOME": str(self.folder), "SLUICE_HOME": str(self.folder / "home")}
        environment |= {VARIABLE: str(cache_folder())}  # the runtime is the checkout's, to the last byte
        return subprocess.run(
            [str(self.bin / program), *arguments],
            cwd=self.folder,
            env=environment,
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    folder = tmp_path_factory.mktemp("installed")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True)
    [wheel] = folder.glob("*.whl")
    venv.create(folder / "venv", with_pip=True, symlinks=True)
    python = folder / "venv" / "bin" / "python"
    site = next((folder / "venv" / "lib").glob("python*/site-packages"))
    # This brings the dependencies but not the checkout, which is a .pth file there, and those do not nest.
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    # As in any real installation: mypy does not like to find it where the SDK lies.
    (site / "mypy_extensions.py").write_bytes(Path(mypy_extensions.__file__).read_bytes())
    pip = [str(python), "-m", "pip", "install", "--no-deps", "--no-index", str(wheel)]
    subprocess.run(pip, check=True, capture_output=True)
    return Installed(folder)


pytestmark = pytest.mark.installed


def test_the_packages_are_the_installed_ones(installed: Installed) -> None:
    script = "import sluice, sluice_console; print(sluice.__file__); print(sluice_console.__file__)"
    places = installed.run("python", "-c", script).stdout.splitlines()
    assert len(places) == 2
    assert all(place.startswith(str(installed.folder)) for place in places)


def test_version_and_help(installed: Installed) -> None:
    assert installed.run("sluice", "--version").stdout == "sluice 0.1.0\n"
    assert "  up " in installed.run("sluice", "--help").stdout


def test_build_compiles_a_filter(installed: Installed) -> None:
    (installed.folder / "hello.py").write_text(FILTER)
    result = installed.run("sluice", "build", "hello.py")
    assert result.returncode == 0, result.stdout + result.stderr
    module = (installed.folder / "hello.wasm").read_bytes()
    assert module.startswith(b"\0asm")


@pytest.mark.envoy
def test_up_serves_pages_and_requests_and_down_ends_it(installed: Installed) -> None:
    ports = [f"--{name}-port=0" for name in ("console", "xds", "envoy", "admin", "hello", "echo")]
    started = installed.run("sluice", "up", *ports)
    try:
        assert started.returncode == 0, started.stdout + started.stderr
        lines = {
            line.split()[0]: line.split() for line in started.stdout.splitlines() if line.startswith("  ")
        }
        assert httpx.get(lines["Envoy"][1] + "/some/path").json()["path"] == "/some/path"
        setup = httpx.get(lines["first"][2], follow_redirects=True)
        assert setup.status_code == 200
        assert "<form" in setup.text
        assert httpx.get(lines["console"][1] + "/static/sluice.css").status_code == 200
    finally:
        stopped = installed.run("sluice", "down")
    assert stopped.returncode == 0, stopped.stdout + stopped.stderr
