"""One of several filters in a file, chosen by its root id, where a command takes one filter."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from sluice.cli.replay import replay

FILTERS = """
from sluice import HttpFilter, Request, Response

class First(HttpFilter[None], root_id="first"):
    def on_request_headers(self, request: Request) -> Response | None:
        return Response(201)

class Second(HttpFilter[None], root_id="second"):
    def on_request_headers(self, request: Request) -> Response | None:
        return Response(202)
"""


def test_replay_takes_the_filter_of_the_root_id(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("two.py").write_text(FILTERS)
    Path("requests.jsonl").write_text('{"path": "/"}\n')
    for root_id, status in (("first", "201"), ("second", "202")):
        done = CliRunner().invoke(replay, ["two.py", "requests.jsonl", "--root-id", root_id])
        assert (done.exit_code, f"respond   {status}" in done.output) == (0, True), done.output
