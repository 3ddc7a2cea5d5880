"""What passes between a node and its console, looked at on the way: which resources the node has taken."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

from sluice_console.envoy.protobufs import discovery
from sluice_console.envoy.resources import LISTENER, ROUTES, VIRTUAL_HOST
from sluice_console.xds.kept import Key

QUIET_SECONDS = 1.0
"""A node that has owed no answer for so long has all that it wants."""


class Following:
    """One delta stream. `known` is what was kept before it began."""

    def __init__(
        self, known: Mapping[Key, discovery.Resource], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._known = known
        self._clock = clock
        self._opened: set[str] = set()
        self._answered: set[str] = set()
        self._pending: dict[str, discovery.DeltaDiscoveryResponse] = {}
        self._last = clock()
        self.taken: dict[Key, discovery.Resource] = {}

    def see_request(self, request: discovery.DeltaDiscoveryRequest) -> None:
        """Take in what the node says. A type's first request loses the versions of what is not kept here: the
        console sends it once more, or has it removed.
        """
        self._last = self._clock()
        if request.type_url not in self._opened:
            self._opened.add(request.type_url)
            self._open(request)
        pending = self._pending.pop(request.response_nonce, None)
        if pending is not None:
            self._answered.add(request.type_url)
            if not request.HasField("error_detail"):
                self._take(pending)
        for name in request.resource_names_unsubscribe:
            self.taken.pop((request.type_url, name), None)
            if request.type_url == ROUTES:
                self._forget_hosts(name)

    def see_response(self, response: discovery.DeltaDiscoveryResponse) -> None:
        self._last = self._clock()
        self._pending[response.nonce] = response

    @property
    def is_settled(self) -> bool:
        """Whether the node has listeners and all that belongs to them, and nothing is on its way."""
        quiet = self._clock() - self._last >= QUIET_SECONDS
        return quiet and not self._pending and LISTENER in self._answered

    def _open(self, request: discovery.DeltaDiscoveryRequest) -> None:
        for name, version in tuple(request.initial_resource_versions.items()):
            known = self._known.get((request.type_url, name))
            if known is not None and known.version == version:
                self.taken[request.type_url, name] = known
            else:
                request.initial_resource_versions[name] = ""

    def _forget_hosts(self, routes: str) -> None:
        """Virtual hosts go with the routes that they belong to."""
        for type_url, name in tuple(self.taken):
            if type_url == VIRTUAL_HOST and name.rpartition("/")[0] == routes:
                del self.taken[type_url, name]

    def _take(self, response: discovery.DeltaDiscoveryResponse) -> None:
        for item in response.resources:
            if not item.HasField("ttl"):
                self.taken[response.type_url, item.name] = item
        for name in response.removed_resources:
            self.taken.pop((response.type_url, name), None)
