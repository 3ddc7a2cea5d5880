"""No Envoy sees a module that would hurt it: the bank of hostile modules, and what passes.

All are sent to one console with an Envoy beside it, which is asked after each what it has got.
"""

import json
import resource
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from tests.console.conftest import wait_for
from tests.console.hostile_modules import BANK, Hostile, module
from tests.console.test_live import Stand, run_stand
from tests.console.test_uploads import post

from sluice_console.core.settings import Settings

pytestmark = [pytest.mark.envoy, pytest.mark.asyncio(loop_scope="module")]
ALLOWED_SECONDS = 5.0


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stand(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stand]:
    folder: Path = tmp_path_factory.mktemp("admission")
    settings = Settings(data=folder / "console")
    async with run_stand(settings, folder / "envoy") as stand:
        yield stand


async def test_the_bank_is_large_enough() -> None:
    assert len(BANK) >= 20
    assert len({each.title for each in BANK}) == len({each.module for each in BANK}) == len(BANK)


@pytest.mark.parametrize("hostile", BANK, ids=lambda each: each.title)
async def test_it_is_refused_in_seconds(stand: Stand, hostile: Hostile) -> None:
    releases = (await stand.console.ok("GET", "/api/releases"))["total"]
    started, used = time.monotonic(), processor_time()
    response = await post(stand.console, hostile.module, "hostile")
    took, used = time.monotonic() - started, processor_time() - used
    assert response.status_code == 422, response.text
    assert hostile.words in response.json()["detail"]
    assert response.json()["fields"][0]["path"] == "module"
    assert min(took, used) < ALLOWED_SECONDS, "on a machine that is busy elsewhere, processor time counts"
    assert (await stand.console.client.get("/api/filters/hostile")).status_code == 404
    assert not await has_filters(stand)
    assert (await stand.console.ok("GET", "/api/releases"))["total"] == releases


async def test_the_same_without_its_fault_is_taken_and_arrives(stand: Stand) -> None:
    response = await post(stand.console, module(), "harmless")
    assert response.status_code == 201, response.text
    assert not await has_filters(stand)
    await stand.console.ok("POST", "/api/attachments", json={"filter": "harmless", "route": "all"})
    await wait_for(lambda: has_filters(stand), 20)


async def has_filters(stand: Stand) -> bool:
    """Whether Envoy has a module, or has ever made a VM for one."""
    dump = await stand.envoy.config_dump()
    parts = [part for part in dump["configs"] if not part["@type"].endswith("BootstrapConfigDump")]
    made = await stand.envoy.statistics("wasm.*created")
    return "filters.http.wasm.v3.Wasm" in json.dumps(parts) or any(made.values())


def processor_time() -> float:
    """Of this process and those that have ended, s."""
    return sum(
        each.ru_utime + each.ru_stime
        for each in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )
