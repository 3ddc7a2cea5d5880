"""`make reference`: reference/api.md and testing.md from docstrings, commands.md from the commands' help,
sluice.schema.json from what a file of `sluice config` may hold.

A page has a section for each module that defines public names. A name that is added to
`sluice/api/offered.py` or `sluice/testing/__init__.py` appears by itself; `SECTIONS` gives modules a title
and a place.
"""

import ast
import importlib
import inspect
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from tests.docs import command_reference
from tests.docs.pytest_options import fixtures_table, options_table
from tests.docs.source_reading import Attribute, Class, Constant, Item, Routine, Source

import sluice.testing
from sluice.api import offered
from sluice_console.features.configuration.json_schema import make_schema

ROOT = Path(__file__).resolve().parents[2]
REMARK = "<!-- Written by `make reference` from the docstrings: change those. -->"

SECTIONS: dict[str, str] = {
    "sluice.api.filters": "Filters",
    "sluice.api.tcp": "TCP filters",
    "sluice.api.messages": "Requests, responses, chunks",
    "sluice.api.headers": "Headers",
    "sluice.api.access_log": "Access logs",
    "sluice.api.connection": "Connections: `connection`, `upstream`",
    "sluice.api.route": "Routes: `route`",
    "sluice.api.properties": "Properties",
    "sluice.api.envoy": "Envoy's own functions: `envoy`",
    "sluice.api.closing": "Cutting an exchange off",
    "sluice.api.http": "HTTP call-outs: `http`",
    "sluice.api.grpc": "gRPC call-outs: `grpc`",
    "sluice.api.tasks": "Waiting",
    "sluice.api.plugins": "Configuration, start, schedules",
    "sluice.api.metrics": "Metrics",
    "sluice.api.shared": "Shared data: `shared`",
    "sluice.api.queues": "Queues",
    "sluice.api.log": "The proxy's log: `log`",
    "sluice.api.streams": "Other exceptions",
    "sluice.testing.loader": "Loading a filter",
    "sluice.testing.loaded_filter": "Sending requests",
    "sluice.testing.results": "What became of a request",
    "sluice.testing.tcp": "TCP connections",
    "sluice.testing.metrics": "What was counted",
    "sluice.testing.messages": "What was sent and received",
    "sluice.testing.callouts": "What call-outs reach",
    "sluice.testing.host": "What was logged",
    "sluice.testing.recordings": "Recorded requests",
    "sluice.testing.vetting": "Modules of strangers",
}
"""Titles of modules, in the order of reading. Others follow under the first line of their docstring."""
SHOWN_WITH = {
    "sluice.api.boundary": "sluice.api.plugins",
    "sluice.api.hostcalls": "sluice.api.streams",
    "sluice.testing.abi": "sluice.testing.host",
    "sluice.testing.vm": "sluice.testing.loader",
    "sluice.toolchain.recorded": "sluice.testing.recordings",
}
"""Modules that define a public name among much that is not public."""
WITHOUT_OPENING = {"sluice.api.streams", "sluice.testing.host"}
"""Modules whose docstring speaks to those who work on the SDK."""
FOR_THE_HOST = {
    "http.answered",
    "grpc.start",
    "grpc.message_received",
    "grpc.initial_metadata_received",
    "grpc.trailing_metadata_received",
    "grpc.closed",
    "GrpcStream.token",
    "Plugin.root",
    "Plugin.runs",
    "Queue.register",
    "Queue.action",
    "shared.ATTEMPTS",
    "http.MILLISECONDS",
    "Response.pairs",
    "Connection.context",
    "Connection.start",
    "Upstream.answer",
    "GrpcUpstream.answer",
}
"""Names without an underscore, since other modules of the SDK use them, that are none of an author's."""
MADE_BY_AUTHORS = {
    *("Response", "Counter", "Gauge", "Histogram", "Queue"),
    *("sluice.testing.Reply", "sluice.testing.SentRequest"),
}
"""Classes whose constructor is shown; objects of the others are given to filters and tests."""


@dataclass(frozen=True, slots=True)
class Page:
    file: Path
    package: ModuleType
    title: str
    opening: str


