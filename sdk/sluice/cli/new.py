"""`sluice new`: a first filter with its test, settings for editor and CI, to start from."""

import keyword
from pathlib import Path

import click

from sluice.cli.local.errors import LocalError
from sluice.cli.project import project_files
from sluice.toolchain.starter import filter_source, filter_test_source
from sluice.version import __version__

EXAMPLES = """\b
Examples:
  sluice new tenant_header && cd tenant_header && sluice test
  sluice new tenant_header --to .         # here instead of in a folder of its own
"""


@click.command(epilog=EXAMPLES)
@click.argument("name")
@click.option(
    "--to",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    show_default="a folder NAME",
    help="Folder for the files.",
)
def new(name: str, folder: Path | None) -> None:
    """Write a first filter, NAME.py, its test and its configuration, pyproject.toml, and settings for VS Code
    and GitHub Actions.

    The filter refuses requests of unknown tenants and counts them: small enough to read, with all the parts.
    Existing files are never touched; a second filter in the same folder shares the settings of the first.
    """
    if not name.isidentifier() or keyword.iskeyword(name) or name != name.lower():
        raise LocalError(
            f"{name!r} cannot name a Python module. Use lower case, digits and _, as in my_filter."
        )
    target = Path(name) if folder is None else folder
    files = {f"{name}.py": filter_source(name), f"test_{name}.py": filter_test_source(name)}
    for file in files:
        if (target / file).exists():
            raise LocalError(
                f"{target / file} exists already. Choose another name, or another folder with --to."
            )
    files |= project_files(name, __version__)
    try:
        written = _write(target, files)
    except OSError as error:
        raise LocalError(f"cannot write to {target}: {error.strerror}.") from error
    click.echo(f"Wrote {', '.join(written)}" + (f" into {target}" if target != Path() else "") + ". Next:")
    if target != Path():
        click.echo(f"  cd {target}")
    click.echo("  sluice test")
    click.echo(f"  sluice dev {name}.py --config {name}.json")


def _write(target: Path, files: dict[str, str]) -> list[str]:
    """What is there already stays; what was written is told."""
    written = []
    for file, text in files.items():
        path = target / file
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            with path.open("x", encoding="utf-8") as out:
                out.write(text)
            written.append(file)
    return written
