"""What the daemon does once, so that no build has to: imports, and reading what is kept of the SDK.

Also what a process does that is to be ready when somebody asks (`rehearse`).
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import shutil
import signal
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

from sluice.cli.local.errors import LocalError
from sluice.cli.resident import place
from sluice.toolchain import waiting
from sluice.toolchain.waiting import Task
from sluice.toolchain.zig import Flavour

_WRONG = "from sluice import HttpFilter\n\n\nclass Wrong(HttpFilter[None]):\n    count: int = 'many'\n"
_made: list[bytes] = []
"""The first module, which each process shrinks again to be ready."""
_compiled: list[tuple[Task, Path, bytes]] = []
"""How the first program's C is compiled, where it is, and what it becomes."""


def load_compiler() -> None:
    """Leaves this process with one thread, as it may be forked; raises LocalError when nothing can be built.

    Which modules a build needs is seen in a build, which a process of its own does: what runs Binaryen has
    threads from then on.
    """
    file = _write_first_filter()
    with tempfile.TemporaryDirectory(prefix="sluice-daemon-") as name:
        right, wrong = Path(shutil.copy(file, name)), Path(name, "wrong.py")
        wrong.write_text(_WRONG)
        for module in _see_what_is_imported(right, wrong):
            with suppress(ImportError):
                importlib.import_module(module)
        _made[:] = [right.with_suffix(".wasm").read_bytes()]
    _compile_c(_compile(file), file.with_suffix(".c"))
    _read_for_linking()
    _read_sdk()
    _freeze()


def rehearse() -> None:
    """Builds a filter in a process that was forked and is to wait for one, and has a C compiler wait, too.

    A process copies each page of the memory that it shares when it first writes to it, which nearly all of a
    compiler's objects make it do: that takes a tenth of a build.
    """
    from sluice.compiler.frontend import kept_graph, read_ahead
    from sluice.toolchain.shrinking import shrink

    file = _write_first_filter()
    os.chdir(file.parent)  # not where the daemon was started
    with kept_graph.keeping(), read_ahead.kept():
        text = _compile(file)
    for task, source, made in _compiled:
        source.write_text(text)
        waiting.make_wait(task, source, made)
    for module in _made:
        shrink(module)
    waiting.see_that_it_waits()
    _freeze()


def _write_first_filter() -> Path:
    """Where it stays: a process may be killed while it compiles it, and then clears nothing away."""
    from sluice.toolchain.starter import filter_source

    file = Path(f"{place.base()}.first", "first_build.py")
    file.parent.mkdir(mode=0o700, exist_ok=True)
    file.write_text(filter_source(file.stem))
    return file


def _freeze() -> None:
    """A collection in a process that is forked would write to every object, and so copy all memory."""
    gc.collect()
    gc.freeze()


def _see_what_is_imported(right: Path, wrong: Path) -> list[str]:
    """Builds and checks in a forked process; the names of all modules that it has in the end."""
    found = right.with_name("modules.json")
    process = os.fork()
    if process == 0:
        status = 1
        try:
            _run_each(right, wrong)
            loaded = [name for name, each in sys.modules.items() if getattr(each, "__spec__", None)]
            found.write_text(json.dumps(loaded))
            status = 0
        except BaseException:
            sys.excepthook(*sys.exc_info())
        finally:
            os._exit(status)
    try:
        _, status = os.waitpid(process, 0)
    except BaseException:  # somebody has asked to stop
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)
        raise
    if status:
        raise LocalError("a first build failed; what `sluice build` says of a filter tells more")
    names: list[str] = json.loads(found.read_text())
    return names


def _run_each(right: Path, wrong: Path) -> None:
    from sluice.cli.main import main

    errors = right.with_name("errors.txt")
    with errors.open("w") as nowhere:
        sys.stdout = sys.stderr = nowhere
        for arguments in (
            ["build", str(right)],
            ["build", "--json", str(wrong)],
            ["build", str(wrong)],
            ["check", "--explain", str(right), str(wrong)],
        ):
            with suppress(SystemExit):
                main(arguments)
    sys.stdout, sys.stderr = sys.__stdout__, sys.__stderr__
    if not right.with_suffix(".wasm").exists():
        raise LocalError(errors.read_text())


def _read_sdk() -> None:
    """The modules of the SDK that the ready-made filters need, which are those that most filters need."""
    from sluice.compiler.frontend import read_ahead
    from sluice.compiler.frontend.kept_knowledge import recall_knowledge
    from sluice.compiler.frontend.sources import read_tree
    from sluice.toolchain.starter import ready_made_filters

    def read() -> None:
        for file in sorted(ready_made_filters().glob("*.py")):
            recall_knowledge(read_tree(file, strict=True))

    read_ahead.fill(read)


def _compile(file: Path) -> str:
    """To C."""
    from sluice.compiler.pipeline import compile_file

    return compile_file(file, strict=True).c.text


def _compile_c(text: str, source: Path) -> None:
    from sluice.toolchain.archive import compile_program, program_task, runtime_objects

    source.write_text(text)
    flavour, target = Flavour(small=True), source.with_suffix(".o")
    runtime = runtime_objects(flavour)
    compile_program(source, target, flavour, runtime)
    _compiled[:] = [(program_task(flavour, runtime), source, target.read_bytes())]


def _read_for_linking() -> None:
    from sluice.toolchain.archive import GRAPH_NAME, runtime_objects
    from sluice.toolchain.runtime_graph import load_graph
    from sluice.toolchain.shrinking import load_library

    graph = load_graph(runtime_objects(Flavour(small=True)) / GRAPH_NAME)
    for stem in graph.packed:
        graph.object(stem)  # kept unpacked
    load_library()
