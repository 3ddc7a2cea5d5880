"""The Envoy under measurement, a listener for each variant; `/check` shows what the filter made of it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench.variants import CONSUMER_HEADER, KEY_HEADER, Variant
from sluice.cli.measure.gateway import ANSWER, ROUTES, Gateway
from sluice.cli.measure.gateway import start_gateway as start


def start_gateway(
    variants: Sequence[Variant], folder: Path, clusters: Sequence[dict[str, Any]] = ()
) -> Gateway:
    """Start Envoy and wait until every listener answers. `GatewayError` with the end of its log otherwise."""
    return start({variant.name: variant.http_filter for variant in variants}, folder, to_routes(), clusters)


def to_routes() -> list[dict[str, Any]]:
    seen = [
        {"header": {"key": "x-seen-consumer", "value": f"%REQ({CONSUMER_HEADER})%"}},
        {"header": {"key": "x-seen-key", "value": f"%REQ({KEY_HEADER})%"}},
    ]
    check = {"match": {"path": "/check"}, "direct_response": ANSWER, "response_headers_to_add": seen}
    return [check, *ROUTES]
