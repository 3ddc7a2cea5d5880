"""Turning the rows of a gateway into its next release, and telling the nodes after the commit."""

import asyncio
import hashlib
import zlib
from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Protocol

from pydantic_core import to_json
from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import undefer

from sluice_console.core.db import Database
from sluice_console.core.errors import FieldError, Invalid
from sluice_console.core.ids import new_id
from sluice_console.core.language import tr
from sluice_console.core.tracing import span
from sluice_console.envoy import ir
from sluice_console.envoy.clusters import find_shown_certificates
from sluice_console.envoy.resources import CLUSTER, LeftOut, Resource, Snapshot
from sluice_console.envoy.snapshot import build_snapshot
from sluice_console.features.releases.objects import read_gateway, read_owners, read_tenants, to_document
from sluice_console.models import Gateway, Release, ResourceBlob

CHANNEL = "sluice_releases"
"""PostgreSQL's channel on which a gateway's id says that there is a newer release, or that it is gone."""


class Cache(Protocol):
    """`xds.cache.SnapshotCache`, as far as it is needed here."""

    def set_snapshot(self, gateway_id: str, snapshot: Snapshot) -> None: ...

    def drop_gateway(self, gateway_id: str) -> None: ...


Check = Callable[[ir.Gateway, Snapshot], Awaitable[None]]
ReadSecrets = Callable[[str, Collection[str]], Awaitable[Sequence[Resource]]]
"""Of a gateway, and of the certificates whose ids are given: its nodes show them to services."""


@dataclass(frozen=True, slots=True)
class Published:
    """A release that was stored in the transaction under way, and what its nodes will be sent."""

    release: Release
    snapshot: Snapshot
    configuration: ir.Gateway | None = None
    """What the release was made of; a roll back is made of bytes."""


class Publisher:
    """Hands committed releases to the xDS cache; an older one never replaces a newer one.

    Releases hold no secrets: `read_secrets` gives those of a gateway as they are now. Which certificates its
    nodes show to services follows from the release that they are given. Who pushes what another
    task is pushing waits for it: when `push` returns, nodes are given that release or a newer one.
    """

    def __init__(
        self,
        cache: Cache,
        read_secrets: ReadSecrets | None = None,
        follow: Callable[[str, str], None] | None = None,
        complete: Callable[[str, Snapshot], Snapshot] | None = None,
    ) -> None:
        """`follow` is called with the ids of each gateway whose nodes are about to be told of a release,
        and of that.
        `complete` adds what no release holds and is no secret.
        """
        self._cache = cache
        self._complete = complete or _as_it_is
        self._follow = follow or _follow_nobody
        self._read_secrets = read_secrets or _no_secrets
        self._numbers: dict[str, int] = {}
        self._snapshots: dict[str, Snapshot] = {}
        self._shown: dict[str, frozenset[str]] = {}
        self._one_at_a_time = asyncio.Lock()

    async def push(self, published: Published) -> None:
        release = published.release
        async with self._one_at_a_time:
            if release.number > self._numbers.get(release.gateway_id, 0):
                self._numbers[release.gateway_id] = release.number
                self._snapshots[release.gateway_id] = published.snapshot
                clusters = published.snapshot.by_type[CLUSTER].values()
                self._shown[release.gateway_id] = find_shown_certificates(clusters)
                await self._renew(release.gateway_id)
                self._follow(release.gateway_id, release.id)

    async def renew_secrets(self, gateway_id: str) -> None:
        """Push the newest release with today's secrets, and whatever else is added to it."""
        async with self._one_at_a_time:
            await self._renew(gateway_id)

    async def _renew(self, gateway_id: str) -> None:
        secrets = await self._read_secrets(gateway_id, self.shown_by(gateway_id))
        snapshot = self._snapshots.get(gateway_id)
        if snapshot is not None:
            self._cache.set_snapshot(gateway_id, self._complete(gateway_id, snapshot.with_secrets(secrets)))

    async def renew_all_secrets(self) -> None:
        for gateway_id in tuple(self._snapshots):
            if await self._read_secrets(gateway_id, self.shown_by(gateway_id)):
                await self.renew_secrets(gateway_id)

    def drop(self, gateway_id: str) -> None:
        self._numbers.pop(gateway_id, None)
        self._snapshots.pop(gateway_id, None)
        self._shown.pop(gateway_id, None)
        self._cache.drop_gateway(gateway_id)

    def snapshot_of(self, gateway_id: str) -> Snapshot | None:
        """What nodes of this gateway are given now, without secrets."""
        return self._snapshots.get(gateway_id)

    def shown_by(self, gateway_id: str) -> frozenset[str]:
        """Ids of the certificates that nodes of this gateway show to services."""
        return self._shown.get(gateway_id, frozenset())

    def gateways_that_show(self) -> list[str]:
        """Ids of the gateways whose nodes show a certificate to some service."""
        return [gateway_id for gateway_id, shown in self._shown.items() if shown]

    def number_of(self, gateway_id: str) -> int:
        """The release that nodes of this gateway are given now; 0: none."""
        return self._numbers.get(gateway_id, 0)


