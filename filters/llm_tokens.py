"""Count and limit the tokens of chat completions, also of streamed ones.

    {"limit": 100000, "window": 3600, "consumer_header": "x-consumer", "max_tokens": 4096}

Requests and answers are those of the API that most model servers speak (`POST …/chat/completions`, JSON, or
`text/event-stream` when `"stream": true`). What the model says it used is counted by model and kind; where
it does not say (a stream without `usage`), four bytes of text count as one token. A consumer that has used
`limit` tokens within `window` seconds gets 429 until the window ends; all workers of a node share the
budget. A request for more than `max_tokens` gets 400.
"""

import json
import time
from dataclasses import dataclass, field
from typing import Any

from sluice import Chunk, Counter, HttpFilter, Request, RequestInfo, Response, shared

used = Counter("llm_tokens_total", "Tokens used.", labels=("model", "kind"))
limited = Counter("llm_limited_total", "Requests refused, by reason.", labels=("reason",))

PLACES = 16_384  # budgets at most: shared data is never deleted, so consumers that hash alike share one
LINE_LIMIT = 1_000_000  # bytes of one event, or of an answer that is not streamed
BYTES_A_TOKEN = 4  # of text, where the model does not say
MODELS = 50  # names of models that are counted apart: names are part of a metric's name

models: list[str] = []


@dataclass(frozen=True)
class Config:
    """How much is allowed, and to whom."""

    limit: int = field(default=0, metadata={"description": "Tokens in a window; 0: count only."})
    window: int = field(default=3600, metadata={"description": "Seconds."})
    consumer_header: str = field(
        default="", metadata={"description": "Names the consumer; empty: its address."}
    )
    max_tokens: int = field(default=0, metadata={"description": "That one request may ask for; 0: any."})
    path_suffix: str = field(
        default="/chat/completions", metadata={"description": "Requests to other paths are not looked at."}
    )
    body_limit: int = field(default=1_000_000, metadata={"description": "Bytes of a request."})


class LlmTokens(HttpFilter[Config], on_error="continue"):
    watches: bool = False
    consumer: str = ""
    model: str = ""
    prompt_bytes: int = 0  # of text in the request
    answer_bytes: int = 0  # of text in the answer so far
    streamed: bool = False
    rest: bytes = b""  # the beginning of a line, or of the answer
    usage: dict[str, Any] | None = None

    async def on_request_headers(self, request: Request) -> Response | None:
        config = self.config
        if not request.url_path.endswith(config.path_suffix) or request.end_of_stream:
            return None
        self.consumer = self.name_of(request)
        wait = self.overdrawn()
        if wait:
            limited.increment(reason="budget")
            return refuse(429, "the token budget is used up", {"retry-after": str(wait)})
        try:
            asked = json.loads(await request.body(limit=config.body_limit))
        except ValueError:
            return None  # the model server will say so
        if not isinstance(asked, dict):
            return None
        wanted = max(number(asked, "max_tokens"), number(asked, "max_completion_tokens"))
        if config.max_tokens and wanted > config.max_tokens:
            limited.increment(reason="max_tokens")
            return refuse(400, f"max_tokens is {config.max_tokens} at most", {})
        self.watches = True
        self.model = known_model(asked.get("model"))
        self.prompt_bytes = len(text_of(asked.get("messages")))
        return None

    def on_response_headers(self, request: RequestInfo, response: Response) -> Response | None:
        self.streamed = response.headers.get("content-type", "").startswith("text/event-stream")
        if response.status != 200 or response.headers.get("content-encoding", "identity") != "identity":
            self.watches = self.watches and response.status == 200
        return None

    def on_response_body(self, request: RequestInfo, body: Chunk) -> None:
        if not self.watches:
            return
        data = self.rest + body.data
        if self.streamed:
            *lines, self.rest = data.split(b"\n")
            for line in lines:
                self.read_event(line)
        else:
            self.rest = data
        if len(self.rest) > LINE_LIMIT:
            self.rest = b""
        if body.end_of_stream:
            if self.streamed:
                self.read_event(self.rest)
            else:
                self.read_answer(self.rest)
            self.settle()

    def read_event(self, line: bytes) -> None:
        """One line of a stream: `data: {"choices": [{"delta": {"content": "…"}}]}`."""
        if line.startswith(b"data:") and line.strip() != b"data: [DONE]":
            self.read_answer(line[5:])

    def read_answer(self, data: bytes) -> None:
        try:
            said = json.loads(data)
        except ValueError:
            return
        if not isinstance(said, dict):
            return
        usage = said.get("usage")
        if isinstance(usage, dict):
            self.usage = usage
        choices = said.get("choices")
        for choice in choices if isinstance(choices, list) else []:
            if isinstance(choice, dict):
                self.answer_bytes += len(text_of(choice.get("message") or choice.get("delta")))

    def settle(self) -> None:
        """The answer is over: count, and take from the budget."""
        self.watches = False
        if self.usage is not None:
            prompt, answer = number(self.usage, "prompt_tokens"), number(self.usage, "completion_tokens")
            kinds = ("prompt", "completion")
        else:
            prompt, answer = tokens(self.prompt_bytes), tokens(self.answer_bytes)
            kinds = ("prompt_estimated", "completion_estimated")
        for kind, count in zip(kinds, (prompt, answer), strict=True):
            if count:
                used.increment(count, model=self.model, kind=kind)
        if self.config.limit:
            spend(self.consumer, self.config.window, prompt + answer)

    def overdrawn(self) -> int:
        """Seconds until the consumer may ask again; 0: now."""
        if not self.config.limit:
            return 0
        window, spent = read_budget(shared.get(place_of(self.consumer)))
        now = int(time.time())
        if window != now // self.config.window or spent < self.config.limit:
            return 0
        return self.config.window - now % self.config.window

    def name_of(self, request: Request) -> str:
        if self.config.consumer_header:
            return request.headers.get(self.config.consumer_header, "")
        address, colon, port = request.source_address.rpartition(":")
        return address if colon and port.isdecimal() else request.source_address


