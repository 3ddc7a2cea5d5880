"""A check by mypy that goes on from an earlier one of the same process.

`mypy.build.build` reads, for every program, what it knows of all modules that this imports: two thirds of the
time that the check of a filter takes. Here those that the earlier check has read are taken over, and what is
new is added to them, as mypy's own daemon does it and with the same functions. They are no part of what mypy
promises: where they are not as expected, there is no such check.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import mypy.build
import mypy.errors
from mypy.build import BuildManager, BuildResult
from mypy.fscache import FileSystemCache
from mypy.modulefinder import BuildSource, BuildSourceSet, compute_search_paths
from mypy.options import Options
from mypy.plugin import Plugin
from mypy.typestate import reset_global_state
from mypy.util import read_py_file
from mypy.version import __version__

_VERSION = "2.4.1"
"""Of mypy: whose functions these are. With another, every check reads all."""
_INTERNAL = (AttributeError, AssertionError, KeyError, TypeError)
"""What mypy raises where something is not as it expects."""


@dataclass(slots=True)
class _Earlier:
    result: BuildResult | None = None
    is_next: bool = False


_earlier = _Earlier()


@contextmanager
def keeping() -> Iterator[None]:
    """The check that is made within is the earlier one of the next."""
    _earlier.is_next = __version__ == _VERSION
    try:
        yield
    finally:
        _earlier.is_next = False


def note_checked(result: BuildResult, asked: set[str]) -> None:
    """A check of modules that no other imports has been made.

    If mypy has checked more than was `asked`, others that it has read go with what these were meanwhile.
    """
    if _earlier.is_next and result.manager.rechecked_modules == asked:
        _earlier.result = result


def go_on(sources: list[BuildSource], options: Options, folder: str, plugin: Plugin) -> BuildResult | None:
    """As `mypy.build.build`, without reading again what the earlier check has read; it serves one other.

    No module of the SDK may be among `sources`, and nothing in `folder`, where modules are looked for first,
    may hide one. None: there is no earlier check, or one cannot go on from it.
    """
    earlier, _earlier.result = _earlier.result, None
    if earlier is None:
        return None
    messages: list[str] = []
    try:
        manager = _manager(sources, options, folder, plugin, messages)
        taken_over = _take_over(earlier, manager)
        known = set(taken_over)
        graph = mypy.build.load_graph(sources, manager, taken_over)
        _leave_out_what_is_not_imported(graph, manager, sources)
        groups = _number_groups(graph, manager, known)
        if not _are_fresh(groups, graph, manager, known):
            return None
        for name, state in graph.items():
            manager.import_map[name] = state.dependencies_set
        mypy.build.process_graph(graph, manager)
        manager.commit()
    except mypy.errors.CompileError as error:
        error.messages = [*messages, *error.messages]
        raise
    except _INTERNAL:
        return None
    result = BuildResult(manager, graph)
    result.errors = messages
    return result


def _manager(
    sources: list[BuildSource], options: Options, folder: str, plugin: Plugin, messages: list[str]
) -> BuildManager:
    """As `mypy.build.build_inner` makes one; `messages` will be what it says."""
    data, files = mypy.build.default_data_dir(), FileSystemCache()
    errors = mypy.errors.Errors(options, read_source=lambda path: read_py_file(path, files.read))
    chained, snapshot = mypy.build.load_plugins(options, errors, sys.stdout, [plugin])
    options.process_error_codes(error_callback=mypy.build.build_error)
    return BuildManager(
        data,
        compute_search_paths(sources, options, data, folder),
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
    """The modules that the earlier check has read as mypy keeps them, without those that it checked.

    The instances that all of them share (`mypy.types.instance_cache`) stay what they are, too.
    """
    reset_global_state()
    graph = {}
    for name, state in earlier.graph.items():
        checked = name in earlier.manager.rechecked_modules
        if state.meta is not None and state.tree is not None and not checked:
            state.manager = manager
            graph[name], manager.modules[name] = state, state.tree
            manager.import_options[name] = earlier.manager.import_options[name]
    return graph


def _leave_out_what_is_not_imported(
    graph: mypy.build.Graph, manager: BuildManager, sources: list[BuildSource]
) -> None:
    """What a check finds must not depend on which modules the earlier one has read."""
    reached, work = set(), [each.module for each in sources]
    while work:
        name = work.pop()
        if name in graph and name not in reached:
            reached.add(name)
            work += [*graph[name].dependencies, *(graph[name].ancestors or ())]
    for name in graph.keys() - reached:
        del graph[name]
        manager.modules.pop(name, None)


def _number_groups(graph: mypy.build.Graph, manager: BuildManager, known: set[str]) -> list[mypy.build.SCC]:
    """Tells mypy which groups of modules have been read, and gives them.

    It looks them up by a number; `process_graph` makes them once more, with the same numbers then.
    """
    first = mypy.build.SCC.id_counter
    groups = mypy.build.sorted_components(graph)
    mypy.build.SCC.id_counter = first
    read = [each for each in groups if each.mod_ids & known]
    manager.scc_by_id = {each.id: each for each in groups}
    manager.scc_by_mod_id = {name: each for each in groups for name in each.mod_ids}
    manager.done_sccs = {each.id for each in read}
    return read


def _are_fresh(
    groups: list[mypy.build.SCC], graph: mypy.build.Graph, manager: BuildManager, known: set[str]
) -> bool:
    """Whether mypy would not check any of them again: it cannot, as it has read them without their code."""
    names = {name for each in groups for name in each.mod_ids}
    are_fresh = names <= known and all(graph[name].is_fresh() for name in names)
    return are_fresh and not any(mypy.build.verify_transitive_deps(each, graph, manager) for each in groups)
