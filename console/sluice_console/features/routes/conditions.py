"""A route's hosts and match as rows of a form, "Header · is · x-region: beijing", and back.

Every row has the same three parts, so that rows can be added and removed without script. What a row may say
depends on its part of the request; a row that says something else is refused at that row.

How a value is compared is one word: an operator of `ir.TextMatch`, with `not-` before it where the answer is
turned round and `-i` behind it where case does not count: `exact`, `not-exact`, `prefix-i`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sluice_console.core.language import marked, tr

PARTS: Mapping[str, str] = {
    "host": marked("Host"),
    "method": marked("Method"),
    "path": marked("Path"),
    "header": marked("Header"),
    "query": marked("Query"),
    "cookie": marked("Cookie"),
}
OPERATORS: Mapping[str, str] = {
    "exact": marked("is"),
    "prefix": marked("begins with"),
    "suffix": marked("ends with"),
    "contains": marked("contains"),
    "regex": marked("matches"),
}
USUAL = ("exact", "prefix", "suffix", "contains", "regex", "template", "present", "not-exact", "absent")
"""What the rows offer; a stored row may say more, and then offers that too."""

_EXAMPLES: Mapping[str, str] = {
    "host": "api.example.com",
    "method": "GET, POST",
    "path": "/v2/carts",
    "header": "x-region: beijing",
    "query": "lang=en",
    "cookie": "beta=on",
}
_ALLOWED: Mapping[str, frozenset[str]] = {
    "host": frozenset({"exact"}),
    "method": frozenset({"exact"}),
    "path": frozenset({"exact", "prefix", "regex", "template"}),
    "cookie": frozenset({"exact"}),
}


@dataclass(frozen=True, slots=True)
class Condition:
    """One row as typed. A header's value is `name: value`, a query's and a cookie's `name=value`."""

    part: str = "header"
    how: str = "exact"
    value: str = ""

    @property
    def example(self) -> str:
        return _EXAMPLES.get(self.part, "")

    @property
    def choices(self) -> tuple[tuple[str, str], ...]:
        """What the row's second field offers, `(("exact", "is"), …)`."""
        offered = USUAL if self.how in USUAL else (*USUAL, self.how)
        return tuple((how, to_words(how)) for how in offered)


@dataclass(frozen=True, slots=True)
class Parsed:
    """`hosts` and `match` for `RouteIn`; `errors` by row; `rows` says which row a path came from."""

    hosts: list[str]
    match: dict[str, Any]
    errors: Mapping[int, str]
    rows: Mapping[str, int]

    def row_of(self, path: str) -> int | None:
        """The row that an error at `path` belongs to: `match.headers.0.value.value` → the first header's."""
        return next((row for start, row in self.rows.items() if f"{path}.".startswith(f"{start}.")), None)


@dataclass(slots=True)
class _Collected:
    hosts: list[str] = field(default_factory=list)
    match: dict[str, Any] = field(default_factory=dict)
    errors: dict[int, str] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)


def to_words(how: str) -> str:
    """`is`, `is not`, `does not begin with`, `contains, in any case`."""
    if how in ("present", "absent", "template"):
        return {"present": tr("is there"), "absent": tr("is not there"), "template": tr("template")}[how]
    operator = how.removeprefix("not-").removesuffix("-i")
    words = tr(OPERATORS.get(operator, operator))
    if how.startswith("not-"):
        words = tr("is not") if operator == "exact" else tr("not: %(words)s", words=words)
    return tr("%(words)s, in any case", words=words) if how.endswith("-i") else words


def parse_conditions(conditions: Sequence[Condition]) -> Parsed:
    """Rows to hosts and match; a row without a value is left out."""
    into = _Collected()
    for row, condition in enumerate(conditions):
        value = condition.value.strip()
        if not value:
            continue
        if problem := _problem(condition):
            into.errors[row] = problem
        else:
            _add(into, row, condition, value)
    return Parsed(into.hosts or ["*"], into.match, into.errors, into.rows)


def to_conditions(hosts: Sequence[str], match: Mapping[str, Any]) -> tuple[Condition, ...]:
    """The rows of a stored route: hosts first, then method, path and the rest."""
    path = match.get("path") or {"kind": "prefix", "value": "/"}
    methods = match.get("methods")
    return (
        Condition("host", "exact", ", ".join(hosts)),
        *((Condition("method", "exact", ", ".join(methods)),) if methods else ()),
        Condition("path", path["kind"], path["value"]),
        *_named_rows(match),
    )


