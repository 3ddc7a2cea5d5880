"""Files own what they made: only their own goes with `prune`, and no file takes another's by mistake."""

from __future__ import annotations

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from tests.console.conftest import Console, fill
from tests.console.modules import marking_module, with_section

ANSWER = {"kind": "respond", "status": 204}
SHOP: dict[str, Any] = {
    "owner": "shop",
    "services": [{"name": "carts"}],
    "gateways": [{"name": "inner", "listen_port": 9090}],
    "listeners": [{"gateway": "inner", "name": "more", "port": 9091}],
    "limits": [{"gateway": "inner", "name": "search", "requests": 5}],
    "logins": [
        {
            "gateway": "inner",
            "name": "staff",
            "service": "carts",
            "settings": {
                "authorization_url": "https://login.test/authorize",
                "token_url": "https://login.test/token",
                "client_id": "shop",
            },
        }
    ],
    "routes": [
        {
            "gateway": "inner",
            "name": "carts",
            "hosts": ["shop.test"],
            "action": {"kind": "forward", "destinations": [{"service": "carts"}]},
            "shared_limits": ["search"],
            "login": "staff",
        }
    ],
    "attachments": [{"gateway": "inner", "route": "carts", "filter": "mark@1", "configuration": {"a": 1}}],
    "tenants": [{"name": "harbor", "hosts": ["shop.test"], "rate": 5}],
}
SECRETS = {"inner/staff": "told to nobody"}


async def apply(console: Console, document: dict[str, Any], **more: Any) -> dict[str, Any]:
    return dict(await console.ok("POST", "/api/configuration", json={**document, **more}))


def shown(answer: dict[str, Any]) -> list[tuple[str, str, str]]:
    return [(item["kind"], item["name"], item["change"]) for item in answer["changes"]]


async def refused(console: Console, status: int, document: dict[str, Any], **more: Any) -> dict[str, Any]:
    """The problem; nothing at all is different afterwards."""
    before = await console.ok("GET", "/api/configuration")
    answer = await console.client.post("/api/configuration", json={**document, **more})
    assert answer.status_code == status, answer.text
    assert await console.ok("GET", "/api/configuration") == before
    return dict(answer.json())


async def push(console: Console, *versions: str) -> None:
    for version in versions:
        files = {"module": ("m.wasm", marking_module(f"mark {version}"))}
        path = "/api/filters/mark/versions"
        await console.ok("POST", path, files=files, data={"version": version})


async def make(console: Console) -> None:
    """What people made by hand, and what the file `shop` made."""
    await fill(console)
    await push(console, "1", "2")
    answer = await apply(console, SHOP, secrets=SECRETS)
    assert {change for _, _, change in shown(answer)} == {"added"} and len(answer["changes"]) == 8
    assert sorted(item["gateway"] for item in answer["releases"]) == ["edge", "inner"]


async def test_applied_again_nothing_happens(console: Console) -> None:
    await make(console)
    before = await console.ok("GET", "/api/releases"), await console.ok("GET", "/api/audit")
    for more in ({}, {"secrets": SECRETS}, {"prune": True}, {"take_over": True}):
        assert await apply(console, SHOP, **more) == {"changes": [], "releases": []}
    assert (await console.ok("GET", "/api/releases"), await console.ok("GET", "/api/audit")) == before
    own = await console.ok("GET", "/api/configuration?owner=shop")
    assert own["owner"] == "shop" and [item["name"] for item in own["routes"]] == ["carts"]
    assert "told to nobody" not in str(own)
    assert await apply(console, own, prune=True) == {"changes": [], "releases": []}


async def test_an_owner_that_no_file_can_have_is_refused(sqlite_console: Console) -> None:
    answer = await sqlite_console.client.get("/api/configuration", params={"owner": "ïê)\x1e+:U"})
    assert answer.status_code == 422
    assert answer.json()["fields"][0]["path"] == "owner"


async def test_prune_removes_what_the_file_owns_and_no_more(console: Console) -> None:
    await make(console)
    by_hand = await console.ok("GET", "/api/configuration")
    gone = await apply(console, {"owner": "shop", "services": []}, prune=True)
    assert shown(gone) == [
        ("attachment", "mark at inner/carts", "removed"),
        ("route", "inner/carts", "removed"),
        ("login", "inner/staff", "removed"),
        ("limit", "inner/search", "removed"),
        ("listener", "inner/more", "removed"),
        ("gateway", "inner", "removed"),
        ("service", "carts", "removed"),
        ("tenant", "harbor", "removed"),
    ]
    left = await console.ok("GET", "/api/configuration")
    assert [item["name"] for item in left["services"]] == ["web"]
    assert left["routes"] == [item for item in by_hand["routes"] if item["gateway"] == "edge"]
    assert not any(left[kind] for kind in ("listeners", "limits", "logins", "attachments", "tenants"))


