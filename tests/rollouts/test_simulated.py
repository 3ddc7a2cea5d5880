"""Whole rollouts through the engine, with counts drawn at random: few false alarms, and slowness found."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

from tests.rollouts.test_evidence import draw_poisson

from sluice_console.rollouts import engine
from sluice_console.rollouts.states import ArmCounts, Decision, Observations, Rollout, Stage

NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)
LOOK = timedelta(seconds=5)
STAGES = (
    Stage(1_000, timedelta(minutes=5)),
    Stage(5_000, timedelta(minutes=5)),
    Stage(10_000, timedelta(seconds=30)),
)
REQUESTS_PER_SECOND = 200
ERRORS, DENIALS, SLOW = 0.005, 0.02, 0.01
"""Of the current version's requests."""


def draw(generator: random.Random, arm: ArmCounts, requests: float, slower: float) -> ArmCounts:
    """The arm five seconds later."""
    return ArmCounts(
        arm.requests + draw_many(generator, requests),
        arm.errors + draw_poisson(generator, requests * ERRORS),
        arm.denials + draw_poisson(generator, requests * DENIALS),
        arm.slow + draw_poisson(generator, requests * SLOW * slower),
    )


def draw_many(generator: random.Random, mean: float) -> int:
    """Near enough to Poisson, where the mean is large."""
    return max(0, round(generator.gauss(mean, mean**0.5)))


def run(generator: random.Random, slower: float) -> tuple[Decision, datetime]:
    """To the end, or an hour; the candidate is `slower` times as often slow."""
    rollout = engine.start(Rollout(STAGES), NOON).rollout
    now, candidate, current = NOON, ArmCounts(), ArmCounts()
    decision = Decision("stay", rollout)
    while decision.rollout.state == "running" and now < NOON + timedelta(hours=1):
        stage = decision.rollout.stage
        if stage is not None:
            requests = REQUESTS_PER_SECOND * LOOK.total_seconds()
            share = stage.share / 10_000
            candidate = draw(generator, candidate, requests * share, slower)
            current = draw(generator, current, requests * (1 - share), 1.0)
        before = decision.rollout.stage_index
        decision = engine.advance(decision.rollout, now, Observations(candidate, current, nodes=2))
        if decision.rollout.stage_index != before:
            candidate, current = ArmCounts(), ArmCounts()
        now += LOOK
    return decision, now


def test_of_200_healthy_rollouts_hardly_any_goes_back_or_is_held() -> None:
    generator = random.Random(11)
    unhappy = [end for end, _ in (run(generator, 1.0) for _ in range(200)) if end.kind != "promote"]
    assert len(unhappy) <= 2, [end.reason for end in unhappy]


def test_a_slower_version_goes_back_for_that_reason() -> None:
    generator = random.Random(12)
    for slower, most_seconds in ((3.0, 180), (10.0, 45)):
        times = []
        for _ in range(30):
            end, now = run(generator, slower)
            assert end.rollout.state == "failed"
            assert "took longer than 500 ms" in end.reason
            times.append((now - NOON).total_seconds())
        assert sorted(times)[len(times) // 2] <= most_seconds, (slower, sorted(times))
