"""Whether what was seen of a candidate speaks against it: hard limits, and a comparison of both arms'
errors.
"""

from __future__ import annotations

from collections.abc import Iterator

from sluice_console.rollouts.evidence import weigh_errors
from sluice_console.rollouts.states import ArmCounts, Limits, Observations


def find_objections(limits: Limits, seen: Observations) -> Iterator[str]:
    """Every limit that the candidate has crossed, as a sentence for the rollout's page."""
    for rejection in seen.rejections:
        yield f"a node rejected the candidate: {rejection}"
    if seen.exceptions > limits.exceptions:
        yield f"the candidate raised {seen.exceptions} exceptions, {limits.exceptions} are allowed"
    requests, errors = seen.candidate.requests, seen.candidate.errors
    if requests and requests >= limits.minimum_requests:
        percent = 100 * errors / requests
        if percent > limits.error_percent:
            yield (
                f"{percent:.1f} % of {requests} requests to the candidate were answered 5xx, "
                f"{limits.error_percent:g} % are allowed"
            )
    yield from _compare_errors(limits, seen)


def _compare_errors(limits: Limits, seen: Observations) -> Iterator[str]:
    """Worse than the current version in the same minutes, though perhaps below the hard limit."""
    if weigh_errors(seen.candidate, seen.current) >= 1 / limits.alpha:
        yield (
            f"{_describe(seen.candidate)} to the candidate were answered 5xx, "
            f"{_describe(seen.current)} to the current version "
            f"(such a difference by chance: {100 * limits.alpha:g} % at most)"
        )


def _describe(arm: ArmCounts) -> str:
    """`30 of 1000 requests (3 %)`."""
    return f"{arm.errors} of {arm.requests} requests ({100 * arm.errors / arm.requests:.2g} %)"


def find_hindrances(limits: Limits, seen: Observations) -> Iterator[str]:
    """What keeps a stage from ending, though nothing is wrong."""
    if seen.candidate.requests < limits.minimum_requests:
        yield f"{seen.candidate.requests} of {limits.minimum_requests} requests have gone to the candidate"
    if seen.waiting_nodes:
        yield f"not loaded yet by {', '.join(seen.waiting_nodes)}"
