"""What the nodes have counted: requests of each route's arms, and exceptions of each filter.

Envoy reports totals since its own start, every second. The store turns them into increments, so that
neither a restart of a node nor one of the console makes a jump: a total that falls starts anew, and the
first total of a node that was there before the store is where counting begins. Where several consoles
share the nodes, one that comes has been counted elsewhere before, unless it has only just started.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from sluice_console.rollouts.states import ArmCounts

RECENT_SECONDS = 900
"""How long counts are kept by the second."""

JUST_STARTED_SECONDS = 5.0
"""Nodes report every second: so soon after its start a node has not told another console much."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One total of one node: `subject` is a route's id, a filter as `name@version`, or the id of a key.

    `part` tells totals of the same subject apart: the arm of a route, the sort of a reload. Slow requests are
    counted for each limit, `candidate>500`.
    """

    kind: Literal["requests", "errors", "denials", "slow", "exceptions", "reloads", "keys"]
    subject: str
    value: int
    part: str = "current"


@dataclass(frozen=True, slots=True)
class ArmTotals:
    """Both arms of a rollout, or of any set of routes."""

    current: ArmCounts
    candidate: ArmCounts

    @property
    def candidate_share(self) -> float | None:
        """The candidate's part of all requests, 0 to 1; None without requests."""
        together = self.current.requests + self.candidate.requests
        return self.candidate.requests / together if together else None

    def minus(self, earlier: ArmTotals) -> ArmTotals:
        """What came since `earlier`: keep the totals of a stage's beginning, and subtract them."""
        return ArmTotals(_minus(self.current, earlier.current), _minus(self.candidate, earlier.candidate))

    def plus(self, other: ArmTotals) -> ArmTotals:
        """With what other nodes have counted."""
        return ArmTotals(_plus(self.current, other.current), _plus(self.candidate, other.candidate))


def _minus(later: ArmCounts, earlier: ArmCounts) -> ArmCounts:
    return ArmCounts(
        max(0, later.requests - earlier.requests),
        max(0, later.errors - earlier.errors),
        max(0, later.denials - earlier.denials),
        max(0, later.slow - earlier.slow),
    )


def _plus(one: ArmCounts, other: ArmCounts) -> ArmCounts:
    return ArmCounts(
        one.requests + other.requests,
        one.errors + other.errors,
        one.denials + other.denials,
        one.slow + other.slow,
    )


_Key = tuple[str, str, str]
"""Kind, subject and part of a sample."""


