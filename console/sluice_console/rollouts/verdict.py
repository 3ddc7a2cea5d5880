"""Whether what was seen of a candidate speaks against it: hard limits, and a comparison of both arms.

More 5xx than the current version end a rollout, and so do more slow requests. More 4xx only hold it where it
is: a filter may be meant to refuse more, and then a person goes on by hand. α is split evenly among the three
comparisons.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from sluice_console.rollouts.evidence import (
    rules_out_twice_as_bad,
    weigh_denials,
    weigh_errors,
    weigh_slowness,
)
from sluice_console.rollouts.states import ArmCounts, Limits, Observations, Stage

FEWEST_REQUESTS = 10
"""Percentages of fewer requests than this say nothing."""

COMPARISONS = 3


def find_objections(limits: Limits, seen: Observations, stage: Stage | None) -> Iterator[str]:
    """Every limit that the candidate has crossed, as a sentence for the rollout's page."""
    for rejection in seen.rejections:
        yield f"a node rejected the candidate: {rejection}"
    if seen.exceptions > limits.exceptions:
        yield f"the candidate raised {seen.exceptions} exceptions, {limits.exceptions} are allowed"
    requests, errors = seen.candidate.requests, seen.candidate.errors
    if requests >= max(limits.minimum_requests, FEWEST_REQUESTS):
        percent = 100 * errors / requests
        if percent > limits.error_percent:
            yield (
                f"{percent:.1f} % of {requests} requests to the candidate were answered 5xx, "
                f"{limits.error_percent:g} % are allowed"
            )
    if stage is not None and seen.nodes and timedelta(0) < limits.silence < seen.silent:
        seconds = int(seen.silent.total_seconds())
        yield f"no node has reported anything for {seconds} s, so nobody can see what the candidate does"
    if not _is_comparable(stage):
        return
    candidate, current, enough = seen.candidate, seen.current, COMPARISONS / limits.alpha
    if weigh_errors(candidate, current) >= enough:
        yield _compare("were answered 5xx", candidate, candidate.errors, current, current.errors, limits)
    if limits.slo and weigh_slowness(candidate, current) >= enough:
        took = f"took longer than {limits.slo} ms"
        yield _compare(took, candidate, candidate.slow, current, current.slow, limits)


def find_hindrances(limits: Limits, seen: Observations, stage: Stage | None) -> Iterator[str]:
    """What keeps a stage from ending by itself, though nothing is wrong."""
    if seen.candidate.requests < limits.minimum_requests:
        yield f"{seen.candidate.requests} of {limits.minimum_requests} requests have gone to the candidate"
    if seen.waiting_nodes:
        yield f"not loaded yet by {', '.join(seen.waiting_nodes)}"
    if limits.must_rule_out and _is_comparable(stage) and not is_proven(limits, seen, stage):
        yield "“twice as bad” is not ruled out yet"
    if _is_comparable(stage) and weigh_denials(seen.candidate, seen.current) >= COMPARISONS / limits.alpha:
        difference = _compare(
            "were answered 4xx",
            seen.candidate,
            seen.candidate.denials,
            seen.current,
            seen.current.denials,
            limits,
        )
        yield f"{difference}; go on by hand if it is meant to refuse more"


def is_proven(limits: Limits, seen: Observations, stage: Stage | None) -> bool:
    """Whether "fails twice as often" is ruled out."""
    return _is_comparable(stage) and rules_out_twice_as_bad(seen.candidate, seen.current, limits.alpha)


def explain_end(limits: Limits, seen: Observations, stage: Stage) -> str:
    """Why a stage may end by itself: `12,431 requests, “twice as bad” ruled out at α = 1 %`."""
    if not _is_comparable(stage):
        return f"the stage ran its minimum time within all limits, {seen.candidate.requests:,} requests"
    if is_proven(limits, seen, stage):
        return (
            f"{seen.candidate.requests:,} requests, “twice as bad” ruled out at α = {100 * limits.alpha:g} %"
        )
    return (
        f"{seen.candidate.requests:,} requests within all limits; too few errors to rule out “twice as bad”, "
        "no sign of harm"
    )


def _is_comparable(stage: Stage | None) -> bool:
    """Requests that are chosen by a header are other requests: their errors say nothing about the version."""
    return stage is not None and not stage.by_header


def _compare(
    what: str, candidate: ArmCounts, mine: int, current: ArmCounts, theirs: int, limits: Limits
) -> str:
    by_chance = f"{100 * limits.alpha / COMPARISONS:.2g} %"
    return (
        f"{_describe(mine, candidate)} to the candidate {what}, "
        f"{_describe(theirs, current)} to the current version; by chance that happens in {by_chance} at most"
    )


def _describe(count: int, arm: ArmCounts) -> str:
    """`30 of 1000 requests (3 %)`."""
    return f"{count} of {arm.requests} requests ({100 * count / arm.requests:.3g} %)"
