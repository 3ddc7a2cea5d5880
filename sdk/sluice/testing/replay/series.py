"""Both sides over the same requests, in lockstep, and which of their differences are mere chance.

A filter that draws one random number more than its predecessor has others from there on, and a header that
holds one differs without any change of behaviour. So where there are differences, both sides run again with
other chance. What varies with chance on *both* sides cannot speak for a change where both could have done
the same; a value that is fixed on one side and random on the other is a change. They run again until nothing
is in doubt, `MOST_RUNS` times at most.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sluice.testing.recordings import Recorded
from sluice.testing.replay.comparison import Difference, compare, find_features, to_family
from sluice.testing.replay.observation import Observed
from sluice.testing.replay.side import Candidate, Side

MOST_RUNS = 6
STEP = 10**7
"""Ns between two requests whose times nobody noted."""
Family = tuple[str, str]
_Run = tuple[list[Observed], list[Observed]]


@dataclass(frozen=True, slots=True)
class Compared:
    """A request and what is different about it; `by_chance` is what varies on both sides anyway."""

    recorded: Recorded
    before: Observed
    after: Observed
    differences: tuple[Difference, ...]
    by_chance: tuple[Difference, ...] = ()


def replay_both(
    before: Candidate,
    after: Candidate,
    requests: Sequence[Recorded],
    start: int,
    told: Callable[[int], None] = lambda done: None,
) -> list[Compared]:
    """Raises `LoadError` where one of them does not start. `start` is in ns since 1970, for requests without
    a time; `told` hears how many requests are done.
    """
    ordered = _in_order(requests)
    first = _run(before, after, ordered, start, 0, told)
    found = [compare(*pair) for pair in zip(*first, strict=True)]
    chance = [_Chances(one, other) for one, other in zip(*first, strict=True)]
    for seed in range(1, MOST_RUNS):
        if not _has_doubts(found, chance, seed):
            break
        for each, one, other in zip(chance, *_run(before, after, ordered, start, seed, told), strict=True):
            each.add(one, other)
    varying = _varying(chance)
    return [
        Compared(recorded, one, other, *_sorted_out(differences, chances, varying))
        for recorded, one, other, differences, chances in zip(ordered, *first, found, chance, strict=True)
    ]


def _in_order(requests: Sequence[Recorded]) -> list[Recorded]:
    """By time where each has one."""
    times = [each.time for each in requests]
    if any(time is None for time in times):
        return list(requests)
    return sorted(requests, key=lambda each: each.time or 0.0)


def _run(
    before: Candidate,
    after: Candidate,
    requests: Sequence[Recorded],
    start: int,
    seed: int,
    told: Callable[[int], None],
) -> _Run:
    """Each request begins at one time on both sides: as noted, or when the slower one is done."""
    begin = start if not requests or requests[0].time is None else int(requests[0].time * 1e9)
    sides = Side(before, seed, begin), Side(after, seed, begin)
    seen: _Run = ([], [])
    for number, recorded in enumerate(requests):
        noted = int(recorded.time * 1e9) if recorded.time is not None else 0
        at = max(noted, *(side.now + STEP for side in sides))
        for side, observed in zip(sides, seen, strict=True):
            observed.append(side.play(recorded, number, at))
        told(number + 1)
    for side in sides:
        side.close()
    return seen


class _Chances:
    """One request in all runs: by family what either side did."""

    def __init__(self, before: Observed, after: Observed) -> None:
        self.sides = ([find_features(before)], [find_features(after)])

    def add(self, before: Observed, after: Observed) -> None:
        for side, observed in zip(self.sides, (before, after), strict=True):
            side.append(find_features(observed))

    def moves(self, side: int) -> set[Family]:
        """What is not the same in all runs."""
        first, *others = self.sides[side]
        found: set[Family] = set()
        for other in others:
            if other != first:
                found |= {key for key in first.keys() | other.keys() if first.get(key) != other.get(key)}
        return found

    def explains(self, family: Family) -> bool:
        """Whether the sides have something in common in this, or it moves on both."""
        old, new = ({features.get(family) for features in side} for side in self.sides)
        return not old.isdisjoint(new) or (len(old) > 1 and len(new) > 1)


def _has_doubts(found: Sequence[Sequence[Difference]], chances: Sequence[_Chances], runs: int) -> bool:
    """Whether a difference could still turn out to be chance."""
    if not any(found):
        return False
    if runs == 1:
        return True
    varying = _varying(chances)
    return any(
        to_family(each) in varying and not chance.explains(to_family(each))
        for differences, chance in zip(found, chances, strict=True)
        for each in differences
    )


def _varying(chances: Sequence[_Chances]) -> set[Family]:
    """What chance moves on both sides, anywhere in the series."""
    old, new = (set().union(*(each.moves(side) for each in chances)) for side in (0, 1))
    return old & new


def _sorted_out(
    found: Sequence[Difference], chance: _Chances, varying: set[Family]
) -> tuple[tuple[Difference, ...], tuple[Difference, ...]]:
    """Those of one request that are real, and those that chance explains."""
    explained = {family for family in map(to_family, found) if family in varying and chance.explains(family)}
    real = tuple(each for each in found if to_family(each) not in explained)
    return real, tuple(each for each in found if to_family(each) in explained)
