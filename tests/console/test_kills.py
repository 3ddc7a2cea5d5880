"""`kill -9` of the console at random moments while changes pour in: nothing acknowledged is lost or torn.

After each kill the database is looked at as the console left it, and the console is started again and asked.
`make kills` makes 500 changes with a kill about every 25; without it there are 50.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import os
import signal
import sqlite3
import subprocess
import threading
import time
import zlib
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

import httpx
import pytest
from sqlalchemy import select
from sqlalchemy.orm import undefer
from tests.console.conftest import empty_database
from tests.console.test_start import read_token, serving

from sluice_console.core.db import Database
from sluice_console.core.settings import Settings
from sluice_console.features.releases.publication import digest_of
from sluice_console.models import AuditRow, Gateway, Release, ResourceBlob

WRITES = int(os.environ.get("KILLS_WRITES", "50"))
LOG = os.environ.get("KILLS_LOG", "")
"""Where the log is written, a Markdown file."""
SEED = int(os.environ.get("KILLS_SEED", "0")) or int(time.time())
"""Of the moments; another one every time, and told when the test fails."""
BETWEEN = 25
"""Changes from kill to kill, about."""
LATEST = 1.2
"""The kill comes so long after a change is sent, at most, in parts of what the change before it took."""
ACTIONS = ("route.create", "route.update", "route.delete", "service.create")

HEAD = """\
# `kill -9` during {writes} writes on SQLite, {day:%Y-%m-%d}

`make kills`: {writes} changes of routes and services one after the other (seed {seed}), the console's process
killed {kills} times at a random moment of the time that a change takes, and started again. After each kill,
on the disk: SQLite's integrity check, every acknowledged change in the release that was named, every release
whole (document and manifest, the digest of each recomputed), numbers without gaps or doubles, no bytes of a
release that there is not, an audit row for each change; and the console that was started again tells the
same, with an unbroken audit chain.

Of the {kills} changes whose answer was lost {made} were made whole and {not_made} not at all; {seconds:.0f} s
on two cores that others used too.

