"""Source and YAML as highlighted lines: Pygments' short classes, a line a span, for `.code` in the sheet."""

import typing
from collections.abc import Iterable
from dataclasses import dataclass
from io import StringIO

from markupsafe import Markup
from pygments import lex
from pygments.formatters import HtmlFormatter
from pygments.lexers import JsonLexer, PythonLexer, YamlLexer
from pygments.token import Literal, Text

Language = typing.Literal["python", "yaml", "json"]


@dataclass(frozen=True, slots=True)
class CodeLine:
    """One highlighted line; `mark` is "" or "hit" (worth a look) or "fault"."""

    number: int
    html: Markup
    mark: str = ""


def highlight(
    text: str, language: Language, hits: Iterable[int] = (), faults: Iterable[int] = ()
) -> tuple[CodeLine, ...]:
    """`text` in lines; `hits` and `faults` are line numbers from 1. Pygments escapes everything.

    Plain scalars of YAML stay plain: their short class is `l`, which in the sheet is a line.
    """
    lexer = {"python": PythonLexer, "yaml": YamlLexer, "json": JsonLexer}[language](stripnl=False)
    html = StringIO()
    tokens = (
        (Text if Literal.Scalar in token.split() else token, value) for token, value in lex(text, lexer)
    )
    HtmlFormatter(nowrap=True).format(tokens, html)
    marks = dict.fromkeys(hits, "hit") | dict.fromkeys(faults, "fault")
    lines = html.getvalue().rstrip("\n").split("\n")
    return tuple(
        CodeLine(number, Markup(line or " "), marks.get(number, "")) for number, line in enumerate(lines, 1)
    )
