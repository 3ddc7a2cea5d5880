"""`sluice bench`: what a filter costs, each figure beside one without the filter."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from sluice.cli.measure.envoy import InEnvoy
    from sluice.cli.measure.rounds import Comparison, Spread
    from sluice.testing.host import Plugin
    from sluice.testing.messages import SentRequest

EXAMPLES = """\b
Examples:
  sluice bench api_key.py --config api_key.json
  sluice bench api_key.py --config api_key.json --request 'GET /orders x-api-key:k1'
  sluice bench api_key.wasm --seconds 60 --json | jq .envoy.added.median
"""


@click.command(epilog=EXAMPLES)
@click.argument("file", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--config", metavar="JSON", help="The plugin's configuration, or a file that holds it.")
@click.option("--request", "line", default="GET /", show_default=True, help="As in `sluice dev`.")
@click.option(
    "--seconds",
    type=click.FloatRange(min=0.1),
    default=10.0,
    show_default=True,
    help="How long to measure, in the emulated host and in Envoy together. The longer, the surer.",
)
@click.option("--root-id", default="", help="Which filter, where FILE holds several.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
def bench(file: Path, config: str | None, line: str, seconds: float, root_id: str, as_json: bool) -> None:
    """Measure what the filter FILE (.py or .wasm) costs a request.

    In the emulated host against an empty filter, in Envoy against no filter: µs of CPU, the two taken in
    turn, the median and in brackets the middle half. Envoy answers by itself, without an upstream.
    """
    from sluice.cli.measure.emulated import measure_emulated
    from sluice.cli.modules import load_module, read_configuration, read_module
    from sluice.testing.host import Plugin

    wasm = read_module(file)
    request = _to_request(line)
    loaded = load_module(file, config, root_id)
    try:
        emulated = measure_emulated(loaded, request, seconds / 2)
    finally:
        loaded.close()
    plugin = Plugin(file.stem, read_configuration(config), root_id)
    in_envoy = _in_envoy(plugin, wasm, request, seconds / 2)
    compressed = len(gzip.compress(wasm, 9, mtime=0))
    if as_json:
        document = {
            "file": str(file),
            "size": len(wasm),
            "compressed_size": compressed,
            "request": line,
            "emulated": emulated.to_json(),
            "envoy": in_envoy.comparison.to_json(),
            "statuses": in_envoy.statuses,
        }
        click.echo(json.dumps(document, indent=2))
        return
    click.secho(f"{file}: {len(wasm):,} bytes, {compressed:,} compressed", bold=True)
    click.echo(_told("emulated host", "an empty filter", emulated))
    click.echo(_told("Envoy", "no filter", in_envoy.comparison))
    click.echo(f"answered in Envoy: {', '.join(str(status) for status in sorted(in_envoy.statuses))}")


def _to_request(line: str) -> SentRequest:
    from sluice.cli.live.requests import BadLine, parse_line
    from sluice.testing.messages import SentRequest

    try:
        method, path, headers, body = parse_line(line)
    except BadLine as error:
        raise click.ClickException(f"--request: {error}") from None
    return SentRequest(method, path, headers, body)


def _in_envoy(plugin: Plugin, wasm: bytes, request: SentRequest, seconds: float) -> InEnvoy:
    from sluice.cli.measure.envoy import LoadError, measure_in_envoy
    from sluice.cli.measure.gateway import GatewayError
    from sluice.testing.envoy.client import to_wire
    from sluice.toolchain.inspection import inspect_module

    holds = inspect_module(wasm).allow_on_headers_stop_iteration
    try:
        return measure_in_envoy(plugin, wasm, holds, to_wire(request), seconds)
    except (GatewayError, LoadError) as error:
        raise click.ClickException(str(error)) from None


def _told(where: str, beside: str, found: Comparison) -> str:
    added = click.style(f"{_shown(found.added)} µs", fg="cyan")
    return (
        f"{where}: {added} of CPU more a request than with {beside} "
        f"({_shown(found.with_filter)} against {_shown(found.without)}, {_shown(found.ratio, 2)} times, "
        f"{found.rounds} rounds)"
    )


def _shown(spread: Spread, digits: int = 1) -> str:
    return f"{spread.median:.{digits}f} [{spread.low:.{digits}f}–{spread.high:.{digits}f}]"
