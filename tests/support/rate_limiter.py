"""A rate-limit service as a process of its own, which reads the configuration of envoyproxy/ratelimit.

    python -m tests.support.rate_limiter 8081 config.yaml

Envoy's protocol, with counts in memory instead of Redis. What no descriptor of the file fits is let through.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import grpc
import yaml
from tests.support.envoy import eventually, find_free_port

from sluice_console.envoy.protobufs import rate_limit_answer
from sluice_console.xds.rate_limits import RATE_LIMIT_SERVICE

SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86_400}


@asynccontextmanager
async def run_rate_limiter(configuration: Path) -> AsyncIterator[int]:
    """Gives its port."""
    port = find_free_port()
    command = [sys.executable, "-m", "tests.support.rate_limiter", str(port), str(configuration)]
    process = await asyncio.create_subprocess_exec(*command, stderr=asyncio.subprocess.DEVNULL)

    async def answers() -> bool:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            return False
        writer.close()
        return True

    try:
        assert await eventually(answers, 20)
        yield port
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


def find_rate(descriptors: Sequence[dict[str, Any]], entries: Sequence[Any]) -> dict[str, Any] | None:
    """The file's limit for a request's entries; one for their very value goes before one for any."""
    first, rest = entries[0], entries[1:]
    fitting = [item for item in descriptors if item["key"] == first.key]
    for wanted in (first.value, None):
        for item in fitting:
            if item.get("value") == wanted:
                return find_rate(item.get("descriptors", ()), rest) if rest else item.get("rate_limit")
    return None


async def serve(port: int, known: dict[str, Any]) -> None:
    counts: Counter[tuple[Any, ...]] = Counter()
    response = rate_limit_answer.RateLimitResponse

    async def answer(request: Any, _context: Any) -> Any:
        statuses = []
        for descriptor in request.descriptors:
            rate = (
                find_rate(known["descriptors"], descriptor.entries)
                if request.domain == known["domain"]
                else None
            )
            code = response.OK
            if rate is not None:
                window = int(time.time()) // SECONDS[rate["unit"]]
                key = (window, *((entry.key, entry.value) for entry in descriptor.entries))
                counts[key] += max(1, request.hits_addend)
                code = response.OVER_LIMIT if counts[key] > rate["requests_per_unit"] else response.OK
            statuses.append(response.DescriptorStatus(code=code))
        over = any(status.code == response.OVER_LIMIT for status in statuses)
        return response(overall_code=response.OVER_LIMIT if over else response.OK, statuses=statuses)

    method = grpc.unary_unary_rpc_method_handler(
        answer,
        request_deserializer=rate_limit_answer.RateLimitRequest.FromString,
        response_serializer=response.SerializeToString,
    )
    server = grpc.aio.server()
    handlers = {"ShouldRateLimit": method}
    server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler(RATE_LIMIT_SERVICE, handlers),))
    server.add_insecure_port(f"127.0.0.1:{port}")
    await server.start()
    await server.wait_for_termination()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), yaml.safe_load(Path(sys.argv[2]).read_text())))
