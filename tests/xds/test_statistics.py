"""Totals of nodes become increments: restarts of either side make no jump."""

from __future__ import annotations

from sluice_console.xds.statistics import Sample, Statistics


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def requests(route: str, value: int, arm: str = "current", kind: str = "requests") -> Sample:
    return Sample(kind, route, value, arm)  # type: ignore[arg-type]


def test_the_first_report_of_an_unknown_node_is_where_counting_begins() -> None:
    statistics = Statistics()
    statistics.record("gw_1", "n1", [requests("rt_1", 1_000)])
    assert statistics.totals("gw_1").current.requests == 0
    statistics.record("gw_1", "n1", [requests("rt_1", 1_007)])
    assert statistics.totals("gw_1").current.requests == 7


def test_a_node_that_started_after_the_store_counts_from_zero() -> None:
    clock = Clock()
    statistics = Statistics(clock)
    clock.now = 100
    statistics.record("gw_1", "young", [requests("rt_1", 10)], uptime=5)
    statistics.record("gw_1", "old", [requests("rt_1", 1_000)], uptime=5_000)
    assert statistics.totals("gw_1").current.requests == 10


def test_a_counter_that_appears_later_counts_from_zero() -> None:
    statistics = Statistics()
    statistics.record("gw_1", "n1", [])
    statistics.record("gw_1", "n1", [requests("rt_1", 5)])
    assert statistics.totals("gw_1").current.requests == 5


def test_a_restarted_node_counts_anew() -> None:
    statistics = Statistics()
    for value in (0, 100, 3):
        statistics.record("gw_1", "n1", [requests("rt_1", value)])
    assert statistics.totals("gw_1").current.requests == 103


def test_arms_errors_and_share() -> None:
    statistics = Statistics()
    for node in ("n1", "n2"):
        statistics.record("gw_1", node, [])
        statistics.record(
            "gw_1",
            node,
            [
                requests("rt_1", 90),
                requests("rt_1", 10, "candidate"),
                requests("rt_1", 4, "candidate", "errors"),
                requests("rt_2", 1_000),
            ],
        )
    totals = statistics.totals("gw_1", {"rt_1"})
    assert (totals.current.requests, totals.candidate.requests, totals.candidate.errors) == (180, 20, 8)
    assert totals.candidate_share == 0.1
    assert statistics.totals("gw_1").current.requests == 2_180
    assert statistics.totals("gw_2").candidate_share is None
    assert totals.minus(totals).candidate.requests == 0


def test_recent_counts_forget() -> None:
    clock = Clock()
    statistics = Statistics(clock)
    statistics.record("gw_1", "n1", [])
    for second in range(10):
        clock.now = second
        statistics.record("gw_1", "n1", [requests("rt_1", (second + 1) * 5)])
    assert statistics.recent("gw_1", 3).current.requests == 20
    clock.now = 10_000
    statistics.record("gw_1", "n1", [requests("rt_1", 51)])
    assert statistics.recent("gw_1", 60).current.requests == 1
    assert statistics.totals("gw_1").current.requests == 51


def test_exceptions_by_filter_or_by_nobody() -> None:
    statistics = Statistics()
    statistics.record("gw_1", "n1", [])
    statistics.record("gw_1", "n1", [Sample("exceptions", "", 3), Sample("exceptions", "api_key@2", 1)])
    assert statistics.exceptions("gw_1", "api_key@2") == 1
    assert statistics.exceptions("gw_1", "api_key@1") == 3
    assert statistics.exceptions("gw_2", "api_key@1") == 0


def test_traps_count_with_exceptions() -> None:
    statistics = Statistics()
    statistics.record("gw_1", "n1", [])
    samples = [
        Sample("reloads", "api_key@2", 2, "vm_reload_backoff"),
        Sample("reloads", "api_key@2", 1, "vm_reload"),
    ]
    statistics.record("gw_1", "n1", [*samples, Sample("exceptions", "api_key@2", 4)])
    assert statistics.exceptions("gw_1", "api_key@2") == 7
    assert statistics.exceptions("gw_1", "api_key@1") == 0


def test_series_for_charts() -> None:
    clock = Clock()
    statistics = Statistics(clock)
    statistics.record("gw_1", "n1", [])
    for second in (1, 2, 3, 4):
        clock.now = second
        samples = [requests("rt_1", second * 10), requests("rt_1", second, kind="errors")]
        statistics.record("gw_1", "n1", [*samples, Sample("reloads", "a@1", second, "vm_reload_backoff")])
    clock.now = 4.5
    series = statistics.series("gw_1", 2.0, 2)
    assert [(item.requests, item.errors) for item in series] == [(20, 2), (20, 2)]
