"""A bank of nonsense over every kind of object: each is refused with its place named, and nothing changes."""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import select
from tests.console.conftest import Console, fill, make_account
from tests.console.modules import marking_module
from tests.console.nonsense.access import ACCESS
from tests.console.nonsense.kind import Case, Kind
from tests.console.nonsense.routing import FORWARD, ROUTING
from tests.console.nonsense.work import WORK
from tests.console.test_logins import SETTINGS
from tests.support.authority import Authority
from tests.support.tokens import TokenMaker

from sluice.toolchain.signing import make_key, public_key_of
from sluice_console.models.records import Record

KINDS: tuple[Kind, ...] = (*ROUTING, *ACCESS, *WORK)
OF_TIME = {("api_tokens", "last_used_at"), ("replicas", "expires_at"), ("leases", "expires_at")}
"""What moves without anybody's doing."""
CHOSEN = re.compile(r"\.(forward|redirect|respond)\b")
"""Pydantic names the kind of an action in the path of what is wrong with it."""


async def test_nonsense_is_refused_and_changes_nothing(sqlite_console: Console, tmp_path: Path) -> None:
    console = sqlite_console
    values = await make_stand(console, tmp_path)
    cases = [case for kind in KINDS for case in kind.cases()]
    assert len(cases) >= 200
    with watch(console) as database:
        faults = [fault for case in cases for fault in await find_faults(console, case, values, database)]
    assert not faults, f"{len(faults)} of {len(cases)}:\n" + "\n".join(faults)
    for kind in KINDS:
        if kind.taken:
            body = json.dumps(put_in(kind.valid, values)).encode()
            answer = await send(console, kind.method, kind.path, body, values)
            assert answer.is_success, f"{kind.method} {kind.path}: {answer.text}"


async def find_faults(console: Console, case: Case, values: Mapping[str, str], database: Watch) -> list[str]:
    """What is wrong with the answer, and what of the database is not as it was."""
    before = await database.contents()
    body = json.dumps(put_in(case.body, values))
    answer = await send(console, case.method, case.path, body.encode(), values)
    faults = [f"{case}: {fault}" for fault in check(answer, case)]
    after = await database.contents()
    changed = sorted(table for table in after if after[table] != before[table])
    return [*faults, f"{case}: changed {', '.join(changed)}"] if changed else faults


ENCODINGS: tuple[tuple[bytes, Mapping[str, str], str], ...] = (
    ('{"name": "ü", "listen_port": 1}'.encode("latin-1"), {}, "JSON"),
    (b'{"name": "x\xed\xa0\x80", "listen_port": 1}', {}, "name has"),
    (b'{"name": "x\\ud800", "listen_port": 1}', {}, "name has"),
    (b'{"name": "x\\u0000", "listen_port": 1}', {}, "name has"),
    (b'{"name": "x", "listen_port": 1', {}, "JSON"),
    (b'{"name": "x", "listen_port": 1e999}', {}, "listen_port"),
    (b'{"name": "x", "listen_port": NaN}', {}, "listen_port"),
    (b"\xef\xbb\xbf" + b'{"name": "x"}', {}, "listen_port|JSON"),
    (b"name: x\nlisten_port: 1\n", {"content-type": "application/yaml"}, "JSON|object|dictionary"),
    (b"\x1f\x8b\x08\x00", {"content-encoding": "gzip"}, "JSON"),
    (b"[" * 20_000, {}, "JSON"),
    (b"", {}, "body|needed|required|JSON"),
    (b'{"name": "' + b"x" * 2_000_000 + b'"}', {}, "2,000,012 bytes"),
)


async def test_wrong_encodings_are_refused_and_change_nothing(sqlite_console: Console) -> None:
    before, faults = await contents(sqlite_console), list[str]()
    for content, headers, expected in ENCODINGS:
        answer = await send(sqlite_console, "POST", "/api/gateways", content, {}, headers)
        text = answer.text
        if not 400 <= answer.status_code < 500 or not re.search(expected, text) or "Traceback" in text:
            faults.append(f"{content[:40]!r}: {answer.status_code} {text[:300]}")
        assert await contents(sqlite_console) == before, content[:40]
    assert not faults, "\n".join(faults)


async def send(
    console: Console,
    method: str,
    path: str,
    content: bytes,
    values: Mapping[str, str],
    headers: Mapping[str, str] | None = None,
) -> httpx.Response:
    target = "/".join(values[part[1:]] if part.startswith("@") else part for part in path.split("/"))
    sent = {"content-type": "application/json", **(headers or {})}
    return await console.client.request(method, target, content=content, headers=sent)


