"""`sluice run`: a Python script, compiled to Wasm and run under wasmtime."""

import sys
from pathlib import Path

import click

from sluice.cli.compiling import REFUSED, refusals_told

EXAMPLES = """\b
Examples:
  sluice run hello.py
  sluice run --release benchmark.py      # optimised across the whole program
"""


@click.command(epilog=EXAMPLES)
@click.argument("script", type=click.Path(path_type=Path))
@click.option("--release", is_flag=True, help="Optimise as for production; takes a little longer.")
def run(script: Path, release: bool) -> None:
    """Compile SCRIPT to Wasm and run it.

    What it prints comes out as it is; an uncaught exception gives its traceback and status 1; what cannot be
    compiled gives `file:line:col: error: … [CODE]` and status 2.
    """
    from sluice.toolchain.build import build_file
    from sluice.toolchain.scripts import STDERR, NeedsProxyError, Script

    with refusals_told():
        built = build_file(script, release=release, script=True)
    try:
        module = Script(built.wasm)
    except NeedsProxyError as error:
        click.echo(f"{script}: error: {error}", err=True)
        sys.exit(REFUSED)

    def write(stream: int, data: bytes) -> None:
        if stream == STDERR:
            sys.stdout.flush()
            sys.stderr.buffer.write(data)
            sys.stderr.flush()
        else:
            sys.stdout.buffer.write(data)

    status = module.run(write)
    sys.stdout.flush()
    sys.exit(status)
