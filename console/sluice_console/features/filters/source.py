"""A filter's source as its page shows it: highlighted, with the lines that are new since another version."""

import ast
from dataclasses import dataclass

from sluice_console.models import Filter, FilterVersion
from sluice_console.rendering.code import CodeLine, highlight
from sluice_console.rendering.diffs import changed_lines


@dataclass(frozen=True, slots=True)
class SourceView:
    """`lines` is empty for modules that bring no source; `since` is the version compared with, or ""."""

    lines: tuple[CodeLine, ...] = ()
    text: str = ""
    since: str = ""


def to_source(version: FilterVersion, before: FilterVersion | None) -> SourceView:
    """Both with their source loaded."""
    if version.source is None:
        return SourceView()
    if before is None or before.source is None:
        return SourceView(highlight(version.source, "python"), version.source)
    hits = changed_lines(before.source, version.source)
    return SourceView(highlight(version.source, "python", hits=hits), version.source, before.version)


def describe(filter_: Filter, source: str | None) -> str:
    """The filter's description, or the first line of its docstring."""
    if filter_.description or not source:
        return filter_.description
    try:
        text = ast.get_docstring(ast.parse(source)) or ""
    except (SyntaxError, ValueError):
        return ""
    return text.split("\n\n")[0].replace("\n", " ")[:300]