| Kill | After change | Change without an answer | Releases on the disk |
|--:|--:|---|--:|"""

State = dict[str, str]
"""What there is: the bodies of routes by their names; services, with a body of nothing."""


@dataclass(frozen=True, slots=True)
class Write:
    """One change: the request, what is there once it was made, and how the audit log calls it."""

    method: str
    path: str
    body: dict[str, Any] | None
    state: State
    action: str

    @classmethod
    def choose(cls, random: Random, number: int, state: State) -> Write:
        routes = [name for name in state if name.startswith("r")]
        sort = random.choice(ACTIONS) if len(routes) > 2 else "route.create"
        body = f"{number}\n"
        respond = {"kind": "respond", "status": 200, "body": body}
        match sort:
            case "route.update":
                name = random.choice(routes)
                path = f"/api/routes/{name}"
                return cls("PATCH", path, {"action": respond}, {**state, name: body}, sort)
            case "route.delete":
                name = random.choice(routes)
                left = {key: value for key, value in state.items() if key != name}
                return cls("DELETE", f"/api/routes/{name}", None, left, sort)
            case "service.create":
                name = f"s{number}"
                return cls("POST", "/api/services", {"name": name}, {**state, name: ""}, sort)
        name = f"r{number}"
        sent = {"gateway": "edge", "name": name, "action": respond}
        return cls("POST", "/api/routes", sent, {**state, name: body}, sort)


@dataclass(slots=True)
class Run:
    """`releases` are the states that releases hold, by number; `lost` counts answers that never came."""

    data: Path
    environment: dict[str, str]
    random: Random = field(default_factory=lambda: Random(SEED))
    state: State = field(default_factory=dict)
    releases: dict[int, State] = field(default_factory=dict)
    actions: Counter[str] = field(default_factory=Counter)
    made: int = 0
    kills: int = 0
    lost: Counter[str] = field(default_factory=Counter)
    rows: list[str] = field(default_factory=list)

    def client(self, url: str) -> httpx.Client:
        headers = {"authorization": f"Bearer {read_token(self.data)}"}
        return httpx.Client(base_url=url, headers=headers, timeout=30, trust_env=False)

    def take(self, write: Write, number: int) -> None:
        self.state = write.state
        self.releases[number] = write.state
        self.actions[write.action] += 1

    def write_until_killed(self, client: httpx.Client, process: subprocess.Popen[str]) -> Write | None:
        """The change whose answer was lost; None when all changes are made."""
        fatal = self.made + self.random.randrange(BETWEEN // 2, BETWEEN * 3 // 2)
        seconds = 0.05
        while self.made < WRITES:
            write = Write.choose(self.random, self.made, self.state)
            self.made += 1
            if self.made == fatal:
                threading.Timer(self.random.uniform(0, LATEST * seconds), process.kill).start()
            begun = time.monotonic()
            try:
                answer = client.request(write.method, write.path, json=write.body)
            except httpx.HTTPError:
                assert self.made >= fatal, "the console ended by itself"
                assert process.wait(10) == -signal.SIGKILL
                return write
            assert answer.is_success, answer.text
            seconds = time.monotonic() - begun
            self.take(write, answer.json()["releases"][0]["number"])
        return None

    def after_kill(self, pending: Write) -> None:
        """What is on the disk; `pending` is whole there or not at all."""
        self.kills += 1
        if not self.environment:
            check_file(self.data / "console.db")
        there = asyncio.run(read(Settings(data=self.data, database_url=self.environment.get(URL, "")).url))
        if there.numbers[-1] > max(self.releases):
            self.take(pending, max(self.releases) + 1)
            self.lost["made"] += 1
        else:
            self.lost["not made"] += 1
        there.check(self)
        self.rows.append(f"| {self.kills} | {self.made} | {pending.action} | {len(there.numbers)} |")


URL = "SLUICE_DATABASE_URL"


@dataclass(frozen=True, slots=True)
class OnDisk:
    releases: list[Release]
    blobs: dict[str, bytes]
    last_release: int
    actions: Counter[str]

    @property
    def numbers(self) -> list[int]:
        return [each.number for each in self.releases]

    def check(self, run: Run) -> None:
        """Every release whole, every acknowledged one as it was, numbers without gaps, nothing besides."""
        assert self.numbers == sorted(run.releases) == list(range(1, len(self.releases) + 1))
        assert self.last_release == self.numbers[-1]
        assert self.actions == run.actions
        assert [each.parent_id for each in self.releases[1:]] == [each.id for each in self.releases[:-1]]
        used = set()
        for release in self.releases:
            assert digest_of(release.document) == release.document_digest
            assert to_state(release.document) == run.releases[release.number], release.number
            for item in release.resources:
                body = self.blobs[item["blob"]]
                digest = hashlib.sha256(body).hexdigest()
                assert (digest, digest[:16], len(body)) == (item["blob"], item["version"], item["size"])
                used.add(digest)
        assert set(self.blobs) == used, "bytes of a release that there is not"


def to_state(document: dict[str, Any]) -> State:
    routes = {each["name"]: each["action"]["body"] for each in document["routes"]}
    return routes | {each["name"]: "" for each in document["services"]}


async def read(url: Any) -> OnDisk:
    """While no console runs."""
    database = Database(url)
    async with database.reading() as db:
        whole = (undefer(Release.document), undefer(Release.resources))
        releases = await db.scalars(select(Release).options(*whole).order_by(Release.number))
        blobs = await db.execute(select(ResourceBlob.digest, ResourceBlob.body))
        actions = Counter(await db.scalars(select(AuditRow.action).where(AuditRow.action.in_(ACTIONS))))
        gateway = (await db.scalars(select(Gateway))).one()
        bodies = {digest: zlib.decompress(body) for digest, body in blobs}
        found = OnDisk(list(releases), bodies, gateway.last_release, actions)
    await database.close()
    return found


def check_file(path: Path) -> None:
    with contextlib.closing(sqlite3.connect(path)) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []


def check_console(client: httpx.Client, run: Run) -> None:
    """The console that was started again tells the same."""
    routes = client.get("/api/routes?limit=1000").json()["items"]
    services = client.get("/api/services?limit=1000").json()["items"]
    bodies = {each["name"]: each["action"]["body"] for each in routes}
    assert bodies | {each["name"]: "" for each in services} == run.state
    releases = client.get("/api/releases?limit=1000").json()["items"]
    assert [each["number"] for each in releases] == sorted(run.releases, reverse=True)
    assert client.get("/api/audit/verification").json()["broken_at"] is None


def kill_while_writing(data: Path, **environment: str) -> Run:
    run = Run(data, environment)
    while run.made < WRITES:
        with serving(data, **environment) as (process, listening), run.client(listening["http"]) as client:
            if not run.releases:
                made = client.post("/api/gateways", json={"name": "edge", "listen_port": 1})
                assert made.status_code == 201
                run.releases[1] = {}
            check_console(client, run)
            pending = run.write_until_killed(client, process)
        if pending is not None:
            run.after_kill(pending)
    with serving(data, **environment) as (_, listening), run.client(listening["http"]) as client:
        check_console(client, run)
    assert run.kills >= max(1, WRITES // (2 * BETWEEN))
    return run


def to_text(run: Run, seconds: float) -> str:
    head = HEAD.format(
        writes=WRITES,
        seed=SEED,
        day=datetime.now(UTC),
        kills=run.kills,
        made=run.lost["made"],
        not_made=run.lost["not made"],
        seconds=seconds,
    )
    return "\n".join((head, *run.rows, ""))


@pytest.mark.timeout(300 + 2 * WRITES)
def test_kills_while_writing(tmp_path: Path) -> None:
    begun = time.monotonic()
    run = kill_while_writing(tmp_path / "data")
    if LOG:
        Path(LOG).write_text(to_text(run, time.monotonic() - begun))


@pytest.mark.postgres
@pytest.mark.timeout(300 + 2 * WRITES)
async def test_kills_while_writing_to_postgres(tmp_path: Path, postgres: str) -> None:
    async with empty_database(postgres) as url:
        await asyncio.to_thread(kill_while_writing, tmp_path / "data", **{URL: url})
