"""The garbage collector's long looks come when nothing is going on.

A thousand nodes' streams hold a million objects; a look at all of them takes as long as half a push to them,
and the interpreter would begin it in the middle of one, which makes the objects that it counts.
"""

from __future__ import annotations

import asyncio
import gc
import time
from collections.abc import Callable

THRESHOLDS = (5_000, 200, 1_000)
"""Of the three generations. The last one is looked at here; the interpreter's own look is for a console that
is never quiet.

A page leaves a thousand objects that only the collector finds. A look at fifty pages takes a tenth of a
second, for which the next one waits; a look at five takes milliseconds, and the sum is a third of it.
"""
QUIET_SECONDS = 2.0
ENOUGH = 20
"""Looks at the youngest since the last long one: what has come since then is worth another."""
EVERYTHING_SECONDS = 3_600.0


def begin() -> None:
    """What is loaded stays for ever: the collector need not look at it, neither now nor later."""
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
    gc.enable()


async def collect_when_quiet(happened: Callable[[], int]) -> None:
    """Runs until it is cancelled. `happened` grows whenever something goes on.

    What has been looked at is set aside, so that the next look is at what came since; once an hour all of it
    is looked at again, for what has become garbage there.
    """
    before, seen, everything_at = happened(), 0, time.monotonic() + EVERYTHING_SECONDS
    while True:
        await asyncio.sleep(QUIET_SECONDS)
        now, looks = happened(), gc.get_stats()[0]["collections"]
        if now == before and looks - seen >= ENOUGH:
            if time.monotonic() >= everything_at:
                gc.unfreeze()
                everything_at = time.monotonic() + EVERYTHING_SECONDS
            gc.collect()
            gc.freeze()
            seen = looks + 1
        before = now
