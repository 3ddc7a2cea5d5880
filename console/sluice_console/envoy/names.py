"""How the resources of a gateway are called: from ids and names, never from positions.

A name that stays the same lets Envoy change a thing in place; a name that moves with a list would tear down
and build up what nobody touched.
"""

from __future__ import annotations

from sluice_console.envoy import ir

_CANDIDATE = "-candidate"

REQUESTS_PREFIX = "sluice"
ROUTE_TAG = "sluice_route"
STATUS_TAG = "sluice_status"
"""The counter `sluice.requests` of every listener, by entry and status; the histogram `sluice.duration`, by
entry.
"""

RUNTIME_LAYER = "console"
"""The RTDS layer: the shares of the rollouts under way."""

WATCHED_KEY = "log.requests"
WATCHED_ERRORS_KEY = "log.errors"
"""The runtime values that say of which share of the requests, and of those that ended with 5xx, the console
is told while somebody watches; see `live_log`.
"""

RECORDED_KEY = "record.requests"
"""The runtime value that says which share of the requests is recorded; see `recording`."""

FAULTS_LAYER = "faults"
"""The RTDS layer of faults on purpose; it has a time to live."""


def cluster_name(service: ir.Service, version: str = "") -> str:
    """`reviews` for all endpoints of a service, `reviews@v2` for those of one version."""
    return f"{service.name}@{version}" if version else service.name


def current_slot(attachment: ir.Attachment) -> str:
    """The HTTP filter that serves everybody who is not in a rollout's stage."""
    return attachment.id


def candidate_slot(attachment: ir.Attachment) -> str:
    """The HTTP filter that serves a rollout's stage; while there is none it holds the same as the current."""
    return f"{attachment.id}.candidate"


def runtime_key(rollout: ir.Rollout) -> str:
    """The runtime value that holds a rollout's share."""
    return f"rollout.{rollout.id}"


def fault_key(route: ir.Route, kind: str) -> str:
    """The runtime value that holds the share of a route's delays or aborts."""
    return f"fault.{route.id}.{kind}"


def statistics_prefix(route: ir.Route, *, candidate: bool) -> str:
    """Names a route's counters, apart for the two arms of a rollout: `rt_1` and `rt_1-candidate`."""
    return f"{route.id}{_CANDIDATE}" if candidate else route.id


def entry_name(route: ir.Route, *, candidate: bool, condition: str = "") -> str:
    """One of the entries that a route becomes: `rt_1`, `rt_1-candidate`, `rt_1-candidate-x-beta`.

    `condition` is the header or the host that chooses the candidate.
    """
    name = statistics_prefix(route, candidate=candidate)
    return f"{name}-{condition.lower()}" if condition else name


def split_entry_name(name: str) -> tuple[str, bool]:
    """The route's id and whether it is a candidate's entry: `entry_name` read back."""
    route_id, candidate, _ = name.partition(_CANDIDATE)
    return route_id, bool(candidate)


def quic_listener_name(listener: ir.Listener) -> str:
    """The listener's other half, over UDP."""
    return f"{listener.id}-http3"


def virtual_host_name(host: str) -> str:
    """A virtual host's name is part of its statistics, where a dot separates: `*.a.io` becomes `any_a_io`."""
    return host.replace("*", "any").replace(".", "_")
