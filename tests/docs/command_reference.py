"""docs/reference/commands.md: what `--help` says, command by command. Written by `make reference`."""

import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import click

from sluice.cli.main import SUMMARIES, load_command

FILE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "commands.md"
REMARK = "<!-- Written by `make reference` from the commands' own help: change that. -->"
WIDTH = 100
OPENING = "`sluice COMMAND --help` says the same. `-h` and `--help` are not listed."


def render() -> str:
    found = [(name, load_command(name)) for name in SUMMARIES]
    contents = [f"- [`sluice {name}`](#sluice-{name}): {summary}" for name, summary in SUMMARIES.items()]
    parts = ["# The commands", REMARK, OPENING, "\n".join(contents)]
    for name, command in found:
        assert command is not None, f"`sluice {name}` is listed and not there"
        parts += described(command, f"sluice {name}", "##")
    return "\n\n".join(part for part in parts if part) + "\n"


def described(command: click.Command, name: str, level: str) -> Iterator[str]:
    context = click.Context(command, info_name=name, terminal_width=WIDTH)
    yield f"{level} {name}"
    yield f"```text\n{command.get_usage(context).removeprefix('Usage: ')}\n```"
    yield _paragraphs(command.help or "")
    yield _options(command, context)
    yield _examples(command.epilog or "")
    if isinstance(command, click.Group):
        for each in command.list_commands(context):
            inner = command.get_command(context, each)
            assert inner is not None
            yield from described(inner, f"{name} {each}", "###")


def _paragraphs(text: str) -> str:
    return inspect.cleandoc(text.partition("\f")[0]).replace("\b\n", "")


def _options(command: click.Command, context: click.Context) -> str:
    rows = []
    for option in command.params:
        record = option.get_help_record(context) if isinstance(option, click.Option) else None
        if record is not None:
            names, about = (cell.replace("|", "\\|") for cell in record)
            rows.append(f"| `{names}` | {about} |")
    return "\n".join(["| Option | |", "|---|---|", *rows]) if rows else ""


def _examples(epilog: str) -> str:
    lines = epilog.removeprefix("\b\n").splitlines()
    text = inspect.cleandoc("\n".join(line for line in lines if not re.match(r"Examples?:", line)))
    return f"```text\n{text}\n```" if text else ""
