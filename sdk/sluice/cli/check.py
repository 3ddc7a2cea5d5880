"""`sluice check`: everything that can be wrong with a filter before it is compiled to Wasm."""

import sys
from pathlib import Path

import click

EXAMPLES = """\b
Examples:
  sluice check my_filter.py
  sluice check --script tool.py      # permissive, as `sluice run` is
"""
REFUSED = 2


@click.command(epilog=EXAMPLES)
@click.argument("files", metavar="FILE…", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--script", is_flag=True, help="FILE is a script, not a filter: type errors do not count.")
def check(files: tuple[Path, ...], script: bool) -> None:
    """Check each FILE: syntax, types, and whether all of it can be compiled.

    Messages are mypy's own and Sluice's, as `file:line:col: error: … [CODE]`; status 2 when there are any.
    """
    from sluice.compiler.diagnostics import CompileError
    from sluice.compiler.pipeline import compile_file

    failed = False
    for file in files:
        try:
            compile_file(file, strict=not script)
        except CompileError as error:
            failed = True
            for diagnostic in error.diagnostics:
                click.echo(str(diagnostic), err=True)
    if failed:
        sys.exit(REFUSED)
    click.echo(f"{len(files)} {'file' if len(files) == 1 else 'files'} checked: nothing wrong")