async def test_what_others_need_is_not_removed(sqlite_console: Console) -> None:
    await make(sqlite_console)
    nothing = {"owner": "shop", "services": [], "prune": True}
    action = {"kind": "forward", "destinations": [{"service": "carts"}]}
    await sqlite_console.ok("PATCH", "/api/routes/edge/all", json={"action": action})
    assert "carts is in use by 1 route(s): all" in (await refused(sqlite_console, 409, nothing))["detail"]
    await sqlite_console.ok("PATCH", "/api/routes/edge/all", json={"action": ANSWER})
    extra = {"gateway": "inner", "name": "by-hand", "action": ANSWER}
    await sqlite_console.ok("POST", "/api/routes", json=extra)
    problem = await refused(sqlite_console, 409, nothing)
    assert "The gateway inner is no longer in the file" in problem["detail"]
    assert "route by-hand" in problem["detail"]
    await sqlite_console.ok("DELETE", "/api/routes/inner/by-hand")
    await sqlite_console.ok("POST", "/api/attachments", json={"filter": "mark@2", "route": "inner/carts"})
    assert "mark at inner/carts" in (await refused(sqlite_console, 409, nothing))["detail"]


async def test_a_tenant_with_good_keys_stays(sqlite_console: Console) -> None:
    await make(sqlite_console)
    await sqlite_console.ok("POST", "/api/tenants/harbor/keys", json={"name": "web"})
    nothing = {"owner": "shop", "services": [], "prune": True}
    assert "key web" in (await refused(sqlite_console, 409, nothing))["detail"]


async def test_another_file_s_objects_are_taken_over_only_when_it_is_said(console: Console) -> None:
    await make(console)
    theirs = {"owner": "harbor", "services": SHOP["services"]}
    problem = await refused(console, 422, theirs)
    assert "service carts is kept by the file 'shop'" in problem["detail"]
    assert problem["fields"][0]["path"] == "services.0.owner"
    changed = {**theirs, "services": [{"name": "carts", "description": "theirs"}]}
    assert "kept by the file 'shop'" in (await refused(console, 422, changed))["detail"]
    taken = await apply(console, theirs, take_over=True)
    assert shown(taken) == [("service", "carts", "adopted")]
    assert taken["changes"][0]["lines"][-2:] == ["-owner: shop", "+owner: harbor"]
    assert taken["releases"] == []
    assert "kept by the file 'harbor'" in (await refused(console, 422, SHOP))["detail"]


async def test_what_people_made_is_adopted_and_their_edits_are_drift(sqlite_console: Console) -> None:
    await make(sqlite_console)
    document = {**await sqlite_console.ok("GET", "/api/configuration?gateway=edge"), "owner": "edge"}
    document = {name: document[name] for name in ("owner", "gateways", "routes")}
    assert shown(await apply(sqlite_console, document)) == [
        ("gateway", "edge", "adopted"),
        ("route", "edge/all", "adopted"),
    ]
    row = (await sqlite_console.ok("GET", "/api/audit"))[0]
    assert row["action"] == "route.adopt" and row["actor"] == "operator"
    await sqlite_console.ok("PATCH", "/api/routes/edge/all", json={"description": "by hand"})
    drift = await apply(sqlite_console, document, dry_run=True)
    assert shown(drift) == [("route", "edge/all", "changed")]
    assert "-description: by hand" in drift["changes"][0]["lines"]
    without = {name: value for name, value in document.items() if name != "owner"}
    assert shown(await apply(sqlite_console, without)) == [("route", "edge/all", "changed")]
    assert (await sqlite_console.ok("GET", "/api/configuration?owner=edge"))["routes"] == document["routes"]


async def test_a_secret_is_sent_once_kept_and_exchanged(sqlite_console: Console) -> None:
    await fill(sqlite_console)
    await push(sqlite_console, "1")
    problem = await refused(sqlite_console, 422, SHOP)
    assert "SLUICE_SECRET_INNER_STAFF" in problem["detail"]
    assert problem["fields"][0]["path"] == "logins.0.client_secret"
    await apply(sqlite_console, SHOP, secrets=SECRETS)
    other = await apply(sqlite_console, SHOP, secrets={"inner/staff": "another"})
    assert shown(other) == [("login", "inner/staff", "changed")] and other["releases"] == []
    assert other["changes"][0]["lines"] == ["+client_secret: another one"]
    assert await apply(sqlite_console, SHOP, secrets={"inner/staff": "another"}) == {
        "changes": [],
        "releases": [],
    }
    assert (
        "no login 'inner/x' in the document"
        in (await refused(sqlite_console, 422, SHOP, secrets={"inner/x": "?"}))["detail"]
    )


