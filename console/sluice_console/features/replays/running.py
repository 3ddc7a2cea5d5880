"""Runs replays, each in a process with limits of its own: what it executes are modules of strangers.

The process, `sluice.testing.replay.process`, is named and never imported, as the one that tries new modules.
It gets the two modules and the requests, and knows none of the console's secrets.
"""

import asyncio
import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import undefer

from sluice.toolchain.recorded import RecordedRequest, RecordingError
from sluice_console.core import clock
from sluice_console.core.db import Database
from sluice_console.core.helpers import Ended, run_helper
from sluice_console.core.vault import Vault, VaultError
from sluice_console.features.recordings.digests import Digests, hide_again, put_back, used_in
from sluice_console.features.recordings.service import read_parts
from sluice_console.features.replays.service import Planned, find_replay, store_report
from sluice_console.features.replicas.membership import Replicas
from sluice_console.models import FilterVersion, Replay, Rollout

PROCESS = "sluice.testing.replay.process"
EVERY_SECONDS = 0.5
CPU_SECONDS = 120
WAIT_SECONDS = 300
AT_ONCE = 1
"""A replay takes a processor for itself."""
_log = logging.getLogger(__name__)


class ReplayFailed(Exception):  # noqa: N818 - a sentence for whoever asked for the replay
    """Why there is no report."""


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two modules, and its configuration as the proxy hands it over."""

    module: bytes
    root_id: str
    configuration: str


class Replayer:
    """One a process. `run` begins a replay that goes on by itself; `end` ends them all."""

    def __init__(self, database: Database, vault: Vault, replicas: Replicas) -> None:
        self._database = database
        self._vault = vault
        self._replicas = replicas
        self._turn = asyncio.Semaphore(AT_ONCE)
        self._running: dict[str, asyncio.Task[None]] = {}

    def run(self, planned: Planned) -> None:
        """After the commit of its row."""
        id_ = planned.row.id
        self._running[id_] = asyncio.create_task(self._run(planned))
        self._running[id_].add_done_callback(lambda _: self._running.pop(id_))

    async def follow_rollouts_for_ever(self) -> None:
        """Rollouts that begin with a replay have it run by the console that leads, by another one when that
        has gone. Runs until it is cancelled.
        """
        while True:
            await asyncio.sleep(EVERY_SECONDS)
            try:
                if self._replicas.leads:
                    await self._begin_those_of_rollouts()
            except (SQLAlchemyError, OSError) as error:
                _log.warning("replays could not be looked for: %s", error)
            except Exception:
                _log.exception("replays could not be looked for")

    async def _begin_those_of_rollouts(self) -> None:
        of_rollouts = select(Replay.id).where(Replay.state == "running", Replay.rollout_id.is_not(None))
        async with self._database.reading() as db:
            if not (ids := (await db.scalars(of_rollouts)).all()):  # as nearly always: this is every second
                return
            joined = select(Replay, Rollout).join(Rollout, Replay.rollout_id == Rollout.id)
            found = (await db.execute(joined.where(Replay.id.in_(ids)))).all()
        for row, rollout in found:
            if row.id not in self._running:
                self.run(Planned(row, rollout.old_configuration, rollout.new_configuration))

    async def end(self) -> None:
        tasks = tuple(self._running.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _run(self, planned: Planned) -> None:
        report, problem = None, ""
        try:
            async with self._turn:
                report = await self._replay(planned)
        except (ReplayFailed, RecordingError, VaultError) as error:
            problem = str(error)
        except asyncio.CancelledError:
            if planned.row.rollout_id:  # whoever leads next begins it anew
                return
            problem = "the console was ended"
            raise
        except Exception:
            _log.exception("replay %s", planned.row.id)
            problem = "the replay failed; the console's log says why"
        finally:
            if report is not None or problem:
                await asyncio.shield(self._finish(planned.row.id, report, problem))

    async def _replay(self, planned: Planned) -> dict[str, Any]:
        row = planned.row
        async with self._database.reading() as db:
            modules = [
                await db.get_one(FilterVersion, id_, options=[undefer(FilterVersion.module)])
                for id_ in (row.before_id, row.after_id)
            ]
            requests = await read_parts(db, self._vault, row.recording_id or "")
        known, sent = await asyncio.to_thread(self._prepare, requests, planned)
        before, after = (
            Side(version.module, version.root_id, json.dumps(configuration) if configuration else "")
            for version, configuration in zip(modules, (planned.before, planned.after), strict=True)
        )
        found = await run_process(before, after, sent)
        report: dict[str, Any] = await asyncio.to_thread(hide_again, found, known)
        return report

    def _prepare(
        self, requests: Sequence[RecordedRequest], planned: Planned
    ) -> tuple[Mapping[str, str], Sequence[RecordedRequest]]:
        """What filters know anyway, and the requests with it put back. It takes time: call it in a thread."""
        configured = Digests.of(self._vault).known(planned.before, planned.after)
        known = used_in(requests, configured) if configured else {}
        return known, [put_back(each, known) for each in requests] if known else requests

    async def _finish(self, replay_id: str, report: Mapping[str, Any] | None, problem: str) -> None:
        try:
            async with self._database.transaction() as db:
                row = await find_replay(db, replay_id)
                if report is not None:
                    store_report(row, self._vault, report)
                else:
                    row.state, row.problem, row.finished_at = "failed", problem[:1000], clock.now()
                if row.rollout_id:
                    await _tell_rollout(db, row)
        except SQLAlchemyError as error:
            _log.warning("the end of replay %s could not be written: %s", replay_id, error)


async def _tell_rollout(db: AsyncSession, row: Replay) -> None:
    """What its timer looks at."""
    rollout = await db.get(Rollout, row.rollout_id)
    if rollout is not None and rollout.replay is not None and rollout.replay.get("id") == row.id:
        outcome = {name: getattr(row, name) for name in ("state", "requests", "differing", "problem")}
        rollout.replay = {**rollout.replay, **outcome}


async def run_process(
    before: Side, after: Side, requests: Sequence[RecordedRequest], cpu_seconds: int = CPU_SECONDS
) -> dict[str, Any]:
    """The report as JSON. Raises `ReplayFailed`."""
    said = {
        name: {"size": len(side.module), "root_id": side.root_id, "configuration": side.configuration}
        for name, side in (("before", before), ("after", after))
    }
    announced = json.dumps({**said, "start": clock.now().timestamp()}).encode() + b"\n"
    lines = await asyncio.to_thread(lambda: "\n".join(each.to_line() for each in requests).encode())
    sent = announced + before.module + after.module + lines
    try:
        ended = await run_helper(PROCESS, str(cpu_seconds), sent=sent, seconds=WAIT_SECONDS)
    except TimeoutError:
        raise ReplayFailed("the machine is too busy; try again") from None
    return _read(ended, cpu_seconds)


def _read(ended: Ended, cpu_seconds: int) -> dict[str, Any]:
    """The last line says what it found, or where it was."""
    last = ended.last
    if "report" in last:
        report: dict[str, Any] = last["report"]
        return report
    if "refused" in last:
        raise ReplayFailed(str(last["refused"]))
    at = str(last.get("at", "its start"))
    if ended.was_limited:
        raise ReplayFailed(
            f"it takes more than {cpu_seconds} s of processor time, or too much memory, at {at}"
        )
    raise ReplayFailed(f"it ended with status {ended.status} at {at}")
