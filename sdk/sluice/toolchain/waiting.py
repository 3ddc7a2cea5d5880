"""A C compiler that is started before there is anything to compile, and waits for it.

It has compiled another program first, so that what each run of it does at its start is done. It reads the
next one from a pipe, which ends when this process does: so does the compiler then.
"""

from __future__ import annotations

import os
import select
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from sluice.toolchain.zig import Flavour, ToolchainError, front_end_flags, start_c, zig_executable

_PATIENCE = 10.0
"""Seconds without a sign of one that compiles its first program, which takes it a quarter of one."""


@dataclass(frozen=True, slots=True)
class Task:
    """How a program is compiled: what decides of the object, besides the program's text."""

    flavour: Flavour
    level: str
    extra: tuple[str, ...]


class WaitingCompiler:
    """`program`: a file that it compiles first; `its_object`: what that becomes."""

    def __init__(self, task: Task, program: Path, its_object: bytes) -> None:
        self.task = task
        self._first = its_object
        self._source = self._target = Path(os.devnull)
        end, ours = os.pipe()
        self._name = f"/dev/fd/{end}"
        self._pipe = os.fdopen(ours, "wb")
        try:
            flags = front_end_flags(task.flavour, task.level, *task.extra)
            files = ("-o", "-", "-x", "c", str(program), self._name)
            self._process = subprocess.Popen(
                [str(zig_executable()), "clang", *flags, *files],
                pass_fds=(end,),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                bufsize=0,
            )
        except BaseException:
            self._pipe.close()
            raise
        finally:
            os.close(end)

    def is_ready(self) -> bool:
        """Waits for the first program's object; False: it is another one, or something is said."""
        made, stdout, stderr = b"", self._process.stdout, self._process.stderr
        assert stdout is not None
        assert stderr is not None
        while len(made) < len(self._first):
            if select.select([stdout, stderr], [], [], _PATIENCE)[0] != [stdout]:
                return False
            part = stdout.read(len(self._first) - len(made))
            if not part:
                return False
            made += part
        return made == self._first

    def start(self, source: Path, target: Path) -> bool:
        """Has it compile `source` to `target`. False: it is no longer there."""
        try:
            with self._pipe:
                self._pipe.write(source.read_bytes())
        except BrokenPipeError:
            self.end()
            return False
        self._source, self._target = source, target
        return True

    def __enter__(self) -> Self:
        return self

    def result(self) -> str:
        """What it said, when it has ended; a failure is a `ToolchainError`.

        One that somebody has killed, maybe before there was a program, is not the program's fault.
        """
        made, said = self._process.communicate()
        if self._process.returncode < 0:
            task = self.task
            with start_c(self._source, self._target, task.flavour, task.level, *task.extra) as new_one:
                return new_one.result()
        text = said.decode(errors="replace").replace(self._name, str(self._source))
        if self._process.returncode:
            raise ToolchainError(f"zig clang failed ({self._process.returncode}):\n{text.strip()}")
        self._target.write_bytes(made)
        return text

    def __exit__(self, *_: object) -> None:
        self.end()

    def end(self) -> None:
        """Also in the midst of its work."""
        with suppress(BrokenPipeError):
            self._pipe.close()
        with self._process:
            self._process.kill()


_waiting: WaitingCompiler | None = None
"""The one of this process."""


def make_wait(task: Task, program: Path, its_object: bytes) -> None:
    """Starts one, unless there is something in the way; `see_that_it_waits` is to follow."""
    global _waiting
    dismiss()
    with suppress(OSError, ToolchainError):
        _waiting = WaitingCompiler(task, program, its_object)


def see_that_it_waits() -> None:
    """Returns when it does. Where that has failed there is none."""
    if _waiting is not None and not _waiting.is_ready():
        dismiss()


def waiting_for(task: Task) -> WaitingCompiler | None:
    """The one that waits for this, which then is the caller's."""
    global _waiting
    found = _waiting if _waiting is not None and _waiting.task == task else None
    if found is not None:
        _waiting = None
    return found


def dismiss() -> None:
    """Nobody needs the one that waits, or it is not what a new one would be."""
    global _waiting
    if _waiting is not None:
        _waiting.end()
        _waiting = None
