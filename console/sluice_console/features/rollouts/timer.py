"""Looks at every live rollout once a second and moves on those that may.

Every console looks; only the one that leads lets a rollout go on, and any of them stops one, so that nobody
has to be waited for. The decision is made again inside the transaction, where writers queue up, so that a
step is taken once.
"""

import asyncio
import logging

from sqlalchemy.exc import SQLAlchemyError

from sluice_console.core import clock
from sluice_console.core.auth.identity import SYSTEM
from sluice_console.core.errors import Conflict, ConsoleError, Unavailable
from sluice_console.features.changes import Change, Changes
from sluice_console.features.replicas.membership import Replicas
from sluice_console.features.rollouts import queries, service
from sluice_console.features.rollouts.measures import Measures
from sluice_console.features.rollouts.progress import to_progress
from sluice_console.models import Rollout
from sluice_console.models.rollouts import LIVE_STATES
from sluice_console.rollouts import engine, states

STOPS = ("fail", "pause")
PASSING = (Conflict, Unavailable)
"""Somebody else was faster, or the console cannot just now: tried again at the next turn, no refusal."""
_log = logging.getLogger(__name__)


async def advance_for_ever(
    changes: Changes, measures: Measures, replicas: Replicas, every_seconds: float
) -> None:
    """Runs until it is cancelled; what goes wrong at one turn is logged and tried again at the next."""
    while True:
        await asyncio.sleep(every_seconds)
        try:
            await advance_all(changes, measures, replicas)
        except (SQLAlchemyError, OSError, ConsoleError) as error:
            _log.warning("rollouts could not be looked at: %s", error)
        except Exception:
            _log.exception("rollouts could not be looked at")


async def advance_all(changes: Changes, measures: Measures, replicas: Replicas) -> int:
    """One turn over all live rollouts; gives how many were moved. One that cannot go on does not keep the
    others from theirs.
    """
    async with changes.database.reading() as db:
        live = await queries.list_live(db)
    await measures.share(changes.database, live)
    moved = 0
    for rollout in live:
        try:
            moved += await _look(changes, measures, replicas, rollout)
        except (SQLAlchemyError, OSError, ConsoleError) as error:
            _log.warning("rollout %s cannot go on: %s", rollout.id, error)
        except Exception:
            _log.exception("rollout %s cannot go on", rollout.id)
    return moved


async def _look(changes: Changes, measures: Measures, replicas: Replicas, rollout: Rollout) -> bool:
    decision = engine.advance(to_progress(rollout), clock.now(), measures.observe(rollout))
    if not (decision.kind in STOPS or (decision.kind != "stay" and replicas.leads)):
        return False
    try:
        return await _move(changes, measures, replicas, rollout.id)
    except ConsoleError as error:
        if decision.kind in STOPS or isinstance(error, PASSING):
            raise
        return await _hold(changes, measures, rollout.id, error.detail)


async def _move(changes: Changes, measures: Measures, replicas: Replicas, rollout_id: str) -> bool:
    async with changes.begin(SYSTEM) as change:
        rollout = await queries.find_rollout(change.db, rollout_id)
        if rollout.state not in LIVE_STATES:
            return False
        seen = measures.observe(rollout)
        decision = engine.advance(to_progress(rollout), clock.now(), seen)
        if decision.kind == "stay" or not (decision.kind in STOPS or await replicas.leads_in(change.db)):
            return False
        await _take(change, rollout, decision, seen)
    if rollout.state not in LIVE_STATES:
        measures.forget(rollout_id)
    return True


async def _hold(changes: Changes, measures: Measures, rollout_id: str, problem: str) -> bool:
    """Pause what was refused, in a transaction of its own: that of the step is gone."""
    async with changes.begin(SYSTEM) as change:
        rollout = await queries.find_rollout(change.db, rollout_id)
        if rollout.state != "running":
            return False
        decision = engine.hold(to_progress(rollout), clock.now(), problem)
        await _take(change, rollout, decision, measures.observe(rollout))
    return True


async def _take(
    change: Change, rollout: Rollout, decision: states.Decision, seen: states.Observations
) -> None:
    detail = {"stage": rollout.stage, "reason": decision.reason}
    change.record(f"rollout.{decision.kind}", rollout, service.name_of(rollout), detail)
    await service.apply(change, rollout, decision, seen)
