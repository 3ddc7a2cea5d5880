"""Explaining a request: the route and why, what filters decide and in which line, and another release."""

import asyncio
import base64
import hashlib
from collections.abc import AsyncIterator
from typing import Any

import pytest
from tests.console.conftest import Console, make_account
from tests.console.stands import build
from tests.console.test_access import signed_in

from sluice_console.core.redaction import redact_header, redact_path
from sluice_console.features.routes.pasted import Pasted, read_pasted

KEY = "k-ann-0123456789"


@pytest.fixture
async def edge(sqlite_console: Console) -> AsyncIterator[Console]:
    """Routes `checkout` (POST, two versions) before `shop`, `api_key` at the gateway."""
    console = sqlite_console
    await console.ok("POST", "/api/gateways", json={"name": "edge", "listen_port": 8080})
    endpoints = [{"host": "127.0.0.1", "port": 9000 + number, "version": f"v{number}"} for number in (1, 2)]
    await console.ok("POST", "/api/services", json={"name": "cart", "endpoints": endpoints})
    split = [
        {"service": "cart", "version": "v1", "weight": 90},
        {"service": "cart", "version": "v2", "weight": 10},
    ]
    common = {"gateway": "edge", "hosts": ["shop.example"]}
    match = {"methods": ["POST"], "path": {"kind": "prefix", "value": "/cart"}}
    action = {"kind": "forward", "destinations": split, "timeout": 3}
    await console.ok(
        "POST", "/api/routes", json={**common, "name": "checkout", "match": match, "action": action}
    )
    action = {"kind": "forward", "destinations": [{"service": "cart"}]}
    await console.ok("POST", "/api/routes", json={**common, "name": "shop", "action": action})
    files = {"module": ("m.wasm", build("api_key"))}
    await console.ok("POST", "/api/filters/api_key/versions", files=files)
    values = {"filter": "api_key", "gateway": "edge", "configuration": {"keys": {KEY: "ann"}}}
    await console.ok("POST", "/api/attachments", json=values)
    yield console


async def ask(console: Console, request: str, **more: str) -> dict[str, Any]:
    values = {"gateway": "edge", "request": request, **more}
    return dict(await console.ok("POST", "/api/explain", json=values))


async def test_a_request_that_passes(edge: Console) -> None:
    request = (
        f"curl -X POST -H 'x-api-key: {KEY}' -H 'cookie: sid=s3cr3t' https://shop.example/cart?token=s3cr3t"
    )
    found = await ask(edge, request)
    said = found["explanation"]
    assert said["ending"] == "Goes to cart v1 (90\u00a0%) or cart v2 (10\u00a0%)"
    assert (said["host"], said["listener"]) == ("shop.example", "http")
    assert [(item["route"], item["refusal"]) for item in said["attempts"]] == [("checkout", None)]
    assert said["conditions"] == ["method POST", "path begins with /cart"]
    assert {"name": "timeout", "text": "3 s", "refuses": ""} in said["policies"]
    (ran,) = said["filters"]
    assert (ran["action"], ran["file"]) == ("pass", "api_key.py")
    set_, removed = ran["deeds"]
    assert (set_["verb"], set_["name"], set_["value"]) == ("set", "x-consumer", "ann")
    assert (removed["verb"], removed["name"]) == ("remove", "x-api-key")
    quoted = [ran["source"][str(deed["lines"][0])] for deed in ran["deeds"]]
    assert quoted == [
        "request.headers[self.config.header] = consumer",
        "del request.headers[self.config.key_header]",
    ]
    assert KEY not in str(found) and "s3cr3t" not in str(found)


async def test_a_request_that_a_filter_answers(edge: Console) -> None:
    said = (await ask(edge, "GET /orders HTTP/1.1\nhost: shop.example\nx-api-key: wrong-key"))["explanation"]
    assert said["ending"] == "api_key@0.1.0 answers 401" or said["ending"].endswith(" answers 401")
    assert [item["refusal"] for item in said["attempts"]] == ["method is not POST", None]
    (ran,) = said["filters"]
    (answer,) = ran["deeds"]
    assert (ran["action"], ran["status"], ran["reason"]) == ("respond", 401, "api_key_unknown")
    assert (answer["verb"], answer["value"]) == ("answer", "unknown API key\n")
    assert ran["source"][str(answer["lines"][0])].startswith("return Response(")


