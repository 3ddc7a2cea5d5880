"""No Envoy sees a module that would hurt it: the bank of hostile modules, and what passes."""

import resource
import time

import pytest
from tests.console.conftest import Console
from tests.console.hostile_modules import BANK, Hostile, module
from tests.console.test_uploads import post

ALLOWED_SECONDS = 5.0


def test_the_bank_is_large_enough() -> None:
    assert len(BANK) >= 20
    assert len({each.title for each in BANK}) == len({each.module for each in BANK}) == len(BANK)


@pytest.mark.parametrize("hostile", BANK, ids=lambda each: each.title)
async def test_it_is_refused_in_seconds(sqlite_console: Console, hostile: Hostile) -> None:
    started, used = time.monotonic(), processor_time()
    response = await post(sqlite_console, hostile.module)
    took, used = time.monotonic() - started, processor_time() - used
    assert response.status_code == 422, response.text
    assert hostile.words in response.json()["detail"]
    assert response.json()["fields"][0]["path"] == "module"
    assert (await sqlite_console.ok("GET", "/api/filters"))["total"] == 0
    assert min(took, used) < ALLOWED_SECONDS, "on a machine that is busy elsewhere, processor time counts"


def processor_time() -> float:
    """Of this process and those that have ended, s."""
    return sum(
        each.ru_utime + each.ru_stime
        for each in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )


async def test_the_same_without_its_fault_is_taken(sqlite_console: Console) -> None:
    assert (await post(sqlite_console, module())).status_code == 201
