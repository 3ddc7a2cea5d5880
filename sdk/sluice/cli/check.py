"""`sluice check`: everything that can be wrong with a filter before it is compiled to Wasm."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from sluice.compiler.diagnostics import Diagnostic

EXAMPLES = """\b
Examples:
  sluice check my_filter.py
  sluice check --script tool.py                       # permissive, as `sluice run` is
  sluice check --explain my_filter.py                 # which lines are slow, why, and which type helps
  sluice check --format sarif my_filter.py > out.sarif
"""
REFUSED = 2


@click.command(epilog=EXAMPLES)
@click.argument("files", metavar="FILE…", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--script", is_flag=True, help="FILE is a script, not a filter: type errors do not count.")
@click.option("--explain", is_flag=True, help="Also say which lines run on values of unknown type, and why.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "github", "sarif"]),
    default="text",
    show_default=True,
    help="github: annotations for a workflow's log; sarif: for code scanning.",
)
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
def check(files: tuple[Path, ...], script: bool, explain: bool, form: str, as_json: bool) -> None:
    """Check each FILE: syntax, types, and whether all of it can be compiled.

    Messages are mypy's own and Sluice's, as `file:line:col: error: … [CODE]`; status 2 when there are any.
    """
    from sluice.cli.excerpts import tell
    from sluice.cli.reports import to_report
    from sluice.compiler.diagnostics import Severity

    form = "json" if as_json else form
    found = [each for file in files for each in _check_file(file, strict=not script, explain=explain)]
    failed = any(each.severity is Severity.ERROR for each in found)
    if form == "text":
        tell(found, err=failed)
    elif report := to_report(found, form):  # type: ignore[arg-type]
        click.echo(report)
    if failed:
        sys.exit(REFUSED)
    if form == "text":
        counted = f"{len(files)} {'file' if len(files) == 1 else 'files'} checked: "
        click.echo(counted + click.style("nothing wrong", fg="green"))


def _check_file(file: Path, *, strict: bool, explain: bool) -> list["Diagnostic"]:
    from sluice.compiler.diagnostics import CompileError
    from sluice.compiler.explanations import explain_dynamic
    from sluice.compiler.pipeline import compile_file

    try:
        compiled = compile_file(file, strict=strict)
    except CompileError as error:
        return list(error.diagnostics)
    return list(explain_dynamic(compiled.lowered, compiled.files)) if explain else []
