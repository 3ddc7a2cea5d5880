"""The ready-made filter for JSON Web Tokens in a real Envoy: each algorithm, and keys that are fetched."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
from filters.tests.test_jwt import ALGORITHMS, CHECKS, SECRET, encode, jwk, key_for, token
from tests.api.test_in_envoy import FilterEdge, build_ready_made, run_filter

pytestmark = pytest.mark.envoy


async def statuses(edge: FilterEdge, *sent: str) -> list[int]:
    answers = [await edge.send("GET", "/", authorization=f"Bearer {each}") for each in sent]
    return [each.status_code for each in answers]


async def test_each_algorithm(tmp_path: Path) -> None:
    secret = {"kty": "oct", "k": encode(SECRET.encode())}
    listed = [jwk(name) for name in ALGORITHMS if not name.startswith("HS")]
    by_key = json.dumps({**CHECKS, "keys": [key_for(name) for name in ALGORITHMS]})
    by_set = json.dumps({**CHECKS, "jwks": {"keys": [secret, *listed]}})
    async with run_filter(tmp_path, "jwt", build_ready_made("jwt"), by_key) as edge:
        for config in (by_key, by_set):
            await edge.edge.publish(edge.gateway(config))
            for name in ALGORITHMS:
                good = token(name)
                assert await statuses(edge, good, good[:-8] + "AAAAAAAA") == [200, 401], (
                    name,
                    edge.log()[-2000:],
                )
            passed = await edge.send("GET", "/", authorization=f"Bearer {token('ES256')}", x_user="root")
            assert passed.json()["headers"]["x-user"] == "ann"
            public = key_for("RS256")["pem"].encode()
            assert await statuses(edge, token("HS256", secret=public)) == [401]
        assert await edge.exceptions() == {}
        refused = await edge.edge.control.publish(
            edge.gateway('{"keys": [{"algorithm": "RS256", "pem": "junk"}]}')
        )
        assert refused.rejected
        assert "config.keys[0].pem: expected -----BEGIN PUBLIC KEY-----" in edge.log()


async def test_fetched_keys(tmp_path: Path) -> None:
    served = ["RS256"]

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        body = json.dumps({"keys": [jwk(name, kid=name) for name in served]}).encode()
        writer.write(b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: %d\r\n\r\n" % len(body) + body)
        await writer.drain()
        writer.close()

    idp = await asyncio.start_server(serve, "127.0.0.1", 0)
    config = json.dumps({**CHECKS, "jwks_cluster": "sv_idp", "jwks_path": "/keys", "timeout": 5})
    async with run_filter(tmp_path, "jwt", build_ready_made("jwt"), '{"jwks_cluster": "none"}') as edge:
        assert await statuses(edge, token("RS256")) == [503]
        await edge.edge.publish(edge.gateway(config, {"sv_idp": idp.sockets[0].getsockname()[1]}))
        assert await statuses(edge, token("RS256", kid="RS256"), token("ES256", kid="ES256")) == [200, 401]
        many = await asyncio.gather(*(statuses(edge, token("RS256", kid="RS256")) for _ in range(20)))
        assert many == [[200]] * 20
        assert await edge.exceptions() == {}, edge.log()[-3000:]
    idp.close()
