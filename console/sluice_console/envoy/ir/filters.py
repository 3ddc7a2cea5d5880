"""Filter versions, and where they are attached."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class FilterVersion:
    """One immutable Wasm module: `name` is the filter's, `digest` the sha256 of `module` in hex."""

    id: str
    name: str
    version: str
    digest: str
    module: bytes = field(repr=False)
    root_id: str = ""
    holds_headers: bool = False
    """The filter reads bodies while it holds the headers, which Envoy allows only when told."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A filter version with configuration (JSON text) at the whole gateway, or at one route.

    Requests pass the attachments by rising `order`, ties by id; answers pass them the other way round.
    """

    id: str
    filter_version_id: str
    configuration: str = ""
    route_id: str | None = None
    order: int = 100
