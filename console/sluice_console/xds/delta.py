"""The delta protocol for one stream, without the stream: messages in, messages out.

    stream = DeltaStream(session, snapshot)
    stream.receive(request)
    for data in stream.drain():      # already serialised
        await context.write(data)

Answers go out one resource at a time where Envoy's error text does not say which one it means (filters,
routes, listeners), and additions never share a message with removals.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sluice_console.envoy.protobufs import discovery
from sluice_console.envoy.resources import (
    CLUSTER,
    ENDPOINTS,
    EXTENSION,
    LISTENER,
    ROUTES,
    VIRTUAL_HOST,
    Resource,
    Snapshot,
)
from sluice_console.xds.acceptance import is_accepted
from sluice_console.xds.refusals import find_refused
from sluice_console.xds.session import Session
from sluice_console.xds.view import View

WILDCARD_TYPES = frozenset({CLUSTER, LISTENER, VIRTUAL_HOST})
"""Types of which a node gets everything, as long as its first request names nothing."""

SINGLE_TYPES = frozenset({EXTENSION, LISTENER, ROUTES})
"""Types of which a message carries one resource, so that a rejection tells which."""

JUDGED_EACH = frozenset({CLUSTER})
"""Types of which Envoy takes what is good of a message, and names the others. What it rejects of another type
it has not taken at all, or up to the first bad one: each is offered by itself then.
"""


@dataclass(slots=True)
class _Pending:
    """A message that the node has not answered: what it carried, and what the node had before."""

    nonce: str
    version: str
    offered: dict[str, str | None]
    before: dict[str, str | None]


@dataclass(slots=True)
class _Subscription:
    """What a node wants of one type and what it has, as far as the server knows."""

    wildcard: bool = False
    names: frozenset[str] = frozenset()
    known: dict[str, str] = field(default_factory=dict)
    asked: frozenset[str] = frozenset()
    current: str = ""
    owes_first_answer: bool = False
    one_by_one: bool = False
    changed: bool = False
    pending: dict[str, _Pending] = field(default_factory=dict)

    def wants(self, name: str) -> bool:
        return self.wildcard or name in self.names

    def has_taken(self, name: str) -> bool:
        """Whether the node has `name` and has said so."""
        return name in self.known and all(name not in item.offered for item in self.pending.values())


class DeltaStream:
    """One node's stream: its subscriptions, and the view that moves towards the newest snapshot."""

    def __init__(self, session: Session, snapshot: Snapshot) -> None:
        self._session = session
        self._view = View(snapshot)
        self._subscriptions: dict[str, _Subscription] = {}
        self._nonces = itertools.count(1)
        self._accepted: Snapshot | None = None
        self._renews = False
        self._returns = False
        self._without_hosts: set[str] = set()

    @staticmethod
    def has_state(first: discovery.DeltaDiscoveryRequest) -> bool:
        """Whether the node has something already: it reconnects."""
        return bool(first.initial_resource_versions)

    def retarget(self, snapshot: Snapshot) -> None:
        """Start towards a newer snapshot; the phases of the old one that are still ahead are dropped."""
        for type_url, name in self._view.retarget(snapshot):
            self._session.forget_rejection(type_url, name)

    def receive(self, request: discovery.DeltaDiscoveryRequest) -> None:
        """Take in a subscription, an acknowledgement or a rejection; `drain` gives what follows from it."""
        subscription = self._subscriptions.get(request.type_url)
        if subscription is None:
            subscription = self._open(request)
        elif request.response_nonce:
            self._settle(request, subscription)
        if request.resource_names_subscribe:
            self._subscribe(subscription, frozenset(request.resource_names_subscribe))
        subscription.names -= frozenset(request.resource_names_unsubscribe)
        for name in request.resource_names_unsubscribe:
            subscription.wildcard = subscription.wildcard and name != "*"
            subscription.known.pop(name, None)
            if request.type_url == ROUTES:
                self._forget_hosts(name)

    @property
    def renewal_seconds(self) -> float | None:
        """How soon `renew` is due; None while everything that the node has is there for good."""
        return self._view.renewal_seconds

    def renew(self) -> None:
        """Let `drain` send once more what the node would drop otherwise."""
        self._renews = True

    def drain(self) -> Iterator[bytes]:
        """Every message that can be sent now: what was asked for, and the phases that nothing holds up."""
        if self._renews:
            self._renews = False
            yield from self._renewals()
        yield from self._answer()
        while not self._awaits_answer():
            touched = self._view.advance()
            if not touched:
                self._report_current()
                self._note_acceptance()
                if not self._has_returned():
                    return
                yield from self._answer()
                continue
            for type_url in touched:
                if type_url in self._subscriptions:
                    self._subscriptions[type_url].changed = True
            self._ask_again_for_endpoints(touched)
            yield from self._answer()

    @property
    def accepted(self) -> Snapshot | None:
        """The last snapshot that the node has taken as a whole."""
        return self._accepted

    def is_settled(self) -> bool:
        """Whether the node has answered everything that it was sent."""
        return not self._awaits_answer()

    # --- what the node says

    def _open(self, request: discovery.DeltaDiscoveryRequest) -> _Subscription:
        """A type's first request on this stream. `initial_resource_versions` spares what the node has."""
        known = dict(request.initial_resource_versions)
        if request.type_url == VIRTUAL_HOST:
            known = {name: each for name, each in known.items() if _owner(name) not in self._without_hosts}
        self._returns = self._returns or bool(known)
        subscription = _Subscription(known=known)
        self._subscriptions[request.type_url] = subscription
        if request.type_url in WILDCARD_TYPES and not request.resource_names_subscribe:
            subscription.wildcard = True
        subscription.changed = True
        subscription.owes_first_answer = request.type_url in WILDCARD_TYPES
        refused = self._session.find_refused(request.type_url)
        self._view.withhold({key: refused[key] for key in refused if key[1] in subscription.known})
        self._session.note_known(request.type_url, subscription.known)
        return subscription

    @staticmethod
    def _subscribe(subscription: _Subscription, names: frozenset[str]) -> None:
        """A name that is asked for is answered, even for the second time: Envoy may have dropped it since.

        Only what the node brought along in `initial_resource_versions` is left to the comparison of versions.
        """
        subscription.changed = True
        subscription.wildcard = subscription.wildcard or "*" in names
        names -= {"*"}
        subscription.asked |= {
            name for name in names if name in subscription.names or name not in subscription.known
        }
        subscription.names |= names

    def _settle(self, request: discovery.DeltaDiscoveryRequest, subscription: _Subscription) -> None:
        """The answer to a message. A rejection is `error_detail` and nothing else."""
        pending = subscription.pending.pop(request.response_nonce, None)
        if pending is None:
            return
        if not request.HasField("error_detail"):
            self._session.note_acknowledged(request.type_url, pending.offered)
            if request.type_url == ROUTES and VIRTUAL_HOST in self._subscriptions:
                self._subscriptions[VIRTUAL_HOST].changed = True
            return
        subscription.changed = True
        if request.type_url not in JUDGED_EACH and len(pending.offered) > 1:
            _take_back(subscription, pending, pending.offered)
            self._session.note_taken_apart(request.type_url)
            subscription.one_by_one = True
            return
        error = request.error_detail.message
        refused = find_refused(pending.offered, error)
        _take_back(subscription, pending, refused)
        stale = [
            name
            for name, version in refused.items()
            if not self._view.refuse(request.type_url, name, version)
        ]
        before = {name: known for name in pending.offered if (known := subscription.known.get(name))}
        self._session.note_rejected(request.type_url, pending.version, refused, error, before)
        for name in stale:
            self._session.forget_rejection(request.type_url, name)

    def _note_acceptance(self) -> None:
        target = self._view.target
        if self._accepted is not target:
            known = {type_url: one.known for type_url, one in self._subscriptions.items()}
            self._accepted = target if is_accepted(target, known) else self._accepted

    def _report_current(self) -> None:
        """Tell the registry of the types in which the node now has all that it wants of the target."""
        for type_url, subscription in self._subscriptions.items():
            version = self._view.target.version(type_url)
            if subscription.current == version:
                continue
            offered = self._view.target.by_type.get(type_url, {})
            wanted = {name: item.version for name, item in offered.items() if subscription.wants(name)}
            if all(subscription.known.get(name) == wanted[name] for name in wanted):
                subscription.current = version
                self._session.note_current(type_url, version)

    def _awaits_answer(self) -> bool:
        """Whether a message is not answered, or a listener has not yet asked for what it needs."""
        for subscription in self._subscriptions.values():
            if subscription.pending:
                return True
        if not self._view.awaited or not self._serves_listeners():
            return False
        return any(
            (wanted := self._subscriptions.get(item.type_url)) is None
            or wanted.known.get(item.name) != item.version
            for item in self._view.awaited
        )

    def _serves_listeners(self) -> bool:
        listeners = self._subscriptions.get(LISTENER)
        return listeners is not None and bool(listeners.known)

    # --- what the node is told

    def _answer(self) -> Iterator[bytes]:
        for type_url, subscription in self._subscriptions.items():
            if subscription.changed and not self._has_to_wait(type_url):
                subscription.changed = False
                yield from self._offer(type_url, subscription)

    def _offer(self, type_url: str, subscription: _Subscription) -> Iterator[bytes]:
        offered = self._view.resources(type_url)
        due = [
            resource
            for name, resource in offered.items()
            if subscription.wants(name)
            and (name in subscription.asked or subscription.known.get(name) != resource.version)
            and (type_url != VIRTUAL_HOST or self._has_routes(name))
        ]
        gone = [
            name
            for name in _find_gone(type_url, subscription, offered)
            if not self._view.is_withheld(type_url, name)
            and not (self._returns and type_url == CLUSTER)
            and (type_url != VIRTUAL_HOST or _owner(name) in self._view.resources(ROUTES))
        ]
        if type_url == ROUTES:
            for resource in due:
                if resource.name in subscription.asked:
                    self._forget_hosts(resource.name)
        subscription.asked = frozenset()
        if type_url in SINGLE_TYPES or subscription.one_by_one:
            subscription.one_by_one = False
            for resource in due:
                yield self._message(type_url, subscription, [resource], [])
        elif due:
            yield self._message(type_url, subscription, due, [])
        if gone or (subscription.owes_first_answer and not due):
            yield self._message(type_url, subscription, [], gone)
        subscription.owes_first_answer = False

    def _renewals(self) -> Iterator[bytes]:
        """Whole resources, not the protocol's empty ones: a node that has dropped one gets it back.

        Nobody waits for the answers, and `_settle` does not know their nonces.
        """
        for type_url, subscription in self._subscriptions.items():
            due = [
                resource
                for name, resource in self._view.resources(type_url).items()
                if resource.life_seconds and subscription.known.get(name) == resource.version
            ]
            if due:
                nonce = f"{next(self._nonces)}"
                yield _serialise(type_url, nonce, self._view.target.version(type_url), due, [])

    def _message(
        self, type_url: str, subscription: _Subscription, due: Sequence[Resource], gone: Sequence[str]
    ) -> bytes:
        """A response, and what the node has when it accepts it."""
        nonce = f"{next(self._nonces)}"
        version = self._view.target.version(type_url)
        offered: dict[str, str | None] = {item.name: item.version for item in due}
        offered.update(dict.fromkeys(gone))
        before = {name: subscription.known.get(name) for name in offered}
        subscription.current = ""
        subscription.pending[nonce] = _Pending(nonce, version, offered, before)
        for name, known in offered.items():
            if known is None:
                subscription.known.pop(name, None)
            else:
                subscription.known[name] = known
        self._session.note_sent(type_url, version, nonce, tuple(offered))
        return _serialise(type_url, nonce, version, due, gone)

    # --- a node that comes back: it has what leads to clusters that are gone, and lacks new ones

    def _has_to_wait(self, type_url: str) -> bool:
        """Whether new clusters come first, and their endpoints: what leads to them would answer 503."""
        if not self._returns or type_url not in (LISTENER, ROUTES, VIRTUAL_HOST):
            return False
        clusters, endpoints = self._subscriptions.get(CLUSTER), self._subscriptions.get(ENDPOINTS)
        return any(each is not None and bool(each.pending) for each in (clusters, endpoints))

    def _has_returned(self) -> bool:
        """From now on clusters may be removed: nothing that the node has leads to them any more."""
        if not self._returns or self._accepted is not self._view.target:
            return False
        self._returns = False
        self._subscriptions[CLUSTER].changed = True
        return True

    # --- virtual hosts, of which Envoy passes on those whose routes it knows, and drops the others

    def _has_routes(self, host: str) -> bool:
        """Whether the node would keep a virtual host: it has taken the routes that ask for it."""
        routes = self._subscriptions.get(ROUTES)
        return routes is not None and routes.has_taken(_owner(host))

    def _forget_hosts(self, routes: str) -> None:
        """Envoy asked for `routes` anew, or no longer, and has none of their hosts any more.

        Nobody tells it that hosts are gone whose routes are: connections that are being drained use them.
        """
        hosts = self._subscriptions.get(VIRTUAL_HOST)
        if hosts is None:
            self._without_hosts.add(routes)
        else:
            for name in [name for name in hosts.known if _owner(name) == routes]:
                del hosts.known[name]

    def _ask_again_for_endpoints(self, touched: Sequence[str]) -> None:
        """A changed cluster is warmed anew and waits for endpoints that the node already had."""
        endpoints = self._subscriptions.get(ENDPOINTS)
        clusters = self._subscriptions.get(CLUSTER)
        if CLUSTER not in touched or endpoints is None or clusters is None:
            return
        again = {
            name
            for name, resource in self._view.resources(CLUSTER).items()
            if name in endpoints.names and clusters.known.get(name) != resource.version
        }
        if again:
            endpoints.asked |= again
            endpoints.changed = True


