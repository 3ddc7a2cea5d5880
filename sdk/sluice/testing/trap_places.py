"""A trap as one line: what happened, in which callback, in which function, and the Python line where
known."""

import ast
import re

from sluice.toolchain.inspection import ModuleInfo

MAX_REASON = 500  # characters
_CALLBACK = re.compile(r"Function: (\S+) failed: ")
_STARTING = re.compile(
    r"^the VM failed while it started: |^the module cannot be instantiated: (?=error while)"
)
_FRAME = re.compile(r"^\s*\d+:\s+0x[0-9a-f]+ - \S+?!(.+)$", re.MULTILINE)
_CAUSE = re.compile(r"^\s*(?:\d+: )?(wasm trap: .+|.*exceeds.+limit.*)$", re.MULTILINE)
_PLACE = re.compile(r"^\s+at (\S+\.py:\d+)", re.MULTILINE)


def to_reason(problem: str, info: ModuleInfo) -> str:
    """The problem without its backtrace. "proxy_on_log: wasm trap: …, in f.Log.on_log (line 12)"."""
    callback = _CALLBACK.search(problem)
    text = _STARTING.sub("", _CALLBACK.sub("", problem))
    causes = _CAUSE.findall(text)
    first = next((line.strip() for line in text.splitlines() if line.strip()), "")
    said = causes[-1] if first.startswith("error while executing") and causes else first
    title = f"{callback[1]}: " if callback else ""
    return f"{title}{said}{_place(text, info)}"[:MAX_REASON]


def _place(text: str, info: ModuleInfo) -> str:
    exact = _PLACE.search(text)
    frames = [each.strip() for each in _FRAME.findall(text) if not each.startswith("<wasm function")]
    if not frames:
        return f", at {exact[1]}" if exact else ""
    if exact:
        return f", in {frames[0]} at {exact[1]}"
    line = _line_of(frames[0], info.source) if info.source else None
    return f", in {frames[0]}" + (f", which begins in line {line}" if line else "")


def _line_of(title: str, source: str) -> int | None:
    """Where the function stands in the source that the module carries: "api_key.ApiKey.refuse"."""
    try:
        body: list[ast.stmt] = ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    found: ast.stmt | None = None
    for part in title.split(".")[1:]:
        found = next((each for each in body if getattr(each, "name", None) == part), None)
        if found is None:
            return None
        body = getattr(found, "body", [])
    return None if found is None else found.lineno