async def test_another_release_is_laid_beside(edge: Console) -> None:
    attachment = (await edge.ok("GET", "/api/attachments"))["items"][0]
    before = (await edge.ok("GET", "/api/releases"))["items"][0]["number"]
    change = {"configuration": {"keys": {KEY: "ann"}, "header": "x-caller"}}
    await edge.ok("PATCH", f"/api/attachments/{attachment['id']}", json=change)
    request = f"curl -H 'x-api-key: {KEY}' https://shop.example/orders"
    found = await ask(edge, request, against=str(before))
    assert found["differences"] == [
        "- filter api_key: sets request header x-consumer: ann",
        "+ filter api_key: sets request header x-caller: ann",
    ]
    assert found["against"]["number"] == before == found["explanation"]["number"] - 1
    same = await ask(edge, request, release=f"edge@{before}", against=str(before))
    assert same["differences"] == []


async def test_no_route_and_nothing_to_read(edge: Console) -> None:
    said = (await ask(edge, f"curl -H 'x-api-key: {KEY}' http://other.example/"))["explanation"]
    assert (said["ending"], said["attempts"]) == ("No route takes it: Envoy answers 404", [])
    for request, release, status in (
        ("curl -H 'x", "", 422),
        ("curl -X POST", "", 422),
        ("GET http://[::1", "", 422),
        ("http://shop.example", "99", 404),
        ("http://shop.example", "nothing", 404),
    ):
        values = {"gateway": "edge", "request": request, "release": release}
        response = await edge.client.post("/api/explain", json=values)
        assert response.status_code == status, response.text


async def test_a_demand_of_envoy_comes_before_the_filters(edge: Console) -> None:
    users = [{"name": "ann", "digest": base64.b64encode(hashlib.sha1(b"x").digest()).decode()}]
    protection = {"security": {"users": users}}
    await edge.ok("PATCH", "/api/routes/edge/shop", json={"protection": protection})
    said = (await ask(edge, "http://shop.example/orders"))["explanation"]
    assert said["ending"] == "Envoy answers 401: the request has none"
    assert said["filters"] == [] and len(said["not_reached"]) == 1
    said = (await ask(edge, "curl -u ann:x http://shop.example/orders"))["explanation"]
    assert said["filters"][0]["action"] == "respond"


async def test_the_arm_of_a_rollout(edge: Console) -> None:
    attachment = (await edge.ok("GET", "/api/attachments"))["items"][0]
    files = {"module": ("m.wasm", build("json_access_log"))}
    await edge.ok("POST", "/api/filters/api_key/versions", files=files, data={"version": "9"})
    header = {"name": "x-beta", "value": {"value": "on"}}
    stage = {"percent": 25, "headers": [header], "minimum_seconds": 600}
    plan = {"attachment": attachment["id"], "filter": "api_key@9", "stages": [stage], "configuration": {}}
    await edge.ok("POST", "/api/rollouts", json=plan)
    said = (await ask(edge, "http://shop.example/orders"))["explanation"]
    assert said["rollout"].startswith("drawn: ")
    assert said["filters"][0]["action"] == "respond"


async def test_the_candidate_side_of_a_changed_route(edge: Console) -> None:
    header = {"name": "x-beta", "value": {"value": "on"}}
    change = {"action": {"kind": "respond", "status": 418}}
    stage = {"percent": 0, "headers": [header], "automatic": False}
    body = {"route": "edge/shop", "change": change, "stages": [stage]}
    rollout = await edge.ok("POST", "/api/rollouts", json=body)
    async with asyncio.timeout(10):
        while (await edge.ok("GET", f"/api/rollouts/{rollout['id']}"))["stage"] < 0:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    request = f"GET http://shop.example/orders\nx-api-key: {KEY}"
    before = (await ask(edge, request))["explanation"]
    after = (await ask(edge, f"{request}\nx-beta: on"))["explanation"]
    assert "418" not in before["ending"]
    assert after["rollout"] == "the header x-beta chooses the new version"
    assert after["ending"] == "Envoy answers 418 itself", after


