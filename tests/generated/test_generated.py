"""A sample of what `make generated` does at length."""

from __future__ import annotations

import pytest
from tests.generated.compare import compare_batch
from tests.generated.front_end import judge_all
from tests.generated.hostile import Source, bank, mutated, seeds
from tests.generated.tiny import compare_all

FIRST_SEED = 1_000_000
"""Far from the seeds of the long runs."""
TINY = 12
"""Programs of a few lines, each of which is a build."""


@pytest.mark.parametrize("seed", range(FIRST_SEED, FIRST_SEED + 2))
def test_generated_programs_print_the_same(seed: int) -> None:
    assert compare_batch(seed, stress=seed % 2 == 1, size=60) == []


def test_tiny_programs_do_the_same() -> None:
    assert [str(each) for each in compare_all(range(FIRST_SEED, FIRST_SEED + TINY))] == []


def test_hostile_sources_are_refused_with_a_place() -> None:
    texts = seeds()
    sample: list[Source] = [*bank()[::12], *(mutated(number, texts) for number in range(2000, 2025))]
    assert [verdict for verdict in judge_all(sample, workers=2) if verdict.problem] == []
