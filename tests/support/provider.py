"""An OpenID Connect provider as a process of its own, which a client has to register with.

async with run_provider() as provider:
    client = await provider.register("http://127.0.0.1:8080/oauth2/callback")
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx
from tests.support.envoy import eventually, find_free_port


@dataclass(frozen=True, slots=True)
class Client:
    id: str
    secret: str


@dataclass(frozen=True, slots=True)
class Provider:
    """`addresses` is what its discovery document says."""

    port: int
    addresses: dict[str, str]

    async def register(self, redirect_uri: str, method: str = "client_secret_post") -> Client:
        values = {"redirect_uris": [redirect_uri], "token_endpoint_auth_method": method}
        async with httpx.AsyncClient(trust_env=False) as visitor:
            made = (await visitor.post(self.addresses["registration_endpoint"], json=values)).json()
        return Client(made["client_id"], made["client_secret"])


@asynccontextmanager
async def run_provider() -> AsyncIterator[Provider]:
    port = find_free_port()
    command = [
        "-W",
        "ignore",
        "-m",
        "oidc_provider_mock",
        "--port",
        str(port),
        "--require-registration",
        "true",
    ]
    process = await asyncio.create_subprocess_exec(
        sys.executable, *command, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL
    )
    try:
        async with httpx.AsyncClient(trust_env=False) as visitor:
            address = f"http://127.0.0.1:{port}/.well-known/openid-configuration"

            async def answers() -> bool:
                try:
                    return (await visitor.get(address)).is_success
                except httpx.HTTPError:
                    return False

            assert await eventually(answers, 30), "the provider did not start"
            yield Provider(port, (await visitor.get(address)).json())
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()
