"""`sluice down`: stop what `sluice up` started."""

from pathlib import Path

import click

from sluice.cli.local.folder import Folder, default_root
from sluice.cli.local.stack import stop_stack

EXAMPLES = """\b
Examples:
  sluice down
  sluice down --data ./try
"""


@click.command(epilog=EXAMPLES)
@click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    default=default_root,
    show_default="the user's data folder",
    help="Folder that `sluice up` was given.",
)
def down(data: Path) -> None:
    """Stop the console, Envoy and the upstreams that `sluice up` started; data and logs stay.

    Nothing running is no error. Processes that ended by themselves are: the message names them.
    """
    folder = Folder(data.resolve())
    stopped = stop_stack(folder)
    if stopped is None:
        click.echo(f"Nothing runs in {folder.root}.")
    else:
        click.echo("Stopped " + ", ".join(process.name for process in stopped.processes) + ".")
