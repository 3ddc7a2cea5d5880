"""A filter that a command was given, as a module and behind the emulated host."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from sluice.cli.compiling import refusals_told

if TYPE_CHECKING:
    from sluice.testing.emulated import EmulatedFilter


def read_module(file: Path) -> bytes:
    """The bytes of a `.wasm` file, or what a Python file is compiled to; refusals are told as by `build`."""
    from sluice.toolchain.build import build_file

    if file.suffix == ".wasm":
        return file.read_bytes()
    with refusals_told():
        return build_file(file).wasm


def read_configuration(given: str | None) -> bytes:
    """JSON as it is, or the content of the file of that name."""
    if given is None:
        return b""
    is_text = given.lstrip()[:1] in ("{", "[", '"') or not given
    if is_text:
        return given.encode()
    try:
        return Path(given).read_bytes()
    except OSError as error:
        raise click.ClickException(f"--config {given}: {error.strerror}") from None


def load_module(file: Path, config: str | None, root_id: str = "") -> EmulatedFilter:
    """The filter as Wasm in a proxy of its own; a refusal ends the command with its reason."""
    from sluice.testing.host import Host, Plugin
    from sluice.testing.loader import load_wasm
    from sluice.testing.vm import LoadError

    host = Host(Plugin(file.stem, read_configuration(config), root_id))
    try:
        return load_wasm(read_module(file), host)
    except LoadError as error:
        raise click.ClickException(str(error)) from None