async def test_pages_explain_in_chinese_and_rest_does_not(edge: Console) -> None:
    attachment = (await edge.ok("GET", "/api/attachments"))["items"][0]
    files = {"module": ("m.wasm", build("json_access_log"))}
    await edge.ok("POST", "/api/filters/api_key/versions", files=files, data={"version": "9"})
    plan = {"attachment": attachment["id"], "filter": "api_key@9", "configuration": {}}
    stage = {"percent": 25, "minimum_seconds": 600}
    rollout = await edge.ok("POST", "/api/rollouts", json={**plan, "stages": [stage]})
    await edge.ok("POST", f"/api/rollouts/{rollout['id']}/abort", json={"reason": "lunch"})
    await make_account(edge)
    client, _csrf = await signed_in(edge)
    async with client:
        wishes = {"accept-language": "zh-CN"}
        asked = {"gateway": "edge", "url": "http://shop.example/orders"}
        page = await client.get("/explain", params=asked, headers=wishes)
        assert "返回 401" in page.text and "方法不是 POST" in page.text and "method is not" not in page.text
        page = await client.get(f"/rollouts/{rollout['id']}", headers=wishes)
        assert "已手动中止:lunch" in page.text and "aborted by hand" not in page.text
        page = await client.get(f"/rollouts/{rollout['id']}", headers={"accept-language": "en"})
        assert "Aborted by hand: lunch" in page.text
    told = await edge.ok("GET", f"/api/rollouts/{rollout['id']}", headers=wishes)
    texts = [item["text"] for item in told["events"]]
    assert texts[0] == "created" and texts[-1] == "aborted by hand: lunch"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://a.test/x?y=1", Pasted("GET", "https://a.test/x?y=1")),
        (
            "post /x\nHost: a.test\nx-a: 1\n\nbody",
            Pasted("POST", "//a.test/x", "Host: a.test\nx-a: 1", "body"),
        ),
        ("curl a.test", Pasted("GET", "a.test")),
        (
            "curl -sSL -XPUT 'http://a.test/x' \\\n  -H 'x-a: 1' --data-raw '{}'",
            Pasted("PUT", "http://a.test/x", "x-a: 1\ncontent-type: application/x-www-form-urlencoded", "{}"),
        ),
        (
            "curl --json '{}' -H 'content-type: text/x' --url http://a.test -o out -b a=1 -A me",
            Pasted(
                "POST", "http://a.test", "content-type: application/json\ncookie: a=1\nuser-agent: me", "{}"
            ),
        ),
        ("curl -u ann:pw -I http://a.test", Pasted("HEAD", "http://a.test", "authorization: Basic YW5uOnB3")),
    ],
)
def test_what_people_paste(text: str, expected: Pasted) -> None:
    assert read_pasted(text) == expected


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("Authorization", "Bearer abc", "Bearer ***"),
        ("authorization", "abc", "***"),
        ("proxy-authorization", "Basic YTpi", "Basic ***"),
        ("cookie", "sid=1; theme=dark", "sid=***; theme=***"),
        ("X-Api-Key", "k1", "***"),
        ("x-amz-security-token", "t", "***"),
        ("x-auth-token", "t", "***"),
        ("set-cookie", "sid=1; path=/", "***"),
        ("x-key-id", "ak_1", "ak_1"),
        ("x-region", "cn", "cn"),
        ("user-agent", "curl", "curl"),
    ],
)
def test_secrets_of_headers_are_covered(name: str, value: str, shown: str) -> None:
    assert redact_header(name, value) == shown


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("/a?b=1&access_token=x&c", "/a?b=1&access_token=***&c"),
        ("/a?code=1&state=2&password=", "/a?code=***&state=***&password="),
        ("/a?b=<i>", "/a?b=<i>"),
        ("/a?X-Amz-Signature=f", "/a?X-Amz-Signature=***"),
        ("/a", "/a"),
        ("/a?", "/a?"),
    ],
)
def test_secrets_of_paths_are_covered(path: str, shown: str) -> None:
    assert redact_path(path) == shown
