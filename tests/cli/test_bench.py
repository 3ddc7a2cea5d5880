"""`sluice bench` measures a filter beside none, in the emulated host and in Envoy."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sluice.cli.bench import bench
from sluice.cli.measure.rounds import compare

FILTER = """
from sluice import HttpFilter, Request, Response

class Busy(HttpFilter[None]):
    def on_request_headers(self, request: Request) -> Response | None:
        total = 0
        for number in range(20_000):
            total += number % 7
        if request.headers.get("x-refuse") == "1":
            return Response(403, body="no")
        request.headers["x-total"] = str(total)
        return None
"""


def run(file: Path, *arguments: str) -> Result:
    return CliRunner().invoke(bench, [str(file), *arguments])


@pytest.mark.envoy
def test_a_filter_that_computes_shows_in_both_and_its_statuses_are_told(tmp_path: Path) -> None:
    file = tmp_path / "busy.py"
    file.write_text(FILTER)
    done = run(file, "--seconds", "0.1", "--request", "GET /a x-refuse:1", "--json")
    assert done.exit_code == 0, done.output
    found = json.loads(done.output)
    assert found["compressed_size"] < found["size"]
    assert set(found["statuses"]) == {"403"}
    for place in ("emulated", "envoy"):
        # The loop takes some ten microseconds on any machine; an Envoy's request without it a hundred.
        assert found[place]["ratio"]["median"] > 1.05, found
        assert found[place]["added"]["median"] > 5, found
        low, high = found[place]["with_filter"]["low"], found[place]["with_filter"]["high"]
        assert low <= found[place]["with_filter"]["median"] <= high


def test_a_request_that_is_none_and_a_configuration_that_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "busy.py"
    file.write_text(FILTER)
    wrong = run(file, "--request", "nonsense")
    assert (wrong.exit_code, "--request: 'nonsense' is no request" in wrong.output) == (1, True)
    refused = run(Path("filters/api_key.py"), "--config", "{}")
    assert (refused.exit_code, "config.keys: required" in refused.output) == (1, True)


def test_what_is_added_is_the_median_of_differences_within_a_round() -> None:
    without = iter([0.0, *[10.0, 20.0, 30.0, 40.0]])
    added = iter([0.0, *[15.0, 24.0, 36.0, 44.0]])
    found = compare(lambda: next(without), lambda: next(added), seconds=0)
    assert found.rounds == 4
    assert found.added.median == 4.5
    assert (found.without.median, found.with_filter.median) == (25.0, 30.0)
    assert found.ratio.median == pytest.approx(1.2)
