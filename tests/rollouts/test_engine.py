"""The state machine: time, observations and commands in, decisions out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sluice_console.rollouts import engine
from sluice_console.rollouts.states import (
    LOADING,
    ArmCounts,
    Decision,
    Limits,
    Observations,
    ReplayGate,
    Rollout,
    RolloutError,
    Stage,
    Window,
)

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
STAGES = (Stage(0, MINUTE, by_header=True), Stage(1_000, 10 * MINUTE), Stage(10_000, MINUTE))
FINE = Observations(nodes=2)
DRAFT = Rollout(STAGES)


def at(minutes: float) -> datetime:
    return NOON + minutes * MINUTE


def run_to(stage_index: int) -> Rollout:
    """A rollout that entered a stage at noon."""
    rollout = engine.start(DRAFT, NOON).rollout
    return replace(rollout, stage_index=stage_index)


def test_the_whole_way() -> None:
    decision = engine.start(DRAFT, NOON)
    assert (decision.kind, decision.publishes, decision.rollout.stage) == ("stage", True, None)
    steps: list[tuple[float, str, int]] = []
    minute = 0.0
    while decision.rollout.state == "running":
        decision = engine.advance(decision.rollout, at(minute), FINE)
        if decision.publishes:
            steps.append((minute, decision.kind, decision.rollout.stage_index))
        minute += 0.5
    assert steps == [(0, "stage", 0), (1, "stage", 1), (11, "stage", 2), (12, "promote", 2)]
    assert decision.rollout.state == "promoted"


def test_nobody_gets_a_candidate_that_is_not_loaded_everywhere() -> None:
    rollout = engine.start(DRAFT, NOON).rollout
    waiting = replace(FINE, waiting_nodes=("n2",))
    decision = engine.advance(rollout, at(0.5), waiting)
    assert (decision.kind, decision.reason) == ("stay", "not loaded yet by n2")
    assert decision.rollout.stage_index == LOADING
    late = engine.advance(rollout, at(1.1), waiting)
    assert (late.kind, late.rollout.state, late.publishes) == ("pause", "paused", False)
    assert late.reason == "not loaded after 60 s by n2"
    resumed = engine.resume(late.rollout, at(5)).rollout
    assert engine.advance(resumed, at(5), FINE).rollout.stage_index == 0


def rehearsed(**gate: Any) -> Rollout:
    """A rollout that began with a replay."""
    return engine.start(replace(DRAFT, replay=ReplayGate(**gate)), NOON).rollout


def test_nobody_gets_a_candidate_before_the_replay_is_over() -> None:
    decision = engine.advance(rehearsed(), at(500), FINE)
    assert (decision.kind, decision.reason) == ("stay", "recorded requests are replayed")
    done = replace(decision.rollout, replay=ReplayGate(2, state="done", requests=9, differing=2))
    assert engine.advance(done, at(501), FINE).rollout.stage_index == 0


def test_what_differs_more_than_it_may_ends_it() -> None:
    rollout = rehearsed(allowed=2, state="done", requests=1000, differing=3)
    decision = engine.advance(rollout, at(1), FINE)
    assert (decision.kind, decision.rollout.state, decision.publishes) == ("fail", "failed", True)
    assert decision.reason == (
        "the candidate decides 3 of 1,000 recorded requests differently, 2 are allowed"
    )
    failed = engine.advance(rehearsed(allowed=20, state="failed", problem="no key"), at(1), FINE)
    assert (failed.kind, failed.reason) == ("fail", "recorded requests could not be replayed: no key")


def test_what_differs_may_be_approved_of_instead() -> None:
    rollout = rehearsed(waits=True, state="done", requests=9, differing=3)
    held = engine.advance(rollout, at(1), FINE)
    assert held.kind == "stay"
    assert held.reason.startswith("waits for 1 approval: the candidate decides 3 of 9")
    with pytest.raises(RolloutError, match="not loaded"):
        engine.promote(held.rollout)
    approved = engine.approve(held.rollout).rollout
    entered = engine.advance(approved, at(2), FINE).rollout
    assert (entered.stage_index, entered.approved) == (0, 0)
    running = rehearsed(waits=True)
    with pytest.raises(RolloutError, match="does not wait"):
        engine.approve(running)


def test_a_pause_stops_the_clock_and_keeps_the_share() -> None:
    rollout = run_to(1)
    paused = engine.pause(rollout, at(4))
    assert (paused.publishes, paused.rollout.stage) == (False, STAGES[1])
    assert engine.advance(paused.rollout, at(1_000), FINE).kind == "stay"
    resumed = engine.resume(paused.rollout, at(1_000)).rollout
    still = engine.advance(resumed, at(1_005), FINE)
    assert (still.kind, still.reason) == ("stay", "60 s of the minimum time remain")
    assert engine.advance(resumed, at(1_006), FINE).rollout.stage_index == 2


def test_a_manual_stage_waits_for_someone() -> None:
    rollout = replace(run_to(0), stages=(replace(STAGES[0], automatic=False), STAGES[2]))
    decision = engine.advance(rollout, at(60), FINE)
    assert (decision.kind, decision.reason) == ("stay", "waits for someone to go on")
    assert engine.enter_next_stage(rollout, at(60)).rollout.stage_index == 1


def test_going_on_after_the_last_stage_promotes() -> None:
    decision = engine.enter_next_stage(run_to(2), NOON)
    assert (decision.kind, decision.rollout.state, decision.publishes) == ("promote", "promoted", True)


def test_going_on_while_paused_stays_paused() -> None:
    paused = engine.pause(run_to(0), at(0.5)).rollout
    entered = engine.enter_next_stage(paused, at(2)).rollout
    assert (entered.state, entered.stage_index) == ("paused", 1)
    assert engine.resume(entered, at(3)).rollout.soaked_at(at(4)) == MINUTE


@pytest.mark.parametrize(
    ("seen", "reason"),
    [
        (replace(FINE, rejections=("n1: bad module",)), "a node rejected the candidate: n1: bad module"),
        (replace(FINE, exceptions=1), "the candidate raised 1 exceptions, 0 are allowed"),
        (
            replace(FINE, candidate=ArmCounts(200, 11)),
            "5.5 % of 200 requests to the candidate were answered 5xx, 5 % are allowed",
        ),
    ],
)
@pytest.mark.parametrize("stage_index", [LOADING, 0, 2])
def test_limits_end_a_rollout_at_once(seen: Observations, reason: str, stage_index: int) -> None:
    for rollout in (run_to(stage_index), engine.pause(run_to(stage_index), NOON).rollout):
        decision = engine.advance(rollout, at(0.1), seen)
        assert (decision.kind, decision.rollout.state, decision.publishes) == ("fail", "failed", True)
        assert decision.reason == reason


WORSE = replace(FINE, candidate=ArmCounts(1_000, 30), current=ArmCounts(9_000, 45))
STRICTER = replace(FINE, candidate=ArmCounts(1_000, 0, 500), current=ArmCounts(9_000, 0, 450))


def test_more_errors_than_the_current_version_end_a_rollout() -> None:
    decision = engine.advance(run_to(1), at(0.1), WORSE)
    assert decision.kind == "fail"
    assert decision.reason == (
        "30 of 1000 requests (3 %) to the candidate were answered 5xx, "
        "45 of 9000 requests (0.5 %) to the current version; by chance that happens in 0.33 % at most"
    )


def test_requests_chosen_by_header_are_not_compared() -> None:
    assert engine.advance(run_to(0), at(0.1), WORSE).kind == "stay"
    assert engine.advance(run_to(0), at(60), STRICTER).kind == "stage"


def test_more_denials_hold_a_stage_until_someone_goes_on() -> None:
    decision = engine.advance(run_to(1), at(60), STRICTER)
    assert decision.kind == "stay"
    assert decision.reason.startswith("500 of 1000 requests (50 %) to the candidate were answered 4xx")
    assert decision.reason.endswith("go on by hand if it is meant to refuse more")
    assert engine.enter_next_stage(run_to(1), at(60)).kind == "stage"


def test_one_error_among_a_few_requests_is_no_percentage() -> None:
    seen = replace(FINE, candidate=ArmCounts(3, 1), current=ArmCounts(30))
    assert engine.advance(run_to(1), at(0.1), seen).kind == "stay"


def test_limits_can_be_widened() -> None:
    limits = Limits(exceptions=5, error_percent=50)
    seen = replace(FINE, exceptions=5, candidate=ArmCounts(10, 5))
    assert engine.advance(replace(run_to(0), limits=limits), at(0.1), seen).kind == "stay"


def test_a_stage_needs_its_requests() -> None:
    rollout = replace(run_to(1), limits=Limits(minimum_requests=100))
    few = replace(FINE, candidate=ArmCounts(99, 99))
    decision = engine.advance(rollout, at(60), few)
    assert (decision.kind, decision.reason) == ("stay", "99 of 100 requests have gone to the candidate")
    assert engine.advance(rollout, at(60), replace(FINE, candidate=ArmCounts(100))).kind == "stage"


@pytest.mark.parametrize("state", ["draft", "running", "paused"])
def test_abort_from_anywhere(state: str) -> None:
    rollout = replace(DRAFT, state=state)  # type: ignore[arg-type]
    decision = engine.abort(rollout)
    assert decision.rollout.state == "aborted"
    assert decision.publishes == (state != "draft")


COMMANDS: dict[str, Callable[[Rollout, datetime], Decision]] = {
    "start": engine.start,
    "pause": engine.pause,
    "resume": engine.resume,
    "go on": engine.enter_next_stage,
    "promote": lambda rollout, now: engine.promote(rollout),
    "abort": lambda rollout, now: engine.abort(rollout),
    "approve": lambda rollout, now: engine.approve(rollout),
}
ALLOWED = {
    "start": {"draft"},
    "pause": {"running"},
    "resume": {"paused"},
    "go on": {"running", "paused"},
    "promote": {"running", "paused"},
    "abort": {"draft", "running", "paused"},
    "approve": {"running", "paused"},
}
STATES = ("draft", "running", "paused", "promoted", "aborted", "failed")


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("command", COMMANDS)
def test_commands_fit_the_state_or_say_why_not(command: str, state: str) -> None:
    rollout = replace(run_to(0), state=state)  # type: ignore[arg-type]
    if command == "approve":
        rollout = replace(rollout, stages=(replace(STAGES[0], approvals=1), *STAGES[1:]))
    if state in ALLOWED[command]:
        COMMANDS[command](rollout, NOON)
        return
    with pytest.raises(RolloutError, match=f"a rollout that is {state}; it would have to be"):
        COMMANDS[command](rollout, NOON)


def test_nothing_is_promoted_before_it_is_loaded() -> None:
    rollout = engine.start(DRAFT, NOON).rollout
    for command in (engine.promote, lambda one: engine.enter_next_stage(one, NOON)):
        with pytest.raises(RolloutError, match="not loaded by all nodes yet"):
            command(rollout)


@pytest.mark.parametrize(
    ("stages", "text"),
    [
        ((), "at least one stage"),
        ((Stage(10_001),), "from 0 to 100 %"),
        ((Stage(0),), "reaches nobody"),
        ((Stage(100, -MINUTE),), "negative"),
        ((Stage(1_000), Stage(500)), "must not fall"),
    ],
)
def test_stages_that_make_no_sense(stages: tuple[Stage, ...], text: str) -> None:
    with pytest.raises(RolloutError, match=text):
        engine.start(Rollout(stages), NOON)


PROVEN = replace(FINE, candidate=ArmCounts(10_000, 50), current=ArmCounts(90_000, 450))
UNPROVEN = replace(FINE, candidate=ArmCounts(1_000, 5), current=ArmCounts(9_000, 45))


def test_a_stage_says_what_was_ruled_out_when_it_ends() -> None:
    proven = engine.advance(run_to(1), at(60), PROVEN)
    assert proven.reason == "10,000 requests, “twice as bad” ruled out at α = 1 %"
    unproven = engine.advance(run_to(1), at(60), UNPROVEN)
    assert unproven.kind == "stage"
    assert unproven.reason.startswith("1,000 requests within all limits; too few errors to rule out")


def test_a_stage_may_have_to_rule_out_twice_as_bad() -> None:
    rollout = replace(run_to(1), limits=Limits(must_rule_out=True))
    decision = engine.advance(rollout, at(600), UNPROVEN)
    assert (decision.kind, decision.reason) == ("stay", "“twice as bad” is not ruled out yet")
    assert engine.advance(rollout, at(600), PROVEN).kind == "stage"
    assert engine.advance(rollout, at(5), PROVEN).reason == "5 min of the minimum time remain"


def test_nodes_that_fall_silent_end_a_rollout() -> None:
    silent = replace(FINE, silent=timedelta(seconds=31))
    decision = engine.advance(run_to(1), at(0.1), silent)
    assert (decision.kind, decision.publishes) == ("fail", True)
    assert decision.reason.startswith("no node has reported anything for 31 s")
    for fine in (
        replace(run_to(1), limits=Limits(silence=timedelta(0))),
        run_to(LOADING),
    ):
        assert engine.advance(fine, at(0.1), silent).kind != "fail"
    assert engine.advance(run_to(1), at(0.1), replace(silent, nodes=0)).kind == "stay"
    assert (
        engine.advance(run_to(1), at(0.1), replace(silent, silent=30 * timedelta(seconds=1))).kind == "stay"
    )


def test_a_stage_waits_for_its_approvals() -> None:
    stages = (Stage(1_000, MINUTE, approvals=2), Stage(10_000, MINUTE))
    rollout = replace(run_to(0), stages=stages)
    assert engine.advance(rollout, at(5), FINE).reason == "waits for 2 approvals"
    once = engine.approve(rollout).rollout
    assert engine.advance(once, at(5), FINE).reason == "waits for 1 approval"
    with pytest.raises(RolloutError, match="1 approval missing"):
        engine.enter_next_stage(once, NOON)
    with pytest.raises(RolloutError, match="1 approval missing"):
        engine.promote(once)
    twice = engine.approve(once).rollout
    entered = engine.advance(twice, at(5), FINE)
    assert (entered.kind, entered.rollout.stage_index, entered.rollout.approved) == ("stage", 1, 0)
    for nothing_to_approve in (twice, entered.rollout, run_to(LOADING)):
        with pytest.raises(RolloutError, match="does not wait for an approval"):
            engine.approve(nothing_to_approve)


def test_approvals_of_later_stages_stand_in_the_way_of_promotion() -> None:
    rollout = replace(run_to(0), stages=(Stage(1_000, MINUTE), Stage(10_000, MINUTE, approvals=1)))
    assert engine.enter_next_stage(rollout, NOON).kind == "stage"
    with pytest.raises(RolloutError, match="1 approval missing"):
        engine.promote(rollout)


WORKING_HOURS = Window((0, 1, 2, 3, 4), time(8), time(16))
NIGHTS = Window((4,), time(22), time(6))


@pytest.mark.parametrize(
    ("window", "moment", "is_open"),
    [
        (Window(), NOON, True),
        (WORKING_HOURS, datetime(2026, 11, 20, 8, tzinfo=UTC), True),  # a Friday
        (WORKING_HOURS, datetime(2026, 11, 20, 7, 59, tzinfo=UTC), False),
        (WORKING_HOURS, datetime(2026, 11, 20, 16, tzinfo=UTC), False),
        (WORKING_HOURS, datetime(2026, 11, 21, 12, tzinfo=UTC), False),
        (WORKING_HOURS, datetime(2026, 11, 20, 16, 30, tzinfo=timezone(timedelta(hours=1))), True),
        (NIGHTS, datetime(2026, 11, 20, 23, tzinfo=UTC), True),
        (NIGHTS, datetime(2026, 11, 21, 5, 59, tzinfo=UTC), True),
        (NIGHTS, datetime(2026, 11, 21, 6, tzinfo=UTC), False),
        (NIGHTS, datetime(2026, 11, 21, 23, tzinfo=UTC), False),
        (NIGHTS, datetime(2026, 11, 20, 5, tzinfo=UTC), False),
        (Window((5,)), datetime(2026, 11, 21, 12, tzinfo=UTC), True),
    ],
)
def test_the_hours_in_which_a_rollout_moves(window: Window, moment: datetime, is_open: bool) -> None:
    assert window.is_open(moment) is is_open
    rollout = replace(run_to(1), window=window, running_since=moment - 60 * MINUTE)
    decision = engine.advance(rollout, moment, FINE)
    assert decision.kind == ("stage" if is_open else "stay")
    assert engine.advance(rollout, moment, WORSE).kind == "fail"
    assert engine.enter_next_stage(rollout, moment).kind == "stage"


observations = st.builds(
    Observations,
    candidate=st.builds(ArmCounts, st.integers(0, 300), st.integers(0, 20)),
    current=st.builds(ArmCounts, st.integers(0, 3000), st.integers(0, 20)),
    silent=st.sampled_from((timedelta(0), timedelta(minutes=1))),
    nodes=st.integers(0, 2),
    exceptions=st.integers(0, 1),
    rejections=st.sampled_from(((), ("n1: no",))),
    waiting_nodes=st.sampled_from(((), ("n2",))),
)
moves = st.one_of(st.sampled_from(sorted(COMMANDS)), st.tuples(st.integers(0, 400), observations))


drafts = st.builds(
    Rollout,
    stages=st.tuples(
        st.builds(Stage, st.just(0), st.just(MINUTE), by_header=st.just(True)),
        st.builds(Stage, st.just(1_000), st.just(MINUTE), st.booleans(), approvals=st.integers(0, 2)),
        st.builds(Stage, st.just(10_000), st.just(MINUTE), st.booleans(), approvals=st.integers(0, 1)),
    ),
    limits=st.builds(Limits, exceptions=st.integers(0, 1), must_rule_out=st.booleans()),
    window=st.sampled_from((Window(), WORKING_HOURS, NIGHTS)),
)


@given(drafts, st.lists(moves, max_size=30))
def test_whatever_happens_the_share_never_falls_and_ends_are_final(draft: Rollout, path: list[Any]) -> None:
    rollout, now = draft, NOON
    for move in path:
        before = rollout
        if isinstance(move, str):
            try:
                rollout = COMMANDS[move](rollout, now).rollout
            except RolloutError:
                continue
        else:
            seconds, seen = move
            now += timedelta(seconds=seconds)
            decision = engine.advance(rollout, now, seen)
            assert engine.advance(rollout, now, seen) == decision
            rollout = decision.rollout
            if decision.kind == "stay":
                assert rollout == before
            if decision.kind in ("stage", "promote") and before.stage is not None:
                assert before.approved >= before.stage.approvals
                assert before.stage.automatic
                assert draft.window.is_open(now)
                assert before.state == "running"
        if before.state in ("promoted", "aborted", "failed"):
            assert rollout == before
        if move == "resume":
            assert rollout.stage_index == before.stage_index
            assert rollout.soaked_at(now) == before.soaked_at(now)
        if before.stage and rollout.stage:
            assert rollout.stage.share >= before.stage.share
            assert rollout.stage_index - before.stage_index in (0, 1)
