"""`sluice dev`: a filter that is live in a local Envoy whenever its file is saved."""

from __future__ import annotations

import contextlib
import sys
import time
from pathlib import Path

import click

from sluice.cli.local.errors import LocalError

EXAMPLES = """\b
Examples:
  sluice dev my_filter.py
  sluice dev my_filter.py --config my_filter.json --port 10000
  sluice dev my_filter.py --cluster auth=127.0.0.1:8081    # what `http.get("auth", …)` reaches
  sluice dev my_filter.py --no-tests
"""


@click.command(epilog=EXAMPLES)
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--config", metavar="JSON", help="The plugin's configuration, or a file that holds it.")
@click.option("--root-id", default="", help="Which filter runs, where FILE has several.")
@click.option("--port", type=click.IntRange(1, 65535), help="Where Envoy listens; else any free port.")
@click.option("--upstream", metavar="HOST:PORT", help="Where requests go; to an echo server unless given.")
@click.option(
    "--cluster", "clusters", multiple=True, metavar="NAME=HOST:PORT", help="A cluster for call-outs."
)
@click.option("--no-tests", is_flag=True, help="Do not run test_FILE.py after each change.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line, for programs.")
def dev(
    file: Path,
    config: str | None,
    root_id: str,
    port: int | None,
    upstream: str | None,
    clusters: tuple[str, ...],
    no_tests: bool,
    as_json: bool,
) -> None:
    """Watch FILE: on each save check, compile, load into a local Envoy, and run its tests.

    What is wrong is told with file, line and column, and the version before goes on running. Type a request
    to send it: `GET /orders x-api-key:k1`, `POST / {"a": 1}`; an empty line repeats the last. Ctrl-C ends.
    """
    from sluice.cli.live.session import Session, Told
    from sluice.cli.local.signals import termination_as_exit

    if not file.is_file():
        raise LocalError(f"there is no {file} here; `sluice new {file.stem}` writes a first filter")
    told = Told(as_json)
    session = Session(
        file=file,
        configuration=config,
        port=port,
        upstream=_place(upstream) if upstream else None,
        clusters=dict(_named(each) for each in clusters),
        with_tests=not no_tests,
        told=told,
        root_id=root_id,
    )
    with termination_as_exit(), contextlib.suppress(KeyboardInterrupt):
        session.run(sys.stdin, time.sleep)


def _named(text: str) -> tuple[str, tuple[str, int]]:
    name, equals, place = text.partition("=")
    if not equals or not name:
        raise LocalError(f"--cluster {text}: write NAME=HOST:PORT, as in auth=127.0.0.1:8081")
    return name, _place(place)


def _place(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    if not host or not port.isdigit():
        raise LocalError(f"{text}: write HOST:PORT, as in 127.0.0.1:8081")
    return host, int(port)
