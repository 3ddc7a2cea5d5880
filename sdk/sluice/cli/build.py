"""`sluice build`: a filter's file to a Wasm module."""

import hashlib
import json
from pathlib import Path

import click

from sluice.cli.compiling import refusals_told
from sluice.cli.signatures import sign_option, signed

EXAMPLES = """\b
Examples:
  sluice build my_filter.py                  # my_filter.wasm beside it
  sluice build my_filter.py -o out/f.wasm
  sluice build --debug my_filter.py          # with line numbers, for wasmtime's backtraces
"""


@click.command(epilog=EXAMPLES)
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option("-o", "--output", metavar="OUT", type=click.Path(path_type=Path), help="The module's path.")
@click.option("--debug", is_flag=True, help="Keep line numbers and build faster; the module is larger.")
@click.option(
    "--stress", is_flag=True, help="Collect garbage at every chance, to find faults of the runtime."
)
@sign_option
@click.option("--json", "as_json", is_flag=True, help="One JSON object: what was built, or what is wrong.")
def build(
    file: Path, output: Path | None, debug: bool, stress: bool, sign_key: Path | None, as_json: bool
) -> None:
    """Compile the filter in FILE to a Proxy-Wasm module that Envoy loads.

    Nothing is written when something is wrong: messages as `file:line:col: error: … [CODE]`, status 2.
    """
    from sluice.toolchain.build import build_file

    target = output or file.with_suffix(".wasm")
    with refusals_told(as_json):
        built = build_file(file, release=not debug, debug=debug, stress=stress)
    wasm = signed(built.wasm, sign_key)
    try:
        _write(target, wasm)
    except OSError as error:
        raise click.ClickException(f"cannot write {target}: {error.strerror}") from None
    if as_json:
        facts = {"file": str(target), "size": len(wasm), "seconds": round(built.seconds, 3)}
        click.echo(json.dumps({**facts, "sha256": hashlib.sha256(wasm).hexdigest()}))
        return
    size = click.style(f"{len(wasm):,} bytes", fg="green")
    click.echo(f"{target}: {size} in {built.seconds:.2f} s")


def _write(target: Path, content: bytes) -> None:
    """Writes the whole file or none of it; what is no file, as /dev/null, stays what it is."""
    if target.exists() and not target.is_file():
        target.write_bytes(content)
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f".{target.name}.draft")
    draft.write_bytes(content)
    draft.replace(target)