async def test_secrets_are_those_of_logins_that_the_file_has(sqlite_console: Console) -> None:
    await make(sqlite_console)
    mine = {"owner": "harbor", "routes": []}
    problem = await refused(sqlite_console, 422, mine, secrets={"inner/staff": "attacker"})
    assert problem["fields"][0]["path"] == "secrets.inner/staff"
    mine = {"owner": "harbor", "logins": SHOP["logins"]}
    problem = await refused(sqlite_console, 422, mine, secrets={"inner/staff": "attacker"})
    assert "login inner/staff is kept by the file 'shop'" in problem["detail"]


@pytest.mark.parametrize(
    "moved", [{"service": "other"}, {"settings": {"token_url": "https://evil.test/token"}}]
)
async def test_a_login_that_asks_elsewhere_needs_its_secret_again(
    sqlite_console: Console, moved: dict[str, Any]
) -> None:
    await make(sqlite_console)
    await sqlite_console.ok("POST", "/api/services", json={"name": "other"})
    login = SHOP["logins"][0]
    settings = {**login["settings"], **moved.get("settings", {})}
    document = {"owner": "shop", "logins": [{**login, **moved, "settings": settings}]}
    problem = await refused(sqlite_console, 422, document)
    assert "SLUICE_SECRET_INNER_STAFF" in problem["detail"]
    assert problem["fields"][0]["path"] == "logins.0.client_secret"
    assert shown(await apply(sqlite_console, document, secrets=SECRETS)) == [
        ("login", "inner/staff", "changed")
    ]
    assert (await apply(sqlite_console, document))["changes"] == []


async def test_a_filter_without_a_version_stays_at_the_one_that_is_attached(sqlite_console: Console) -> None:
    await fill(sqlite_console)
    await push(sqlite_console, "1", "2")
    place = {"gateway": "edge", "filter": "mark"}
    added = await apply(sqlite_console, {"attachments": [place]})
    assert shown(added) == [("attachment", "mark at edge", "added")]
    assert "+filter: mark@2" in added["changes"][0]["lines"]
    pinned = {"attachments": [{**place, "filter": "mark@1"}]}
    assert "+filter: mark@1" in (await apply(sqlite_console, pinned))["changes"][0]["lines"]
    assert await apply(sqlite_console, {"attachments": [place]}) == {"changes": [], "releases": []}
    twice = {"attachments": [{**place, "order": 200, "configuration": {"b": 2}}, place]}
    assert shown(await apply(sqlite_console, twice)) == [("attachment", "mark at edge (2)", "added")]
    assert await apply(sqlite_console, twice) == {"changes": [], "releases": []}
    nobody = {"attachments": [place, {**place, "filter": "nobody@1"}]}
    problem = await refused(sqlite_console, 422, nobody)
    assert problem["fields"][0]["path"] == "attachments.1.filter"


async def test_a_filter_that_others_attached_too_is_left_alone(console: Console) -> None:
    await fill(console)
    await push(console, "1")

    def attach(who: str, order: int) -> dict[str, Any]:
        return {"gateway": "edge", "filter": "mark@1", "order": order, "configuration": {"who": who}}

    async def attached() -> list[tuple[str, int]]:
        items = (await console.ok("GET", "/api/attachments?gateway=edge"))["items"]
        return sorted((item["configuration"]["who"], item["order"]) for item in items)

    first, second = {"owner": "a", "prune": True}, {"owner": "b", "prune": True}
    await apply(console, {**first, "attachments": [attach("a", 200)]})
    await console.ok("POST", "/api/attachments", json=attach("hand", 50))
    for order in (20, 300):  # before and after what the first file has
        made = await apply(console, {**second, "attachments": [attach("b", order)]})
        assert [change for _, _, change in shown(made)] == ["added" if order == 20 else "changed"]
        again = await apply(console, {**first, "attachments": [attach("a", 200)]})
        assert again == {"changes": [], "releases": []}
        assert await attached() == [("a", 200), ("b", order), ("hand", 50)]
    changed = await apply(console, {**first, "attachments": [attach("a2", 10)]})
    assert [change for _, _, change in shown(changed)] == ["changed"]
    problem = await refused(console, 422, {**first, "attachments": [attach("a2", 10), attach("b", 300)]})
    assert "kept by the file 'b'" in problem["detail"]
    await apply(console, {"attachments": [attach("nobody", 70)]})  # instead of what a person made
    assert await attached() == [("a2", 10), ("b", 300), ("nobody", 70)]
    both = {**first, "attachments": [attach("a2", 10), attach("nobody", 70)]}
    assert [change for _, _, change in shown(await apply(console, both))] == ["adopted"]
    assert shown(await apply(console, {"attachments": [attach("more", 5)]})) == [
        ("attachment", "mark at edge", "added")
    ]
    await apply(console, {**first, "attachments": []})
    assert await attached() == [("b", 300), ("more", 5)]


