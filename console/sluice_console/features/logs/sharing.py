"""Consoles that share a PostgreSQL: nodes tell the console that they came to, and people look at any.

Each says at which gateways somebody looks; the others then have their nodes tell, and pass lines on, by
NOTIFY: nothing is stored. What passes through is bounded, and what is too much is counted where one looks.
"""

import asyncio
import logging
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from pydantic import TypeAdapter
from pydantic_core import from_json, to_json
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from sluice_console.core.db import Database
from sluice_console.core.errors import Unavailable
from sluice_console.features.logs.lines import LogLine
from sluice_console.features.logs.tail import LiveLog

CHANNEL = "sluice_live_log"
LONGEST = 7_900
"""Bytes of a notification: PostgreSQL takes fewer than 8,000."""
EVERY_SECONDS = 0.5
AT_ONCE = 5
"""Notifications with lines of one gateway each time."""
SAID_SECONDS = 3.0
"""So often a console says again where somebody looks."""
BELIEVED_SECONDS = 10.0
_LINES: TypeAdapter[list[LogLine]] = TypeAdapter(list[LogLine])
_log = logging.getLogger(__name__)


class LogShare:
    """One a process. `me` is the id of this console among the others."""

    def __init__(self, database: Database, me: str, log: LiveLog) -> None:
        self._database = database
        self._me = me
        self._live = log
        self._said: list[str] = []
        self._say_again = 0.0

    async def share_for_ever(self) -> None:
        """Runs until it is cancelled; on SQLite, which has one console, it ends at once."""
        while not self._database.is_sqlite:
            await asyncio.sleep(EVERY_SECONDS)
            try:
                await self._notify([*self._say(), *self._pass_on()])
            except (SQLAlchemyError, OSError) as error:
                _log.warning("lines of the live log do not reach other consoles: %s", error)

    def _say(self) -> list[dict[str, Any]]:
        now, looked_at = asyncio.get_running_loop().time(), self._live.looked_at()
        if not looked_at or (looked_at == self._said and now < self._say_again):
            return []
        self._said, self._say_again = looked_at, now + SAID_SECONDS
        return [{"watch": looked_at}]

    def _pass_on(self) -> Iterator[dict[str, Any]]:
        for gateway_id, lines, lost in self._live.take_outbox():
            parts = list(split(lines))
            lost += sum(map(len, parts[AT_ONCE:]))
            for number, part in enumerate(parts[:AT_ONCE] or [[]]):
                yield {"gateway": gateway_id, "lines": part, "lost": 0 if number else lost}

    async def _notify(self, messages: Sequence[dict[str, Any]]) -> None:
        if not messages:
            return
        async with self._database.transaction() as db:
            for message in messages:
                payload = to_json({"from": self._me, **message}).decode()
                await db.execute(select(func.pg_notify(CHANNEL, payload)))

    async def hear(self, payload: str) -> None:
        said = from_json(payload)
        if said["from"] == self._me:
            return
        for gateway_id in said.get("watch", ()):
            try:
                self._live.watch_for_others(gateway_id, BELIEVED_SECONDS)
            except Unavailable as error:
                _log.warning("%s", error)
        if "lines" in said:
            self._live.add(said["gateway"], _LINES.validate_python(said["lines"]), said["lost"])

    async def catch_up(self) -> None:
        """What was missed is gone, as what passed before somebody looked."""


def split(lines: Sequence[LogLine]) -> Iterator[list[LogLine]]:
    """In parts that fit into a notification; a line that is too long by itself goes without its headers."""
    part: list[LogLine] = []
    size, room = 0, LONGEST - 200
    for each in lines:
        line = each if len(to_json(each)) < room else _shortened(each)
        length = len(to_json(line)) + 1
        if part and size + length > room:
            yield part
            part, size = [], 0
        part.append(line)
        size += length
    if part:
        yield part


def _shortened(line: LogLine) -> LogLine:
    return replace(line, headers=(), path=line.path[:500], details="")