API = Page(
    ROOT / "docs" / "reference" / "api.md",
    offered,
    "What a filter imports",
    "Everything here is imported from `sluice`. It works the same under CPython and in Envoy. What else a\n"
    "filter may import is said in [The Python that is compiled](python.md).",
)
TESTING = Page(
    ROOT / "docs" / "reference" / "testing.md",
    sluice.testing,
    "What a test imports",
    "Everything here is imported from `sluice.testing`. A test that takes the fixture `load` runs once on\n"
    "CPython and once on the compiled module; `sluice test` is pytest with this plugin, and so is `pytest`.",
)
PAGES = (API, TESTING)
SCHEMA = ROOT / "docs" / "reference" / "sluice.schema.json"


@dataclass(frozen=True, slots=True)
class Entry:
    """A public name as an author writes it: `Response`, `http.get`."""

    name: str
    item: Item


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    opening: str
    entries: tuple[Entry, ...]


def main() -> None:
    for page in PAGES:
        page.file.write_text(render(page))
        print(page.file.relative_to(ROOT))
    command_reference.FILE.write_text(command_reference.render())
    print(command_reference.FILE.relative_to(ROOT))
    SCHEMA.write_text(configuration_schema())
    print(SCHEMA.relative_to(ROOT))


def configuration_schema() -> str:
    """As `sluice config schema` prints it."""
    return json.dumps(make_schema(), indent=2, ensure_ascii=False) + "\n"


def render(page: Page) -> str:
    found = sections(page.package)
    parts = [f"# {page.title}", REMARK, page.opening, "\n".join(_contents(found))]
    for section in found:
        parts += [f"## {section.title}", section.opening]
        for entry in section.entries:
            parts += rendered(entry, page.package)
    if page is TESTING:
        parts += ["## Fixtures", fixtures_table(), "## Options of pytest", options_table()]
    parts += _types("\n".join(parts))
    return "\n\n".join(part for part in parts if part) + "\n"


def sections(package: ModuleType) -> list[Section]:
    by_module: dict[str, list[str]] = {}
    for module, name in exports(package):
        by_module.setdefault(module, []).append(name)
    order = [name for name in SECTIONS if name in by_module]
    order += [name for name in by_module if name not in SECTIONS and name not in SHOWN_WITH]
    return [_section(name, by_module, package) for name in order]


def exports(package: ModuleType) -> Iterator[tuple[str, str]]:
    """Each public name of a package with the module that defines it; "" for a module as a whole."""
    assert package.__file__ is not None
    for node in ast.parse(Path(package.__file__).read_text()).body:
        if isinstance(node, ast.ImportFrom) and node.module is not None:
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                if inspect.ismodule(getattr(package, alias.name)):
                    yield inner, ""
                else:
                    yield node.module, alias.name


def _section(module: str, by_module: dict[str, list[str]], package: ModuleType) -> Section:
    source = Source(importlib.import_module(module))
    entries = list(_entries(source, by_module[module]))
    for other, place in SHOWN_WITH.items():
        if place == module and other in by_module:
            entries += _entries(Source(importlib.import_module(other)), by_module[other])
    first, _, rest = source.doc.partition("\n\n")
    title = SECTIONS.get(module, first.rstrip("."))
    opening = source.doc if module in SECTIONS else rest
    if module in WITHOUT_OPENING:
        opening = ""
    return Section(title, _markdown(opening), tuple(entries))


def _entries(source: Source, names: list[str]) -> Iterator[Entry]:
    prefix = source.name.rpartition(".")[2] + "."
    objects = {class_: name for name, class_ in source.objects().items() if name in names}
    for item in source.items():
        if item.name in objects:
            yield Entry(objects[item.name], item)
            if item.name in names:
                yield Entry(item.name, item)
        elif item.name in names or (objects and isinstance(item, Class)):
            yield Entry(item.name, item)
        elif "" in names and prefix + item.name not in FOR_THE_HOST:
            yield Entry(prefix + item.name, item)


def rendered(entry: Entry, package: ModuleType) -> Iterator[str]:
    match entry.item:
        case Constant() as constant:
            yield f"### {entry.name}"
            yield f"`{entry.name} = {constant.value}`. {constant.doc}".rstrip(". ") + "."
        case Routine() as function:
            yield f"### {entry.name}"
            yield _code(_signatures(function, entry.name.rpartition(".")[0]))
            yield _markdown(function.doc)
        case Class() as class_:
            yield f"### {entry.name}"
            yield _code([_head(class_, entry.name, package)])
            yield _markdown(class_.doc)
            yield _attributes(class_)
            for method in class_.methods:
                if f"{class_.name}.{method.name}" not in FOR_THE_HOST:
                    yield f"#### {class_.name}.{method.name}"
                    yield _code(_signatures(method, ""))
                    yield _markdown(method.doc)


