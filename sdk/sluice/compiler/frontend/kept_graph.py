"""A check by mypy that goes on from an earlier one of the same process.

`mypy.build.build` reads, for every program, what it knows of all modules that this imports: two thirds of the
time that the check of a filter takes. Here those that the earlier check has read are taken over, and what is
new is added to them, as mypy's own daemon does it and with the same functions. They are no part of what mypy
promises: where they are not as expected, there is no such check.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import mypy.build
import mypy.errors
from mypy.build import BuildManager, BuildResult
from mypy.fscache import FileSystemCache
from mypy.modulefinder import BuildSource, BuildSourceSet, compute_search_paths
from mypy.options import Options
from mypy.plugin import Plugin
from mypy.typestate import type_state
from mypy.util import read_py_file
from mypy.version import __version__

_VERSION = "2.4."
"""Of mypy: whose functions these are."""


@dataclass(slots=True)
class _Earlier:
    result: BuildResult | None = None
    is_wanted: bool = False


_earlier = _Earlier()


def want_kept() -> None:
    """The next check is to be the earlier one for the one after it."""
    _earlier.is_wanted = __version__.startswith(_VERSION)


def keep(result: BuildResult, asked: set[str]) -> None:
    """A check has been made, of modules that no other imports; it serves one other check.

    If mypy has checked more than was `asked`, others that it has read go with what these were meanwhile.
    """
    if _earlier.is_wanted and result.manager.rechecked_modules == asked:
        _earlier.result = result
    _earlier.is_wanted = False


def check(sources: Sequence[BuildSource], options: Options, plugin: Plugin) -> BuildResult | None:
    """As `mypy.build.build`, without reading again what the earlier check has read.

    No module of the SDK may be among `sources`, and nothing beside them may hide one. None: there is no
    earlier check, or what it has read is no longer so.
    """
    earlier, _earlier.result = _earlier.result, None
    if earlier is None:
        return None
    messages: list[str] = []
    manager = _manager(list(sources), options, plugin, messages)
    taken_over = _take_over(earlier, manager)
    known = set(taken_over)
    try:
        graph = mypy.build.load_graph(list(sources), manager, taken_over)
        _leave_out_what_is_not_imported(graph, manager, [each.module for each in sources])
        if not _number(graph, manager, known):
            return None
        mypy.build.process_graph(graph, manager)
    except mypy.errors.CompileError as error:
        error.messages = [*messages, *error.messages]
        raise
    finally:
        manager.commit()
    result = BuildResult(manager, graph)
    result.errors = messages
    return result


def _manager(
    sources: list[BuildSource], options: Options, plugin: Plugin, messages: list[str]
) -> BuildManager:
    """As `mypy.build.build_inner` makes one; `messages` will be what it says."""
    folder, files = mypy.build.default_data_dir(), FileSystemCache()
    errors = mypy.errors.Errors(options, read_source=lambda path: read_py_file(path, files.read))
    chained, snapshot = mypy.build.load_plugins(options, errors, sys.stdout, [plugin])
    options.process_error_codes(error_callback=mypy.build.build_error)
    return BuildManager(
        folder,
        compute_search_paths(sources, options, folder, None),
        ignore_prefix=str(Path.cwd()),
        source_set=BuildSourceSet(sources),
        reports=None,
        options=options,
        version_id=__version__,
        plugin=chained,
        plugins_snapshot=snapshot,
        errors=errors,
        flush_errors=lambda file, said, is_serious: messages.extend(said),
        fscache=files,
        stdout=sys.stdout,
        stderr=sys.stderr,
    )


def _take_over(earlier: BuildResult, manager: BuildManager) -> mypy.build.Graph:
    """The modules that the earlier check has read as mypy keeps them, without those that it checked."""
    type_state.reset_all_subtype_caches()
    graph = {}
    for name, state in earlier.graph.items():
        checked = name in earlier.manager.rechecked_modules
        if state.meta is not None and state.tree is not None and not checked:
            state.manager = manager
            graph[name], manager.modules[name] = state, state.tree
            manager.import_options[name] = earlier.manager.import_options[name]
    return graph


def _leave_out_what_is_not_imported(
    graph: mypy.build.Graph, manager: BuildManager, entries: list[str]
) -> None:
    """What a check finds must not depend on which modules the earlier one has read."""
    reached, work = set(), entries
    while work:
        name = work.pop()
        if name in graph and name not in reached:
            reached.add(name)
            work += [*graph[name].dependencies, *(graph[name].ancestors or ())]
    for name in graph.keys() - reached:
        del graph[name]
        manager.modules.pop(name, None)
    for name, state in graph.items():
        manager.import_map[name] = state.dependencies_set


def _number(graph: mypy.build.Graph, manager: BuildManager, known: set[str]) -> bool:
    """Tells which groups of modules have been read; False: one of them is to be checked again.

    mypy looks groups up by a number. `process_graph` makes them once more, with the same numbers then.
    """
    first = mypy.build.SCC.id_counter
    groups = mypy.build.sorted_components(graph)
    mypy.build.SCC.id_counter = first
    manager.scc_by_id = {each.id: each for each in groups}
    manager.scc_by_mod_id = {name: each for each in groups for name in each.mod_ids}
    read = [each for each in groups if each.mod_ids & known]
    manager.done_sccs = {each.id for each in read}
    names = {name for each in read for name in each.mod_ids}
    are_fresh = names <= known and all(graph[name].is_fresh() for name in names)
    return are_fresh and not any(mypy.build.verify_transitive_deps(each, graph, manager) for each in read)
