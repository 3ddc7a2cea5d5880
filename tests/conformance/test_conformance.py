"""The emulated host against a real Envoy: the same scenarios, the same observable result."""

import asyncio
import difflib
from pathlib import Path
from typing import Any

import pytest
from tests.conformance import emulated, real
from tests.conformance.scenario import Scenario, read_scenarios
from tests.conformance.transcript import Transcript
from tests.support.c_module import compile_c

PLAYER = Path(__file__).with_name("player.c")
DOCUMENT = Path(__file__).parents[2] / "docs" / "reference" / "conformance.md"
ALL = read_scenarios()
SCENARIOS = [each for each in ALL if not each.crashes]
REPEATS = 3
"""How often what differs is done again, one at a time: a busy machine lets two pieces arrive as one."""
SAMPLE = 5
"""One in so many is enough for every change; the others are thorough."""


CRASHES = [pytest.param(each, id=each.name) for each in ALL if each.crashes]


def _parameters() -> list[Any]:
    return [
        pytest.param(
            each, id=f"{each.file}/{each.name}", marks=[] if index % SAMPLE == 0 else pytest.mark.thorough
        )
        for index, each in enumerate(SCENARIOS)
    ]


@pytest.fixture(scope="module")
def module() -> bytes:
    return compile_c(PLAYER.read_text())


@pytest.fixture(scope="module")
def in_envoy(request: pytest.FixtureRequest, module: bytes) -> dict[str, Transcript]:
    """What Envoy does in those scenarios that this run has chosen, all in one process."""
    items = [item for item in request.session.items if isinstance(item, pytest.Function)]
    names = {item.callspec.id for item in items if item.path == request.path and hasattr(item, "callspec")}
    chosen = [each for each in SCENARIOS if f"{each.file}/{each.name}" in names]
    found = asyncio.run(real.run_all(chosen, module))
    for _ in range(REPEATS):
        doubtful = [each for each in chosen if not agree(each, module, found)]
        if doubtful:
            found |= asyncio.run(real.run_all(doubtful, module, at_once=1))
    return found


def agree(scenario: Scenario, module: bytes, found: dict[str, Transcript]) -> bool:
    return emulated.run(scenario, module).lines() == found[scenario.name].lines() or bool(scenario.deviation)


@pytest.mark.envoy
@pytest.mark.parametrize("scenario", _parameters())
def test_the_emulated_host_does_what_envoy_does(
    scenario: Scenario, module: bytes, in_envoy: dict[str, Transcript]
) -> None:
    ours = emulated.run(scenario, module).lines()
    theirs = in_envoy[scenario.name].lines()
    if scenario.deviation:
        assert ours != theirs, "a documented deviation is gone: remove 'differs'"
        return
    if ours != theirs:
        diff = difflib.unified_diff(theirs, ours, "Envoy", "emulated host", lineterm="", n=4)
        pytest.fail("\n".join(diff), pytrace=False)


def test_every_deviation_is_documented() -> None:
    text = " ".join(DOCUMENT.read_text().split())
    reasons = [each.deviation for each in ALL if each.deviation]
    assert [reason for reason in reasons if reason not in text] == []
    assert len(SCENARIOS) >= 150


@pytest.mark.envoy
@pytest.mark.thorough
@pytest.mark.parametrize("scenario", CRASHES)
def test_what_crashes_envoy_is_said(scenario: Scenario, module: bytes) -> None:
    assert asyncio.run(real.crashes(scenario, module)), "Envoy survives it: remove 'crashes'"
    assert any("crashes Envoy 1.40" in line for line in emulated.run(scenario, module).log)