class Statistics:
    """Counts of all gateways that this process serves. `clock` gives seconds and never goes back.

    `shared`: nodes may go to another console and come back; what they count meanwhile is counted there.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic, *, shared: bool = False) -> None:
        self._clock = clock
        self._shared = shared
        self._began = clock()
        self._heard: dict[str, float] = {}
        self._last: dict[tuple[str, str], dict[_Key, int]] = {}
        self._totals: dict[str, dict[_Key, int]] = {}
        self._recent: dict[str, deque[tuple[float, _Key, int]]] = {}

    # --- reading

    def totals(self, gateway_id: str, route_ids: Collection[str] | None = None, slo: int = 0) -> ArmTotals:
        """Since this process started, of some routes or of all; slow is what took longer than `slo` ms."""
        return _to_totals(self._totals.get(gateway_id, {}).items(), route_ids, slo)

    def recent(self, gateway_id: str, seconds: float, route_ids: Collection[str] | None = None) -> ArmTotals:
        """In the last `seconds`, `RECENT_SECONDS` at most; slow ones are not kept by the second."""
        since = self._clock() - seconds
        counted = ((key, value) for at, key, value in self._recent.get(gateway_id, ()) if at >= since)
        return _to_totals(counted, route_ids)

    def by_route(self, gateway_id: str, seconds: float) -> dict[str, ArmCounts]:
        """Requests and errors of both arms in the last `seconds`; silent routes are not there."""
        since = self._clock() - seconds
        sums: dict[str, list[int]] = {}
        for at, (kind, subject, _), value in reversed(self._recent.get(gateway_id, ())):
            if at < since:
                break
            if kind in ("requests", "errors"):
                sums.setdefault(subject, [0, 0])[kind == "errors"] += value
        return {route_id: ArmCounts(*pair) for route_id, pair in sums.items()}

    def series(self, gateway_id: str, step: float, count: int) -> list[ArmCounts]:
        """Both arms together in the last `count` spans of `step` seconds, the oldest first; for charts."""
        since = self._clock() - step * count
        requests, errors = [0] * count, [0] * count
        for at, (kind, _, _), value in self._recent.get(gateway_id, ()):
            span = int((at - since) / step)
            if 0 <= span < count and kind in ("requests", "errors"):
                (requests if kind == "requests" else errors)[span] += value
        return [ArmCounts(*pair) for pair in zip(requests, errors, strict=True)]

    def exceptions(self, gateway_id: str, filter_name: str) -> int:
        """How often a filter version, `api_key@1.2.0`, failed since this process started: by an uncaught
        exception, or by a trap after which its VM had to be started again.

        Filters that do not say who they are are counted together under `""`; that number is given for every
        filter that has none of its own, so that no exception goes unseen.
        """
        totals = self._totals.get(gateway_id, {})
        own = totals.get(("exceptions", filter_name, "current"))
        anybody = totals.get(("exceptions", "", "current"), 0)
        reloads = sum(
            value
            for (kind, subject, _), value in totals.items()
            if (kind, subject) == ("reloads", filter_name)
        )
        return reloads + (anybody if own is None else own)

    def heard_seconds_ago(self, gateway_id: str) -> float | None:
        """When a node of the gateway reported last; None where none ever did."""
        heard = self._heard.get(gateway_id)
        return None if heard is None else self._clock() - heard

    def silent_seconds(self, gateway_id: str) -> float:
        """Since any node of the gateway has reported anything; since the start, where none ever did."""
        return max(0.0, self._clock() - self._heard.get(gateway_id, self._began))

    def key_totals(self) -> dict[str, int]:
        """Requests by the id of the key that they came with, at all gateways, since this process started."""
        found: dict[str, int] = {}
        for totals in self._totals.values():
            for (kind, subject, _), value in totals.items():
                if kind == "keys":
                    found[subject] = found.get(subject, 0) + value
        return found

    # --- writing, by the receiver

    def record(
        self, gateway_id: str, node_id: str, samples: Collection[Sample], uptime: float | None = None
    ) -> None:
        """Take in one report of a node that has been up for `uptime` seconds."""
        oldest = JUST_STARTED_SECONDS if self._shared else self._clock() - self._began + 1.0
        started_since = uptime is not None and uptime <= oldest
        counts_from_zero = (gateway_id, node_id) in self._last or started_since
        last = self._last.setdefault((gateway_id, node_id), {})
        totals = self._totals.setdefault(gateway_id, {})
        recent = self._recent.setdefault(gateway_id, deque())
        now = self._clock()
        self._heard[gateway_id] = now
        for sample in samples:
            key = (sample.kind, sample.subject, sample.part)
            before = last.get(key)
            last[key] = sample.value
            if before is None:
                increment = sample.value if counts_from_zero else 0
            else:
                increment = sample.value - before if sample.value >= before else sample.value
            totals[key] = totals.get(key, 0) + increment
            if increment and sample.kind != "slow":
                recent.append((now, key, increment))
        while recent and recent[0][0] < now - RECENT_SECONDS:
            recent.popleft()

    def lose(self, gateway_id: str, node_id: str) -> None:
        """The node's stream has ended; where counts are shared it may go on elsewhere."""
        if self._shared:
            self._last.pop((gateway_id, node_id), None)


_KINDS = ("requests", "errors", "denials", "slow")
"""In the order of `ArmCounts`."""


def _to_totals(
    counted: Iterable[tuple[_Key, int]], route_ids: Collection[str] | None, slo: int = 0
) -> ArmTotals:
    sums: dict[tuple[str, str], int] = {}
    for (kind, subject, part), value in counted:
        if kind in _KINDS and (route_ids is None or subject in route_ids):
            arm, _, limit = part.partition(">")
            if kind != "slow" or limit == str(slo):
                sums[kind, arm] = sums.get((kind, arm), 0) + value
    return ArmTotals(_to_counts(sums, "current"), _to_counts(sums, "candidate"))


def _to_counts(sums: Mapping[tuple[str, str], int], arm: str) -> ArmCounts:
    return ArmCounts(*(sums.get((kind, arm), 0) for kind in _KINDS))
