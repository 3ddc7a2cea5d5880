"""Filter versions, where they are attached, and rollouts of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from sluice_console.envoy.ir.matches import HeaderMatch


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


@dataclass(frozen=True, slots=True)
class Stage:
    """Who gets the candidate: requests with any of `headers`, and `share` of all the others."""

    share: int = 0
    headers: tuple[HeaderMatch, ...] = ()


@dataclass(frozen=True, slots=True)
class StickyKey:
    """What a sticky share counts by: the value of a header, or of a cookie."""

    name: str
    kind: Literal["header", "cookie"] = "header"


@dataclass(frozen=True, slots=True)
class Rollout:
    """A second version (and configuration) of an attachment that takes over stage by stage.

    With `sticky_by` the share is one of that key's values (users, API keys), each for good. Requests without
    the key are drawn anew each time, as all are without `sticky_by`: both arms then get the same mixture of
    them, or a comparison would be one of users with strangers.

    `stage` is the one now in force. An ended rollout is simply absent: promoted means that the attachment
    names the candidate, aborted that it still names the old version.
    """

    id: str
    attachment_id: str
    filter_version_id: str
    configuration: str = ""
    stage: Stage = Stage()
    sticky_by: StickyKey | None = None
