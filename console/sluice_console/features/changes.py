"""Every write goes through here: rows, audit row and release become one transaction, then nodes are told.

    async with changes.begin(user, reason="canary for the checkout") as change:
        route = await service.create_route(change, form)

At the end of the block each gateway that the change touched gets a new release; when that raises, or the
block did, nothing of it is there. Writers queue up at the head of the audit chain, so that a release is
always built from what is committed plus this change, and numbers follow the order of commits.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Annotated, Any, Protocol

from fastapi import Depends, Request
from sqlalchemy import inspect
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from sluice_console.core.auth.identity import SYSTEM, Identity
from sluice_console.core.db import Database
from sluice_console.core.errors import Conflict
from sluice_console.core.ids import Prefix, new_id
from sluice_console.core.language import tr
from sluice_console.core.meter import Meter
from sluice_console.core.sight import see_as
from sluice_console.core.tracing import span
from sluice_console.envoy import ir
from sluice_console.envoy.resources import Snapshot
from sluice_console.features.attachments.configuration import configuration_digest
from sluice_console.features.audit import service as audit
from sluice_console.features.events.feed import Feed, Told, tell_others
from sluice_console.features.releases import publication
from sluice_console.features.releases.current import CurrentGateways
from sluice_console.features.releases.trial import Trial
from sluice_console.models import Release


class Named(Protocol):
    """An object that the audit log can point to."""

    id: Any


Describe = Callable[[Any], dict[str, Any] | None]
"""What an object is, without secrets; None for what cannot be put back."""


@dataclass(frozen=True, slots=True)
class Kept:
    """An object as it was before the change, and what went with it."""

    row: Named
    before: dict[str, Any]
    together: dict[str, Any]


@dataclass(slots=True)
class Change:
    """One transaction under way. `releases` is filled when the block ends."""

    db: AsyncSession
    actor: Identity
    reason: str
    seen: str = ""
    """The `updated_at` of the object when whoever changes it looked; see `conflicts`."""
    check: publication.Check | None = None
    """What is asked about a release before it is stored."""
    describe: Describe | None = None
    undoes: int = 0
    """The row of the audit log that this change takes back."""
    undo: int = 0
    """When the block has ended: the row of the audit log that takes all of it back; 0 where none does."""
    releases: list[Release] = field(default_factory=list)
    _entries: list[audit.Entry] = field(default_factory=list)
    _touched: dict[str, None] = field(default_factory=dict)
    _renewed: dict[str, None] = field(default_factory=dict)
    _after: list[Callable[[list[Release]], None]] = field(default_factory=list)
    _forgotten: list[str] = field(default_factory=list)
    _stored: list[publication.Published] = field(default_factory=list)
    _kept: dict[str, Kept] = field(default_factory=dict)
    _old_ids: dict[str, str] = field(default_factory=dict)

    def keep(self, row: Named, parts: Sequence[Named] = (), **together: Any) -> None:
        """Before the object is changed or deleted: the audit log gets what it is, so that `features.undo` can
        put it back; and `parts`, which go when it goes, and what else is `together` with it.
        """
        before = self.describe(row) if self.describe is not None else None
        if before is None or self.describe is None:
            return
        if parts:
            together["parts"] = [{"id": part.id, **(self.describe(part) or {})} for part in parts]
        self._kept[str(row.id)] = Kept(row, before, together)

    def make_id(self, prefix: Prefix) -> str:
        """A new object's id: the old one where an undo puts the object back, so that links to it hold."""
        return self._old_ids.pop(prefix, "") or new_id(prefix)

    def reuse_id(self, id_: str) -> None:
        """For the next object of that kind that is made."""
        self._old_ids[id_.partition("_")[0]] = id_

    def record(
        self,
        action: str,
        target: Named,
        name: str,
        detail: dict[str, Any] | None = None,
        tenant_id: str | None = None,
    ) -> None:
        """What the audit log will say, and the release's reason where none was given. With `tenant_id` that
        tenant's people see the entry.
        """
        more: dict[str, Any] = {} if tenant_id is None else {audit.TENANT: tenant_id}
        if self.undoes:
            action, more["undoes"] = f"{action.partition('.')[0]}.undo", self.undoes
        self._entries.append(audit.Entry(action, str(target.id), name, {**(detail or {}), **more}))
        self.reason = self.reason or f"{action.replace('.', ' ')} {name}"

    def touch(self, *gateway_ids: str) -> None:
        """These gateways get a new release, if their configuration is another than before."""
        self._touched.update(dict.fromkeys(gateway_ids))

    def renew_secrets(self, *gateway_ids: str) -> None:
        """The nodes of these gateways get their certificates anew, whether there is a new release or not."""
        self._renewed.update(dict.fromkeys(gateway_ids))

    def when_published(self, note: Callable[[list[Release]], None]) -> None:
        """Called with the new releases, still inside the transaction: rows may take their ids down."""
        self._after.append(note)

    def forget(self, gateway_id: str) -> None:
        """The gateway is deleted in this change: nothing is published for it any more."""
        self._touched.pop(gateway_id, None)
        self._forgotten.append(gateway_id)

    def add_release(self, published: publication.Published) -> None:
        """For what publishes by itself: roll back puts old bytes back instead of building new ones."""
        self._stored.append(published)
        self.releases.append(published.release)

    async def complete(self) -> None:
        """Publish and write the audit rows; called once, at the end of the block."""
        await self.publish()
        numbers = {release.gateway_id: release.number for release in self.releases}
        more = {"releases": numbers} if numbers else {}
        entries = [
            replace(entry, detail={**entry.detail, **self._before(entry), **more}) for entry in self._entries
        ]
        rows = await audit.append(self.db, self.actor, *entries)
        if len(rows) == 1 and "before" in rows[0].detail:
            self.undo = rows[0].number

    def _before(self, entry: audit.Entry) -> dict[str, Any]:
        """`before`, with the digest of what the object is `after` where it is still there; nothing where both
        are the same.
        """
        kept = self._kept.get(entry.object_id)
        if kept is None or self.describe is None:
            return {}
        found = {"before": kept.before, **kept.together}
        if not inspect(kept.row).persistent:
            return found
        after = self.describe(kept.row)
        return {} if after == kept.before else {**found, "after": configuration_digest(after or {})}

    async def publish(self) -> None:
        """The releases alone: all that may be refused, for a change that is only tried."""
        await self.db.flush()
        for gateway_id in self._touched:
            published = await publication.publish(
                self.db, gateway_id, self.actor.name, self.reason, self.check
            )
            if published is not None:
                self.add_release(published)
        for gateway_id in self._renewed:
            await publication.notify_replicas(self.db, gateway_id)
        for note in self._after:
            note(self.releases)

    @property
    def entries(self) -> Sequence[audit.Entry]:
        return self._entries

    @property
    def forgotten(self) -> list[str]:
        return self._forgotten

    @property
    def renewed(self) -> Sequence[str]:
        return tuple(self._renewed)

    @property
    def published(self) -> list[publication.Published]:
        return self._stored


