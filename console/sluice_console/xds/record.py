"""One node while it is connected: what its stream writes down, and the frozen view of it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

from sluice_console.xds.in_use import InUse, to_hash
from sluice_console.xds.status import (
    NodeEventKind,
    NodeKey,
    NodeStatus,
    Progress,
    Rejection,
    ResourceKey,
    TypeStatus,
)

Tell = Callable[["Record", NodeEventKind, str, str], None]
"""`tell(record, kind, type_url, error)`: something has happened to a node."""


_NOTHING: InUse = MappingProxyType({})


@dataclass(slots=True)
class TypeRecord:
    """The mutable side of a TypeStatus."""

    sent: str = ""
    acknowledged: str = ""
    rejected: str = ""
    nonce: str = ""
    error: str = ""
    sent_at: datetime | None = None
    answered_at: datetime | None = None

    def freeze(self, in_use: frozenset[float]) -> TypeStatus:
        return TypeStatus(
            self.sent,
            self.acknowledged,
            self.rejected,
            self.nonce,
            self.error,
            self.sent_at,
            self.answered_at,
            bool(self.acknowledged) and to_hash(self.acknowledged) in in_use,
        )


@dataclass(slots=True, eq=False)
class Record:
    """The mutable side of a NodeStatus, one for each stream: a newer one of the node takes its place, and
    what the dying one still says is not heard.
    """

    key: NodeKey
    envoy_version: str
    connected_since: datetime
    last_seen: datetime
    now: Callable[[], datetime]
    tell: Tell
    connected: bool = True
    is_replaced: bool = False
    types: dict[str, TypeRecord] = field(default_factory=dict)
    loaded: dict[ResourceKey, str] = field(default_factory=dict)
    rejected: dict[ResourceKey, Rejection] = field(default_factory=dict)
    in_use: InUse = field(default_factory=lambda: _NOTHING)

    # --- reading

    def is_behind(self, versions: Mapping[str, str]) -> bool:
        """Whether it lacks something of `versions`, by type, of what it has asked for."""
        return any(
            status.acknowledged != versions[type_url]
            for type_url, status in self.types.items()
            if type_url in versions
        )

    def progress(self, versions: Mapping[ResourceKey, str]) -> tuple[Progress, str]:
        """How far the node is with `versions`; for a rejection with Envoy's error text."""
        return self.narrow(versions).progress(versions)

    def narrow(self, keys: Iterable[ResourceKey]) -> NodeStatus:
        """Frozen, with what is loaded of `keys` alone: a node may have ten thousand resources."""
        gateway_id, node_id = self.key
        return NodeStatus(
            id=node_id,
            gateway_id=gateway_id,
            envoy_version=self.envoy_version,
            connected=self.connected,
            connected_since=self.connected_since,
            last_seen=self.last_seen,
            types=MappingProxyType(
                {
                    kind: status.freeze(self.in_use.get(kind, frozenset()))
                    for kind, status in self.types.items()
                }
            ),
            loaded=MappingProxyType({key: self.loaded[key] for key in keys if key in self.loaded}),
            rejections=tuple(self.rejected.values()),
        )

    def freeze(self) -> NodeStatus:
        return self.narrow(self.loaded)

    # --- writing

    def note_in_use(self, in_use: InUse) -> None:
        """What the node's counters say, now and then."""
        if in_use != self.in_use:
            self.in_use = in_use
            self.tell(self, "confirmed", "", "")

    def note_known(self, type_url: str, versions: Mapping[str, str]) -> None:
        """A node that reconnects says what it has."""
        self.loaded.update({(type_url, name): version for name, version in versions.items()})

    def note_sent(self, type_url: str, version: str, nonce: str, names: Collection[str]) -> None:
        """`version` is that of the snapshot's whole type. Until the node answers, nobody knows what it has
        of `names`.
        """
        for name in names:
            self.loaded.pop((type_url, name), None)
        status = self._of(type_url)
        status.sent, status.nonce, status.sent_at = version, nonce, self.now()
        self.tell(self, "sent", type_url, "")

    def note_acknowledged(self, type_url: str, resources: Mapping[str, str | None]) -> None:
        """The node took `resources` (name to version, None for a removal)."""
        self.last_seen = self.now()
        for name, loaded in resources.items():
            if loaded is None:
                self.loaded.pop((type_url, name), None)
            else:
                self.loaded[type_url, name] = loaded
        for name in resources if self.rejected else ():
            self.rejected.pop((type_url, name), None)
        self._of(type_url).answered_at = self.last_seen
        self._clear_rejected(type_url)
        self.tell(self, "acknowledged", type_url, "")

    def note_current(self, type_url: str, version: str) -> None:
        """The node has all that it wants of a type's `version`, whether it was sent now or before."""
        status = self._of(type_url)
        status.sent = status.acknowledged = version
        self.tell(self, "acknowledged", type_url, "")

    def note_rejected(
        self, type_url: str, version: str, resources: Mapping[str, str], error: str, kept: Mapping[str, str]
    ) -> None:
        """The node refused `resources` (name to version) with `error`, and goes on with `kept`."""
        self.note_known(type_url, kept)
        self.last_seen = now = self.now()
        for name, refused in resources.items():
            before = self.rejected.get((type_url, name))
            since = before.at if before is not None and before.version == refused else now
            self.rejected[type_url, name] = Rejection(type_url, name, refused, error, since)
        status = self._of(type_url)
        status.rejected, status.error, status.answered_at = version, error, now
        self.tell(self, "rejected", type_url, error)

    def forget_rejection(self, type_url: str, name: str) -> None:
        """The gateway no longer asks for what was rejected: the node is in order again."""
        self.rejected.pop((type_url, name), None)
        if type_url in self.types:
            self._clear_rejected(type_url)
        self.tell(self, "acknowledged", type_url, "")

    def _clear_rejected(self, type_url: str) -> None:
        if not any(key[0] == type_url for key in self.rejected):
            status = self._of(type_url)
            status.rejected = status.error = ""

    def _of(self, type_url: str) -> TypeRecord:
        found = self.types.get(type_url)
        if found is None:
            found = self.types[type_url] = TypeRecord()
        return found
