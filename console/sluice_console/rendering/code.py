"""Source and YAML as highlighted lines: Pygments' short classes, a line a span, for `.code` in the sheet."""

from collections.abc import Iterable
from dataclasses import dataclass
from io import StringIO
from typing import Literal

from markupsafe import Markup
from pygments import lex
from pygments.formatters import HtmlFormatter
from pygments.lexers import JsonLexer, PythonLexer, YamlLexer

Language = Literal["python", "yaml", "json"]


@dataclass(frozen=True, slots=True)
class CodeLine:
    """One highlighted line; `mark` is "" or "hit" (worth a look) or "fault"."""

    number: int
    html: Markup
    mark: str = ""


def highlight(
    text: str, language: Language, hits: Iterable[int] = (), faults: Iterable[int] = ()
) -> tuple[CodeLine, ...]:
    """`text` in lines; `hits` and `faults` are line numbers from 1. Everything in it is escaped by Pygments."""
    lexer = {"python": PythonLexer, "yaml": YamlLexer, "json": JsonLexer}[language](stripnl=False)
    html = StringIO()
    HtmlFormatter(nowrap=True).format(lex(text, lexer), html)
    marks = dict.fromkeys(hits, "hit") | dict.fromkeys(faults, "fault")
    lines = html.getvalue().rstrip("\n").split("\n")
    return tuple(
        CodeLine(number, Markup(line or " "), marks.get(number, "")) for number, line in enumerate(lines, 1)
    )
