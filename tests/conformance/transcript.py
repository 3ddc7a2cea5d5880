"""What can be observed of a scenario, as lines of text that are compared."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

Pairs = Iterable[tuple[str, str]]

NOT_COMPARED = {"date", "server", "connection", "keep-alive", "transfer-encoding", "host", "x-request-id"}
"""What a peer's connection adds, or what differs from request to request."""
OF_THE_ROUTER = {
    "x-envoy-expected-rq-timeout-ms",
    "x-envoy-internal",
    "x-forwarded-for",
    "x-forwarded-proto",
    "x-envoy-attempt-count",
}
"""What Envoy's router adds on the way to an upstream, behind every filter."""


@dataclass(slots=True)
class Transcript:
    client: list[str] = field(default_factory=list)
    upstream: list[str] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    log: list[str] = field(default_factory=list)
    metrics: list[str] = field(default_factory=list)

    def lines(self) -> list[str]:
        parts = (
            ("client", self.client),
            ("upstream", self.upstream),
            ("call-outs", self.calls),
            ("log", self.log),
            ("metrics", self.metrics),
        )
        return [line for name, lines in parts for line in (f"{name}:", *(f"  {each}" for each in lines))]


def show_message(first: str, headers: Pairs, body: bytes, trailers: Pairs, hidden: set[str]) -> list[str]:
    lines = [first]
    hidden = NOT_COMPARED | hidden
    shown = [pair for pair in headers if pair[0] not in hidden and pair != ("content-length", "0")]
    lines += [f"  {name}: {_steady(name, value)}" for name, value in shown]
    if body:
        lines.append(f"  body {len(body)} {body[:200]!r}")
    return lines + [f"  trailer {name}: {value}" for name, value in trailers]


def show_log(level: str, message: str) -> str:
    """A line of the filter, with what differs from run to run made equal."""
    message = re.sub(r"x-request-id: '[^']*'", "x-request-id: '…'", message)
    message = re.sub(r"x-envoy-upstream-service-time: '\d+'", "x-envoy-upstream-service-time: '…'", message)
    message = re.sub(r"date: '[^']*'", "date: '…'", message)
    message = message.replace(", connection: 'close'", "")
    return f"[{level}] {message}"


def _steady(name: str, value: str) -> str:
    return "…" if name == "x-envoy-upstream-service-time" else value.encode("unicode_escape").decode()