def _head(class_: Class, name: str, package: ModuleType) -> str:
    bases = f"({', '.join(class_.bases)})" if class_.bases else ""
    made = name in MADE_BY_AUTHORS or f"{package.__name__}.{name}" in MADE_BY_AUTHORS
    if (name[0].islower() or name.isupper()) and "." not in name:
        return f"{name}: {class_.name}"
    if not made:
        return f"class {name}{bases}"
    return _wrapped(f"{name}(", class_.parameters, ")")


def _signatures(function: Routine, prefix: str) -> list[str]:
    dot = f"{prefix}." if prefix else ""
    shown = []
    for signature in function.signatures:
        start, _, rest = signature.partition(f"{function.name}(")
        inner, arrow, result = rest.rpartition(") -> ")
        shown.append(_wrapped(f"{start}{dot}{function.name}(", inner, arrow + result))
    return shown


def _wrapped(start: str, parameters: str, end: str) -> str:
    """On one line, or a parameter a line where that would be too long."""
    if len(start + parameters + end) <= 100:
        return start + parameters + end
    split = re.split(r", (?![^\[(]*[\])])", parameters)
    return start + "\n    " + ",\n    ".join(split) + ",\n" + end


def _attributes(class_: Class) -> str:
    rows = [
        f"| `{each.name}` | `{each.type.replace('|', chr(92) + '|')}` | {_cell(each)} |"
        for each in class_.attributes
        if f"{class_.name}.{each.name}" not in FOR_THE_HOST
    ]
    return "\n".join(["| Attribute | Type | |", "|---|---|---|", *rows]) if rows else ""


def _cell(attribute: Attribute) -> str:
    text = " ".join(attribute.doc.split()).replace("|", "\\|")
    text = text[:1].upper() + text[1:]
    if attribute.assignable:
        text = f"{text} Can be assigned.".lstrip()
    return text


def _markdown(doc: str) -> str:
    """A docstring's indented examples as blocks of Python."""
    out: list[str] = []
    for paragraph in _paragraphs(doc):
        if paragraph.startswith("    "):
            body = "\n".join(line[4:] for line in paragraph.splitlines())
            out.append(f"```python\n{body}\n```")
        else:
            out.append(paragraph)
    return "\n\n".join(out)


def _paragraphs(doc: str) -> Iterator[str]:
    """Runs of indented and of other lines; an indented run may contain empty lines."""
    for run in re.findall(r"(?:^ {4}.*\n?|^\n(?= {4}))+|(?:^(?! {4}).+\n?)+", doc + "\n", re.MULTILINE):
        text = run.strip("\n")
        if text:
            yield text


def _code(lines: list[str]) -> str:
    return "```python\n" + "\n".join(lines) + "\n```"


def _contents(found: list[Section]) -> Iterator[str]:
    for section in found:
        anchor = re.sub(r"[^\w\- ]", "", section.title.lower()).replace(" ", "-")
        names = ", ".join(f"`{entry.name}`" for entry in section.entries)
        yield f"- [{section.title}](#{anchor}): {names}"


def _types(text: str) -> Iterator[str]:
    """The names of types that the signatures on this page use and that are no classes."""
    aliases: dict[str, str] = {}
    for module in [*SECTIONS, "sluice.testing.properties"]:
        aliases |= Source(importlib.import_module(module)).aliases()
    blocks = re.findall(r"```python\n(?:class|async|\w+\().*?```", text, re.DOTALL)
    signatures = "\n".join(blocks + re.findall(r"^\| `.*", text, re.MULTILINE))
    used = [name for name in sorted(aliases) if re.search(rf"[:>\[|,`] ?{name}\b", signatures)]
    if used:
        yield "## Types in signatures"
        yield "\n".join(["| | |", "|---|---|", *(f"| `{name}` | {aliases[name]} |" for name in used)])


if __name__ == "__main__":
    main()
