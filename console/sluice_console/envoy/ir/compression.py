"""What is made smaller on its way to the client."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Algorithm = Literal["brotli", "zstd", "gzip"]

ALGORITHMS: tuple[Algorithm, ...] = ("brotli", "zstd", "gzip")
COMPRESSED_TYPES = (
    "application/javascript",
    "application/json",
    "application/problem+json",
    "application/xhtml+xml",
    "application/xml",
    "image/svg+xml",
    "text/css",
    "text/csv",
    "text/html",
    "text/javascript",
    "text/plain",
    "text/xml",
)
"""What is text; images, films and archives are compressed already, and streams of events must not wait."""


@dataclass(frozen=True, slots=True)
class Compression:
    """Answers of at least `minimum_bytes` of one of `types`, for clients that say that they can.

    A client chooses among `algorithms` by its q-values; the first of them is for clients to whom all are the
    same. With `everywhere` off only routes that ask for it are compressed.
    """

    everywhere: bool = True
    algorithms: tuple[Algorithm, ...] = ALGORITHMS
    minimum_bytes: int = 1024
    types: tuple[str, ...] = COMPRESSED_TYPES