def describe(match: Mapping[str, Any]) -> tuple[str, ...]:
    """Headers, query and cookies, each in a few words for lists: `x-region: beijing`, `no x-debug`."""
    return tuple(_in_words(condition) for condition in _named_rows(match))


def _named_rows(match: Mapping[str, Any]) -> Iterator[Condition]:
    for item in match.get("headers", ()):
        yield _named("header", item, ": ")
    for item in match.get("query", ()):
        yield _named("query", item, "=")
    for item in match.get("cookies", ()):
        yield Condition("cookie", "exact", f"{item['name']}={item['value']}")


def _named(part: str, item: Mapping[str, Any], mark: str) -> Condition:
    inverted = bool(item.get("invert"))
    text = item.get("value")
    if text is None:
        return Condition(part, "absent" if inverted else "present", item["name"])
    how = f"{'not-' if inverted else ''}{text['operator']}{'-i' if text.get('ignore_case') else ''}"
    return Condition(part, how, f"{item['name']}{mark}{text['value']}")


def _in_words(condition: Condition) -> str:
    if condition.how == "exact":
        return (
            tr("cookie %(value)s", value=condition.value) if condition.part == "cookie" else condition.value
        )
    if condition.how in ("present", "absent"):
        return condition.value if condition.how == "present" else tr("no %(value)s", value=condition.value)
    name, _, value = condition.value.partition(": " if condition.part == "header" else "=")
    return f"{name} {to_words(condition.how)} {value}"


def _problem(condition: Condition) -> str | None:
    if condition.part not in PARTS:
        return tr("is not a part of a request")
    allowed = _ALLOWED.get(condition.part)
    if allowed is None:
        if condition.part == "query" and condition.how.startswith(("not-", "absent")):
            return tr("a query parameter can be compared, but not ruled out")
        return tr("a template is for paths") if condition.how == "template" else None
    if condition.how in allowed:
        return None
    words = ", ".join(f"“{to_words(how)}”" for how in USUAL if how in allowed)
    return tr("%(part)s takes %(words)s", part=tr(PARTS[condition.part]), words=words)


def _add(into: _Collected, row: int, condition: Condition, value: str) -> None:
    items = [item.strip() for item in value.split(",") if item.strip()]
    match condition.part:
        case "host":
            into.rows.setdefault("hosts", row)
            into.hosts += items
        case "method":
            into.rows["match.methods"] = row
            into.match.setdefault("methods", []).extend(item.upper() for item in items)
        case "path":
            if "path" in into.match:
                into.errors[row] = tr("the path is asked twice; one is enough")
            into.rows["match.path"] = row
            into.match["path"] = {"kind": condition.how, "value": value}
        case "cookie":
            name, mark, text = value.partition("=")
            if not mark:
                into.errors[row] = tr("write name=value, as in beta=on")
            cookies = into.match.setdefault("cookies", [])
            into.rows[f"match.cookies.{len(cookies)}"] = row
            cookies.append({"name": name.strip(), "value": text.strip()})
        case _:
            _add_named(into, row, condition)


def _add_named(into: _Collected, row: int, condition: Condition) -> None:
    """A header or a query parameter: with a value to compare, or only there."""
    part, mark = ("headers", ":") if condition.part == "header" else ("query", "=")
    items = into.match.setdefault(part, [])
    into.rows[f"match.{part}.{len(items)}"] = row
    how = condition.how
    if how in ("present", "absent"):
        items.append({"name": condition.value.strip(), **({"invert": True} if how == "absent" else {})})
        return
    name, found, text = condition.value.strip().partition(mark)
    if not found:
        into.errors[row] = tr(
            "write the name and the value, as in %(example)s; or choose “is there”", example=condition.example
        )
    value = {
        "value": text.strip(),
        "operator": how.removeprefix("not-").removesuffix("-i"),
        "ignore_case": how.endswith("-i"),
    }
    items.append({"name": name.strip(), "value": value, **({"invert": True} if how[:4] == "not-" else {})})
