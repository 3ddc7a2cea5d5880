"""TLS sessions are resumed by every node while the console's own timer changes the ticket keys."""

from __future__ import annotations

import asyncio
import socket
import ssl
import time
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.console.stands import Stand, operated
from tests.support.authority import Authority
from tests.support.envoy import find_free_port

from sluice_console.core.settings import Settings
from sluice_console.envoy import secrets

pytestmark = pytest.mark.envoy
PERIOD = 4
"""Seconds instead of twelve hours: three rotations in this test."""
AUTHORITY = Authority()


@dataclass(frozen=True, slots=True)
class Shaken:
    reused: bool
    session: ssl.SSLSession | None


def shake(port: int, context: ssl.SSLContext, session: ssl.SSLSession | None = None) -> Shaken:
    """One request over a connection of its own; a ticket of TLS 1.3 comes after the handshake."""
    with (
        socket.create_connection(("127.0.0.1", port), timeout=5) as raw,
        context.wrap_socket(raw, server_hostname="shop.test", session=session) as secured,
    ):
        secured.sendall(b"GET / HTTP/1.1\r\nhost: shop.test\r\nconnection: close\r\n\r\n")
        assert secured.recv(1000).startswith(b"HTTP/1.1 204")
        return Shaken(bool(secured.session_reused), secured.session)


def context_of(version: ssl.TLSVersion) -> ssl.SSLContext:
    context = ssl.create_default_context(cadata=AUTHORITY.pem)
    context.minimum_version = context.maximum_version = version
    return context


async def count(stand: Stand, name: str) -> list[int]:
    """Of each node."""
    found = []
    for envoy in stand.envoys:
        values = await envoy.statistics(rf"^listener\.127\.0\.0\.1_\d+\.ssl\.{name}$")
        found.append(sum(map(int, values.values())))
    return found


async def secure(stand: Stand) -> int:
    """The port that both nodes serve with TLS."""
    port, issued = find_free_port(), AUTHORITY.issue("shop.test")
    action = {"kind": "respond", "status": 204}
    await stand.rest("POST", "routes", gateway="edge", name="all", action=action)
    await stand.rest("POST", "certificates", name="shop", chain=issued.chain, key=issued.key)
    fields = {"gateway": "edge", "name": "secure", "address": "127.0.0.1", "port": port}
    await stand.rest("POST", "listeners", **fields, tls={"certificates": ["shop"]})
    await stand.until_applied()
    return port


async def test_both_nodes_resume_what_either_began_while_keys_rotate(
    sqlite_settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every connection brings the ticket of the one before, across three rotations: no handshake is full."""
    monkeypatch.setattr(secrets, "TICKET_SECONDS", PERIOD)
    versions = (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3)
    async with operated(sqlite_settings, tmp_path, nodes=2) as stand:
        port = await secure(stand)
        await asyncio.sleep(PERIOD - time.time() % PERIOD + 1)  # until both nodes have this period's keys
        period = time.time() // PERIOD
        made = await asyncio.gather(*(resume(port, context_of(version), period) for version in versions))
        assert min(made) > 30 and min(await count(stand, "session_reused")) > 10
        full = sum(await count(stand, "handshake")) - sum(await count(stand, "session_reused"))
        assert full == 2 * len(versions), "the first of each version, and the last with a ticket long gone"


async def resume(port: int, context: ssl.SSLContext, period: float) -> int:
    """How many connections were made until three periods were over."""
    first = await asyncio.to_thread(shake, port, context)
    assert not first.reused
    last, made = first, 0
    while time.time() // PERIOD < period + 3:
        last = await asyncio.to_thread(shake, port, context, last.session)
        made += 1
        assert last.reused, f"connection {made}, {time.time() / PERIOD - period:.2f} periods after the first"
        if 0 < time.time() / PERIOD - period - 1 < 0.7:
            assert (await asyncio.to_thread(shake, port, context, first.session)).reused
        await asyncio.sleep(0.03)
    assert not (await asyncio.to_thread(shake, port, context, first.session)).reused, "its key is long gone"
    return made
