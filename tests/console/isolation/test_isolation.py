"""Nobody gets at what is another tenant's: every endpoint and page, with every name that it could have.

What is asked comes from the OpenAPI document and the routes of the pages: a new endpoint is asked too, and
one that is in none of the lists of `classes` fails the first test.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass

import httpx
import pytest
import pytest_asyncio
from fastapi.routing import APIRoute
from tests.console.conftest import Console, run_console
from tests.console.isolation.classes import Access, operations
from tests.console.isolation.stand import ROLES, Party, Person, body_of, close, fill_path, make_party

from sluice_console.core.settings import Settings
from sluice_console.features.access import FOR_MEMBERS
from sluice_console.features.api import API_ROUTERS
from sluice_console.features.routers import PAGE_ROUTERS

pytestmark = pytest.mark.asyncio(loop_scope="module")
MINE, THEIRS = "harbor", "zeppelin"
STREAMS = ("GET /api/events", "GET /api/logs/stream")
"""Do not end; two tests of `test_tenant_roles` are about them."""
HIDDEN = (404,)
REFUSED = {
    "POST /api/routes": (422, 403),
    "POST /api/tokens": (422, 403),
    "POST /routes/new": (422, 403),
    "POST /settings/tokens": (422, 403),
}
"""What makes something of one's own names the other tenant in its body: as if that were not there."""
NEEDS = {"GET /api/logs": "gateway=edge"}
"""What else has to be asked."""
QUERIES = (
    "search={word}",
    "q={word}",
    "object_id={id}",
    "url=http://{word}.test/&method=GET",
    "q={id}",
    "route={id}",
    "route={word}-route",
)
SHARED = ("GET /api/releases/{release}", "GET /api/releases/{release}/diff", "GET /releases/{release}")
SHOWS = (
    *("GET /api/routes", "GET /api/services", "GET /api/tenants", "GET /api/audit", "GET /routes"),
    *("GET /tenants", "GET /audit", "GET /topology", *SHARED[:1]),
)
"""Where one's own is seen without asking for it by name, so that an empty answer would not do."""


@dataclass(frozen=True, slots=True)
class Stand:
    console: Console
    harbor: Party
    zeppelin: Party

    def pairs(self) -> tuple[tuple[Party, Party], ...]:
        return (self.harbor, self.zeppelin), (self.zeppelin, self.harbor)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stand(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stand]:
    """One for all: whoever may not change anything changes nothing."""
    settings = Settings(data=tmp_path_factory.mktemp("isolation"), envoy="off")
    async with run_console(settings) as console:
        console.client.headers["authorization"] = f"Bearer {await console.token(role='admin')}"
        await console.ok("POST", "/api/gateways", json={"name": "edge", "listen_port": 8080})
        harbor, zeppelin = await make_party(console, MINE), await make_party(console, THEIRS)
        yield Stand(console, harbor, zeppelin)
        await close(harbor, zeppelin)


async def documented(console: Console) -> set[str]:
    """What the OpenAPI document says there is."""
    paths = (await console.ok("GET", "/api/openapi.json"))["paths"]
    return {
        f"{method.upper()} {path}"
        for path, item in paths.items()
        for method in item
        if method != "parameters"
    }


def of_pages() -> set[str]:
    found = set[str]()
    for router in PAGE_ROUTERS:
        for route in router.routes:
            assert isinstance(route, APIRoute)
            found |= {f"{method} {plain(route.path)}" for method in route.methods or ()}
    return found


def plain(path: str) -> str:
    """`{route:path}` as the document writes it."""
    return re.sub(r":\w+\}", "}", path)


async def test_every_operation_is_in_one_of_the_lists(stand: Stand) -> None:
    there = await documented(stand.console) | of_pages()
    listed = set(operations())
    assert not there - listed, (
        f"{sorted(there - listed)}: say in tests/console/isolation/classes.py what it is for people of a "
        "tenant; if they get anything of it, it also belongs into FOR_MEMBERS of features/access.py"
    )
    undocumented = {
        f"{method} {plain(route.path)}"
        for router in API_ROUTERS
        for route in router.routes
        if isinstance(route, APIRoute)
        for method in route.methods or ()
    }
    assert not listed - there - undocumented, f"{sorted(listed - there)} are no more"


async def test_the_guard_lets_people_of_a_tenant_to_what_is_listed_for_them() -> None:
    allowed = {f"{method} {plain(path)}" for method, path in FOR_MEMBERS}
    listed = {name for name, access in operations().items() if access in (Access.OWN, Access.TENANT)}
    assert allowed == listed


@pytest.mark.parametrize("role", ROLES)
async def test_what_is_anothers_is_not_there(stand: Stand, role: str) -> None:
    faults: list[str] = []
    asked = 0
    for own, other in stand.pairs():
        for operation, access in operations().items():
            if access in (Access.OPEN, Access.OWN) or operation in STREAMS:
                continue
            method, _, path = operation.partition(" ")
            for filled, used in fill_path(path, {**other.references(), "release": ("edge@3",)}):
                asked += 1
                address = f"{filled}?{NEEDS[operation]}" if operation in NEEDS else filled
                answer = await send(own.people[role], method, address, body_of(operation, other))
                faults += check(operation, access, used, answer, other)
    assert asked > 300
    assert not faults, f"{len(faults)} of {asked}:\n" + "\n".join(faults)


