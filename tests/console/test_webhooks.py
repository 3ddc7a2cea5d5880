"""Webhooks: what a rollout says arrives signed at a real receiver, again if need be, and nowhere else."""

import asyncio
import hashlib
import hmac
import json
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from tests.console.conftest import Console, run_console, there_and_back, wait_for
from tests.console.test_rollouts import BY_HAND, Node, begin, prepare, reaches
from tests.console.test_signing import as_admin

from sluice_console.core.settings import Settings
from sluice_console.features.webhooks.addresses import AddressError, find_target

RECEIVER = Path(__file__).parent / "webhook_receiver.py"
INSIDE = [
    "http://127.0.0.1/x",
    "http://127.1/x",
    "http://2130706433/x",
    "http://0x7f000001/x",
    "http://0177.0.0.1/x",
    "http://0.0.0.0/x",
    "http://localhost:8080/x",
    "http://169.254.169.254/latest/meta-data",
    "http://10.1.2.3/x",
    "http://172.16.0.1/x",
    "http://192.168.1.1/x",
    "http://100.64.0.1/x",
    "http://224.0.0.1/x",
    "http://255.255.255.255/x",
    "http://[::1]/x",
    "http://[::]/x",
    "http://[::ffff:127.0.0.1]/x",
    "http://[::ffff:a9fe:a9fe]/x",
    "http://[64:ff9b::7f00:1]/x",
    "http://[2002:7f00:1::]/x",
    "http://[fe80::1]/x",
    "http://[fd00:ec2::254]/x",
    "http://[ff02::1]/x",
]


