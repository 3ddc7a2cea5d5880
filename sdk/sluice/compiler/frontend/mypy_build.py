"""Running mypy as a library, with a warm cache of our own.

A build that is cached to the last file returns no syntax trees and so no types; `KeepFresh` makes mypy
check the files anew that somebody asks about, while others and the standard library's stubs stay cached:
0.05 s instead of 2 s. What is known of the author's files is never read again, so it is not written either
(`_KEPT_NOWHERE`). A changed option would empty the cache, so they are fixed here.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import mypy.build
import mypy.errors
from mypy.build import BuildResult
from mypy.modulefinder import BuildSource
from mypy.options import Options
from mypy.plugin import Plugin, ReportConfigContext

from sluice.compiler.diagnostics import Code, Diagnostic, Severity, Span, refusal
from sluice.compiler.frontend import kept_graph
from sluice.compiler.frontend.knowledge import collect_knowledge
from sluice.compiler.frontend.known_types import Answer, ModuleKnowledge
from sluice.compiler.frontend.sdk_stamp import SDK_ROOT
from sluice.compiler.frontend.sources import SourceModule, SourceTree
from sluice.compiler.frontend.user_cache import cache_folder

_NUMBERS = ("line", "column", "end_line", "end_column")
_ERROR = re.compile(
    r"^(?P<file>.+?):(?:(?P<line>\d+):(?P<column>\d+):(?P<end_line>\d+):(?P<end_column>\d+):)? "
    r"(?P<severity>error|note): (?P<message>.*?)(?:  \[(?P<code>[\w-]+)\])?$",
    re.DOTALL,
)
_KEPT_NOWHERE: Final[dict[str, object]] = {"cache_dir": os.devnull}
"""Options of a module that mypy knows for this build only."""


class KeepFresh(Plugin):
    """Has some files checked anew: of others, mypy keeps what it knows, but gives no trees."""

    def __init__(self, options: Options, files: frozenset[str]) -> None:
        super().__init__(options)
        self._files = files

    def report_config_data(self, ctx: ReportConfigContext) -> Any:
        if not ctx.is_check:
            return None  # as a file is found that is not to be checked anew
        is_asked = ctx.path in self._files or _resolved(ctx.path) in self._files
        return [time.time_ns()] if is_asked else None


@lru_cache(maxsize=4096)
def _resolved(path: str) -> str:
    """Of the SDK's and mypy's own files, which stay where they are; the author's are given to mypy so."""
    return str(Path(path).resolve())


def check(tree: SourceTree, asked: Iterable[str]) -> Answer:
    """Check a program, of which modules are `asked` about: all of the author's, and maybe the SDK's."""
    main, modules = tree.modules[tree.main], {name: tree.modules[name] for name in asked}
    folder = str(main.path.resolve().parent)
    options = _options()
    options.per_module_options = {
        each.checked_name: _KEPT_NOWHERE for each in modules.values() if not each.trusted
    }
    sources = [
        BuildSource(str(each.path.resolve()), each.checked_name)
        for each in modules.values()
        if not each.is_package or not each.trusted
    ]
    displays = {str(each.path.resolve()): each.display for each in modules.values()}
    plugin = KeepFresh(options, frozenset(displays))
    knows_sdk = modules.keys() != tree.modules.keys()  # so nothing beside the program hides its modules
    try:
        with _without_mypypath():
            result = kept_graph.go_on(sources, options, folder, plugin) if knows_sdk else None
            if result is None:
                result = mypy.build.build(sources, options, alt_lib_path=folder, extra_plugins=[plugin])
        if knows_sdk:
            kept_graph.note_checked(result, {each.module for each in sources})
    except mypy.errors.CompileError as error:
        said = to_diagnostics(error.messages, displays)
        if not said:
            reason = f"mypy gave up: {'; '.join(error.messages)}; please report it"
            raise refusal(Code.INTERNAL, Span(main.display), reason) from error
        return _answer(modules, None, said)
    return _answer(modules, result, to_diagnostics(result.errors, displays))


@contextlib.contextmanager
def _without_mypypath() -> Iterator[None]:
    """mypy is to find the modules that the compiler finds.

    So it is told the program's folder as `alt_lib_path`, which it looks into first and instead of the working
    folder.
    """
    said = os.environ.pop("MYPYPATH", None)
    try:
        yield
    finally:
        if said is not None:
            os.environ["MYPYPATH"] = said


def _answer(
    modules: Mapping[str, SourceModule], result: BuildResult | None, diagnostics: tuple[Diagnostic, ...]
) -> Answer:
    found: dict[str, ModuleKnowledge] = {}
    by_display: dict[str, ModuleKnowledge] = {}
    for name, module in modules.items():
        file = result.files.get(module.checked_name) if result is not None else None
        types = result.types if result is not None else {}
        found[name] = by_display[module.display] = collect_knowledge(file, types)
    for diagnostic in diagnostics:
        knowledge = by_display.get(diagnostic.span.file)
        if knowledge is not None and diagnostic.severity is Severity.ERROR:
            knowledge.error_lines.append((diagnostic.span.line, diagnostic.span.end_line))
    return Answer(found, diagnostics, result is not None)


def _options() -> Options:
    options = Options()
    options.export_types = True
    options.preserve_asts = True
    options.check_untyped_defs = True
    options.local_partial_types = True
    options.strict_equality = True
    options.warn_no_return = True
    options.show_column_numbers = True
    options.show_error_end = True
    options.hide_error_codes = False
    options.native_parser = False  # columns and f-strings exactly as in CPython's trees
    options.implicit_reexport = True
    options.namespace_packages = True
    options.explicit_package_bases = True
    options.python_version = (3, 11)
    options.cache_dir = str(cache_folder() / "mypy")
    options.sqlite_cache = False  # a database is locked for every other build while one has written to it
    options.mypy_path = [str(_sdk_folder())]
    options.python_executable = None
    return options


def _sdk_folder() -> Path:
    """A folder that holds `sluice` and nothing else.

    An installed SDK lies beside everything that is installed, and mypy gives up over some of that
    (`mypy_extensions`): it looks through a link in the cache instead.
    """
    if SDK_ROOT.name not in ("site-packages", "dist-packages"):
        return SDK_ROOT
    folder = cache_folder() / "sdk" / hashlib.sha256(str(SDK_ROOT).encode()).hexdigest()[:16]
    folder.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(FileExistsError):
        (folder / "sluice").symlink_to(SDK_ROOT / "sluice", target_is_directory=True)
    return folder


def to_diagnostics(lines: Sequence[str], displays: dict[str, str]) -> tuple[Diagnostic, ...]:
    """mypy's lines as diagnostics, with the paths that the user knows. Notes belong to the error before."""
    found: list[Diagnostic] = []
    for line in lines:
        match = _ERROR.match(line)
        if match is None:
            continue
        path = str(Path(match["file"]).resolve())
        display = displays.get(path, match["file"])
        first, column, end_line, end_column = (int(match[name] or 1) for name in _NUMBERS)
        span = Span(display, first, column, end_line, end_column + 1)  # mypy names the last column itself
        severity = Severity.ERROR if match["severity"] == "error" else Severity.NOTE
        found.append(Diagnostic(span, match["message"], match["code"] or "misc", severity))
    return tuple(found)
