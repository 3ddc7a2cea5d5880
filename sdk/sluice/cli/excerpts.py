"""Diagnostics on a terminal: coloured, with the line that they speak of; elsewhere they are plain lines.

guard.py:7:22: error: Incompatible types in assignment [assignment]
  7 |         count: int = "many"
    |                      ^^^^^^
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

import click

from sluice.compiler.diagnostics import Diagnostic, Severity, Span

COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "blue"}


def tell(diagnostics: Iterable[Diagnostic], *, err: bool) -> None:
    """To stderr, or to stdout."""
    stream = sys.stderr if err else sys.stdout
    on_terminal = stream is not None and stream.isatty()  # None: it was closed before
    for each in diagnostics:
        click.echo(to_terminal(each) if on_terminal else str(each), err=err)


def to_terminal(diagnostic: Diagnostic) -> str:
    colour = COLOURS[diagnostic.severity]
    severity = click.style(f"{diagnostic.severity.value}:", fg=colour, bold=True)
    code = click.style(f"[{diagnostic.code}]", dim=True)
    place = click.style(f"{diagnostic.span}:", bold=True)
    return f"{place} {severity} {diagnostic.message} {code}{_excerpt(diagnostic.span, colour)}"


def _excerpt(span: Span, colour: str) -> str:
    """The line, and what of it is meant; "" where there is no such place."""
    try:
        line = Path(span.file).read_text(encoding="utf-8").splitlines()[span.line - 1]
    except (OSError, UnicodeDecodeError, IndexError):
        return ""
    if not span.line or not span.column:
        return ""
    number = str(span.line)
    end = span.end_column if span.end_line in (0, span.line) else len(line) + 1
    # Tabs stay tabs, so that the marks stand below what they mean.
    before = "".join(each if each == "\t" else " " for each in line[: span.column - 1])
    marks = click.style("^" * max(1, end - span.column), fg=colour, bold=True)
    margin = click.style(f"{number} | ", fg="blue")
    empty = click.style(f"{' ' * len(number)} | ", fg="blue")
    return f"\n  {margin}{line}\n  {empty}{before}{marks}"
