"""A filter's source as its page shows it: highlighted, with the lines that are new since another version."""

import ast
import io
import tokenize
from dataclasses import dataclass
from inspect import cleandoc

from sluice_console.models import Filter, FilterVersion
from sluice_console.rendering.aside import cut, highlight_aside
from sluice_console.rendering.code import CodeLine
from sluice_console.rendering.diffs import changed_lines

_LEADING = 20_000
"""Characters of a source in which its docstring has to end to be shown."""
_BETWEEN = frozenset((tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.ENCODING))


@dataclass(frozen=True, slots=True)
class SourceView:
    """`lines` is empty for modules that bring no source; `since` is the version compared with, or "".

    `is_cut`: the source has more than the page shows.
    """

    lines: tuple[CodeLine, ...] = ()
    since: str = ""
    is_cut: bool = False


async def to_source(version: FilterVersion, before: FilterVersion | None) -> SourceView:
    """Both with their source loaded."""
    if version.source is None:
        return SourceView()
    shown = cut(version.source)
    is_cut = len(shown) < len(version.source)
    if before is None or before.source is None:
        return SourceView(await highlight_aside(shown, "python"), is_cut=is_cut)
    hits = changed_lines(cut(before.source), shown)
    return SourceView(await highlight_aside(shown, "python", hits), before.version, is_cut)


def describe(filter_: Filter, source: str | None) -> str:
    """The filter's description, or the first line of its docstring."""
    if filter_.description or not source:
        return filter_.description
    return _docstring(source[:_LEADING]).split("\n\n")[0].replace("\n", " ")[:300]


def _docstring(source: str) -> str:
    """Without parsing what follows: a source of nothing but brackets takes a parser all its memory."""
    try:
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            if token.type == tokenize.STRING:
                text = ast.literal_eval(token.string)
                return cleandoc(text) if isinstance(text, str) else ""
            if token.type not in _BETWEEN:
                return ""
    except (tokenize.TokenError, SyntaxError, ValueError, RecursionError, MemoryError):
        return ""
    return ""
