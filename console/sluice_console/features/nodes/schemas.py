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


class RejectionOut(Output):
    """A resource that Envoy refused, in Envoy's own words."""

    type: str
    name: str
    version: str
    error: str
    at: datetime


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
