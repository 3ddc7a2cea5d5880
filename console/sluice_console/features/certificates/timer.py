"""Ticket keys change at one aligned time on every replica; nodes are told a moment after it."""

import asyncio
import time

from sluice_console.envoy.secrets import seconds_until_rotation
from sluice_console.features.releases.publication import Publisher

_AFTER_SECONDS = 0.05
_LONGEST_SLEEP_SECONDS = 60.0
"""The clock of the machine may be set, and a sleep does not notice."""


async def rotate_tickets_for_ever(publisher: Publisher) -> None:
    """Runs until it is cancelled."""
    while True:
        left = seconds_until_rotation(time.time())
        await asyncio.sleep(min(left + _AFTER_SECONDS, _LONGEST_SLEEP_SECONDS))
        if left < _LONGEST_SLEEP_SECONDS:
            await publisher.renew_all_secrets()
