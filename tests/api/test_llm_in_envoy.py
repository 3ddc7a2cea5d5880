"""The ready-made filter for tokens of chat completions in a real Envoy: whole answers, streams, a budget."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
from tests.api.test_in_envoy import build_ready_made, run_filter

pytestmark = pytest.mark.envoy

PATH = "/v1/chat/completions"
USAGE = {"prompt_tokens": 12, "completion_tokens": 30}
EVENTS = [
    {"choices": [{"delta": {"content": "hel"}}]},
    {"choices": [{"delta": {"content": "lo"}}]},
    {"choices": [], "usage": USAGE},
]
CONFIG = {"limit": 100, "window": 100_000_000, "consumer_header": "x-consumer", "max_tokens": 500}


async def serve_model(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answers one request: as a stream of small pieces where it asks for one."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
    size = int(head.partition("content-length: ")[2].partition("\r")[0])
    asked = json.loads(await reader.readexactly(size))
    start = b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-type: "
    if asked.get("stream"):
        writer.write(start + b"text/event-stream\r\n\r\n")
        text = "".join(f"data: {json.dumps(event)}\n\n" for event in EVENTS) + "data: [DONE]\n\n"
        for place in range(0, len(text), 20):
            writer.write(text[place : place + 20].encode())
            await writer.drain()
            await asyncio.sleep(0.002)
    else:
        body = json.dumps({"choices": [{"message": {"content": "hello"}}], "usage": USAGE}).encode()
        writer.write(start + b"application/json\r\ncontent-length: %d\r\n\r\n" % len(body) + body)
    await writer.drain()
    writer.close()


async def test_tokens_are_counted_and_limited(tmp_path: Path) -> None:
    model = await asyncio.start_server(serve_model, "127.0.0.1", 0)
    async with run_filter(tmp_path, "llm_tokens", build_ready_made("llm_tokens"), json.dumps(CONFIG)) as edge:
        ports = {"v1": model.sockets[0].getsockname()[1]}
        await edge.edge.publish(edge.gateway(json.dumps(CONFIG), ports))

        async def ask(consumer: str, **more: object) -> tuple[int, str]:
            body = json.dumps({"model": "small", "messages": [], **more}).encode()
            answer = await edge.send("POST", PATH, body, x_consumer=consumer)
            return answer.status_code, answer.text

        status, text = await ask("ann", stream=True)
        assert (status, text.count("data: ")) == (200, 4)
        assert [(await ask("ann"))[0] for _ in range(3)] == [200, 200, 429]
        assert (await ask("bob"))[0] == 200
        assert (await ask("bob", max_tokens=501))[0] == 400
        assert await edge.edge.envoy.statistics("llm_tokens_total") == {
            "wasmcustom.llm_tokens_total;model=small;kind=prompt": 48,
            "wasmcustom.llm_tokens_total;model=small;kind=completion": 120,
        }
        assert await edge.exceptions() == {}, edge.log()[-3000:]
    model.close()
