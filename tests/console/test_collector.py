"""When the garbage collector looks at everything."""

import asyncio
import gc
from collections.abc import Iterator

import pytest

from sluice_console.core import collector


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    thresholds = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*thresholds)


class Loop:
    """Garbage that only the collector finds."""

    def __init__(self, gone: list[int]) -> None:
        self.me, self.gone = self, gone

    def __del__(self) -> None:
        self.gone.append(1)


async def run(happened: list[int], seconds: float) -> None:
    task = asyncio.create_task(collector.collect_when_quiet(lambda: happened[0]))
    await asyncio.sleep(seconds)
    task.cancel()


async def test_garbage_goes_in_a_quiet_moment_and_only_then(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(collector, "QUIET_SECONDS", 0.05)
    gone: list[int] = []
    happened = [0]
    survivor = [Loop(gone)]
    for _ in range(3):
        gc.collect(1)  # it grows old
    survivor.clear()

    async def go_on() -> None:
        while True:
            happened[0] += 1
            await asyncio.sleep(0.01)

    busy = asyncio.create_task(go_on())
    await run(happened, 0.3)
    assert not gone, "while nodes are being pushed to nothing is looked at"
    busy.cancel()
    await run(happened, 0.3)
    assert gone
    assert gc.get_freeze_count() > 0, "what was looked at is set aside"
