"""Steady load on a URL, to see whether a change loses requests.

    python -m sluice.cli.local.load http://127.0.0.1:10000/orders --header 'x-api-key: k1' --connections 8

sends requests over keep-alive connections until SIGTERM (but `--at-least N`), or exactly `--requests N`, and
prints one line of JSON:

    {"requests": 8231, "failures": 0, "seconds": 2.01, "statuses": {"200": 8231},
     "bodies": {"401": {"unknown key, version 2": 12}}, "errors": {}}

A failure is any answer that is not 2xx, an answer cut short, a connection that ends, or 10 s of silence.
`--count-bodies` also counts what the answers said, which shows the versions that gave them.
"""

import argparse
import asyncio
import json
import signal
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from urllib.parse import SplitResult, urlsplit

ANSWER_SECONDS = 10.0
PAUSE_AFTER_ERROR = 0.01
MAX_BODY_SHOWN = 200


@dataclass(slots=True)
class Tally:
    """What came back. `bodies` is filled only when it is asked for; `at_least` outlasts a request to stop."""

    wanted: int | None
    count_bodies: bool
    at_least: int = 0
    sent: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    errors: Counter[str] = field(default_factory=Counter)
    bodies: Counter[tuple[int, str]] = field(default_factory=Counter)

    @property
    def requests(self) -> int:
        return self.statuses.total() + self.errors.total()

    @property
    def failures(self) -> int:
        answered = sum(count for status, count in self.statuses.items() if not 200 <= status < 300)
        return answered + self.errors.total()

    def may_stop(self) -> bool:
        return self.requests >= self.at_least

    def take(self) -> bool:
        """Whether one more request is wanted; counts it as sent."""
        if self.wanted is not None and self.sent >= self.wanted:
            return False
        self.sent += 1
        return True

    def add(self, status: int, body: bytes) -> None:
        self.statuses[status] += 1
        if self.count_bodies:
            self.bodies[status, body.decode(errors="replace").strip()[:MAX_BODY_SHOWN]] += 1

    def to_json(self, seconds: float) -> str:
        bodies: dict[str, dict[str, int]] = {}
        for (status, body), count in self.bodies.items():
            bodies.setdefault(str(status), {})[body] = count
        return json.dumps(
            {
                "requests": self.requests,
                "failures": self.failures,
                "seconds": round(seconds, 3),
                "statuses": {str(status): count for status, count in sorted(self.statuses.items())},
                "bodies": bodies,
                "errors": dict(self.errors),
            }
        )


async def send_load(
    url: str, headers: list[str], connections: int, tally: Tally, stop: asyncio.Event
) -> None:
    """Keep every connection busy until `stop`, or until the tally wants no more."""
    target = urlsplit(url)
    request = to_request(target, headers)
    await asyncio.gather(*(one_connection(target, request, tally, stop) for _ in range(connections)))


def to_request(target: SplitResult, headers: list[str]) -> bytes:
    path = (target.path or "/") + (f"?{target.query}" if target.query else "")
    lines = [f"GET {path} HTTP/1.1", f"host: {target.netloc}", "user-agent: sluice-load", *headers, "", ""]
    return "\r\n".join(lines).encode()


async def one_connection(target: SplitResult, request: bytes, tally: Tally, stop: asyncio.Event) -> None:
    """Ask, wait, ask again; open a new connection after an error."""
    while not (stop.is_set() and tally.may_stop()):
        try:
            reader, writer = await asyncio.open_connection(target.hostname, target.port)
        except OSError as error:
            if not tally.take():
                return
            tally.errors[f"connect: {error.strerror or type(error).__name__}"] += 1
            await asyncio.sleep(PAUSE_AFTER_ERROR)
            continue
        try:
            if await ask_until_done(reader, writer, request, tally, stop):
                return
        except (OSError, EOFError, ValueError, TimeoutError) as error:
            tally.errors[type(error).__name__] += 1
        finally:
            writer.close()


async def ask_until_done(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    request: bytes,
    tally: Tally,
    stop: asyncio.Event,
) -> bool:
    """True when no more is wanted, False when the server closes after an answer. Errors are one request's."""
    while not (stop.is_set() and tally.may_stop()):
        if not tally.take():
            return True
        writer.write(request)
        async with asyncio.timeout(ANSWER_SECONDS):
            status, body, closes = await read_answer(reader)
        tally.add(status, body)
        if closes:
            return False
    return True


async def read_answer(reader: asyncio.StreamReader) -> tuple[int, bytes, bool]:
    """Status, body, and whether the server closes. EOFError when it is cut short, ValueError for nonsense."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    status = int(head[0].split(" ")[1])
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:])}
    if headers.get("transfer-encoding") == "chunked":
        body = await read_chunks(reader)
    else:
        body = await reader.readexactly(int(headers.get("content-length", "0")))
    return status, body, headers.get("connection") == "close"


async def read_chunks(reader: asyncio.StreamReader) -> bytes:
    body = b""
    while size := int(await reader.readuntil(b"\r\n"), 16):
        body += (await reader.readexactly(size + 2))[:-2]
    await reader.readuntil(b"\r\n")
    return body


async def run(options: argparse.Namespace) -> Tally:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    tally = Tally(options.requests, options.count_bodies, options.at_least)
    began = time.monotonic()
    await send_load(options.url, options.header, options.connections, tally, stop)
    print(tally.to_json(time.monotonic() - began), flush=True)
    return tally


def main() -> int:
    """Status 1 when any request failed."""
    parser = argparse.ArgumentParser(description="Steady load on a URL until SIGTERM; the result as JSON.")
    parser.add_argument("url", help="http://HOST:PORT/PATH")
    parser.add_argument("--header", action="append", default=[], help="'name: value', as often as needed")
    parser.add_argument("--connections", type=int, default=8)
    parser.add_argument("--requests", type=int, help="stop after so many; without it, at SIGTERM")
    parser.add_argument("--at-least", type=int, default=0, help="do not stop at SIGTERM before so many")
    parser.add_argument("--count-bodies", action="store_true", help="count what the answers said")
    tally = asyncio.run(run(parser.parse_args()))
    return 1 if tally.failures else 0


if __name__ == "__main__":
    sys.exit(main())
