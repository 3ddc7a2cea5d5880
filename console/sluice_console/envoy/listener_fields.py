"""What Envoy would refuse in a listener's fields, in sentences that name the value and the remedy."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from types import MappingProxyType

from sluice_console.envoy import ir

LIMITS: Mapping[str, tuple[float, float]] = MappingProxyType(
    {
        "connections": (1, 1_000_000),
        "requests_per_connection": (1, 1_000_000),
        "idle_timeout": (0.1, 86_400),
        "lifetime": (0.1, 604_800),
        "header_timeout": (0.1, 3_600),
        "request_timeout": (0.1, 86_400),
        "stream_idle_timeout": (0.1, 86_400),
        "headers": (10, 10_000),
        "header_kilobytes": (1, 8_192),
        "streams": (1, 1_000_000),
        "buffer_bytes": (4_096, 1_073_741_824),
    }
)
"""From and to, both allowed; times in seconds."""
MAXIMUM_HOPS = 20
MINIMUM_BYTES = 30
MAXIMUM_BYTES = 10_000_000
CACHE_MEGABYTES = (1, 1_000_000)
_FOLDER = re.compile(r"/[^\x00-\x1f\x7f]*")
_HEADER = re.compile(r"[a-z0-9!#$%&'*+.^_`|~-]+")
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


def check_cache(settings: ir.Cache) -> Iterator[str]:
    """Faults of where answers are kept."""
    if not is_folder(settings.folder):
        yield f"cache.folder {settings.folder!r} must be an absolute path, as /dev/shm"
    low, high = CACHE_MEGABYTES
    if not low <= settings.megabytes <= high:
        yield f"cache.megabytes must be from {low:,} to {high:,}, and is {settings.megabytes:,}"
    for name in settings.vary:
        if not is_header(name):
            yield f"cache.vary: {name!r} must be a header's name in lower case"


def check_limits(limits: ir.ClientLimits) -> Iterator[str]:
    """Faults of what clients may take."""
    for name, value in asdict(limits).items():
        low, high = LIMITS[name]
        if value is not None and not low <= value <= high:
            yield f"limits.{name} must be from {low:,.10g} to {high:,.10g}, and is {value:,.10g}"


def check_client_headers(settings: ir.ClientHeaders) -> Iterator[str]:
    """Faults of what clients' headers are believed."""
    if not 0 <= settings.trusted_hops <= MAXIMUM_HOPS:
        yield f"client_headers.trusted_hops must be from 0 to {MAXIMUM_HOPS}, and is {settings.trusted_hops}"
    if settings.answer_request_id and settings.request_id == "none":
        yield "client_headers.answer_request_id needs a request_id that is `own` or `keep`"


def is_folder(path: str) -> bool:
    """Absolute, and without control characters."""
    return _FOLDER.fullmatch(path) is not None


def is_header(name: str) -> bool:
    """A header's name in lower case."""
    return _HEADER.fullmatch(name) is not None


def is_media_type(name: str) -> bool:
    """In lower case and without parameters, which Envoy does not look at."""
    return _MEDIA_TYPE.fullmatch(name) is not None
