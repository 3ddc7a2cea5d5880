"""Numbers and times in words, diffs, highlighted code, charts, icons."""

import doctest
import time
from datetime import UTC, datetime, timedelta

import pytest
from markupsafe import Markup

from sluice_console.features.filters.source import describe
from sluice_console.features.releases.changes import find_changes, total_changes
from sluice_console.models import Filter
from sluice_console.rendering import aside, diffs, formats
from sluice_console.rendering.charts import chart_rows, chart_value, spark_path
from sluice_console.rendering.code import highlight
from sluice_console.rendering.icons import lucide

NOW = datetime(2026, 11, 20, 10, 36, 0, tzinfo=UTC)


@pytest.mark.parametrize("module", [formats, diffs])
def test_examples_of_the_docstrings(module: object) -> None:
    assert doctest.testmod(module).failed == 0  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.5, "just now"), (12, "12 s ago"), (360, "6 min ago"), (7200, "2 h ago"), (777_600, "9 d ago")],
)
def test_ago(seconds: float, text: str) -> None:
    assert formats.ago(NOW - timedelta(seconds=seconds), NOW) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0 s"), (48, "48 s"), (228, "3 min 48 s"), (600, "10 min"), (7500, "2 h 5 min"), (7201, "2 h 1 s")],
)
def test_duration(seconds: float, text: str) -> None:
    assert formats.duration(seconds) == text


def test_numbers() -> None:
    assert formats.count(18240) == "18,240"
    assert formats.count(3.14) == "3.1"
    assert formats.percent(0.25) == "25\u00a0%"
    assert formats.percent(0.00217, 3) == "0.217\u00a0%"
    assert formats.size(24_100) == "24.1 KB"
    assert [formats.ordinal(number) for number in (1, 2, 3, 4, 11, 22)] == [
        "1st",
        "2nd",
        "3rd",
        "4th",
        "11th",
        "22nd",
    ]
    assert formats.lag(0.0031) == "3 ms"


def test_times() -> None:
    assert formats.day(NOW, NOW) == "today 10:36:00"
    assert formats.day(datetime(2026, 11, 3, 9, 12, tzinfo=UTC), NOW) == "3 Nov 09:12"
    assert formats.day(datetime(2025, 10, 9, tzinfo=UTC), NOW) == "9 Oct 2025"
    assert formats.iso(datetime(2026, 11, 20, 10, 36)) == "2026-11-20T10:36:00Z"


def test_a_diff_keeps_context_and_escapes() -> None:
    old = "\n".join(["<b>", *"abcdefgh", "end"])
    new = old.replace("e\n", "E\n").replace("end", "end <i>")
    lines = diffs.to_diff(old, new)
    assert diffs.count_changes(lines) == (2, 2)
    assert all(isinstance(line.text, Markup) for line in lines)
    assert "&lt;i&gt;" in "".join(str(line.text) for line in lines)
    assert "<b>" not in "".join(str(line.text) for line in lines)
    assert diffs.changed_lines("a\nb", "a\nx\nb\ny") == (2, 4)
    assert diffs.to_diff("same", "same") == ()


def test_code_is_escaped_line_by_line() -> None:
    lines = highlight('x = "<script>"\n\ny: l = 1', "python", hits=[3])
    assert [line.number for line in lines] == [1, 2, 3]
    assert "<script>" not in lines[0].html
    assert (lines[2].mark, lines[1].html) == ("hit", " ")
    yaml = highlight("a: plain", "yaml")[0].html
    assert 'class="l' not in yaml
    assert "plain" in yaml


def test_charts() -> None:
    assert spark_path([]) == spark_path([None]) == "M0 29 L100 29"
    assert spark_path([0, None, 2]) == "M0.0 29.0 L100.0 3.0"
    series = [{"values": [1, None, 3.25]}]
    rows = chart_rows({"t0": 0, "step": 60, "digits": 1, "unit": " ms", "series": series})
    assert rows == [["00:02:00", "3.2 ms"], ["00:01:00", "–"], ["00:00:00", "1.0 ms"]]
    differences = {"digits": 2, "signed": True, "series": [{"values": [-1, 0.5]}, {"values": [0.5, -1]}]}
    assert [chart_value(differences, column) for column in (1, 2)] == ["+0.50", "\u22121.00"]