@asynccontextmanager
async def receiver(*statuses: int) -> AsyncIterator[tuple[int, list[dict[str, Any]]]]:
    """Its port, and what it has got so far."""
    words = map(str, statuses)
    process = await asyncio.create_subprocess_exec(
        sys.executable, str(RECEIVER), *words, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    port, got = int(await process.stdout.readline()), list[dict[str, Any]]()

    async def read(lines: asyncio.StreamReader) -> None:
        while line := await lines.readline():
            got.append(json.loads(line))

    reading = asyncio.create_task(read(process.stdout))
    try:
        yield port, got
    finally:
        process.terminate()
        await process.wait()
        await reading


@pytest.fixture
async def console(settings: Settings) -> AsyncIterator[Console]:
    """One that may send to this machine."""
    async with run_console(settings.model_copy(update={"webhook_networks": "127.0.0.0/8"})) as running:
        yield running


async def make(console: Console, port: int, **more: Any) -> dict[str, Any]:
    values = {"name": "chat", "url": f"http://127.0.0.1:{port}/hook?room=7", **more}
    admin = await as_admin(console)
    return dict(await console.ok("POST", "/api/webhooks", json=values, headers=admin))


async def deliveries(console: Console) -> list[dict[str, Any]]:
    """Oldest first."""
    found = await console.ok("GET", "/api/webhooks/chat/deliveries", headers=await as_admin(console))
    return list(reversed(found["items"]))


async def settled(console: Console, count: int) -> list[dict[str, Any]]:
    async def are_settled() -> bool:
        found = await deliveries(console)
        return len(found) >= count and all(item["state"] != "waiting" for item in found)

    await wait_for(are_settled, 20)
    return await deliveries(console)


async def test_what_a_rollout_says_arrives_signed(console: Console) -> None:
    attachment = await prepare(console)
    node = Node(console, attachment["gateway_id"])
    async with receiver(200) as (port, got):
        made = await make(console, port)
        rollout = await begin(console, attachment, {**BY_HAND, "approvals": 1}, BY_HAND | {"percent": 100})
        node.load()
        await reaches(console, rollout, "running", 0)
        for verb in ("pause", "resume", "abort"):
            await console.ok("POST", f"/api/rollouts/{rollout}/{verb}")
        found = await settled(console, 6)
    names = [
        "rollout.started",
        "rollout.stage",
        "rollout.needs_approval",
        "rollout.held",
        "rollout.resumed",
        "rollout.aborted",
    ]
    assert [item["event"] for item in found] == names, [item["body"] for item in got]
    assert {(item["state"], item["status"], item["attempts"]) for item in found} == {("delivered", 200, 1)}
    assert sorted(item["headers"]["sluice-event"] for item in got) == sorted(names)
    for item in got:
        stamp, signature = (part.partition("=")[2] for part in item["headers"]["sluice-signature"].split(","))
        assert abs(time.time() - int(stamp)) < 60
        signed = f"{stamp}.{item['body']}".encode()
        assert signature == hmac.new(made["secret"].encode(), signed, hashlib.sha256).hexdigest()
        assert (item["path"], item["headers"]["host"]) == ("/hook?room=7", f"127.0.0.1:{port}")
    stage = next(json.loads(item["body"]) for item in got if item["headers"]["sluice-event"] == names[1])
    assert stage["rollout"]["id"] == rollout
    assert (stage["rollout"]["stage"], stage["rollout"]["percent"]) == (0, 10)
    assert len({json.loads(item["body"])["id"] for item in got}) == len(names)


async def test_a_rejection_is_told_as_one_and_others_are_not_asked_for(console: Console) -> None:
    attachment = await prepare(console)
    node = Node(console, attachment["gateway_id"])
    async with receiver(200) as (port, _):
        await make(console, port, events=["rollout.rejected"])
        rollout = await begin(console, attachment)
        node.reject(f"{attachment['id']}.candidate", "no such import")
        await reaches(console, rollout, "failed", -1)
        found = await settled(console, 1)
    assert [item["event"] for item in found] == ["rollout.rejected"]


async def test_what_fails_is_sent_again_and_redirects_are_not_followed(sqlite_settings: Settings) -> None:
    settings = sqlite_settings.model_copy(update={"webhook_networks": "127.0.0.1"})
    async with run_console(settings) as console, receiver(503, 302, 204) as (port, got):
        made = await make(console, port)
        await console.ok("POST", "/api/webhooks/chat/test", headers=await as_admin(console))

        async def has_failed_twice() -> bool:
            return bool((await deliveries(console))[0]["error"] == "answered 302")

        await wait_for(has_failed_twice, 20)
        async with console.database.transaction() as db:  # the next one would be in ten seconds
            await db.execute(text("UPDATE webhook_deliveries SET due_at = created_at"))
        found = await settled(console, 1)
        assert (found[0]["state"], found[0]["status"], found[0]["attempts"]) == ("delivered", 204, 3)
        assert [item["path"] for item in got] == ["/hook?room=7"] * 3
        assert len({item["body"] for item in got}) == 1
        async with console.database.engine.connect() as connection:
            stored = await connection.execute(text("SELECT sealed_secret FROM webhooks"))
            assert made["secret"].encode() not in stored.scalar_one()
        shown = await console.ok("GET", "/api/webhooks/chat", headers=await as_admin(console))
        assert "secret" not in shown


@pytest.mark.parametrize("url", INSIDE)
async def test_nothing_inside_is_reached(url: str) -> None:
    with pytest.raises(AddressError):
        await find_target(url, ())


@pytest.mark.parametrize(
    "url", ["ftp://example.com/", "//example.com", "https://", "http://user:pw@1.1.1.1/", "http://[::1", "x"]
)
async def test_what_is_no_url_of_a_receiver_is_refused(url: str) -> None:
    with pytest.raises(AddressError):
        await find_target(url, ())


async def test_public_addresses_are_fine() -> None:
    found = await find_target("https://1.1.1.1/hook", ())
    assert (found.address, found.port) == ("1.1.1.1", 443)


async def test_the_console_refuses_an_address_inside_when_made_and_when_sent(
    sqlite_settings: Settings,
) -> None:
    async with receiver(200) as (port, got):
        async with run_console(sqlite_settings) as console:
            admin = await as_admin(console)
            values = {"name": "chat", "url": f"http://127.0.0.1:{port}/"}
            refused = await console.client.post("/api/webhooks", json=values, headers=admin)
            assert refused.status_code == 422
            assert [field["path"] for field in refused.json()["fields"]] == ["url"]
            values["url"] = "http://1.1.1.1/"
            await console.ok("POST", "/api/webhooks", json=values, headers=admin)
            async with console.database.transaction() as db:  # as if its name meant something else by now
                await db.execute(text(f"UPDATE webhooks SET url = 'http://127.0.0.1:{port}/'"))
            await console.ok("POST", "/api/webhooks/chat/test", headers=admin)

            async def is_tried() -> bool:
                return bool((await deliveries(console))[0]["error"])

            await wait_for(is_tried, 20)
            assert "not an address of the internet" in (await deliveries(console))[0]["error"]
        assert got == []


async def test_webhooks_are_for_admins(sqlite_console: Console) -> None:
    for method, path in (
        ("GET", ""),
        ("POST", ""),
        ("GET", "/chat"),
        ("POST", "/chat/test"),
        ("DELETE", "/chat"),
    ):
        answer = await sqlite_console.client.request(
            method, f"/api/webhooks{path}", json={"name": "x", "url": "x"}
        )
        assert answer.status_code == 403, (method, path)
    for path in ("/settings/webhooks", "/settings/webhooks/chat"):
        assert (await sqlite_console.client.get(path)).status_code == 403


async def test_the_tables_there_and_back(settings: Settings) -> None:
    async with run_console(settings):
        pass
    await there_and_back(settings, "0023_cache")
    async with run_console(settings) as console:
        admin = await as_admin(console)
        assert (await console.ok("GET", "/api/webhooks", headers=admin))["items"] == []