def _take_back(subscription: _Subscription, pending: _Pending, names: Iterable[str]) -> None:
    """The node has what it had before the message."""
    for name in names:
        previous = pending.before.get(name)
        if previous is None:
            subscription.known.pop(name, None)
        else:
            subscription.known[name] = previous


def _find_gone(type_url: str, subscription: _Subscription, offered: Mapping[str, Resource]) -> list[str]:
    """Names to be told as removed.

    Of wildcard types everything that the node has too much. Of the others only what was asked for and is not
    there, so that Envoy need not wait; a filter is never told as removed, because listeners that are being
    drained still use it and would answer 500.
    """
    if type_url in WILDCARD_TYPES:
        return sorted(name for name in {*subscription.known, *subscription.asked} if name not in offered)
    if type_url == EXTENSION:
        return []
    return sorted(name for name in subscription.asked if name not in offered)


def _owner(name: str) -> str:
    """The route configuration that a virtual host belongs to: `gw_1-9f1c34bb` of `gw_1-9f1c34bb/a.test`."""
    return name.rpartition("/")[0]


def _serialise(
    type_url: str, nonce: str, version: str, due: Sequence[Resource], gone: Sequence[str]
) -> bytes:
    """A response and resources that were serialised when they were made: protobuf messages of one type are
    merged by joining them.
    """
    head = discovery.DeltaDiscoveryResponse(
        type_url=type_url, nonce=nonce, system_version_info=version, removed_resources=gone
    )
    return b"".join((head.SerializeToString(), *(resource.in_delta for resource in due)))
