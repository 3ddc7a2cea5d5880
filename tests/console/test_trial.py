"""Envoy itself judges a change before it is published; without its judgement the change goes on."""

import logging
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from tests.console.conftest import Console, fill, run_console
from tests.envoy.test_golden import CASES, NAMES
from tests.support.gateways import read_gateway

from sluice_console.core.errors import StartError
from sluice_console.core.meter import Meter
from sluice_console.core.settings import Settings
from sluice_console.envoy.snapshot import build_snapshot
from sluice_console.features.releases import trial
from sluice_console.features.releases.trial import Trial, choose_binary

pytestmark = pytest.mark.envoy

TOO_LARGE = "/" + "[a-z]{1,1000}" * 3
"""A regex that RE2 compiles to more steps than Envoy allows; Python thinks nothing of it."""


@pytest.fixture(autouse=True)
def _patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that runs many tests at once may be slow."""
    monkeypatch.setattr(trial, "TRIAL_SECONDS", 30.0)
    monkeypatch.setattr(trial, "SEARCH_SECONDS", 60.0)


@pytest.fixture
async def judged(sqlite_settings: Settings) -> AsyncIterator[Console]:
    async with run_console(sqlite_settings.model_copy(update={"envoy": "auto"})) as running:
        yield running


def verdicts(meter: Meter) -> dict[str, float]:
    [family] = meter.trials.collect()
    return {item.labels["verdict"]: item.value for item in family.samples}


def make_route(name: str, path: str, kind: str = "regex") -> dict[str, Any]:
    action = {"kind": "respond", "status": 200, "body": name}
    return {
        "gateway": "edge",
        "name": name,
        "match": {"path": {"kind": kind, "value": path}},
        "action": action,
    }


async def test_what_envoy_refuses_is_not_published(judged: Console) -> None:
    """With object, field and Envoy's words; nothing of the change is there, and others go on."""
    await fill(judged)
    refused = await judged.client.post("/api/routes", json=make_route("huge", TOO_LARGE))
    assert refused.status_code == 422
    problem = refused.json()
    assert problem["detail"].startswith("Envoy refuses the match of route huge, so nothing was published: ")
    assert "RE2 program size of 6002 > max program size" in problem["detail"]
    [field] = problem["fields"]
    assert field["path"].startswith("route.rt_") and field["path"].endswith(".match")
    assert (await judged.client.get("/api/routes/huge")).status_code == 404
    assert (await judged.ok("GET", "/api/releases?gateway=edge"))["total"] == 3
    await judged.ok("POST", "/api/routes", json=make_route("small", "/[a-z]+"))
    assert (await judged.ok("GET", "/api/releases?gateway=edge"))["total"] == 4
    assert verdicts(judged.app.state.meter) == {"accepted": 4.0, "refused": 1.0}


async def test_one_of_many_is_found(judged: Console) -> None:
    """A document of many routes, applied or only tried: it is the one that Envoy refuses that is named."""
    await fill(judged)
    document = await judged.ok("GET", "/api/configuration")
    fine = [make_route(f"r{number}", f"/r{number}/[a-z]+") for number in range(20)]
    document["routes"] += [*fine[:13], make_route("huge", TOO_LARGE), *fine[13:]]
    for dry_run in (True, False):
        refused = await judged.client.post("/api/configuration", json={**document, "dry_run": dry_run})
        assert refused.status_code == 422, refused.text
        assert "the match of route huge," in refused.json()["detail"]
    assert (await judged.ok("GET", "/api/routes"))["total"] == 1


async def test_what_was_there_before_holds_up_nothing(sqlite_settings: Settings) -> None:
    """Published while there was no Envoy to ask, then found by the next one."""
    async with run_console(sqlite_settings) as console:
        await fill(console)
        await console.ok("POST", "/api/routes", json=make_route("huge", TOO_LARGE))
    async with run_console(sqlite_settings.model_copy(update={"envoy": "auto"})) as console:
        await console.ok("POST", "/api/routes", json=make_route("small", "/[a-z]+"))
        assert verdicts(console.app.state.meter) == {"accepted": 1.0}


async def test_the_same_is_asked_once(judged: Console) -> None:
    """Endpoints are not asked about at all, and what was accepted is not asked about again."""
    await fill(judged)
    before = verdicts(judged.app.state.meter)["accepted"]
    route = make_route("small", "/[a-z]+")
    await judged.ok("POST", "/api/routes", json=route)
    assert verdicts(judged.app.state.meter)["accepted"] == before + 1
    for order in (7, 100, 7, 100):
        await judged.ok("PATCH", "/api/routes/small", json={"order": order})
    endpoints = [{"host": "127.0.0.1", "port": 9002 + number, "version": f"v{number}"} for number in (1, 2)]
    await judged.ok("PATCH", "/api/services/web", json={"endpoints": endpoints})
    assert verdicts(judged.app.state.meter)["accepted"] == before + 1


@pytest.mark.parametrize(
    ("script", "verdict", "words"),
    [
        ("exec sleep 20", "late", "took longer than"),
        ("kill -SEGV $$", "unknown", "ended with status -11"),
        ("echo nonsense; exit 1", "unknown", "nonsense"),
    ],
)
async def test_without_a_judgement_the_change_goes_on(
    sqlite_settings: Settings,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
    script: str,
    verdict: str,
    words: str,
) -> None:
    """Also when the program is another one than it should be. One that is late is left alone for a while."""
    monkeypatch.setattr(trial, "TRIAL_SECONDS", 0.5)
    binary = tmp_path / "envoy"
    binary.write_text(f"#!/bin/bash\n{script}\n")
    binary.chmod(0o755)
    settings = sqlite_settings.model_copy(update={"envoy": str(binary)})
    async with run_console(settings) as console:
        with caplog.at_level(logging.WARNING):
            await fill(console)
        assert (await console.ok("GET", "/api/releases?gateway=edge"))["total"] == 3
        asked = 1.0 if verdict == "late" else 3.0
        assert verdicts(console.app.state.meter) == {verdict: asked}
    assert any(words in record.getMessage() for record in caplog.records)


def test_which_binary() -> None:
    assert choose_binary("off") is None
    found = choose_binary("auto")
    assert found is not None and found.name == "envoy"
    with pytest.raises(StartError, match="there is no Envoy at /nowhere"):
        choose_binary("/nowhere")


@pytest.mark.parametrize("name", NAMES)
async def test_no_false_alarm(name: str) -> None:
    """Every golden case is accepted: all that we translate, Envoy takes."""
    gateway = read_gateway((CASES / f"{name}.in.yaml").read_text())
    snapshot = build_snapshot(gateway)
    meter = Meter()
    await Trial(choose_binary("auto"), meter.trials).check(gateway, snapshot, None)
    assert verdicts(meter) == {"accepted": 1.0}
