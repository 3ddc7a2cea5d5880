"""One authenticated node on one stream, as the registry knows it."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from sluice_console.core.meter import Meter
from sluice_console.envoy.resources import SHORT_NAMES
from sluice_console.xds.nodes import NodeRegistry, ResourceKey


@dataclass(frozen=True, slots=True, eq=False)
class Session:
    """Writes to the registry in the name of a node. Two sessions are never equal: a newer one takes over."""

    nodes: NodeRegistry
    gateway_id: str
    node_id: str
    meter: Meter | None = None
    _unanswered: dict[str, deque[float]] = field(default_factory=dict)
    """When messages were sent that owe an answer, by type: a node answers those of a type in their order."""

    def open(self, envoy_version: str) -> None:
        self.nodes.connect(self.gateway_id, self.node_id, envoy_version, self)

    def close(self) -> None:
        self.nodes.disconnect(self.gateway_id, self.node_id, self)

    def note_known(self, type_url: str, versions: Mapping[str, str]) -> None:
        if self._is_current():
            self.nodes.note_known(self.gateway_id, self.node_id, type_url, versions)

    def note_sent(self, type_url: str, version: str, nonce: str, names: Collection[str]) -> None:
        if self.meter is not None:
            self.meter.note_pushed(_to_kind(type_url))
            self._unanswered.setdefault(type_url, deque()).append(time.monotonic())
        if self._is_current():
            self.nodes.note_sent(self.gateway_id, self.node_id, type_url, version, nonce, names)

    def note_acknowledged(self, type_url: str, resources: Mapping[str, str | None]) -> None:
        if self.meter is not None:
            self.meter.note_acknowledged(_to_kind(type_url), self._answered_after(type_url))
        if self._is_current():
            self.nodes.note_acknowledged(self.gateway_id, self.node_id, type_url, resources)

    def note_current(self, type_url: str, version: str) -> None:
        if self._is_current():
            self.nodes.note_current(self.gateway_id, self.node_id, type_url, version)

    def note_rejected(
        self,
        type_url: str,
        version: str,
        resources: Mapping[str, str],
        error: str,
        kept: Mapping[str, str],
    ) -> None:
        if self.meter is not None:
            self.meter.note_rejected(_to_kind(type_url), self._answered_after(type_url))
        if self._is_current():
            self.nodes.note_rejected(self.gateway_id, self.node_id, type_url, version, resources, error, kept)

    def find_refused(self, type_url: str) -> dict[ResourceKey, str]:
        """What the node rejected on this stream or an earlier one, with the versions."""
        status = self.nodes.find_node(self.gateway_id, self.node_id)
        rejections = status.rejections if status else ()
        return {(item.type_url, item.name): item.version for item in rejections if item.type_url == type_url}

    def forget_rejection(self, type_url: str, name: str) -> None:
        if self._is_current():
            self.nodes.forget_rejection(self.gateway_id, self.node_id, type_url, name)

    def _is_current(self) -> bool:
        return self.nodes.is_current(self.gateway_id, self.node_id, self)

    def _answered_after(self, type_url: str) -> float:
        """Seconds from the oldest message of the type without an answer."""
        return time.monotonic() - self._unanswered[type_url].popleft()


def _to_kind(type_url: str) -> str:
    """What a node asks for it chooses itself: unknown types are one."""
    return SHORT_NAMES.get(type_url, "other")
