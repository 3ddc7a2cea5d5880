"""`sluice daemon`: keeps the compiler loaded for `sluice build` and `sluice check`."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from typing import TYPE_CHECKING

import click

from sluice.cli.local.errors import LocalError

if TYPE_CHECKING:
    from sluice.cli.resident.server import Lock

EXAMPLES = """\b
Examples:
  sluice daemon &                  # in the background of this shell
  sluice daemon --idle 60          # until nobody has built anything for an hour
  sluice daemon --status
  sluice daemon --stop
  SLUICE_DAEMON=off sluice build my_filter.py    # without it, once
"""
_PATIENCE = 10.0
_POLL = 0.02


@click.command(epilog=EXAMPLES)
@click.option(
    "--idle", metavar="MINUTES", type=click.FloatRange(min=0, min_open=True), help="End when unused so long."
)
@click.option(
    "--status", "action", flag_value="status", help="Say whether one runs; exit status 1 if none does."
)
@click.option("--stop", "action", flag_value="stop", help="End the one that runs.")
def daemon(idle: float | None, action: str | None) -> None:
    """Keep the compiler loaded: after an edit `sluice check` takes half the time, `sluice build` two thirds.

    They find it by themselves, say and write the same as without it, and work as without it when it is gone
    or something is wrong with it. It serves this user and this installation until Ctrl-C, and ends by itself
    when Sluice has changed. Not on Windows.
    """
    if not hasattr(os, "fork"):
        raise LocalError("`sluice daemon` forks processes, which this system cannot")
    if action == "status":
        _tell_status()
    elif action == "stop":
        _stop()
    else:
        _start(None if idle is None else idle * 60)


def _start(idle: float | None) -> None:
    from sluice.cli.local.signals import termination_as_exit
    from sluice.cli.resident.loading import load_compiler
    from sluice.cli.resident.server import Lock, Server

    lock = Lock()
    if not lock.take():
        raise LocalError(f"one runs already. {_said(lock)}")
    reason = "stopped"
    with contextlib.suppress(SystemExit, KeyboardInterrupt), termination_as_exit():
        server = Server(lock, idle)
        click.echo("Loading the compiler …", err=True)
        load_compiler()
        with server.listening() as listener:
            click.echo(f"Listening at {listener.getsockname()}.")
            click.echo("`sluice build` and `sluice check` use it from now on; Ctrl-C ends it.")
            reason = server.serve(listener)
    click.echo(f"Ended: {reason}.")


def _tell_status() -> None:
    from sluice.cli.resident.server import Lock

    lock = Lock()
    if lock.take():
        click.echo("No daemon runs; `sluice daemon` starts one.")
        raise SystemExit(1)
    click.echo(_said(lock))


def _stop() -> None:
    """Nothing running is no error, as with `sluice down`."""
    from sluice.cli.resident.server import Lock

    lock = Lock()
    if lock.take():
        click.echo("No daemon runs.")
        return
    facts, deadline = lock.read(), time.monotonic() + _PATIENCE
    if facts is None:
        raise LocalError("one is just starting; try again in a moment")
    with contextlib.suppress(ProcessLookupError):
        os.kill(facts.pid, signal.SIGTERM)
    while not lock.take():
        if time.monotonic() > deadline:
            raise LocalError(f"process {facts.pid} has not ended within {_PATIENCE:.0f} s")
        time.sleep(_POLL)
    click.echo(f"Stopped process {facts.pid}.")


def _said(lock: Lock) -> str:
    facts = lock.read()
    if facts is None:
        return "It is just starting."
    if facts.listens_since is None:
        return f"Process {facts.pid} loads the compiler."
    since = time.strftime("%Y-%m-%d %H:%M", time.localtime(facts.listens_since))
    return f"Process {facts.pid} listens at {facts.socket} since {since}; commands so far: {facts.asked}."
