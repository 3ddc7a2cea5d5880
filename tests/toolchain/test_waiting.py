"""A C compiler that waits makes what a new one makes, and ends when nobody needs it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from tests.support.daemon import wait_for

from sluice.toolchain import waiting
from sluice.toolchain.archive import compile_program, program_task, runtime_objects, start_program
from sluice.toolchain.waiting import Task, waiting_for
from sluice.toolchain.zig import Flavour, ToolchainError

FLAVOUR = Flavour(small=True)
FIRST = "int first(int a) { return a + 1; }\n"
NEXT = "static int twice(int a) { return a * 2; }\nint next(int a) { return twice(a) + twice(a + 1); }\n"


@pytest.fixture(scope="module")
def runtime() -> Path:
    return runtime_objects(FLAVOUR)


@pytest.fixture(scope="module")
def first(runtime: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Task, Path, bytes]:
    folder = tmp_path_factory.mktemp("first")
    source, target = folder / "first.c", folder / "first.o"
    source.write_text(FIRST)
    compile_program(source, target, FLAVOUR, runtime)
    return program_task(FLAVOUR, runtime), source, target.read_bytes()


@pytest.fixture(autouse=True)
def _nobody_waits() -> Iterator[None]:
    yield
    waiting.dismiss()


@pytest.fixture
def source(tmp_path: Path) -> Path:
    file = tmp_path / "next.c"
    file.write_text(NEXT)
    return file


def test_it_makes_the_same(first: tuple[Task, Path, bytes], runtime: Path, source: Path) -> None:
    target, expected = source.with_suffix(".o"), source.with_name("expected.o")
    compile_program(source, expected, FLAVOUR, runtime)
    waiting.make_wait(*first)
    waiting.see_that_it_waits()
    with start_program(source, target, FLAVOUR, runtime) as clang:
        assert isinstance(clang, waiting.WaitingCompiler)
        assert clang.result() == ""
    assert target.read_bytes() == expected.read_bytes()
    assert waiting_for(first[0]) is None  # it is used up


def test_another_task_is_not_its_own(first: tuple[Task, Path, bytes], runtime: Path) -> None:
    waiting.make_wait(*first)
    assert waiting_for(program_task(FLAVOUR, runtime, "-flto")) is None
    assert waiting_for(program_task(Flavour(), runtime)) is None
    assert waiting_for(first[0]) is not None


def test_one_that_makes_something_else_does_not_wait(first: tuple[Task, Path, bytes]) -> None:
    task, program, made = first
    waiting.make_wait(task, program, made[:-1] + bytes([made[-1] ^ 1]))
    waiting.see_that_it_waits()
    assert waiting_for(task) is None


def test_one_that_fails_at_once_does_not_wait(first: tuple[Task, Path, bytes]) -> None:
    task, program, made = first
    waiting.make_wait(task, program.with_name("missing.c"), made)
    waiting.see_that_it_waits()
    assert waiting_for(task) is None


def test_instead_of_one_that_has_gone_there_is_a_new_one(
    first: tuple[Task, Path, bytes], runtime: Path, source: Path
) -> None:
    waiting.make_wait(*first)
    waiting.see_that_it_waits()
    compiler = waiting._waiting
    assert compiler is not None
    child = psutil.Process(compiler._process.pid)
    child.kill()
    wait_for(lambda: child.status() == psutil.STATUS_ZOMBIE)
    compile_program(source, source.with_suffix(".o"), FLAVOUR, runtime)
    assert source.with_suffix(".o").exists()


def test_one_that_dies_with_the_program_is_replaced(
    first: tuple[Task, Path, bytes], runtime: Path, source: Path
) -> None:
    target, expected = source.with_suffix(".o"), source.with_name("expected.o")
    compile_program(source, expected, FLAVOUR, runtime)
    waiting.make_wait(*first)
    waiting.see_that_it_waits()
    compiler = waiting._waiting
    assert compiler is not None
    os.kill(compiler._process.pid, signal.SIGSTOP)  # it has the program, and does not compile it
    with start_program(source, target, FLAVOUR, runtime) as clang:
        os.kill(compiler._process.pid, signal.SIGKILL)
        assert clang.result() == ""
    assert target.read_bytes() == expected.read_bytes()


def test_wrong_c_is_a_fault_of_the_toolchain(
    first: tuple[Task, Path, bytes], runtime: Path, source: Path
) -> None:
    source.write_text("int next(\n")
    waiting.make_wait(*first)
    waiting.see_that_it_waits()
    with pytest.raises(ToolchainError, match="expected parameter declarator"):
        compile_program(source, source.with_suffix(".o"), FLAVOUR, runtime)


def test_it_ends_with_its_process(first: tuple[Task, Path, bytes], tmp_path: Path) -> None:
    task, program, made = first
    (tmp_path / "made.o").write_bytes(made)
    script = f"""
import os
from pathlib import Path
from sluice.toolchain import waiting
from sluice.toolchain.waiting import Task
from sluice.toolchain.zig import Flavour

waiting.make_wait({task!r}, Path({str(program)!r}), Path({str(tmp_path / "made.o")!r}).read_bytes())
waiting.see_that_it_waits()
print(waiting._waiting._process.pid, flush=True)
os._exit(0)
"""
    command = [sys.executable, "-c", script]
    said = subprocess.run(command, capture_output=True, text=True, check=True, env=os.environ)
    wait_for(lambda: not psutil.pid_exists(int(said.stdout)))