def _as_it_is(_gateway_id: str, snapshot: Snapshot) -> Snapshot:
    return snapshot


def _follow_nobody(_gateway_id: str, _release_id: str) -> None:
    """Where nobody counts."""


async def _no_secrets(_gateway_id: str, _shown: Collection[str]) -> Sequence[Resource]:
    return ()


async def publish(
    db: AsyncSession, gateway_id: str, author: str, reason: str, check: Check | None = None
) -> Published | None:
    """Build and store the gateway's next release; None when nothing that nodes or people see is different.

    `check` is asked before it is stored, and raises `Invalid` at what it refuses.
    Raises `Invalid` when the change makes an object that has to be left out: then nothing is published.
    """
    gateway = await db.get_one(Gateway, gateway_id)
    with span("release.read", gateway_id=gateway_id):
        configuration = await read_gateway(db, gateway)
    with span("release.build", gateway_id=gateway_id):
        snapshot = build_snapshot(configuration)
    previous = await latest_release(db, gateway_id)
    _refuse_new_gaps(snapshot.left_out, previous)
    document = to_document(configuration)
    if owners := await read_owners(db, configuration):
        document["owners"] = owners
    if tenants := await read_tenants(db, gateway_id):
        document["tenants"] = tenants
    if previous is not None and await _is_the_same(db, previous, document, snapshot):
        return None
    if check is not None:
        with span("release.check", gateway_id=gateway_id):
            await check(configuration, snapshot)
    with span("release.store", gateway_id=gateway_id):
        stored = await store(db, gateway, snapshot, document, author=author, reason=reason, parent=previous)
    return replace(stored, configuration=configuration)


async def store(
    db: AsyncSession,
    gateway: Gateway,
    snapshot: Snapshot,
    document: dict[str, Any],
    *,
    author: str,
    reason: str,
    parent: Release | None,
    restores: Release | None = None,
) -> Published:
    """One immutable release more: its row, and the bytes of those resources that no release had before."""
    gateway.last_release += 1
    release = Release(
        id=new_id("re"),
        gateway=gateway,
        gateway_id=gateway.id,
        number=gateway.last_release,
        parent_id=None if parent is None else parent.id,
        restores_id=None if restores is None else restores.id,
        author=author,
        reason=reason[:500],
        document=document,
        document_digest=digest_of(document),
        resources=manifest_of(snapshot),
        left_out=[asdict(item) for item in snapshot.left_out],
    )
    db.add(release)
    await _store_blobs(db, snapshot.resources())
    await db.flush()
    await notify_replicas(db, gateway.id)
    return Published(release, snapshot)