async def test_a_roll_back_gives_files_what_was_theirs(console: Console) -> None:
    await make(console)
    own = await console.ok("GET", "/api/configuration?owner=shop")
    number = (await console.ok("GET", "/api/releases?gateway=inner"))["items"][0]["number"]
    short = {kind: SHOP[kind] for kind in ("owner", "services", "gateways", "limits", "logins", "tenants")}
    await apply(console, short, prune=True)
    await console.ok("POST", f"/api/releases/inner@{number}/rollback")
    assert await console.ok("GET", "/api/configuration?owner=shop") == own
    assert await apply(console, SHOP, prune=True) == {"changes": [], "releases": []}


async def test_what_a_schema_calls_secret_is_not_in_the_differences(sqlite_console: Console) -> None:
    await fill(sqlite_console)
    schema = {
        "type": "object",
        "properties": {
            "key": {"type": "string", "writeOnly": True},
            "users": {"additionalProperties": {"$ref": "#/$defs/user"}},
            "list": {"items": {"anyOf": [{"type": "null"}, {"$ref": "#/$defs/user"}]}},
        },
        "$defs": {"user": {"properties": {"password": {"format": "password"}, "again": {"$ref": "#"}}}},
    }
    module = with_section(marking_module("x"), "sluice.config_schema", json.dumps(schema).encode())
    await sqlite_console.ok("POST", "/api/filters/mark/versions", files={"module": ("m.wasm", module)})

    def attach(secret: str, limit: int = 1) -> dict[str, Any]:
        user = {"password": secret, "name": "ann"}
        value = {
            "key": secret,
            "users": {"a": user},
            "list": [None, {"again": {"key": secret}}],
            "limit": limit,
        }
        return {"owner": "a", "attachments": [{"gateway": "edge", "filter": "mark", "configuration": value}]}

    lines: list[str] = []
    for document in (attach("hush one"), attach("hush two"), attach("hush three", 7)):
        answer = await apply(sqlite_console, document)
        lines += answer["changes"][0]["lines"]
    lines += (await apply(sqlite_console, {**attach(""), "attachments": []}, prune=True))["changes"][0][
        "lines"
    ]
    assert "hush" not in str(lines) and "***" in str(lines) and "+  limit: 7" in "\n".join(lines)
    assert "+configuration: another secret" in lines and "ann" in str(lines)


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ({"services": [], "prune": True}, "prune needs an owner"),
        ({"services": [], "take_over": True}, "take_over needs an owner"),
        ({"services": [], "owner": "Shop!"}, "owner"),
        ({"services": [{"name": "a", "reason": "x"}]}, "services.0.reason"),
        ({"logins": [{**SHOP["logins"][0], "client_secret": "x"}]}, "logins.0.client_secret"),
        ({"attachments": [{"gateway": "edge", "route": "all", "filter": "x"}] * 2}, "no filter 'x'"),
    ],
)
async def test_what_no_file_may_say(sqlite_console: Console, document: dict[str, Any], words: str) -> None:
    await fill(sqlite_console)
    assert words in str(await refused(sqlite_console, 422, document))


async def test_the_pages_say_which_file_keeps_an_object(sqlite_console: Console) -> None:
    await make(sqlite_console)
    find = {"routes": "inner/carts", "limits": "inner/search", "logins": "inner/staff"}
    pages = ["/gateways/inner", "/services/carts", "/tenants/harbor", "/filters/mark"]
    for noun, name in find.items():
        row = await sqlite_console.ok("GET", f"/api/{noun}/{name}")
        pages.append(f"/{noun}/{row['id']}")
    for page in pages:
        text = (await sqlite_console.client.get(page)).text
        assert "kept by file shop" in text, page
    for page in ("/gateways/edge", "/services/web"):
        assert "kept by file" not in (await sqlite_console.client.get(page)).text


async def test_the_schema_takes_what_is_exported_and_refuses_nonsense(sqlite_console: Console) -> None:
    await make(sqlite_console)
    schema = await sqlite_console.ok("GET", "/api/configuration/schema")
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    validator.validate(await sqlite_console.ok("GET", "/api/configuration"))
    validator.validate(SHOP)
    route = SHOP["routes"][0]
    nonsense: tuple[dict[str, Any], ...] = (
        {"people": []},
        {"routes": [{**route, "acton": {}}]},
        {"routes": [{**route, "reason": "x"}]},
        {"routes": [{**route, "action": {"kind": "respond", "status": 7}}]},
        {"prune": True},
        {"services": [{"name": "A!"}]},
    )
    for wrong in nonsense:
        assert not validator.is_valid(wrong), wrong
