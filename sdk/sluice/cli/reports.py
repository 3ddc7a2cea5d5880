"""Diagnostics in the forms that people and other programs read: text, JSON, GitHub's annotations, SARIF."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

from sluice.compiler.diagnostics import Diagnostic, Severity
from sluice.toolchain.error_pages import help_of
from sluice.version import __version__

Format = Literal["text", "json", "github", "sarif"]
FORMATS: tuple[Format, ...] = ("text", "json", "github", "sarif")

_GITHUB = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def to_report(diagnostics: Sequence[Diagnostic], form: Format) -> str:
    """The whole report. Text and GitHub's form have a line for each diagnostic and are empty without any; the
    others are one document always."""
    match form:
        case "text":
            return "\n".join(map(str, diagnostics))
        case "json":
            return json.dumps([_to_object(each) for each in diagnostics], indent=2, ensure_ascii=False)
        case "github":
            return "\n".join(map(_to_annotation, diagnostics))
        case "sarif":
            return json.dumps(to_sarif(diagnostics), indent=2, ensure_ascii=False)


def _to_object(diagnostic: Diagnostic) -> dict[str, Any]:
    """Lines and columns count from 1; they are absent where there is no place in the file."""
    span = diagnostic.span
    places = {
        "line": span.line,
        "column": span.column,
        "end_line": span.end_line,
        "end_column": span.end_column,
    }
    return {
        "file": span.file,
        **{name: number for name, number in places.items() if number},
        "severity": diagnostic.severity.value,
        "code": diagnostic.code,
        "message": diagnostic.message,
    }


def _to_annotation(diagnostic: Diagnostic) -> str:
    """`::error file=a.py,line=3,col=5,title=SLU011::message`: what a step of GitHub Actions prints."""
    span = diagnostic.span
    places = {"file": span.file, "line": span.line, "col": span.column}
    places |= {"endLine": span.end_line, "endColumn": span.end_column, "title": diagnostic.code}
    properties = ",".join(f"{name}={_property(str(value))}" for name, value in places.items() if value)
    return f"::{_GITHUB[diagnostic.severity]} {properties}::{_data(diagnostic.message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def to_sarif(diagnostics: Sequence[Diagnostic]) -> dict[str, Any]:
    """A SARIF 2.1.0 log with one run; each code that occurs is a rule, ours with the text of its page."""
    codes = sorted({each.code for each in diagnostics})
    driver = {
        "name": "sluice",
        "version": __version__,
        "rules": [_to_rule(code) for code in codes],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_to_result(each, codes.index(each.code)) for each in diagnostics],
    }
    return {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [run],
    }


def _to_rule(code: str) -> dict[str, Any]:
    text = help_of(code)
    if text is None:
        return {"id": code}
    title = text.splitlines()[0].removeprefix("# ").partition(": ")[2]
    return {"id": code, "shortDescription": {"text": title}, "help": {"text": text, "markdown": text}}


def _to_result(diagnostic: Diagnostic, rule: int) -> dict[str, Any]:
    span = diagnostic.span
    place: dict[str, Any] = {"artifactLocation": {"uri": _to_uri(span.file)}}
    region = {
        "startLine": span.line,
        "startColumn": span.column,
        "endLine": span.end_line,
        "endColumn": span.end_column,
    }
    if span.line:
        place["region"] = {name: number for name, number in region.items() if number}
    return {
        "ruleId": diagnostic.code,
        "ruleIndex": rule,
        "level": diagnostic.severity.value,
        "message": {"text": diagnostic.message},
        "locations": [{"physicalLocation": place}],
    }


def _to_uri(file: str) -> str:
    path = Path(file)
    return path.as_uri() if path.is_absolute() else path.as_posix().replace("%", "%25").replace(" ", "%20")
