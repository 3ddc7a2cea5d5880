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
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

import mypy.build
import mypy.errors
from mypy.build import BuildResult
from mypy.modulefinder import BuildSource
from mypy.options import Options
from mypy.plugin import Plugin, ReportConfigContext

from sluice.compiler.diagnostics import Code, Diagnostic, Severity, Span, refusal
from sluice.compiler.frontend.sources import SDK_ROOT, SourceTree
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
        return [time.time_ns()] if str(Path(ctx.path).resolve()) in self._files else None


def run_mypy(tree: SourceTree, asked: Iterable[str]) -> tuple[BuildResult | None, tuple[Diagnostic, ...]]:
    """Check a program, of which modules are `asked` about: all of the author's, and maybe the SDK's.

    The result is None where mypy gave up; the diagnostics say why.
    """
    main = tree.modules[tree.main]
    modules = [tree.modules[name] for name in asked]
    options = _options(main.path.resolve().parent)
    options.per_module_options = {each.checked_name: _KEPT_NOWHERE for each in modules if not each.trusted}
    sources = [
        BuildSource(str(module.path.resolve()), module.checked_name)
        for module in modules
        if not module.is_package or not module.trusted
    ]
    displays = {str(module.path.resolve()): module.display for module in modules}
    try:
        result = mypy.build.build(sources, options, extra_plugins=[KeepFresh(options, frozenset(displays))])
    except mypy.errors.CompileError as error:
        said = to_diagnostics(error.messages, displays)
        if not said:
            reason = f"mypy gave up: {'; '.join(error.messages)}; please report it"
            raise refusal(Code.INTERNAL, Span(main.display), reason) from error
        return None, said
    return result, to_diagnostics(result.errors, displays)


def _options(folder: Path) -> Options:
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
    options.mypy_path = [str(folder), str(_sdk_folder())]
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
