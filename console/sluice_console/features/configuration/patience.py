"""While a document is applied nobody else can write: not for a client that is gone, and not without end."""

import time
from dataclasses import dataclass, field

from fastapi import Request

from sluice_console.core.errors import Unavailable
from sluice_console.core.language import tr

LONGEST_SECONDS = 60
"""That a document may be tried."""
_LOOK_SECONDS = 0.25


@dataclass(slots=True)
class Patience:
    """Of one request; its time begins with the first object."""

    request: Request
    only_tried: bool
    _began: float = 0.0
    _looked: float = field(default=0.0)

    async def check(self) -> None:
        """Between two objects, where nothing is under way; raises `Unavailable`, and nothing is kept."""
        now = time.monotonic()
        self._began = self._began or now
        if self.only_tried and now - self._began > LONGEST_SECONDS:
            raise Unavailable(
                tr(
                    "Trying this document takes longer than %(seconds)s s, in which nobody else could "
                    "change anything; nothing was changed. Make several files of it.",
                    seconds=LONGEST_SECONDS,
                )
            )
        if now - self._looked > _LOOK_SECONDS:
            self._looked = now
            if await self.request.is_disconnected():
                raise Unavailable(tr("Whoever sent this document is gone; nothing was changed."))
