"""How much errors and denials speak against the candidate, whatever the number of looks.

Errors are conditioned on: if both arms fail equally often, each error hits the candidate with the
probability p, its share of the requests. If the candidate fails r times as often, that is r·p / (r·p + 1 −
p). The evidence is the likelihood ratio of the two, averaged over r from 1.25 to 10. While the arms are
equal its expectation is 1 at every moment, so that it ever reaches 1/α has a probability of at most α
(Ville's inequality): one may look every second, and stop at any time, without raising more false alarms.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from sluice_console.rollouts.states import ArmCounts

RATIOS = (1.25, 1.5, 2.0, 3.0, 5.0, 10.0)
"""How many times as often a bad candidate might fail; each counts the same."""


def weigh_errors(candidate: ArmCounts, current: ArmCounts) -> float:
    """The evidence that the candidate is answered 5xx more often; 1 is none, and with α = 1 % 100 is enough.

    Both counts have to be of the same time. 1 while one of the arms has no requests: there is nothing to
    compare.

        >>> round(weigh_errors(ArmCounts(1_000, 5), ArmCounts(9_000, 45)), 1)
        0.3
        >>> weigh_errors(ArmCounts(1_000, 30), ArmCounts(9_000, 45)) > 100
        True
    """
    return _weigh(candidate.errors, current.errors, candidate.requests, current.requests)


def weigh_denials(candidate: ArmCounts, current: ArmCounts) -> float:
    """The same for 4xx: the candidate refuses more, perhaps because it is meant to."""
    return _weigh(candidate.denials, current.denials, candidate.requests, current.requests)


def weigh_slowness(candidate: ArmCounts, current: ArmCounts) -> float:
    """The same for requests that take longer than the limit. Where most requests of both do, it finds little:
    the limit has to be one that is seldom broken.
    """
    return _weigh(candidate.slow, current.slow, candidate.requests, current.requests)


TWICE = 2.0


def rules_out_twice_as_bad(candidate: ArmCounts, current: ArmCounts, alpha: float) -> bool:
    """Whether the errors speak for equality against "fails twice as often", as much as α asks for.

    The same likelihood ratio the other way round: if the candidate did fail twice as often, this would ever
    come out true with a probability of at most α.

        >>> rules_out_twice_as_bad(ArmCounts(1_000, 5), ArmCounts(9_000, 45), 0.01)
        False
        >>> rules_out_twice_as_bad(ArmCounts(10_000, 50), ArmCounts(90_000, 450), 0.01)
        True
    """
    if not candidate.requests or not current.requests:
        return False
    share = candidate.requests / (candidate.requests + current.requests)
    return -_log_ratio(TWICE, share, candidate.errors, current.errors) >= -math.log(alpha)


@dataclass(frozen=True, slots=True)
class Difference:
    """Candidate minus current version, as shares from -1 to 1; the bounds hold at all moments at once."""

    value: float
    low: float
    high: float
    twice: float
    """Where "twice as bad" lies."""


def compare_errors(candidate: ArmCounts, current: ArmCounts, alpha: float) -> Difference | None:
    """How much more often the candidate is answered 5xx; None while there is nothing to compare."""
    return _compare(candidate.errors, current.errors, candidate.requests, current.requests, alpha)


def compare_slowness(candidate: ArmCounts, current: ArmCounts, alpha: float) -> Difference | None:
    """How much more often the candidate is slow."""
    return _compare(candidate.slow, current.slow, candidate.requests, current.requests, alpha)


def _compare(
    mine: int, theirs: int, my_requests: int, their_requests: int, alpha: float
) -> Difference | None:
    """The interval inverts the mixture over the ratio of both arms, so it may be looked at at any time: that
    it ever leaves out the truth has a probability of at most α.
    """
    requests = my_requests + their_requests
    if not my_requests or not their_requests or not mine + theirs:
        return None
    share, rate = my_requests / requests, (mine + theirs) / requests
    low, high = _bounds(mine, theirs, share, alpha)
    value = mine / my_requests - theirs / their_requests
    return Difference(
        value,
        low=_to_difference(low, share, rate),
        high=_to_difference(high, share, rate),
        twice=_to_difference(TWICE, share, rate),
    )


_GRID = tuple(math.exp(step * 0.1) for step in range(-46, 47))
"""Ratios from a hundredth to a hundredfold, evenly on the logarithm."""


def _bounds(mine: int, theirs: int, share: float, alpha: float) -> tuple[float, float]:
    """The lowest and the highest ratio that the mixture does not speak against."""
    logarithms = [_log_ratio(ratio, share, mine, theirs) for ratio in _GRID]
    largest = max(logarithms)
    mixture = largest + math.log(sum(math.exp(value - largest) for value in logarithms) / len(_GRID))
    kept = [
        ratio for ratio, value in zip(_GRID, logarithms, strict=True) if mixture - value < -math.log(alpha)
    ]
    low = 0.0 if kept[0] == _GRID[0] else kept[0]
    return low, (math.inf if kept[-1] == _GRID[-1] else kept[-1])


def _to_difference(ratio: float, share: float, rate: float) -> float:
    """Of two arms that together fail with `rate`, the candidate `ratio` times as often as the other."""
    if math.isinf(ratio):
        return rate / share
    return (ratio - 1) * rate / (ratio * share + 1 - share)


def _weigh(mine: int, theirs: int, my_requests: int, their_requests: int) -> float:
    if not my_requests or not their_requests:
        return 1.0
    share = my_requests / (my_requests + their_requests)
    logarithms = [_log_ratio(ratio, share, mine, theirs) for ratio in RATIOS]
    largest = max(logarithms)
    mean = sum(math.exp(value - largest) for value in logarithms) / len(RATIOS)
    return math.exp(min(largest + math.log(mean), 700.0))


def _log_ratio(ratio: float, share: float, mine: int, theirs: int) -> float:
    """The logarithm of the likelihood of `ratio` over that of equality."""
    together = ratio * share + 1 - share
    return mine * math.log(ratio / together) - theirs * math.log(together)
