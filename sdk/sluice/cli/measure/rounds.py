"""Rounds of equal work with and without a filter, side by side, and how far their figures spread.

Timings of a machine that does other things, too, are only worth something as differences and ratios of what
was measured within a moment of each other.
"""

import random
import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

Measure = Callable[[], float]
"""Does one slice of work and gives its µs of CPU per request."""
MIN_ROUNDS = 4


@dataclass(frozen=True, slots=True)
class Spread:
    """The median, and the middle half."""

    median: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """µs of CPU for a request without the filter, with it, and what it adds; `ratio` of the two."""

    without: Spread
    with_filter: Spread
    added: Spread
    ratio: Spread
    rounds: int

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def spread_of(figures: list[float]) -> Spread:
    low, median, high = statistics.quantiles(figures, n=4, method="inclusive")
    return Spread(median, low, high)


def compare(without: Measure, with_filter: Measure, seconds: float) -> Comparison:
    """As many rounds as the time allows, at least `MIN_ROUNDS`, the two in random order in each."""
    measures: Mapping[str, Measure] = {"without": without, "with": with_filter}
    for measure in measures.values():
        measure()  # warms up
    taken: dict[str, list[float]] = {name: [] for name in measures}
    shuffled = random.Random(1)
    deadline = time.monotonic() + seconds
    while len(taken["with"]) < MIN_ROUNDS or time.monotonic() < deadline:
        for name in shuffled.sample(list(measures), len(measures)):
            taken[name].append(measures[name]())
    pairs = list(zip(taken["without"], taken["with"], strict=True))
    return Comparison(
        without=spread_of(taken["without"]),
        with_filter=spread_of(taken["with"]),
        added=spread_of([after - before for before, after in pairs]),
        ratio=spread_of([after / before for before, after in pairs]),
        rounds=len(pairs),
    )
