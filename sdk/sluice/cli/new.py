"""`sluice new`: a first filter and its test, to start from."""

import keyword
from pathlib import Path

import click

from sluice.cli.local.errors import LocalError
from sluice.cli.starter import filter_source, filter_test_source

EXAMPLES = """\b
Examples:
  sluice new tenant_header                # tenant_header.py and test_tenant_header.py here
  sluice new tenant_header --to filters   # in the folder filters
"""


@click.command(epilog=EXAMPLES)
@click.argument("name")
@click.option(
    "--to",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(),
    show_default="the current folder",
    help="Folder for the two files.",
)
def new(name: str, folder: Path) -> None:
    """Write a first filter, NAME.py, and its test, test_NAME.py.

    The filter refuses requests of unknown tenants and counts them: small enough to read, with all the parts.
    Existing files are never touched.
    """
    if not name.isidentifier() or keyword.iskeyword(name) or name != name.lower():
        raise LocalError(
            f"{name!r} cannot name a Python module. Use lower case, digits and _, as in my_filter."
        )
    files = {f"{name}.py": filter_source(name), f"test_{name}.py": filter_test_source(name)}
    for file in files:
        if (folder / file).exists():
            raise LocalError(
                f"{folder / file} exists already. Choose another name, or another folder with --to."
            )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for file, text in files.items():
            with (folder / file).open("x") as out:
                out.write(text)
    except OSError as error:
        raise LocalError(f"cannot write to {folder}: {error.strerror}.") from error
    click.echo(f"Wrote {folder / f'{name}.py'} and {folder / f'test_{name}.py'}. Next:")
    click.echo(f"  sluice test {folder / f'test_{name}.py'}")
    click.echo(f"  sluice build {folder / f'{name}.py'}")
