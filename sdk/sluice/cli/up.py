"""`sluice up`: console, Envoy and two sample upstreams on this machine."""

import time
from pathlib import Path

import click

from sluice.cli.local.errors import LocalError
from sluice.cli.local.folder import Folder, Running, default_root
from sluice.cli.local.processes import is_alive, stop_processes
from sluice.cli.local.signals import Stop, termination_as_exit
from sluice.cli.local.stack import Started, start_stack

EXAMPLES = """\b
Examples:
  sluice up                              # start, print the URLs, come back
  sluice up --data ./try --envoy-port 0  # another installation beside the first
  sluice up --foreground                 # stay until Ctrl-C, then stop everything
"""
PORT = click.IntRange(0, 65535)
WATCH_SECONDS = 0.5


@click.command(epilog=EXAMPLES)
@click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    default=default_root,
    show_default="the user's data folder",
    help="Folder for data, logs and the record of what runs.",
)
@click.option("--console-port", type=PORT, help="Port of the pages and the REST interface.")
@click.option("--xds-port", type=PORT, help="Port on which Envoy asks the console for its configuration.")
@click.option("--envoy-port", type=PORT, help="Port on which Envoy takes requests.")
@click.option("--admin-port", type=PORT, help="Port of Envoy's admin interface.")
@click.option("--hello-port", type=PORT, help="Port of the sample upstream `hello`.")
@click.option("--echo-port", type=PORT, help="Port of the sample upstream `echo`.")
@click.option("--foreground", is_flag=True, help="Stay, and stop everything on Ctrl-C.")
def up(data: Path, foreground: bool, **ports: int | None) -> None:
    """Start the console, an Envoy and two sample upstreams on this machine.

    Everything listens on 127.0.0.1 only. A port that is not given is the one of the last start, or the usual
    one, or a free one; 0 asks for a free one. When everything runs already, only the URLs are printed.
    """
    folder = Folder(data.resolve())
    wanted = {name.removesuffix("_port"): port for name, port in ports.items()}
    if foreground:
        stay(folder, wanted)
    else:
        tell(start_stack(folder, wanted), folder)


def stay(folder: Folder, wanted: dict[str, int | None]) -> None:
    """Start, and stop everything on Ctrl-C, on SIGTERM, or when one of the processes ends by itself."""
    with termination_as_exit() as stop:
        started = start_stack(folder, wanted)
        if started.was_running:
            raise LocalError(f"Sluice runs already in {folder.root}. Stop it first with `sluice down`.")
        try:
            tell(started, folder)
            watch(started.running, folder, stop)
        except (KeyboardInterrupt, SystemExit):
            pass
        finally:
            if stop.is_asked:
                click.echo("Stopping.")
            stop_processes(started.running.processes)
            folder.forget_running()


def tell(started: Started, folder: Folder) -> None:
    """Print where everything is, and what the user may do next."""
    urls = started.running.urls
    click.echo("Sluice runs already:" if started.was_running else "Sluice runs:")
    click.echo(f"  console         {urls['console']}")
    if started.running.setup_link is not None:
        click.echo(f"  first account   {started.running.setup_link}")
    click.echo(f"  Envoy           {urls['envoy']}  (admin {urls['admin']})")
    click.echo(f"  upstreams       {urls['hello']} (hello), {urls['echo']} (echo)")
    click.echo(f"  token           {folder.token_file}  (an operator's, for REST and `sluice push`)")
    click.echo(f"  data and logs   {folder.root}")


def watch(running: Running, folder: Folder, stop: Stop) -> None:
    """Wait until somebody asks to stop, or a process ends by itself, which raises LocalError."""
    while not stop.is_asked:
        for process in running.processes:
            if not is_alive(process):
                raise LocalError(f"{process.name} ended by itself; see {folder.log_of(process.name)}.")
        time.sleep(WATCH_SECONDS)
