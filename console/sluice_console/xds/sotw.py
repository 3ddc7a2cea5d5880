"""The state-of-the-world protocol for one stream, without the stream; `delta` is the form that nodes should
use.

A message carries everything of clusters and listeners, of the other types what has changed since the last.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field

from sluice_console.envoy.protobufs import Any, discovery
from sluice_console.envoy.resources import (
    CLUSTER,
    LISTENER,
    ROUTES,
    TYPE_PREFIX,
    VIRTUAL_HOST,
    Resource,
    Snapshot,
)
from sluice_console.envoy.virtual_hosts import gather
from sluice_console.xds.acceptance import is_accepted
from sluice_console.xds.refusals import find_refused
from sluice_console.xds.session import Session
from sluice_console.xds.view import View

WHOLE_TYPES = frozenset({CLUSTER, LISTENER})
"""Types of which a message must hold all that the node may have: what is missing is removed."""


@dataclass(slots=True)
class _Subscription:
    """What a node wants of one type and what it was sent."""

    names: frozenset[str] = frozenset()
    known: dict[str, str] = field(default_factory=dict)
    before: dict[str, str] = field(default_factory=dict)
    offered: dict[str, str | None] = field(default_factory=dict)
    nonce: str = ""
    current: str = ""
    version: str = ""
    changed: bool = True
    answered_once: bool = False

    def wants(self, name: str) -> bool:
        return not self.names or "*" in self.names or name in self.names


class SotwStream:
    """One node's stream; the counterpart of `DeltaStream`."""

    def __init__(self, session: Session, snapshot: Snapshot) -> None:
        self._session = session
        self._target = snapshot
        whole, self._pieces = gather(snapshot)
        self._view = View(whole)
        self._subscriptions: dict[str, _Subscription] = {}
        self._nonces = itertools.count(1)
        self._accepted: Snapshot | None = None

    @staticmethod
    def has_state(first: discovery.DiscoveryRequest) -> bool:
        """Whether the node has something already: it reconnects."""
        return bool(first.version_info)

    def retarget(self, snapshot: Snapshot) -> None:
        """Start towards a newer snapshot."""
        self._target = snapshot
        whole, pieces = gather(snapshot)
        self._pieces = {**self._pieces, **pieces}
        for type_url, name in self._view.retarget(whole):
            self._session.forget_rejection(type_url, name)

    def receive(self, request: discovery.DiscoveryRequest) -> None:
        """Take in a subscription, an acknowledgement or a rejection."""
        subscription = self._subscriptions.setdefault(request.type_url, _Subscription())
        if request.response_nonce and request.response_nonce == subscription.nonce:
            self._settle(request, subscription)
        elif request.response_nonce:
            return
        names = frozenset(request.resource_names)
        for name in names - subscription.names:
            subscription.known.pop(name, None)
            subscription.changed = True
        subscription.names = names

    @property
    def renewal_seconds(self) -> float | None:
        """How soon `renew` is due; None while everything that the node has is there for good."""
        return self._view.renewal_seconds

    def renew(self) -> None:
        """Let `drain` send once more what the node would drop otherwise."""
        for type_url, subscription in self._subscriptions.items():
            for name, resource in self._view.resources(type_url).items():
                if resource.life_seconds and name in subscription.known:
                    del subscription.known[name]
                    subscription.changed = True

    def drain(self) -> Iterator[bytes]:
        """Every message that can be sent now."""
        yield from self._answer()
        while self.is_settled():
            touched = self._view.advance()
            if not touched:
                self._report_current()
                self._note_acceptance()
                return
            for type_url in touched:
                if type_url in self._subscriptions:
                    self._subscriptions[type_url].changed = True
            yield from self._answer()

    @property
    def accepted(self) -> Snapshot | None:
        """The last snapshot that the node has taken as a whole."""
        return self._accepted

    def is_settled(self) -> bool:
        """Whether the node has answered everything, and its listeners have asked for what they need."""
        if any(subscription.nonce for subscription in self._subscriptions.values()):
            return False
        listeners = self._subscriptions.get(LISTENER)
        if listeners is None or not listeners.known:
            return True
        return all(
            (wanted := self._subscriptions.get(item.type_url)) is not None
            and wanted.known.get(item.name) == item.version
            for item in self._view.awaited
        )

    def _note_acceptance(self) -> None:
        if self._accepted is not self._target:
            known = {type_url: one.known for type_url, one in self._subscriptions.items()}
            if is_accepted(self._view.target, known):
                self._accepted = self._target
                self._pieces = gather(self._target)[1]

    def _report_current(self) -> None:
        """Tell the registry of the types in which the node now has all that it wants of the target."""
        for type_url, subscription in self._subscriptions.items():
            version = self._view.target.version(type_url)
            offered = self._view.target.by_type.get(type_url, {})
            wanted = {name: item.version for name, item in offered.items() if subscription.wants(name)}
            if subscription.current != version and wanted == subscription.known:
                subscription.current = version
                self._session.note_current(type_url, self._target.version(type_url))
                if type_url == ROUTES:
                    self._session.note_current(VIRTUAL_HOST, self._target.version(VIRTUAL_HOST))

    def _settle(self, request: discovery.DiscoveryRequest, subscription: _Subscription) -> None:
        subscription.nonce = ""
        if not request.HasField("error_detail"):
            self._session.note_acknowledged(request.type_url, subscription.offered)
            for version in subscription.offered.values():
                self._note_pieces(version)
            return
        error = request.error_detail.message
        changed = {
            name: version
            for name, version in subscription.offered.items()
            if version is not None and subscription.before.get(name) != version
        }
        refused = find_refused(changed, error)
        for name, version in refused.items():
            self._view.refuse(request.type_url, name, version)
        subscription.known = dict(subscription.before)
        as_released = {name: self._as_released(name, version) for name, version in refused.items()}
        self._session.note_rejected(
            request.type_url, subscription.version, as_released, error, subscription.before
        )

    def _note_pieces(self, version: str | None) -> None:
        """Who took routes in one piece has everything that they are made of in the release."""
        for (type_url, name), piece in self._pieces.get(version or "", {}).items():
            self._session.note_parts(type_url, {name: piece})

    def _as_released(self, name: str, version: str) -> str:
        """The version by which the release knows what the node rejected."""
        return self._pieces.get(version, {}).get((ROUTES, name), version)

    def _answer(self) -> Iterator[bytes]:
        for type_url, subscription in self._subscriptions.items():
            if subscription.changed and not subscription.nonce:
                subscription.changed = False
                yield from self._offer(type_url, subscription)

    def _offer(self, type_url: str, subscription: _Subscription) -> Iterator[bytes]:
        wanted = {
            name: item for name, item in self._view.resources(type_url).items() if subscription.wants(name)
        }
        versions = {name: item.version for name, item in wanted.items()}
        whole = type_url in WHOLE_TYPES
        if versions == subscription.known and (subscription.answered_once or not whole):
            return
        due = [item for name, item in wanted.items() if whole or subscription.known.get(name) != item.version]
        if due or whole:
            subscription.answered_once = True
            yield self._message(type_url, subscription, due, versions)

    def _message(
        self, type_url: str, subscription: _Subscription, due: list[Resource], versions: dict[str, str]
    ) -> bytes:
        subscription.nonce = str(next(self._nonces))
        subscription.version = self._target.version(type_url)
        subscription.current = ""
        subscription.before = subscription.known
        subscription.known = versions
        gone = dict.fromkeys(name for name in subscription.before if name not in versions)
        subscription.offered = {**{item.name: item.version for item in due}, **gone}
        self._session.note_sent(
            type_url, subscription.version, subscription.nonce, tuple(subscription.offered)
        )
        response = discovery.DiscoveryResponse(
            version_info=self._view.target.version(type_url),
            type_url=type_url,
            nonce=subscription.nonce,
            resources=map(_pack, due),
        )
        return bytes(response.SerializeToString())


def _pack(resource: Resource) -> Any:
    """As it is, or in the message that says how long it lives."""
    if resource.life_seconds:
        return Any(type_url=_WITH_LIFE, value=resource.to_message().SerializeToString())
    return Any(type_url=resource.type_url, value=resource.body)


_WITH_LIFE = TYPE_PREFIX + "envoy.service.discovery.v3.Resource"
