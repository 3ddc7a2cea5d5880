"""YAML with lines: what editors of a configuration get wrong is said with its place."""

from __future__ import annotations

import time
from pathlib import Path

import click
import pytest

from sluice.cli.remote.yaml_files import read_documents, write_yaml

TEXT = """\
owner: shop
routes:
  - name: a
    action:
      retry:
        on: [5xx]
        attempts: 2
  - {name: no, timeout: 1.5, since: 2024-01-01, at: 12:30, off: true}
"""


def read(tmp_path: Path, text: str) -> object:
    file = tmp_path / "edge.yaml"
    file.write_text(text)
    found = read_documents(file)
    return found[0].value if found else None


def test_words_are_texts_as_in_json(tmp_path: Path) -> None:
    assert read(tmp_path, TEXT) == {
        "owner": "shop",
        "routes": [
            {"name": "a", "action": {"retry": {"on": ["5xx"], "attempts": 2}}},
            {"name": "no", "timeout": 1.5, "since": "2024-01-01", "at": "12:30", "off": True},
        ],
    }
    assert read(tmp_path, "a: ~\nb:\nc: null\nd: ''") == {"a": None, "b": None, "c": None, "d": ""}
    assert read(tmp_path, "base: &b {x: 1}\nc: {<<: *b, y: 2}") == {"base": {"x": 1}, "c": {"x": 1, "y": 2}}
    assert read(tmp_path, "") is None


def test_what_is_written_reads_the_same(tmp_path: Path) -> None:
    value = {
        "on": "no",
        "a": ["12:30", "1e3", "null", "ü", "0x1f", "0123", "-", 7, -3, 1e20, 1.5, True, None, "2024-01-01"],
    }
    assert read(tmp_path, write_yaml(value, ["a comment"])) == value


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("owner", 1),
        ("routes.0.name", 3),
        ("routes.0.action.forward.retry.on", 6),
        ("routes.0.action.retry.on.0", 6),
        ("routes.1.timeout", 8),
        ("routes.7.name", 2),
        ("gateways.0", 1),
    ],
)
def test_a_path_has_its_line(tmp_path: Path, path: str, line: int) -> None:
    file = tmp_path / "edge.yaml"
    file.write_text(TEXT)
    assert read_documents(file)[0].locate(path) == f"{file}:{line}"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a: [1\nb: 2", "edge.yaml:2: is no YAML"),
        ("a: 1\nb: 2\na: 3", "edge.yaml:3: the key 'a' is there twice"),
        ("1: x", "edge.yaml:1: a key must be a text"),
        ("a: 1\n? [b]\n: c", "edge.yaml:2: a key must be a text"),
        ("a:\n  - !!python/object:os.system {}", "edge.yaml:2: is no YAML"),
        ("a: *nowhere", "edge.yaml:1: is no YAML"),
        ("a: &a [*a]", "refers to itself"),
        ("a: \t- b\n\tc", "is no YAML"),
        ("a: \x00", "is no YAML"),
        ("[" * 3000, "nested too deeply"),
    ],
)
def test_nonsense_names_its_line(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(click.ClickException) as error:
        read(tmp_path, text)
    assert words in error.value.message


@pytest.mark.parametrize("merged", [False, True])
def test_aliases_of_aliases_end_at_once(tmp_path: Path, merged: bool) -> None:
    """Under a kilobyte that would be a billion values."""
    first, each = ("{x: 1}", "{a: *a%d, b: *a%d, <<: *a%d}") if merged else ("[x]", "[*a%d, *a%d, *a%d]")
    steps = [f"a{step}: &a{step} {each % ((step - 1,) * 3)}" for step in range(1, 25)]
    text = "\n".join([f"a0: &a0 {first}", *steps])
    began = time.monotonic()
    with pytest.raises(click.ClickException, match="stands for more than 2,000,000 values"):
        read(tmp_path, text)
    assert time.monotonic() - began < 5
    assert read(tmp_path, text.partition("a9:")[0]) is not None


def test_what_is_no_text(tmp_path: Path) -> None:
    file = tmp_path / "edge.yaml"
    file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(click.ClickException, match="no text in UTF-8"):
        read_documents(file)