def digest_of(document: dict[str, Any]) -> str:
    """Tells two documents apart without reading the stored one; whose an object is, is no difference."""
    said = {name: value for name, value in document.items() if name not in ("owners", "tenants")}
    return hashlib.sha256(to_json(said)).hexdigest()


async def _is_the_same(
    db: AsyncSession, previous: Release, document: dict[str, Any], snapshot: Snapshot
) -> bool:
    if previous.document_digest != digest_of(document):
        return False
    manifest = await db.scalar(select(Release.resources).where(Release.id == previous.id))
    return bool(manifest == manifest_of(snapshot))


async def latest_release(db: AsyncSession, gateway_id: str, *, with_contents: bool = False) -> Release | None:
    statement = (
        select(Release).where(Release.gateway_id == gateway_id).order_by(Release.number.desc()).limit(1)
    )
    if with_contents:
        statement = statement.options(undefer(Release.document), undefer(Release.resources))
    return (await db.scalars(statement)).one_or_none()


async def load_snapshot(db: AsyncSession, release: Release) -> Snapshot:
    """The stored bytes of a release, exactly as they were pushed."""
    manifest = await db.scalar(select(Release.resources).where(Release.id == release.id)) or []
    digests = {item["blob"] for item in manifest}
    blobs = await db.execute(
        select(ResourceBlob.digest, ResourceBlob.body).where(ResourceBlob.digest.in_(digests))
    )
    bodies = {digest: zlib.decompress(body) for digest, body in blobs}
    resources = [
        Resource(item["type_url"], item["name"], bodies[item["blob"]], item.get("life_seconds", 0.0))
        for item in manifest
    ]
    return Snapshot.of(resources, [LeftOut(**item) for item in release.left_out])


async def notify_replicas(db: AsyncSession, gateway_id: str) -> None:
    """Heard by other consoles when this transaction commits; see `replicas`."""
    if db.get_bind().dialect.name == "postgresql":
        await db.execute(select(func.pg_notify(CHANNEL, gateway_id)))


def manifest_of(snapshot: Snapshot) -> list[dict[str, Any]]:
    return [
        {
            "type_url": item.type_url,
            "name": item.name,
            "version": item.version,
            "size": len(item.body),
            "blob": hashlib.sha256(item.body).hexdigest(),
        }
        | ({"life_seconds": item.life_seconds} if item.life_seconds else {})
        for item in snapshot.resources()
    ]


async def _store_blobs(db: AsyncSession, resources: Iterable[Resource]) -> None:
    bodies = {hashlib.sha256(item.body).hexdigest(): item.body for item in resources}
    known = set(await db.scalars(select(ResourceBlob.digest).where(ResourceBlob.digest.in_(bodies))))
    rows = [{"digest": key, "body": zlib.compress(body)} for key, body in bodies.items() if key not in known]
    if not rows:
        return
    insert = sqlite.insert if db.get_bind().dialect.name == "sqlite" else postgresql.insert
    await db.execute(insert(ResourceBlob).on_conflict_do_nothing(), rows)


def _refuse_new_gaps(left_out: Sequence[LeftOut], previous: Release | None) -> None:
    """What was left out before may stay so; a change that breaks another object is refused."""
    before = {(item["kind"], item["id"]) for item in previous.left_out} if previous else set()
    new = [item for item in left_out if (item.kind, item.id) not in before]
    if new:
        fields = tuple(FieldError(f"{item.kind}.{item.id}", item.reason) for item in new)
        message = tr("With this change an object could not be published: %(reason)s", reason=new[0].reason)
        raise Invalid(message, fields=fields)


async def load_all(database: Database, publisher: Publisher) -> None:
    """At the start: the newest release of every gateway, from its stored bytes."""
    async with database.reading() as db:
        for gateway_id in await db.scalars(select(Gateway.id)):
            release = await latest_release(db, gateway_id)
            if release is not None:
                await publisher.push(Published(release, await load_snapshot(db, release)))
