"""How much errors and denials speak against the candidate, whatever the number of looks.

Errors are conditioned on: if both arms fail equally often, each error hits the candidate with the
probability p, its share of the requests. If the candidate fails r times as often, that is r·p / (r·p + 1 −
p). The evidence is the likelihood ratio of the two, averaged over r from 1.25 to 10. While the arms are
equal its expectation is 1 at every moment, so that it ever reaches 1/α has a probability of at most α
(Ville's inequality): one may look every second, and stop at any time, without raising more false alarms.
"""

from __future__ import annotations

import math

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