def test_an_unknown_icon_is_an_error() -> None:
    assert str(lucide("rocket")).startswith("<path")
    with pytest.raises(KeyError, match="add the Lucide icon no-such"):
        lucide("no-such")


def test_changes_of_a_release_are_named() -> None:
    old = {"routes": [{"id": "rt_1", "name": "a", "order": 1}], "services": [{"id": "sv_1", "name": "cart"}]}
    new = {
        "services": [{"id": "sv_1", "name": "cart"}],
        "routes": [{"id": "rt_1", "name": "a", "order": 2, "action": {"service_id": "sv_1", "body": ""}}],
        "filters": [{"id": "fv_1", "name": "api_key", "version": "2"}],
        "attachments": [
            {"id": "at_1", "filter_version_id": "fv_1", "configuration": '{"k": 1}', "route_id": "rt_1"}
        ],
    }
    changes = find_changes(old, new)
    assert [(item.kind, item.name, item.change) for item in changes] == [
        ("route", "a", "changed"),
        ("filter", "api_key 2", "added"),
        ("attachment", "api_key 2 on a", "added"),
    ]
    shown = "\n".join(str(line.text) for item in changes for line in item.lines)
    assert "service: cart" in shown
    assert "body" not in shown
    assert "k: 1" in shown
    assert total_changes(changes)[0] > 3
    assert find_changes(new, new) == []


def test_no_text_makes_a_diff_take_long() -> None:
    begun = time.process_time()
    for count in (300, 1000, 30_000):
        old = "\n".join(f"x\nu{number}" for number in range(count))
        new = "\n".join(f"x\nv{number}" for number in range(count))
        assert len(diffs.changed_lines(f"a\n{old}", f"b\n{new}")) >= count
        assert len(diffs.to_diff(f"a\n{old}", f"b\n{new}")) <= diffs.MAXIMUM_SHOWN + 1
    assert diffs.to_diff("a b " * 50_000, "b a " * 50_000)[0].kind == "-"
    assert time.process_time() - begun < 5


def test_what_is_alike_at_both_ends_is_no_change() -> None:
    lines = [f"line {number}" for number in range(3000)]
    new = [*lines[:10], "new", *lines[10:2990], *lines[2995:]]
    assert diffs.changed_lines("\n".join(lines), "\n".join(new)) == tuple(range(11, 2992))
    shown = diffs.to_diff("\n".join(lines), "\n".join([*lines[:1500], "new", *lines[1500:]]))
    assert [(line.kind, line.new) for line in shown if line.kind != " "] == [("+", 1501)]


async def test_long_source_is_highlighted_in_another_process(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "".join(f"x = '<{number}>'\n" for number in range(1500))
    lines = await aside.highlight_aside(text, "python", (3,))
    assert lines == highlight(text, "python", (3,))
    monkeypatch.setattr(aside, "SECONDS", 0.001)
    assert await aside.highlight_aside(text, "python", (3,)) is lines
    plain = await aside.highlight_aside(text, "python", (4,))
    assert [line.number for line in plain if line.mark] == [4]
    assert plain[0].html == "x = &#39;&lt;0&gt;&#39;"


def test_a_page_shows_only_so_much() -> None:
    assert aside.cut("x\n" * 400_000) == "x\n" * aside.MAXIMUM_LINES
    assert aside.cut("a" * 300_000) == "a" * aside.MAXIMUM_CHARACTERS
    assert aside.cut("a" * 150_000 + "\n" + "b" * 150_000) == "a" * 150_000 + "\n"


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ('# -*- x -*-\n\n"""Who calls?\nAnd why.\n\nMore."""\nimport re\n', "Who calls? And why."),
        ("import re\n'no'\n", ""),
        ("b'no'", ""),
        ("1" + "+1" * 50_000, ""),
        ("(" * 5_000, ""),
        ('"""never', ""),
        ('"\\ud', ""),
    ],
)
def test_a_filter_is_described_by_the_beginning_of_its_docstring(source: str, told: str) -> None:
    assert describe(Filter(description=""), source) == told