class Changes:
    """The only door to a writing transaction on configuration; one a process."""

    def __init__(
        self,
        database: Database,
        publisher: publication.Publisher,
        feed: Feed | None = None,
        meter: Meter | None = None,
        trial: Trial | None = None,
        current: CurrentGateways | None = None,
        describe: Describe | None = None,
    ) -> None:
        self.database = database
        self._describe = describe
        self._publisher = publisher
        self._feed = feed or Feed()
        self._meter = meter or Meter()
        self._trial = trial
        self._current = current or CurrentGateways()
        # Commit and push must happen in the same order; the database queues writers up anyway.
        self._one_at_a_time = asyncio.Lock()

    @asynccontextmanager
    async def begin(
        self, actor: Identity, reason: str = "", seen: str = "", undoes: int = 0
    ) -> AsyncIterator[Change]:
        """Raises what the block raises; `Conflict` where a unique name or a reference stood in the way."""
        async with self._one_at_a_time:
            began = time.perf_counter()
            try:
                async with self.database.transaction() as db:
                    await audit.lock_chain(db)
                    see_as(db, actor)
                    check = None if actor == SYSTEM else self._check
                    change = Change(db, actor, reason.strip(), seen, check, self._describe, undoes)
                    yield change
                    with span("change.complete"):
                        await change.complete()
                    events = _to_events(change)
                    await tell_others(db, self._feed, events)
            except IntegrityError as error:
                raise Conflict(
                    tr(
                        "This collides with another object: a name that is taken, or a reference to "
                        "something that "
                        "was deleted meanwhile. Reload and try again."
                    )
                ) from error
            for gateway_id in change.forgotten:
                self._publisher.drop(gateway_id)
                self._current.drop(gateway_id)
            newest = {published.release.gateway_id: published for published in change.published}
            for published in newest.values():
                if published.configuration is not None:
                    self._current.keep(published.release.number, published.configuration)
                await self._publisher.push(published)
            if newest:
                self._meter.releases.inc(len(change.published))
                self._meter.publish_seconds.observe(time.perf_counter() - began)
            for gateway_id in change.renewed:
                await self._publisher.renew_secrets(gateway_id)
            for kind, data in events:
                self._feed.tell(kind, data)

    async def _check(self, gateway: ir.Gateway, snapshot: Snapshot) -> None:
        """What the console does by itself is not held up: rollouts go back to what was published before."""
        if self._trial is not None:
            await self._trial.check(gateway, snapshot, self._publisher.snapshot_of(gateway.id))


def _to_events(change: Change) -> list[Told]:
    """Pages that are open learn what changed and which releases came of it."""
    events: list[Told] = []
    for entry in change.entries:
        noun, _, verb = entry.action.partition(".")
        data = {"id": entry.object_id, "name": entry.object_name, "verb": verb, "by": change.actor.name}
        events.append(("change", {"noun": noun, **data}))
        if noun == "rollout":
            events.append(("rollout", data))
    for release in change.releases:
        gateway = release.gateway.name
        events.append(("release", {"id": release.id, "gateway": gateway, "number": release.number}))
    return events


async def _changes_of(request: Request) -> Changes:
    changes: Changes = request.app.state.changes
    return changes


ChangeLog = Annotated[Changes, Depends(_changes_of)]
"""In a router: `async def create(changes: ChangeLog, user: CurrentUser) -> …`, then `changes.begin(user)`."""
