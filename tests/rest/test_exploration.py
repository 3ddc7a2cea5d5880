"""No REST endpoint answers 5xx or anything else than its description says; and the search would find it."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel
from tests.pages.site import run_site
from tests.rest.exploration import explore, explore_console, fill
from tests.support.envoy import find_free_port


def test_every_endpoint_does_as_it_is_described(tmp_path: Path) -> None:
    (tmp_path / "report").mkdir()
    with run_site(tmp_path) as site:
        site.set_up()
        fill(site)
        found = explore_console(site, tmp_path / "report", phases=("fuzzing",), examples=EXAMPLES)
    assert found.failures == (), "\n".join(found.failures)
    assert found.asked == found.operations >= 85
    assert found.requests >= found.operations and found.accepted >= 10


EXAMPLES = 2
"""Requests for each operation; `make explore` sends hundreds, and those at every limit."""


class Number(BaseModel):
    value: int


@contextmanager
def serve(app: FastAPI) -> Iterator[str]:
    port = find_free_port()
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="critical"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            time.sleep(0.02)
        yield f"http://127.0.0.1:{port}/openapi.json"
    finally:
        server.should_exit = True
        thread.join()


def make(faulty: bool) -> FastAPI:
    """An application with a fault of each sort, or with none."""
    app = FastAPI()
    said: dict[int | str, dict[str, Any]] = {200: {"model": Number}}

    @app.get("/5xx")
    def number(least: int = 0) -> Number:
        if faulty and least > 0:
            raise RuntimeError("broken")
        return Number(value=1)

    @app.get("/schema", response_model=None, responses=said)
    def shape() -> object:
        return {"value": "one" if faulty else 1}

    @app.get("/status", status_code=201 if faulty else 200)
    def more() -> Number:
        return Number(value=1)

    responses = app.openapi()["paths"]["/status"]["get"]["responses"]
    responses["200"] = responses.pop("201", None) or responses["200"]
    return app


@pytest.mark.parametrize("faulty", [True, False])
def test_what_is_not_as_described_is_found(tmp_path: Path, faulty: bool) -> None:
    with serve(make(faulty)) as description:
        phases = ("coverage", "fuzzing")
        found = explore(description, "any", tmp_path, phases=phases, examples=10, without=())
    for path in ("/5xx", "/schema", "/status"):
        assert any(path in failure for failure in found.failures[:-1]) == faulty, found
    assert found.asked == found.operations == 3