def check(answer: httpx.Response, case: Case) -> list[str]:
    """What is wrong with the answer, in words."""
    shown = f"{answer.status_code} {answer.text[:400]}"
    if not 400 <= answer.status_code < 500:
        return [f"was not refused: {shown}"]
    if answer.headers["content-type"] != "application/problem+json":
        return [f"is no problem document: {shown}"]
    problem = answer.json()
    places = [CHOSEN.sub("", item["path"]) for item in problem["fields"]]
    said = " ".join((problem["detail"], *(item["message"] for item in problem["fields"])))
    if "Traceback" in said or "sqlalchemy" in said.lower() or not problem["detail"]:
        return [f"says nothing to an operator: {shown}"]
    if any(is_place(place, case.expected) for place in places):
        return []
    word = case.expected.rpartition(".")[2]
    may_be_word = case.is_said or not places
    return [] if may_be_word and word in said else [f"does not name {case.expected}: {shown}"]


def is_place(place: str, expected: str) -> bool:
    """The field, something in it, or what it is in, but not the whole body."""
    inner, outer = (place, expected) if len(place) >= len(expected) else (expected, place)
    return bool(place) and (inner == outer or inner.startswith(outer + "."))


def put_in(value: Any, values: Mapping[str, str]) -> Any:
    """`@name` becomes the id."""
    match value:
        case str() if value.startswith("@"):
            return values[value[1:]]
        case dict():
            return {key: put_in(item, values) for key, item in value.items()}
        case list():
            return [put_in(item, values) for item in value]
    return value


@dataclass(slots=True)
class Watch:
    """What the database holds. It is read again only when somebody has committed anything."""

    console: Console
    file: sqlite3.Connection
    version: int = -1
    found: dict[str, str] = field(default_factory=dict)

    async def contents(self) -> dict[str, str]:
        (version,) = self.file.execute("PRAGMA data_version").fetchone()
        if version != self.version:
            self.version, self.found = version, await contents(self.console)
        return self.found


@contextmanager
def watch(console: Console) -> Iterator[Watch]:
    with closing(sqlite3.connect(console.settings.data / "console.db")) as file:
        yield Watch(console, file)


async def contents(console: Console) -> dict[str, str]:
    """A digest of all rows of each table: objects, releases, audit log."""
    found = {}
    async with console.database.reading() as db:
        for table in Record.metadata.sorted_tables:
            columns = [column for column in table.c if (table.name, column.name) not in OF_TIME]
            rows = await db.execute(select(*columns).order_by(*table.primary_key.columns))
            found[table.name] = hashlib.sha256(repr(rows.all()).encode()).hexdigest()
    return found


async def make_stand(console: Console, folder: Path) -> dict[str, str]:
    """Objects of each kind at `edge`, and others of `other`; gives what `@name` stands for."""
    await make_account(console)
    route = await fill(console)
    admin = await console.token(role="admin")
    console.client.headers["authorization"] = f"Bearer {admin}"
    authority = Authority()
    shop, spare = authority.issue("shop.test"), authority.issue("spare.test")

    async def post(noun: str, **body: Any) -> Any:
        return await console.ok("POST", f"/api/{noun}", json=body)

    await post("gateways", name="other", listen_port=8081)
    await post("services", name="spare")
    respond = {"kind": "respond", "status": 200}
    await post("routes", gateway="edge", name="taken", action=FORWARD)
    other_route = await post("routes", gateway="other", name="elsewhere", action=respond)
    await post("certificates", name="shop", chain=shop.chain, key=shop.key)
    await post("listeners", gateway="edge", name="plain", port=8090)
    await post("limits", gateway="edge", name="calls", requests=5)
    other_limit = await post("limits", gateway="other", name="other-calls", requests=5)
    login = {"settings": SETTINGS, "service": "web", "client_secret": "hush!"}
    await post("logins", gateway="edge", name="own", **login)
    other_login = await post("logins", gateway="other", name="theirs", **login)
    jwks = TokenMaker("https://login.test").jwks()
    await post("issuers", name="staff-tokens", settings={"issuer": "https://a.test", "jwks": jwks})
    tenant = await post("tenants", name="harbor")
    await post("tenants", name="airport")
    other_key = await post("tenants/airport/keys", name="theirs")
    for name, version in (("mark", "1"), ("mark", "2"), ("tint", "1")):
        files = {"module": ("m.wasm", marking_module(f"{name} {version}"))}
        path = f"/api/filters/{name}/versions"
        await console.ok("POST", path, files=files, data={"version": version})
    attachment = await post("attachments", filter="mark@1", route="all")
    return {
        "gateway": route["gateway_id"],
        "route": route["id"],
        "other_route": other_route["id"],
        "other_route_name": "other/elsewhere",
        "other_limit": other_limit["id"],
        "other_login": other_login["id"],
        "other_key_id": other_key["id"],
        "tenant": tenant["id"],
        "attachment": attachment["id"],
        "jwks": jwks,
        "chain": spare.chain,
        "key": spare.key,
        "other_key": shop.key,
        "public_key": public_key_of(make_key(folder / "signing.pem")),
    }
