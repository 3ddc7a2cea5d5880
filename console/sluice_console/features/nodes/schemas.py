"""Nodes over REST: what each was sent, has acknowledged and has rejected, by resource type."""

from datetime import datetime

from sluice_console.features.schemas import Output


class TypeOut(Output):
    """Versions are hashes over all resources of the type; `lag_seconds` from the last push to its answer."""

    sent: str
    acknowledged: str
    rejected: str
    error: str
    sent_at: datetime | None
    answered_at: datetime | None
    lag_seconds: float | None
    current: bool


class ObjectOut(Output):
    kind: str
    id: str
    name: str


class RejectionOut(Output):
    """A resource that Envoy refused, in Envoy's own words, and where it came from.

    `release` is the one that brought it, by `author`; `objects` are those that this release changed in it,
    and `field` is what Envoy complains about, empty where its words do not tell.
    """

    type: str
    name: str
    version: str
    error: str
    at: datetime
    release: int | None
    author: str
    reason: str
    objects: list[ObjectOut]
    field: str


class NodeOut(Output):
    """`current`: connected, and everything that the gateway's newest release has is acknowledged."""

    id: str
    gateway: str
    gateway_id: str
    envoy_version: str
    connected: bool
    connected_since: datetime | None
    last_seen: datetime
    current: bool
    types: dict[str, TypeOut]
    rejections: list[RejectionOut]
