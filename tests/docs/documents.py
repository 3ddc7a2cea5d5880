"""Reading a Markdown document as a reader would: files to write, commands to run, output to expect.

- A `sh` block is run as one script of bash.
- In a `console` block each `$ command` is run; the lines below it are what it must print, `…` for any text.
- A code block below a line that is only a file's name, `` `filter.py`: ``, is written to that file.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FENCE = re.compile(r"^```(\w*)\s*$")
FILE_NAME = re.compile(r"^`([\w./-]+\.\w+)`:$")


@dataclass(frozen=True, slots=True)
class File:
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Command:
    """`expected` is None where the document shows no output; `line` is where the command stands."""

    line: int
    text: str
    expected: str | None = None


def read_document(path: Path) -> list[File | Command]:
    """The steps in the order of the document."""
    return list(steps(path.read_text()))


def steps(text: str) -> Iterator[File | Command]:
    above = ""
    block: list[str] = []
    language: str | None = None
    for number, line in enumerate(text.splitlines(), 1):
        fence = FENCE.match(line)
        if language is None:
            if fence:
                language, block = fence[1], []
            elif line.strip():
                above = line.strip()
        elif line == "```":
            yield from block_steps(language, block, above, number - len(block))
            language, above = None, ""
        else:
            block.append(line)


def block_steps(language: str, block: list[str], above: str, line: int) -> Iterator[File | Command]:
    text = "\n".join(block) + "\n"
    named = FILE_NAME.match(above)
    if named:
        yield File(named[1], text)
    elif language == "sh":
        yield Command(line, text)
    elif language == "console":
        yield from console_commands(block, line)


def console_commands(block: list[str], line: int) -> Iterator[Command]:
    starts = [index for index, text in enumerate(block) if text.startswith("$ ")]
    for start, end in zip(starts, [*starts[1:], len(block)], strict=True):
        yield Command(line + start, block[start].removeprefix("$ "), "\n".join(block[start + 1 : end]))


def matches(expected: str, output: str) -> bool:
    """Whether the output is what the document shows, `…` standing for any text."""
    parts = [re.escape(part) for part in expected.strip().split("…")]
    return re.fullmatch(".*".join(parts), output.strip(), re.DOTALL) is not None
