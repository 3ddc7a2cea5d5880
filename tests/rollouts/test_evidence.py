"""The comparison of errors: few false alarms however often one looks, and real harm found soon."""

from __future__ import annotations

import math
import random
import statistics

from hypothesis import given
from hypothesis import strategies as st

from sluice_console.rollouts.evidence import compare_errors, rules_out_twice_as_bad, weigh_errors
from sluice_console.rollouts.states import ArmCounts

REQUESTS_PER_SECOND = 200
SHARE = 0.10
ERROR_RATE = 0.005
LOOK_SECONDS = 10
LOOKS = 180


def draw_poisson(generator: random.Random, mean: float) -> int:
    """Knuth's way; means here are small."""
    limit, count, product = math.exp(-mean), 0, generator.random()
    while product > limit:
        count += 1
        product *= generator.random()
    return count


def find_alarm(generator: random.Random, ratio: float, alpha: float = 0.01) -> int | None:
    """The second of the first alarm within half an hour, when the candidate fails `ratio` times as often."""
    requests = REQUESTS_PER_SECOND * LOOK_SECONDS
    candidate, current = ArmCounts(), ArmCounts()
    for look in range(1, LOOKS + 1):
        mine, theirs = requests * SHARE, requests * (1 - SHARE)
        candidate = ArmCounts(
            round(candidate.requests + mine),
            candidate.errors + draw_poisson(generator, mine * ERROR_RATE * ratio),
        )
        current = ArmCounts(
            round(current.requests + theirs), current.errors + draw_poisson(generator, theirs * ERROR_RATE)
        )
        if weigh_errors(candidate, current) >= 1 / alpha:
            return look * LOOK_SECONDS
    return None


def test_an_equal_candidate_is_stopped_in_one_percent_at_most() -> None:
    generator = random.Random(1)
    alarms = sum(find_alarm(generator, 1.0) is not None for _ in range(1_000))
    assert alarms <= 17  # 1 % of 1,000 and two standard deviations


def test_a_better_candidate_is_hardly_ever_stopped() -> None:
    generator = random.Random(2)
    assert sum(find_alarm(generator, 0.7) is not None for _ in range(300)) <= 1


def test_harm_is_found_soon() -> None:
    for ratio, within in ((2.0, 300), (5.0, 40), (20.0, 20)):
        generator = random.Random(3)
        found = [find_alarm(generator, ratio) for _ in range(100)]
        seconds = [alarm if alarm is not None else 10_000 for alarm in found]
        assert statistics.median(seconds) <= within, (ratio, statistics.median(seconds))


def test_nothing_to_compare_is_no_evidence() -> None:
    assert weigh_errors(ArmCounts(0, 0), ArmCounts(10, 10)) == 1.0
    assert weigh_errors(ArmCounts(10, 10), ArmCounts(0, 0)) == 1.0
    assert weigh_errors(ArmCounts(10, 0), ArmCounts(10, 0)) == 1.0


@given(st.integers(0, 10**9), st.integers(0, 10**7), st.integers(0, 10**9), st.integers(0, 10**7))
def test_any_counts_give_a_number(mine: int, my_errors: int, theirs: int, their_errors: int) -> None:
    evidence = weigh_errors(ArmCounts(mine, my_errors), ArmCounts(theirs, their_errors))
    assert evidence >= 0
    assert math.isfinite(evidence)


def follow(generator: random.Random, ratio: float) -> list[tuple[ArmCounts, ArmCounts]]:
    """Half an hour of both arms, as they stand at every look."""
    candidate, current, found = ArmCounts(), ArmCounts(), []
    requests = REQUESTS_PER_SECOND * LOOK_SECONDS
    for _ in range(LOOKS):
        mine, theirs = requests * SHARE, requests * (1 - SHARE)
        candidate = ArmCounts(
            round(candidate.requests + mine),
            candidate.errors + draw_poisson(generator, mine * ERROR_RATE * ratio),
        )
        current = ArmCounts(
            round(current.requests + theirs), current.errors + draw_poisson(generator, theirs * ERROR_RATE)
        )
        found.append((candidate, current))
    return found


def test_a_candidate_that_is_twice_as_bad_is_hardly_ever_let_through() -> None:
    """Looked at 180 times, and promoted at the first look that rules "twice as bad" out."""
    generator = random.Random(4)
    let_through = sum(
        any(rules_out_twice_as_bad(*arms, 0.01) for arms in follow(generator, 2.0)) for _ in range(500)
    )
    assert let_through <= 10  # 1 % of 500 and two standard deviations


def test_an_equal_candidate_is_proven_within_minutes() -> None:
    generator = random.Random(5)
    looks = []
    for _ in range(60):
        proofs = [rules_out_twice_as_bad(*arms, 0.01) for arms in follow(generator, 1.0)]
        looks.append(proofs.index(True) if True in proofs else LOOKS)
    assert statistics.median(looks) * LOOK_SECONDS <= 300
    assert sum(look == LOOKS for look in looks) <= 2


def test_the_interval_holds_at_all_looks_at_once() -> None:
    generator = random.Random(6)
    missed = 0
    for ratio in (1.0, 2.0):
        truth = (ratio - 1) * ERROR_RATE
        for _ in range(50):
            for arms in follow(generator, ratio)[::6]:
                found = compare_errors(*arms, 0.01)
                if found is not None and not found.low <= truth <= found.high:
                    missed += 1
                    break
    assert missed <= 3  # 1 % of 100 and two standard deviations


def test_the_interval_gets_narrow() -> None:
    generator = random.Random(7)
    arms = follow(generator, 1.0)
    early, late = compare_errors(*arms[2], 0.01), compare_errors(*arms[-1], 0.01)
    assert early is not None
    assert late is not None
    assert late.high - late.low < (early.high - early.low) / 3
    assert abs(late.twice - ERROR_RATE) < ERROR_RATE / 3


@given(st.integers(0, 10**9), st.integers(0, 10**6), st.integers(0, 10**9), st.integers(0, 10**6))
def test_any_counts_give_an_interval_or_none(
    mine: int, my_errors: int, theirs: int, their_errors: int
) -> None:
    candidate, current = (
        ArmCounts(mine + my_errors, my_errors),
        ArmCounts(theirs + their_errors, their_errors),
    )
    found = compare_errors(candidate, current, 0.01)
    assert (found is None) == (not candidate.requests or not current.requests or not my_errors + their_errors)
    if found is not None:
        assert all(map(math.isfinite, (found.value, found.low, found.high, found.twice)))
        assert found.low <= found.high
    assert rules_out_twice_as_bad(candidate, current, 0.01) in (True, False)
