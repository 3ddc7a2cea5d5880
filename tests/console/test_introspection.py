"""Opaque tokens: the console attaches the ready-made filter, which asks an authorisation server."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.console.conftest import wait_for
from tests.console.stands import operated
from tests.support.introspection import CREDENTIALS, run_introspection, times_asked
from tests.support.upstreams import run_upstream

from sluice_console.core.settings import Settings

pytestmark = pytest.mark.envoy


async def test_tokens_that_only_their_server_understands(sqlite_settings: Settings, tmp_path: Path) -> None:
    tokens = {
        "good": {"active": True, "sub": "ada", "scope": "orders bills"},
        "narrow": {"active": True, "sub": "bob", "scope": "bills"},
    }
    async with (
        operated(sqlite_settings, tmp_path) as stand,
        run_upstream("v1") as port,
        run_introspection(tokens) as server,
    ):
        await stand.service("web", port)
        await stand.service("idp", server)
        await stand.route("all", {"service": "web"})
        configuration = {"authorization": CREDENTIALS, "scope": "orders", "claims": {"sub": "x-user"}}
        await stand.attach("oauth2_introspection", cluster="idp", **configuration)
        await stand.until_applied()

        async def is_guarded() -> bool:
            return await stand.status() == 401

        await wait_for(is_guarded, 20)
        before = await times_asked(server)
        answer = await stand.ask(authorization="Bearer good", x_user="root")
        assert answer.status_code == 200 and answer.json()["headers"]["x-user"] == "ada"
        for _ in range(5):
            assert await stand.status(authorization="Bearer good") == 200
        assert await times_asked(server) == before + 1, "an answer is remembered"
        refused = await stand.ask(authorization="Bearer narrow")
        assert (refused.status_code, "insufficient_scope" in refused.headers["www-authenticate"]) == (
            403,
            True,
        )
        assert await stand.status(authorization="Bearer forged") == 401
        assert await stand.status(authorization="Basic good") == 401
