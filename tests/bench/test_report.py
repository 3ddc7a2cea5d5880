"""The bench's figures become a table that says what was measured, and nothing else of the README changes."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from bench import report
from bench.measurement import Load, Result, Slice, to_result
from bench.report import BEGIN, END, Report, to_table, write_results, write_table
from bench.variants import Variant


def result(name: str, cpu_us: float, added_us: float) -> Result:
    return Result(
        name=name,
        cpu_us=cpu_us,
        cpu_us_low=cpu_us - 1,
        cpu_us_high=cpu_us + 1,
        added_us=added_us,
        requests_per_second=12345.6,
        p50_us=50,
        p99_us=90,
    )


VARIANTS = (Variant("none", "no filter", None), Variant("c", "C, by hand", {"name": "c"}, 5038))
RESULTS = (result("none", 20.04, 0.0), result("c", 28.5, 8.46))
REPORT = Report(datetime(2026, 1, 2, 3, 4, tzinfo=UTC), {"cores": "2"}, Load(3, 1000, 4), VARIANTS, RESULTS)


def test_table_tells_cost_addition_ratio_and_size() -> None:
    none, c = to_table(VARIANTS, RESULTS).splitlines()[2:]
    assert none == "| no filter | 20.0 µs | 19.0–21.0 |  |  | 12,346 |  |"
    assert c == "| C, by hand | 28.5 µs | 27.5–29.5 | +8.5 µs | 1.00 | 12,346 | 5.0 KB |"


def test_addition_is_the_median_difference_within_a_round() -> None:
    without = [Slice(10, 1, 1, 1), Slice(20, 1, 1, 1), Slice(30, 1, 1, 1)]
    with_filter = [Slice(15, 1, 1, 1), Slice(24, 1, 1, 1), Slice(90, 1, 1, 1)]
    assert to_result("c", with_filter, without).added_us == 5


def test_only_what_stands_between_the_marks_is_replaced(tmp_path: Path) -> None:
    readme = tmp_path / "README.md"
    readme.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n")
    assert write_table(REPORT, readme)
    assert readme.read_text() == f"before\n{BEGIN}\n{to_table(VARIANTS, RESULTS)}{END}\nafter\n"
    readme.write_text("no marks\n")
    assert not write_table(REPORT, readme)
    assert readme.read_text() == "no marks\n"


def test_results_are_written_by_date_as_data_and_as_a_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report, "RESULTS", tmp_path / "results")
    page = write_results(REPORT)
    assert page.name == "2026-01-02.md"
    assert "3 rounds of 1000 requests" in page.read_text()
    record = json.loads(page.with_suffix(".json").read_text())
    assert [one["cpu_us"] for one in record["results"]] == [20.04, 28.5]
    assert record["results"][1]["module_bytes"] == 5038