def refuse(status: int, why: str, headers: dict[str, str]) -> Response:
    """In the form of the API, so that its clients show the reason."""
    body = json.dumps(
        {"error": {"message": why, "type": "rate_limit" if status == 429 else "invalid_request"}}
    )
    return Response(
        status,
        body=body + "\n",
        headers={"content-type": "application/json", **headers},
        details="llm_limited",
    )


def spend(consumer: str, seconds: int, count: int) -> None:
    window = int(time.time()) // seconds

    def add(kept: bytes | None) -> bytes:
        then, spent = read_budget(kept)
        return f"{window} {spent + count if then == window else count}".encode()

    shared.update(place_of(consumer), add)


def read_budget(kept: bytes | None) -> tuple[int, int]:
    """The window's number and what is spent in it."""
    if kept is None:
        return -1, 0
    window, _, spent = kept.decode().partition(" ")
    return int(window), int(spent)


def place_of(consumer: str) -> str:
    """FNV-1a: the same in every worker."""
    value = 2166136261
    for byte in consumer.encode("utf-8", "surrogateescape"):
        value = (value ^ byte) * 16777619 & 0xFFFFFFFF
    return f"llm:{value % PLACES}"


def known_model(name: object) -> str:
    if not isinstance(name, str) or len(name) > 100:
        return "other"
    if name not in models:
        if len(models) >= MODELS:
            return "other"
        models.append(name)
    return name


def text_of(value: object) -> bytes:
    """What the model reads or has written: `content` of messages, texts of parts, arguments of tools."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace")
    if isinstance(value, list):
        return b"".join(text_of(each) for each in value)
    if isinstance(value, dict):
        names = ("content", "text", "tool_calls", "function", "arguments", "reasoning_content")
        return b"".join(text_of(value[name]) for name in names if name in value)
    return b""


def tokens(size: int) -> int:
    return (size + BYTES_A_TOKEN - 1) // BYTES_A_TOKEN


def number(values: dict[str, Any], name: str) -> int:
    value = values.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else 0
