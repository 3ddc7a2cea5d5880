"""Scenarios as text: what a client sends, what upstreams answer, and what the filter does meanwhile.

    scenario a header is added late
      # Why it is worth looking at.
      request POST /x
        x-a: 1
        > hello                       a piece of the body; "fill 70000" is a large one
        wait 0.1                      besides the gap that is between all pieces
        trailer x-t: 1
        abort                         the client goes away
      reply 200                       of the upstream: a status, or refuses, breaks, hangs; "after 0.1"
        x-b: 1
        > answer
      cluster auth 200 after 0.05     what call-outs reach; several of one name answer in turn
        > ok
      on request_headers
        add request_headers x-c 3
        return stop

Words are those of a shell, with `\\x00` and `\\n` inside double quotes.
"""

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

FOLDER = Path(__file__).parent / "scenarios"
GAP = 0.03  # seconds between two pieces of a message
WORDS = {
    "request_headers": 0, "request_trailers": 1, "response_headers": 2, "response_trailers": 3,
    "grpc_initial": 4, "grpc_trailing": 5, "call_headers": 6, "call_trailers": 7,
    "request_body": 0, "response_body": 1, "downstream_data": 2, "upstream_data": 3, "call_body": 4,
    "grpc_message": 5, "vm_configuration": 6, "configuration": 7, "call_data": 8,
    "request": 0, "response": 1, "downstream": 2, "upstream": 3,
    "counter": 0, "gauge": 1, "histogram": 2,
    "continue": 0, "stop": 1, "end_stream": 2, "stop_all_and_buffer": 3, "stop_all_and_watermark": 4,
    "buffer": 1, "watermark": 2, "drop": 3,
}  # fmt: skip
"""Names of Proxy-Wasm's numbers, for a step's first word."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a body, `wait` seconds after what came before."""

    data: bytes
    wait: float


@dataclass(slots=True)
class Message:
    """`first` is "POST /x", or what the upstream does: "200", "refuses", "breaks", "hangs"."""

    first: str
    after: float = 0.0
    headers: list[tuple[str, str]] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)
    trailers: list[tuple[str, str]] = field(default_factory=list)
    end_wait: float = 0.0  # before the end, the trailers or the abort
    chunked: bool = False
    aborted: bool = False  # the client goes, or the upstream breaks off

    @property
    def in_chunks(self) -> bool:
        """Sent with an unknown length."""
        return bool(self.chunked or self.trailers or len(self.pieces) > 1 or self.end_wait or self.aborted)

    @property
    def status(self) -> int:
        return int(self.first) if self.first.isdigit() else 0


