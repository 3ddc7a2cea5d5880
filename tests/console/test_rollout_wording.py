"""What the engine says of a rollout, found again by the pages and said in Chinese."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from sluice_console.core.language import LANGUAGES, speaking
from sluice_console.features.rollouts.wording import to_words
from sluice_console.rollouts import engine
from sluice_console.rollouts.states import (
    ArmCounts,
    Limits,
    Observations,
    ReplayGate,
    Rollout,
    RolloutError,
    Stage,
    Window,
)
from sluice_console.rollouts.verdict import explain_end, find_hindrances, find_objections

NOW = datetime(2026, 11, 20, 10, tzinfo=UTC)
STAGE = Stage(1000, timedelta(minutes=10))
BAD = ArmCounts(1_000, 100, 100, 100)
GOOD = ArmCounts(9_000, 45, 45, 45)
ROLLOUT = Rollout((STAGE, replace(STAGE, share=5000, approvals=2)), state="running", running_since=NOW)
ENGLISH_WORDS = re.compile(r"\b(?!promote\b|pause\b|draft\b|running or paused\b|running\b)[a-z]{3,}")
NUMBERS = re.compile(r"\d+(?:[.,]\d+)*")


def said() -> Iterator[str]:
    """Sentences as the engine makes them, at least one of each of its kinds."""
    seen = Observations(BAD, GOOD, 3, ("甲",), (), 2, timedelta(minutes=5))
    yield from find_objections(Limits(), seen, STAGE)
    yield from find_hindrances(
        Limits(minimum_requests=2_000, must_rule_out=True), replace(seen, waiting_nodes=("甲",)), STAGE
    )
    yield explain_end(Limits(), replace(seen, candidate=ArmCounts(12_431, 50), current=GOOD), STAGE)
    yield explain_end(Limits(), Observations(ArmCounts(10_000, 50), ArmCounts(90_000, 450)), STAGE)
    yield explain_end(Limits(), seen, replace(STAGE, by_header=True))
    loading = Observations(nodes=2, waiting_nodes=("甲",))
    yield engine.advance(ROLLOUT, NOW, loading).reason
    yield engine.advance(ROLLOUT, NOW + timedelta(minutes=9), loading).reason
    yield engine.advance(ROLLOUT, NOW, Observations(nodes=2)).reason
    yield engine.advance(ROLLOUT, NOW, Observations(refusals=("甲",))).reason
    yield engine.hold(ROLLOUT, NOW, "甲").reason
    yield from _of_replays()
    yield from _of_stages()
    yield from _by_hand()


def _of_replays() -> Iterator[str]:
    for gate in (
        ReplayGate(),
        ReplayGate(waits=True, state="failed", problem="甲"),
        ReplayGate(state="done", requests=1_000, differing=3),
    ):
        yield engine.advance(replace(ROLLOUT, replay=gate), NOW, Observations(nodes=1)).reason


def _of_stages() -> Iterator[str]:
    entered = replace(ROLLOUT, stage_index=1)
    later = NOW + timedelta(hours=5)
    for span in (timedelta(0), timedelta(minutes=9)):
        yield engine.advance(entered, NOW + span, Observations()).reason
    for approved in (0, 1):
        yield engine.advance(replace(entered, approved=approved), later, Observations()).reason
    by_hand = replace(entered, stages=(STAGE, replace(STAGE, automatic=False)))
    yield engine.advance(by_hand, later, Observations()).reason
    closed = replace(entered, approved=2, window=Window((NOW.weekday() + 1,)))
    yield engine.advance(closed, later, Observations()).reason


def _by_hand() -> Iterator[str]:
    entered = replace(ROLLOUT, stage_index=0)
    paused = engine.pause(entered, NOW)
    decisions = (
        engine.start(replace(ROLLOUT, state="draft"), NOW),
        paused,
        engine.resume(paused.rollout, NOW),
        engine.enter_next_stage(entered, NOW),
        engine.promote(replace(entered, approved=2)),
        engine.abort(entered),
        engine.approve(replace(entered, stage_index=1)),
    )
    for decision in decisions:
        yield decision.reason
        yield f"loading: {decision.reason}"
        yield f"stage 1 of 2 (12.5 %): {decision.reason}"
        yield f"stage 1 of 2 (0 %, by header): {decision.reason}: 午饭"
    for command in (
        lambda: engine.pause(replace(ROLLOUT, state="draft"), NOW),
        lambda: engine.promote(ROLLOUT),
        lambda: engine.promote(entered),
        lambda: engine.promote(replace(entered, approved=1)),
        lambda: engine.approve(entered),
        lambda: engine.check_stages(()),
        lambda: engine.check_stages((replace(STAGE, share=10_001),)),
        lambda: engine.check_stages((replace(STAGE, share=0),)),
        lambda: engine.check_stages((replace(STAGE, approvals=-1),)),
        lambda: engine.check_stages((replace(STAGE, minimum=timedelta(seconds=-1)),)),
        lambda: engine.check_stages((STAGE, replace(STAGE, share=1))),
    ):
        with pytest.raises(RolloutError) as refused:
            command()
        yield str(refused.value)


def test_every_sentence_of_the_engine_is_said_in_chinese() -> None:
    sentences = list(dict.fromkeys(said()))
    assert len(sentences) > 50
    for sentence in sentences:
        assert to_words(sentence) == sentence
        with speaking(LANGUAGES["zh-Hans"]):
            chinese = to_words(sentence)
        assert re.search(r"[\u4e00-\u9fff]", chinese), sentence
        assert not ENGLISH_WORDS.search(chinese), chinese
        assert sorted(NUMBERS.findall(chinese)) == sorted(NUMBERS.findall(sentence)), chinese


def test_what_people_wrote_stays_as_it_is() -> None:
    with speaking(LANGUAGES["zh-Hans"]):
        assert to_words("paused: started").endswith("started")
        assert to_words("something else: 5 min") == "something else: 5 min"
        assert "%(said)s <b>" in to_words("aborted by hand: %(said)s <b>")
