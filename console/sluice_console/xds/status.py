"""What is known of one Envoy at one moment, and what happened to it: frozen, for whoever reads.

status = nodes.find_node("gw_1", "edge-1")
if status and status.rejections:
    ...
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Literal

ResourceKey = tuple[str, str]
"""Type URL and name."""

NodeKey = tuple[str, str]
"""Gateway and node id."""

NodeEventKind = Literal["connected", "disconnected", "sent", "acknowledged", "rejected", "confirmed"]
Progress = Literal["loaded", "waiting", "rejected", "away"]


@dataclass(frozen=True, slots=True)
class Rejection:
    """A resource that a node refused, with Envoy's own words. The node goes on with the one it had before."""

    type_url: str
    name: str
    version: str
    error: str
    at: datetime
    """Since when: a node that comes back is sent the same again, and refuses it again."""


@dataclass(frozen=True, slots=True)
class TypeStatus:
    """One resource type at one node. Versions are `Snapshot.version(type_url)`; empty means never.

    `sent` different from `acknowledged` without an `error` means that the node has not answered yet.
    """

    sent: str = ""
    acknowledged: str = ""
    rejected: str = ""
    nonce: str = ""
    error: str = ""
    sent_at: datetime | None = None
    answered_at: datetime | None = None
    confirmed: bool = False
    """The node's own counters say that it uses `acknowledged`. Only clusters, listeners and routes have such
    counters, and they come once a second.
    """

    @property
    def lag_seconds(self) -> float | None:
        """From the last push to its answer; None while the node owes one, or was never sent anything."""
        if self.sent_at is None or self.answered_at is None or self.answered_at < self.sent_at:
            return None
        return (self.answered_at - self.sent_at).total_seconds()


@dataclass(frozen=True, slots=True)
class NodeStatus:
    """One Envoy. A node that went away stays in the list with `connected` off.

    `missed`: it belonged to a console that is gone since a moment ago, and is on its way to another one.
    """

    id: str
    gateway_id: str
    envoy_version: str
    connected: bool
    connected_since: datetime
    last_seen: datetime
    types: Mapping[str, TypeStatus] = field(default_factory=lambda: MappingProxyType({}))
    loaded: Mapping[ResourceKey, str] = field(default_factory=lambda: MappingProxyType({}), repr=False)
    rejections: tuple[Rejection, ...] = ()
    missed: bool = False

    def progress(self, versions: Mapping[ResourceKey, str]) -> tuple[Progress, str]:
        """How far the node is with `versions`; for a rejection with Envoy's error text."""
        if not self.connected:
            return ("waiting" if self.missed else "away"), ""
        for item in self.rejections:
            if versions.get((item.type_url, item.name)) == item.version:
                return "rejected", item.error
        loaded = all(self.loaded.get(key) == version for key, version in versions.items())
        return ("loaded", "") if loaded else ("waiting", "")

    def outdates(self, connected: bool, connected_since: datetime) -> bool:
        """Whether this says more about the same node than what this console knows itself."""
        if self.connected and connected:
            return self.connected_since > connected_since
        return self.connected or (self.missed and not connected)


@dataclass(frozen=True, slots=True)
class NodeEvent:
    """Something that the nodes' page shows at once."""

    kind: NodeEventKind
    node_id: str
    gateway_id: str
    at: datetime
    type_url: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class LoadReport:
    """How far the connected nodes of a gateway are with a set of resources."""

    loaded: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()
    rejected: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def complete(self) -> bool:
        """Every connected node has everything. True without any node: there is nobody who could fail."""
        return not self.waiting and not self.rejected


@dataclass(frozen=True, slots=True)
class NodeCounts:
    """Connected nodes of a gateway at this process: all, those without some of what they should have, and
    those that refuse something.
    """

    connected: int
    behind: int
    rejecting: int
