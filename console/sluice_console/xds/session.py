"""One authenticated node on one stream, as the registry knows it."""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from sluice_console.core.meter import Meter
from sluice_console.envoy.resources import SHORT_NAMES
from sluice_console.xds.nodes import NodeRegistry
from sluice_console.xds.record import Record
from sluice_console.xds.status import ResourceKey


@dataclass(slots=True, eq=False)
class Session:
    """Writes to the registry in the name of a node, until a newer stream of the node takes over. One that is
    never opened writes nothing down.
    """

    nodes: NodeRegistry
    gateway_id: str
    node_id: str
    meter: Meter | None = None
    _record: Record | None = None
    _unanswered: dict[str, list[float]] = field(default_factory=dict)
    """When messages were sent that owe an answer, by type: a node answers those of a type in their order."""

    def open(self, envoy_version: str) -> None:
        self._record = self.nodes.connect(self.gateway_id, self.node_id, envoy_version)

    def close(self) -> None:
        if self._record is not None:
            self.nodes.disconnect(self._record)

    def note_known(self, type_url: str, versions: Mapping[str, str]) -> None:
        if record := self._current:
            record.note_known(type_url, versions)

    def note_sent(self, type_url: str, version: str, nonce: str, names: Collection[str]) -> None:
        if self.meter is not None:
            self.meter.note_pushed(_to_kind(type_url))
            self._unanswered.setdefault(type_url, []).append(time.monotonic())
        if record := self._current:
            record.note_sent(type_url, version, nonce, names)

    def note_acknowledged(self, type_url: str, resources: Mapping[str, str | None]) -> None:
        if self.meter is not None:
            self.meter.note_acknowledged(_to_kind(type_url), self._answered_after(type_url))
        if record := self._current:
            record.note_acknowledged(type_url, resources)

    def note_parts(self, type_url: str, resources: Mapping[str, str | None]) -> None:
        """What the node has with something else that it took, and was not sent by itself."""
        if record := self._current:
            record.note_acknowledged(type_url, resources)

    def note_taken_apart(self, type_url: str) -> None:
        """The node rejected a message of several resources, each of which it is offered by itself now."""
        if self.meter is not None:
            self.meter.note_rejected(_to_kind(type_url), self._answered_after(type_url))

    def note_current(self, type_url: str, version: str) -> None:
        if record := self._current:
            record.note_current(type_url, version)

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
        if record := self._current:
            record.note_rejected(type_url, version, resources, error, kept)

    def find_refused(self, type_url: str) -> dict[ResourceKey, str]:
        """What the node rejected on this stream or an earlier one, with the versions."""
        status = self.nodes.find_node(self.gateway_id, self.node_id)
        rejections = status.rejections if status else ()
        return {(item.type_url, item.name): item.version for item in rejections if item.type_url == type_url}

    def forget_rejection(self, type_url: str, name: str) -> None:
        if record := self._current:
            record.forget_rejection(type_url, name)

    @property
    def _current(self) -> Record | None:
        return None if self._record is None or self._record.is_replaced else self._record

    def _answered_after(self, type_url: str) -> float:
        """Seconds from the oldest message of the type without an answer."""
        return time.monotonic() - self._unanswered[type_url].pop(0)


def _to_kind(type_url: str) -> str:
    """What a node asks for it chooses itself: unknown types are one."""
    return SHORT_NAMES.get(type_url, "other")
