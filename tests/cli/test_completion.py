"""Tab completes: real shells with the script that `sluice completion` prints."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

# What bash does on Tab: it calls the function that `complete` has registered, which fills COMPREPLY.
ON_TAB = """
eval "$(sluice completion bash)"
COMP_WORDS=({words}); COMP_CWORD={position}
$(complete -p sluice | sed 's/.*-F \\([^ ]*\\) .*/\\1/') sluice
printf '%s\\n' "${{COMPREPLY[@]}}"
"""


def in_bash(script: str, folder: Path) -> list[str]:
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "--norc", "-euo", "pipefail", "-c", script],
        cwd=folder,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def completed(folder: Path, *words: str) -> list[str]:
    quoted = " ".join(f'"{word}"' for word in words)
    return in_bash(ON_TAB.format(words=quoted, position=len(words) - 1), folder)


def test_bash_completes_commands_options_and_choices(tmp_path: Path) -> None:
    assert completed(tmp_path, "sluice", "re") == ["replay", "recording", "release"]
    assert completed(tmp_path, "sluice", "replay", "--a") == ["--against", "--attachment"]
    assert completed(tmp_path, "sluice", "test", "--on", "e") == ["envoy"]
    assert completed(tmp_path, "sluice", "completion", "") == ["bash", "zsh", "fish"]


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_other_shells_get_a_script_that_they_can_read(shell: str, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "sluice.cli", "completion", shell]
    script = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "_SLUICE_COMPLETE" in script
    assert f"{shell}_complete" in script
    program = shutil.which(shell)
    if program is not None:
        file = tmp_path / "script"
        file.write_text(script)
        subprocess.run([program, "-n", str(file)], check=True)


def test_an_unknown_shell_is_refused() -> None:
    command = [sys.executable, "-m", "sluice.cli", "completion", "tcsh"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "'tcsh' is not one of 'bash', 'zsh', 'fish'" in done.stderr
