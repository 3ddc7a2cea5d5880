"""What Envoy would refuse in a listener's fields, in sentences that name the value and the remedy."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sluice_console.envoy import ir

MINIMUM_BYTES = 30
MAXIMUM_BYTES = 10_000_000
_MEDIA_TYPE = re.compile(r"[a-z0-9!#$&^_.+-]+/[a-z0-9!#$&^_.+-]+")


def check_compression(settings: ir.Compression) -> Iterator[str]:
    """Faults of a listener's compression."""
    if not settings.algorithms or len(set(settings.algorithms)) != len(settings.algorithms):
        yield "compression needs at least one algorithm, and each once"
    if not MINIMUM_BYTES <= settings.minimum_bytes <= MAXIMUM_BYTES:
        yield f"compression.minimum_bytes must be from {MINIMUM_BYTES} to {MAXIMUM_BYTES}"
    if not settings.types:
        yield "compression needs at least one type; to compress nothing leave it out"
    for name in settings.types:
        if not is_media_type(name):
            yield f"compression.types: {name!r} must look like text/html"


def is_media_type(name: str) -> bool:
    """In lower case and without parameters, which Envoy does not look at."""
    return _MEDIA_TYPE.fullmatch(name) is not None