@dataclass(slots=True)
class Scenario:
    title: str
    file: str
    requests: list[Message] = field(default_factory=list)
    reply: Message = field(default_factory=lambda: Message("200"))
    clusters: dict[str, list[Message]] = field(default_factory=dict)
    steps: list[str] = field(default_factory=list)
    options: dict[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return re.sub(r"[^a-z0-9]+", "-", self.title.lower()).strip("-")

    @property
    def allows_stop_iteration(self) -> bool:
        return "allow_stop_iteration" in self.options

    @property
    def linger(self) -> float:
        """Seconds that pass after the last request."""
        return float(self.options.get("linger", "0"))

    @property
    def buffer_limit(self) -> int | None:
        return int(self.options["buffer_limit"]) if "buffer_limit" in self.options else None

    @property
    def deviation(self) -> str:
        """Why the emulated host differs here; "": it does not."""
        return self.options.get("differs", "")

    @property
    def crashes(self) -> bool:
        """It ends Envoy's process, so it gets one of its own."""
        return "crashes" in self.options

    @property
    def script(self) -> str:
        """What the player reads; for another module, its configuration."""
        if "configuration" in self.options:
            return self.options["configuration"]
        return "\n".join(self.steps)

    def cluster(self, name: str) -> str:
        """Clusters of all scenarios live in one Envoy."""
        return f"{self.name}/{name}"


def read_scenarios(folder: Path = FOLDER) -> list[Scenario]:
    found = [scenario for file in sorted(folder.glob("*.txt")) for scenario in parse(file)]
    names = [scenario.name for scenario in found]
    twice = {name for name in names if names.count(name) > 1}
    assert not twice, f"scenarios with one name: {twice}"
    return found


def parse(file: Path) -> Iterator[Scenario]:
    scenario: Scenario | None = None
    message: Message | None = None
    for number, text in enumerate(file.read_text().splitlines(), 1):
        line = text.strip()
        if not line or line.startswith("#"):
            continue
        first, _, rest = line.partition(" ")
        indent = len(text) - len(text.lstrip())
        try:
            if indent == 0:
                if scenario is not None:
                    yield _finished(scenario)
                assert first == "scenario"
                scenario = Scenario(rest, file.stem)
            elif scenario is None:
                raise ValueError("before the first scenario")
            elif indent == 2:
                message = _begin(scenario, first, rest)
            elif message is None:
                scenario.steps.append(_step(scenario, line))
            else:
                _add(message, line)
        except (ValueError, AssertionError, IndexError) as error:
            raise ValueError(f"{file.name}:{number}: {line}: {error}") from error
    if scenario is not None:
        yield _finished(scenario)


def _begin(scenario: Scenario, first: str, rest: str) -> Message | None:
    words = rest.split()
    after = float(words[-1]) if words[-2:-1] == ["after"] and first in ("reply", "cluster") else 0.0
    match first:
        case "request":
            message = Message(rest)
            scenario.requests.append(message)
        case "reply":
            message = scenario.reply = Message(words[0], after)
        case "cluster":
            message = Message(words[1], after)
            scenario.clusters.setdefault(words[0], []).append(message)
        case "on":
            scenario.steps.append("\t".join(("on", *words)))
            return None
        case "allow_stop_iteration" | "linger" | "buffer_limit" | "differs" | "crashes":
            scenario.options[first] = rest
            return None
        case _:
            raise ValueError("request, reply, cluster, on, or an option")
    return message


def _add(message: Message, line: str) -> None:
    first, _, rest = line.partition(" ")
    gap = GAP if message.pieces else 0.0
    match first:
        case ">":
            message.pieces.append(Piece(_unescape(rest).encode("latin-1"), gap + message.end_wait))
            message.end_wait = 0.0
        case "fill":
            message.pieces.append(Piece(b"f" * int(rest), gap + message.end_wait))
            message.end_wait = 0.0
        case "wait":
            message.end_wait += float(rest or GAP)
        case "trailer":
            message.trailers.append(_header(rest))
        case "abort" | "break":
            message.aborted = True
        case "chunked":
            message.chunked = True
        case _:
            message.headers.append(_header(line))


def _header(line: str) -> tuple[str, str]:
    name, colon, value = line.partition(":")
    if not colon:
        raise ValueError("a header is 'name: value'")
    return name, _unescape(value.strip())


def _step(scenario: Scenario, line: str) -> str:
    words = [_unescape(word) for word in shlex.split(line)]
    if len(words) > 1 and words[0] not in ("call", "log", "get_prop", "prop", "foreign"):
        words[1] = str(WORDS.get(words[1], words[1]))
    match words[0]:
        case "prop" | "prop_size" | "prop_pairs":
            words[1] = words[1].replace(".", "\0")
        case "call":
            words[1] = scenario.cluster(words[1]) if words[1] != "unknown" else "unknown"
        case "define":
            words[2] = f"{scenario.name}.{words[2]}"
        case "resolve" if words[1] == "self":
            words[1] = scenario.name
    return "\t".join(_percent(word) for word in words)


def _percent(word: str) -> str:
    return "".join(chr(b) if 32 <= b < 127 and b != 37 else f"%{b:02x}" for b in word.encode("latin-1"))


def _unescape(text: str) -> str:
    return re.sub(r"\\x([0-9a-f]{2})|\\(n|r|t)", _character, text)


def _character(found: re.Match[str]) -> str:
    return chr(int(found[1], 16)) if found[1] else {"n": "\n", "r": "\r", "t": "\t"}[found[2]]


def _finished(scenario: Scenario) -> Scenario:
    for message in [*scenario.requests, scenario.reply]:
        if message.in_chunks and message.pieces and not message.end_wait:
            message.end_wait = GAP
    scenario.requests = scenario.requests or [Message("GET /")]
    return scenario
