"""Whether what was seen of a candidate speaks against it. Hard limits: they hold at any stage, at once."""

from __future__ import annotations

from collections.abc import Iterator

from sluice_console.rollouts.states import Limits, Observations


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


def find_hindrances(limits: Limits, seen: Observations) -> Iterator[str]:
    """What keeps a stage from ending, though nothing is wrong."""
    if seen.candidate.requests < limits.minimum_requests:
        yield f"{seen.candidate.requests} of {limits.minimum_requests} requests have gone to the candidate"
    if seen.waiting_nodes:
        yield f"not loaded yet by {', '.join(seen.waiting_nodes)}"
