"""Two tenants on one gateway, each with a route, a service, a key, and people of three roles."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import httpx
from tests.console.conftest import Console

from sluice_console.core.auth.secret import csrf_token, digest_of
from sluice_console.core.ids import new_id
from sluice_console.features.access import SESSION_COOKIE
from sluice_console.features.users.service import Visitor, open_session
from sluice_console.models import User

ROLES = ("viewer", "operator", "admin")


@dataclass(slots=True)
class Person:
    """Somebody of a tenant: a browser that is signed in, a token that the person has, the ids of both."""

    login: str
    role: str
    browser: httpx.AsyncClient
    csrf: str
    session: str
    token_id: str = ""
    machine: httpx.AsyncClient = field(default_factory=httpx.AsyncClient)


@dataclass(slots=True)
class Party:
    """One tenant. `word` stands in the name of everything that it has, and nowhere else."""

    word: str
    tenant: str
    route: str
    service: str
    key: str
    secret: str
    change: int
    """The row of the audit log about a change of its route, which can be undone."""
    people: dict[str, Person] = field(default_factory=dict)

    def references(self) -> Mapping[str, tuple[str, ...]]:
        """By what a parameter of a path is called: all that could name something of this tenant."""
        sessions = tuple(person.session for person in self.people.values())
        tokens = tuple(person.token_id for person in self.people.values())
        logins = tuple(person.login for person in self.people.values())
        return {
            "route": (self.route, f"{self.word}-route", f"edge/{self.word}-route"),
            "route_id": (self.route, f"{self.word}-route"),
            "service_name": (self.service, f"{self.word}-web"),
            "tenant": (self.tenant, self.word),
            "name": (self.tenant, self.word),
            "key": (self.key,),
            "key_id": (self.key,),
            "number": (str(self.change),),
            "token_id": tokens[:1],
            "session": sessions[:1],
            "login": logins[:1],
        }


async def make_party(console: Console, word: str) -> Party:
    """By an operator of the console, who may do everything."""
    tenant = await console.ok("POST", "/api/tenants", json={"name": word, "hosts": [f"{word}.test"]})
    endpoints = [{"host": "127.0.0.1", "port": 9001}]
    service = await console.ok(
        "POST", "/api/services", json={"name": f"{word}-web", "endpoints": endpoints, "tenant": word}
    )
    route = {
        "gateway": "edge",
        "name": f"{word}-route",
        "description": f"{word}, to begin with",
        "hosts": [f"{word}.test"],
        "tenant": word,
        "action": {"kind": "forward", "destinations": [{"service": f"{word}-web"}]},
        "reason": f"for {word}",
    }
    made = await console.ok("POST", "/api/routes", json=route)
    key = await console.ok("POST", f"/api/tenants/{word}/keys", json={"name": f"{word}-key"})
    await console.ok("PATCH", f"/api/routes/{made['id']}", json={"description": f"of {word}"})
    change = (await console.ok("GET", "/api/audit", params={"object_id": made["id"]}))[0]["number"]
    party = Party(word, tenant["id"], made["id"], service["id"], key["id"], key["key"], change)
    for role in ROLES:
        party.people[role] = await _make_person(console, party, role)
    return party


async def _make_person(console: Console, party: Party, role: str) -> Person:
    login = f"{party.word}-{role}"
    async with console.database.transaction() as db:
        user = User(
            id=new_id("us"), login=login, password_hash="-", role="member", tenants={party.tenant: role}
        )
        db.add(user)
        await db.flush()
        opened = await open_session(db, user, Visitor("192.0.2.1"), timedelta(hours=1))
    browser = console.anonymous()
    browser.cookies.set(SESSION_COOKIE, opened.cookie)
    person = Person(login, role, browser, csrf_token(opened.cookie), digest_of(opened.cookie)[:16])
    values = {"name": f"{login}-token", "role": role, "tenants": [party.tenant]}
    made = await console.ok("POST", "/api/tokens", json=values)
    person.token_id = made["id"]
    person.machine = console.anonymous()
    person.machine.headers["authorization"] = f"Bearer {made['token']}"
    return person


def fill_path(path: str, references: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The path with each parameter filled in every way, and what was filled in."""
    head, brace, rest = path.partition("{")
    if not brace:
        yield path, ()
        return
    name, _, tail = rest.partition("}")
    for reference in references.get(name, ("none",)):
        for filled, used in fill_path(tail, references):
            yield f"{head}{reference}{filled}", (reference, *used)


async def close(*parties: Party) -> None:
    for party in parties:
        for person in party.people.values():
            await person.browser.aclose()
            await person.machine.aclose()


def body_of(operation: str, other: Party) -> dict[str, Any]:
    """A body that would be taken of one's own objects; for what is made, one that names the other's."""
    bodies: dict[str, dict[str, Any]] = {
        "POST /api/routes": {
            "gateway": "edge",
            "name": "mine",
            "tenant": other.tenant,
            "hosts": [f"{other.word}.test"],
            "action": {"kind": "respond", "status": 200},
        },
        "PATCH /api/routes/{route}": {"description": "mine now"},
        "POST /api/tenants/{tenant}/keys": {"name": "mine"},
        "PATCH /api/tenants/{tenant}/keys/{key}": {"quotas": []},
        "POST /api/tenants/{tenant}/keys/{key}/rotate": {},
        "POST /api/tokens": {"name": "mine", "role": "viewer", "tenants": [other.tenant]},
        "POST /routes/new": {
            **{"name": "mine", "tenant": other.tenant, "kind": "respond", "status": "200", "order": "1"},
            **{"part": "host", "how": "exact", "value": f"{other.word}.test", "do": "publish"},
        },
        "POST /routes/{route_id}": {
            **{"name": "mine", "tenant": other.tenant, "kind": "respond", "status": "200", "order": "1"},
            **{"part": "host", "how": "exact", "value": f"{other.word}.test", "do": "publish"},
        },
        "POST /tenants/{name}/keys": {"name": "mine"},
        "POST /settings/tokens": {"name": "mine", "role": "viewer", "tenants": other.tenant},
    }
    return bodies.get(operation, {})
