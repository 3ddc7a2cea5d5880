"""YAML files read so that a fault can be said with its line.

Plain words are texts as YAML 1.2 and JSON have it: `on` and `no` are no booleans, `12:30` is no number. A key
that is there twice is refused instead of overwritten.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click
import yaml

MOST_NODES = 2_000_000
"""Values of one document, with each alias for all that it stands for; 20,000 routes have about a million."""

Place = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """What one document of a file says; `lines` has where each key and each item begins."""

    file: Path
    value: Any
    lines: dict[Place, int] = field(default_factory=dict)

    def locate(self, path: str) -> str:
        """`edge.yaml:42` for `routes.3.action.timeout`, or for what of it is in the file.

        Words that are no key there are passed over: checks put in the kind of an object, `action.forward`.
        """
        place: Place = ()
        line = self.lines.get((), 1)
        for word in path.split("."):
            part = (
                (*place, int(word))
                if word.isdigit() and (*place, int(word)) in self.lines
                else (*place, word)
            )
            if part in self.lines:
                place, line = part, self.lines[part]
        return f"{self.file}:{line}"


class _Loader(yaml.SafeLoader):
    """With the scalars of YAML 1.2's core schema, and merge keys."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012 - PyYAML's way


class _Dumper(yaml.SafeDumper):
    """Quotes what either version of YAML would take for something other than a text."""


for _tag, _pattern, _starts in (
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("bool", r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    ("int", r"[-+]?(?:0|[1-9][0-9]*)", list("-+0123456789")),
    ("float", r"[-+]?(?:\.[0-9]+|[0-9]+\.[0-9]*|[0-9]+(?=[eE]))(?:[eE][-+]?[0-9]+)?", list("-+.0123456789")),
    ("merge", r"<<", ["<"]),
):
    for _side in (_Loader, _Dumper):
        _side.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(f"^(?:{_pattern})$"), _starts)


def read_documents(file: Path) -> list[Document]:
    """All documents of a file; empty ones are left out. Raises ClickException with file, line and reason."""
    try:
        found = list(_documents_of(file, file.read_text(encoding="utf-8")))
    except UnicodeDecodeError as error:
        raise click.ClickException(f"{file} is no text in UTF-8: {error}") from error
    except yaml.MarkedYAMLError as error:
        line = f":{error.problem_mark.line + 1}" if error.problem_mark else ""
        said = " ".join(part for part in (error.context, error.problem) if part)
        raise click.ClickException(f"{file}{line}: is no YAML: {said}") from error
    except (yaml.YAMLError, ValueError) as error:
        raise click.ClickException(f"{file} is no YAML: {error}") from error
    except RecursionError as error:
        raise click.ClickException(f"{file} is nested too deeply, or refers to itself") from error
    return [each for each in found if each.value is not None]


def _documents_of(file: Path, text: str) -> Iterator[Document]:
    loader = _Loader(text)
    while loader.check_node():
        node = loader.get_node()
        assert node is not None
        if _count(node, {}) > MOST_NODES:
            line = node.start_mark.line + 1
            raise click.ClickException(
                f"{file}:{line}: stands for more than {MOST_NODES:,} values, for its aliases name aliases; "
                "write it out, or make several files of it"
            )
        lines = dict(_lines_of(file, node))
        yield Document(file, loader.construct_document(node), lines)


def _count(node: yaml.Node, known: dict[yaml.Node, int]) -> int:
    """Each node once, however many aliases there are. Raises RecursionError where one holds itself."""
    if node in known:
        if known[node] == 0:
            raise RecursionError
        return known[node]
    known[node] = 0
    match node:
        case yaml.MappingNode():
            found = sum(_count(key, known) + _count(value, known) for key, value in node.value)
        case yaml.SequenceNode():
            found = sum(_count(item, known) for item in node.value)
        case _:
            found = 0
    known[node] = found + 1
    return known[node]


def _lines_of(file: Path, node: yaml.Node, place: Place = ()) -> Iterator[tuple[Place, int]]:
    if not place:
        yield (), node.start_mark.line + 1
    match node:
        case yaml.MappingNode():
            yield from _lines_of_mapping(file, node, place)
        case yaml.SequenceNode():
            for number, item in enumerate(node.value):
                yield (*place, number), item.start_mark.line + 1
                yield from _lines_of(file, item, (*place, number))


def _lines_of_mapping(file: Path, node: yaml.MappingNode, place: Place) -> Iterator[tuple[Place, int]]:
    seen: set[str] = set()
    for key, value in node.value:
        line = key.start_mark.line + 1
        if key.tag == "tag:yaml.org,2002:merge":
            continue
        if not isinstance(key, yaml.ScalarNode) or key.tag != "tag:yaml.org,2002:str":
            raise click.ClickException(f"{file}:{line}: a key must be a text; put it in quotes")
        if key.value in seen:
            raise click.ClickException(f"{file}:{line}: the key {key.value!r} is there twice")
        seen.add(key.value)
        yield (*place, key.value), line
        yield from _lines_of(file, value, (*place, key.value))


def write_yaml(value: dict[str, Any], comments: Sequence[str] = ()) -> str:
    """In the order of the keys, which are texts wherever YAML 1.1 would take them for something else."""
    text: str = yaml.dump(value, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=110)
    return "".join(f"# {line}".rstrip() + "\n" for line in comments) + text