@pytest.mark.parametrize("role", ROLES)
async def test_no_answer_tells_what_is_there_from_what_is_not(stand: Stand, role: str) -> None:
    """The same words for what is another's and for what nobody has."""
    faults: list[str] = []
    for own, other in stand.pairs():
        person = own.people[role]
        for operation, access in operations().items():
            method, _, path = operation.partition(" ")
            if access is not Access.TENANT or operation in (*STREAMS, *SHARED) or "{" not in path:
                continue
            for address, used in fill_path(path, other.references()):
                body = body_of(operation, other)
                there = await send(person, method, address, body)
                nowhere = [reference[:3] + "x" * (len(reference) - 3) for reference in used]
                twin = address
                for reference, invented in zip(used, nowhere, strict=True):
                    twin = twin.replace(reference, invented)
                absent = await send(person, method, twin, body)
                if words_of(there, used) != words_of(absent, nowhere):
                    faults.append(f"{operation} with {used}: {there.text[:300]} but {absent.text[:300]}")
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("role", ROLES)
async def test_lists_and_searches_hold_only_ones_own(stand: Stand, role: str) -> None:
    """Without a question the other's word is nowhere; a question for it finds as much as one for no word."""
    faults: list[str] = []
    for own, other in stand.pairs():
        for operation, access in operations().items():
            method, _, path = operation.partition(" ")
            if access is not Access.TENANT or method != "GET" or operation in STREAMS:
                continue
            if "{" in path and operation not in SHARED:
                continue
            for release in ("edge@3", "edge@4", "edge@5") if operation in SHARED else ("",):
                needed = NEEDS.get(operation, "")
                address = path.replace("{release}", release) + (f"?{needed}" if needed else "")
                answer = await send(own.people[role], method, address, {})
                if answer.status_code not in (200, 303) or other.word in answer.text:
                    shown = f"{answer.status_code} {near(answer.text, other.word)}"
                    faults.append(f"{own.word}: GET {address}: {shown}")
                if operation in SHOWS and release in ("", "edge@5") and own is stand.zeppelin:
                    assert own.word in answer.text, f"GET {address} shows nothing of {own.word}"
            for query in QUERIES if operation not in SHARED else ():
                query = f"{query}&{NEEDS.get(operation, '')}"
                found = await ask(own.people[role], path, query, other.word, other.route)
                nothing = await ask(own.people[role], path, query, "q" * len(other.word), f"rt_{'q' * 12}")
                if found != nothing:
                    faults.append(f"{own.word}: GET {path}?{query}: tells what {other.word} has")
    assert not faults, f"{len(faults)}\n" + "\n".join(faults)


async def ask(person: Person, path: str, query: str, word: str, id_: str) -> tuple[int, str]:
    """The answer, without what the question has said."""
    answer = await send(person, "GET", f"{path}?{query.format(word=word, id=id_)}", {})
    return words_of(answer, (id_, word))


async def test_what_is_ones_own_is_changed_by_operators_only(stand: Stand) -> None:
    """A role less is told so: the object itself may be seen."""
    for role, status in (("viewer", 403), ("operator", 200), ("admin", 200)):
        person = stand.harbor.people[role]
        answer = await send(person, "PATCH", f"/api/routes/{stand.harbor.route}", {"description": role})
        assert answer.status_code == status, answer.text
        answer = await send(person, "POST", "/api/tenants/harbor/keys", {"name": role})
        assert answer.status_code == (201 if status == 200 else 403), answer.text
        answer = await send(person, "GET", f"/api/routes/{stand.harbor.route}", {})
        assert answer.status_code == 200


@pytest.mark.parametrize("role", ROLES)
async def test_ones_own_is_there_by_every_name(stand: Stand, role: str) -> None:
    """The other side: what would hide everything hides nothing of one's own."""
    own = stand.harbor
    for operation, access in operations().items():
        method, _, path = operation.partition(" ")
        if access is Access.TENANT and method == "GET" and "{" in path and operation not in SHARED:
            for address, _ in fill_path(path, own.references()):
                answer = await send(own.people[role], method, address, {})
                assert answer.status_code == 200, f"{address}: {answer.status_code} {answer.text[:300]}"
                assert own.word in answer.text or path.endswith("/usage"), address


async def send(person: Person, method: str, address: str, body: dict[str, object]) -> httpx.Response:
    """A page with the session of a browser, REST with a token."""
    if address.startswith(("/api/", "/metrics")):
        return await person.machine.request(method, address, json=body if method != "GET" else None)
    if method == "GET":
        return await person.browser.get(address)
    return await person.browser.request(method, address, data={"csrf": person.csrf, **body})


def check(
    operation: str, access: Access, used: tuple[str, ...], answer: httpx.Response, other: Party
) -> list[str]:
    shown = f"{operation} with {used}: {answer.status_code} {answer.text[:200]!r}"
    expected: tuple[int, ...] = HIDDEN
    if access is Access.TENANT:
        expected = REFUSED.get(operation, HIDDEN)
        method, _, path = operation.partition(" ")
        if method != "GET" and "{" in path:
            expected = (404, 403)
        if method == "GET" and ("{" not in path or operation in SHARED):
            expected = (200, 303)
    if answer.status_code not in expected:
        return [f"{shown}: should be one of {expected}"]
    said = answer.text
    for echo in (*used, other.tenant, f"{other.word}.test") if operation in REFUSED else used:
        said = said.replace(echo, "")
    return [f"{shown}: says {near(said, other.word)}"] if other.word in said else []


def words_of(answer: httpx.Response, used: list[str] | tuple[str, ...]) -> tuple[int, str]:
    text = re.sub(r'value="[0-9a-f]{128}"|<time.*?</time>', "", answer.text)
    for reference in used:
        text = text.replace(reference, "…")
    return answer.status_code, text


def near(text: str, word: str) -> str:
    place = text.find(word)
    return repr(text[max(0, place - 80) : place + 80])
