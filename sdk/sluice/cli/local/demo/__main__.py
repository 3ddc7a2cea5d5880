"""The command behind `make demo`."""

import shutil
import tempfile
import time
from pathlib import Path

import click

from sluice.cli.local.demo.script import run_demo
from sluice.cli.local.errors import LocalError
from sluice.cli.local.folder import Folder
from sluice.cli.local.stack import stop_stack


@click.command()
@click.option("--keep", is_flag=True, help="Leave everything running, and print the URLs.")
def main(keep: bool) -> None:
    """Take a filter from a Python file to a live Envoy, and print each step with its figure."""
    began = time.monotonic()
    folder = Folder(Path(tempfile.mkdtemp(prefix="sluice-demo-data-")))
    try:
        started = run_demo(folder, say)
    except BaseException:
        stop_quietly(folder)
        click.echo(f"demo: the logs are in {folder.root / 'logs'}", err=True)
        raise
    if keep:
        urls = started.running.urls
        say("running", f"console {urls['console']}, Envoy {urls['envoy']}/orders, key k-ann")
        if started.running.setup_link is not None:
            say("sign in", f"make the first account at {started.running.setup_link}")
        say("stop", f"sluice down --data {folder.root}")
    else:
        stop_stack(folder)
        shutil.rmtree(folder.root)
        say("stop", "nothing is left running")
    say("done", f"{time.monotonic() - began:.1f} s")


def say(step: str, what: str) -> None:
    click.echo(f"{click.style(f'{step:>9}', bold=True)}  {what}")


def stop_quietly(folder: Folder) -> None:
    """End what runs; the error that led here is the one to report."""
    try:
        stop_stack(folder)
    except LocalError as error:
        click.echo(f"demo: {error.message}", err=True)


if __name__ == "__main__":
    main()
