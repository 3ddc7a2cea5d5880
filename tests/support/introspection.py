"""An authorisation server's introspection endpoint (RFC 7662) as a process of its own.

    python -m tests.support.introspection 9000 '{"good": {"active": true, "sub": "ada"}}'

It takes `token=` in a form from whoever says `Basic c2x1aWNlOnNlY3JldA==`, and answers what its second
argument says of that token, else `{"active": false}`. `GET /asked` tells how often it was asked.
"""

from __future__ import annotations

import asyncio
import json
import sys
import urllib.parse
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
from tests.support.envoy import eventually, find_free_port

CREDENTIALS = "Basic c2x1aWNlOnNlY3JldA=="


@asynccontextmanager
async def run_introspection(tokens: Mapping[str, Mapping[str, Any]]) -> AsyncIterator[int]:
    """Gives its port."""
    port = find_free_port()
    command = [sys.executable, "-m", "tests.support.introspection", str(port), json.dumps(tokens)]
    process = await asyncio.create_subprocess_exec(*command, stderr=asyncio.subprocess.DEVNULL)

    async def answers() -> bool:
        try:
            return await times_asked(port) == 0
        except httpx.HTTPError:
            return False

    try:
        assert await eventually(answers, 10)
        yield port
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def times_asked(port: int) -> int:
    async with httpx.AsyncClient(trust_env=False) as client:
        return int((await client.get(f"http://127.0.0.1:{port}/asked")).text)


def main() -> None:
    tokens: dict[str, dict[str, Any]] = json.loads(sys.argv[2])
    asked = 0

    class Endpoint(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self.answer(200, str(asked).encode())

        def do_POST(self) -> None:
            nonlocal asked
            asked += 1
            form = urllib.parse.parse_qs(self.rfile.read(int(self.headers["content-length"])).decode())
            if self.headers["authorization"] != CREDENTIALS or self.path != "/introspect":
                self.answer(401, b"{}")
                return
            self.answer(200, json.dumps(tokens.get(form["token"][0], {"active": False})).encode())

        def answer(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Endpoint).serve_forever()


if __name__ == "__main__":
    main()
