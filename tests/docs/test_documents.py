"""Every command that the documents show is run, in their order, and does what they say."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.docs.documents import Command, File, matches, read_document

from sluice.cli.local.folder import Folder
from sluice.cli.local.ports import USUAL_PORTS, choose_ports
from sluice.compiler.frontend.user_cache import VARIABLE, cache_folder

ROOT = Path(__file__).resolve().parents[2]
HOW_TOS = [str(path.relative_to(ROOT)) for path in sorted((ROOT / "docs" / "how-to").glob("*.md"))]
WALKED = [
    name
    for name in ("docs/tutorial.md", *HOW_TOS)
    if any(isinstance(step, Command) for step in read_document(ROOT / name))
]
ELSEWHERE = {
    "make demo": "tests/cli/test_demo.py",
    "make test": "it runs the other tests",
    "make conformance": "tests/conformance",
    "make thorough": "it is what runs this very test",
    "KEEP=1 make demo": "tests/cli/test_demo.py",
    "docker compose": "not run: see envoy-sandbox/README.md",
}
COMMAND_SECONDS = 180
APPLIED_SECONDS = 20.0


class Reader:
    """Somebody who follows a document in an empty folder, with a home of their own."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.work = home / "work"
        self.work.mkdir()
        self.installation = Folder(home / ".local" / "share" / "sluice")
        self.installation.create()
        # `sluice up` prefers the ports of the last start: so it does not matter which ones are busy here.
        self.ports = choose_ports(dict.fromkeys(USUAL_PORTS, 0), {})
        self.installation.write_ports(self.ports)

    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("SLUICE_", "XDG_"))}
        # Only the first of them compiles the runtime.
        cache = {VARIABLE: str(cache_folder())}
        return {
            **kept,
            **cache,
            "HOME": str(self.home),
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        }

    def to_own_ports(self, text: str) -> str:
        for name, port in USUAL_PORTS.items():
            text = text.replace(f"127.0.0.1:{port}", f"127.0.0.1:{self.ports[name]}")
        return text

    def follow(self, step: File | Command) -> None:
        match step:
            case File():
                (self.work / step.name).write_text(step.text)
            case Command():
                self.run(step)

    def run(self, command: Command) -> None:
        """Run it, and where the document shows output, again until that comes: Envoy applies changes soon."""
        deadline = time.monotonic() + APPLIED_SECONDS
        while True:
            result = self.execute(command.text)
            shown = f"line {command.line}: {command.text}\n{result.stdout}{result.stderr}"
            shows = command.expected is None or matches(self.to_own_ports(command.expected), result.stdout)
            if shows and result.returncode == 0:
                return
            too_early = '"status":409' in result.stdout  # the console says what to wait for
            assert (command.expected is not None or too_early) and time.monotonic() < deadline, shown
            time.sleep(0.2)

    def execute(self, script: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["bash", "-euo", "pipefail", "-c", self.to_own_ports(script)],
            cwd=self.work,
            env=self.environment(),
            capture_output=True,
            text=True,
            timeout=COMMAND_SECONDS,
            check=False,
        )


@pytest.fixture
def reader(tmp_path: Path) -> Iterator[Reader]:
    made = Reader(tmp_path)
    yield made
    command = [sys.executable, "-m", "sluice.cli", "down"]
    subprocess.run(command, env=made.environment(), capture_output=True, check=False)


@pytest.mark.envoy
@pytest.mark.parametrize("document", WALKED)
def test_the_document_works_as_it_stands(document: str, reader: Reader) -> None:
    for step in read_document(ROOT / document):
        reader.follow(step)


def test_every_other_document_shows_only_commands_that_are_run_elsewhere() -> None:
    tracked = subprocess.run(
        ["git", "ls-files", "*.md"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    strangers = [
        f"{document}:{step.line}: {line}"
        for document in tracked
        if document not in WALKED and not document.startswith("docs/errors/")
        for step in read_document(ROOT / document)
        if isinstance(step, Command)
        for line in step.text.splitlines()
        if line.strip() and not any(known in line for known in ELSEWHERE)
    ]
    assert not strangers


def test_links_between_documents_lead_somewhere() -> None:
    tracked = subprocess.run(
        ["git", "ls-files", "*.md"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    broken = [
        f"{document}: {target}"
        for document in tracked
        for target in re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", (ROOT / document).read_text())
        if not (ROOT / document).parent.joinpath(target).exists()
    ]
    assert not broken


def test_the_index_leads_to_every_page() -> None:
    index = ROOT / "docs" / "README.md"
    linked = {
        index.parent.joinpath(target).resolve() for target in re.findall(r"\]\(([^)#:]+)", index.read_text())
    }
    pages = {path for path in (ROOT / "docs").rglob("*.md") if path.parent.name != "errors"} - {index}
    assert not pages - linked, "add them to docs/README.md"
