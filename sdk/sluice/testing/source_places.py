"""Which lines of a filter's source may have done what it was seen to do.

What a module does is seen from outside, and a released module carries its source and no line numbers. So the
source is searched for the statements that fit: an answer by its status, body and details, a header by its
name, a message by its text. One that contradicts what was seen is left out; where several are left, all of
them are given.

    Places("answer = Response(403)").of_answer(403, "", "") == (1,)
"""

import ast
import re
from collections.abc import Iterator

MOST = 5
"""Lines that are given; more than that help nobody."""
_LOGGING = frozenset(("trace", "debug", "info", "warning", "error", "critical", "exception", "log"))
_SETTING = frozenset(("setdefault", "update", "replace_all"))


class Places:
    """Of one source; of one that cannot be read, or of none, there are no places."""

    def __init__(self, source: str | None) -> None:
        try:
            tree = ast.parse(source or "")
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            tree = ast.Module([], [])
        self._nodes = tuple(ast.walk(tree))

    def of_answer(self, status: int, body: str, details: str) -> tuple[int, ...]:
        return _chosen(self._answers(status, body, details))

    def of_header(self, deed: str, name: str) -> tuple[int, ...]:
        """`deed` is set, add or remove. A pseudo-header is set by an attribute: `request.path = …`."""
        return _chosen(self._headers(deed, name.lower()))

    def of_body(self) -> tuple[int, ...]:
        """Where a body callback returns something else than None."""
        return _chosen(self._bodies())

    def of_message(self, text: str) -> tuple[int, ...]:
        """`print` and the log's functions."""
        return _chosen(self._messages(text))

    def _answers(self, status: int, body: str, details: str) -> Iterator[tuple[int, bool]]:
        for node in self._nodes:
            if not isinstance(node, ast.Call) or _name_of(node.func) != "Response":
                continue
            given = {item.arg: item.value for item in node.keywords if item.arg}
            seen = {"status": str(status), "body": body, "details": details}
            if node.args:
                given["status"] = node.args[0]
            if len(node.args) > 1:
                given["body"] = node.args[1]
            known = [_fits(given[name], value) for name, value in seen.items() if name in given]
            if False not in known:
                yield node.lineno, _fits(given.get("status"), str(status)) is True

    def _headers(self, deed: str, name: str) -> Iterator[tuple[int, bool]]:
        for node in self._nodes:
            match node:
                case (
                    ast.Assign(targets=[ast.Subscript(slice=key)])
                    | ast.AugAssign(target=ast.Subscript(slice=key))
                ):
                    yield from _named(node, key, name, deed == "set")
                case ast.Assign(targets=[ast.Attribute(attr=attribute)]) if deed == "set":
                    if name == f":{attribute}" or (name, attribute) == (":authority", "host"):
                        yield node.lineno, True
                case ast.Delete(targets=[ast.Subscript(slice=key)]):
                    yield from _named(node, key, name, deed == "remove")
                case ast.Call(func=ast.Attribute(attr=attribute), args=[key, *_]):
                    wanted = {"add": {"add"}, "remove": {"pop"}, "set": _SETTING}.get(deed, set())
                    yield from _named(node, key, name, attribute in wanted)

    def _bodies(self) -> Iterator[tuple[int, bool]]:
        for node in self._nodes:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.endswith("_body"):
                for inner in ast.walk(node):
                    match inner:
                        case ast.Return(value=None) | ast.Return(value=ast.Constant(value=None)):
                            pass
                        case ast.Return():
                            yield inner.lineno, True

    def _messages(self, text: str) -> Iterator[tuple[int, bool]]:
        for node in self._nodes:
            if not isinstance(node, ast.Call) or not node.args:
                continue
            printing = isinstance(node.func, ast.Name) and node.func.id == "print"
            logging = isinstance(node.func, ast.Attribute) and node.func.attr in _LOGGING
            if printing or logging:
                fits = _fits(node.args[0], text) if len(node.args) == 1 else None
                if fits is not False:
                    yield node.lineno, fits is True


def _named(node: ast.stmt | ast.expr, key: ast.expr, name: str, wanted: bool) -> Iterator[tuple[int, bool]]:
    """A statement about a header of that name, or of one that is only known when it runs."""
    if wanted:
        fits = _fits(key, name, ignore_case=True)
        if fits is not False:
            yield node.lineno, fits is True


def _fits(node: ast.expr | None, seen: str, *, ignore_case: bool = False) -> bool | None:
    """Whether the expression's value is what was seen; None where that is known only when it runs."""
    match node:
        case ast.Constant(value=str() | int() as value):
            known = str(value)
            return known.lower() == seen.lower() if ignore_case else known == seen
        case ast.JoinedStr(values=parts):
            pattern = "".join(
                re.escape(str(part.value)) if isinstance(part, ast.Constant) else ".*" for part in parts
            )
            flags = re.DOTALL | (re.IGNORECASE if ignore_case else 0)
            return None if re.fullmatch(pattern, seen, flags) else False
    return None


def _name_of(function: ast.expr) -> str:
    match function:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def _chosen(found: Iterator[tuple[int, bool]]) -> tuple[int, ...]:
    """The lines that are known to fit; where there are none, those that may."""
    places = list(found)
    lines = {line for line, sure in places if sure} or {line for line, _ in places}
    return tuple(sorted(lines)) if len(lines) <= MOST else ()
