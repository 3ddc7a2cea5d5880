"""What docs/surprises.md says of the filter's world is so, on CPython and as Wasm."""

from pathlib import Path

import pytest

from sluice.compiler.diagnostics import CompileError
from sluice.compiler.pipeline import compile_file
from sluice.testing import Loader

FILTERS = Path(__file__).parent / "surprises"


def test_a_global_is_there_once_for_each_worker(load: Loader) -> None:
    filter = load(FILTERS / "worlds.py", workers=2)
    texts = [filter.request("GET", "/seen", worker=worker).response.text for worker in (0, 0, 1, 0, 1)]
    assert texts == ["1", "2", "1", "3", "2"]


def test_a_start_on_trial_comes_before_those_of_the_workers(load: Loader) -> None:
    filter = load(FILTERS / "worlds.py", workers=2)
    assert filter.shared_data["starts"] == b"3"


def test_while_one_request_awaits_others_do_the_same(load: Loader) -> None:
    filter = load(FILTERS / "worlds.py")
    filter.upstream("plans").replies(200, "gold", after=0.1)
    under_way = [filter.open("GET", "/plan") for _ in range(10)]
    filter.advance(0.2)
    assert all(each.is_over for each in under_way)
    assert len(filter.upstream("plans").calls) == 10


def test_a_client_that_leaves_ends_the_coroutine_where_it_waits(load: Loader) -> None:
    filter = load(FILTERS / "worlds.py")
    filter.upstream("plans").replies(200, "gold", after=0.1)
    result = filter.open("GET", "/plan").abort()
    filter.advance(0.2)
    assert [entry.message for entry in result.logs] == ["plan asked for"]


def test_an_answer_of_the_filter_passes_its_response_callback(load: Loader) -> None:
    filter = load(FILTERS / "worlds.py")
    assert filter.request("GET", "/seen?a").response.headers["x-path"] == "no path"
    assert filter.request("GET", "/x?a=1").response.headers["x-path"] == "/x?a=1"


def test_headers_and_paths(load: Loader) -> None:
    headers = [("x-role", "guest"), ("X-Role", "admin"), ("x-name", "\udce9")]
    answer = load(FILTERS / "headers.py").request("GET", "/health?verbose=1", headers=headers).response
    assert answer.text == r"guest ['guest', 'admin'] b'\xe9' False True"


@pytest.mark.parametrize("line", ["import socket", "import threading", "import os", "f = open('a')"])
def test_the_world_outside_is_refused_when_the_filter_is_built(tmp_path: Path, line: str) -> None:
    file = tmp_path / "outside.py"
    file.write_text(f"{line}\n")
    with pytest.raises(CompileError, match=r"SLU01[23]|SLU02[01]"):
        compile_file(file, strict=False)


def test_the_path_is_not_known_while_the_response_passes(tmp_path: Path) -> None:
    file = tmp_path / "late.py"
    file.write_text(
        "from sluice import HttpFilter, RequestInfo, Response\n"
        "class Late(HttpFilter[None]):\n"
        "    def on_response_headers(self, request: RequestInfo, response: Response) -> None:\n"
        '        response.headers["x-path"] = request.path\n'
    )
    with pytest.raises(CompileError, match='"RequestInfo" has no attribute "path"'):
        compile_file(file, strict=True)
