"""Raises in the callback that a request's path names."""

from sluice import (
    AccessLog,
    CalloutError,
    Chunk,
    GrpcError,
    Headers,
    HttpFilter,
    Plugin,
    Queue,
    Request,
    RequestInfo,
    Response,
    every,
    gather,
    grpc,
    http,
    sleep,
    spawn,
)

jobs = Queue("jobs")
due: list[str] = []


def bad(place: str) -> None:
    raise LookupError(place)


@jobs.consumer
def work(message: bytes) -> None:
    bad(message.decode())


@every(seconds=0.05)
def tick(plugin: Plugin[None]) -> None:
    if due == ["timer"]:
        due.clear()
        bad("timer")


@every(seconds=0.05)
async def slow_tick(plugin: Plugin[None]) -> None:
    await sleep(0.01)
    if due == ["timer-later"]:
        due.clear()
        bad("timer-later")


async def background() -> None:
    await sleep(0.01)
    bad("background")


async def fail() -> None:
    await sleep(0.01)
    bad("gathered")


class Raises(HttpFilter[None], on_error="deny"):
    path: str = ""

    async def on_request_headers(self, request: Request) -> Response | None:
        self.path = request.path.removeprefix("/")
        if self.path == "request-headers":
            bad(self.path)
        if self.path == "call-out-answered":
            await http.get(f"{self.path}/auth", "/")
            bad(self.path)
        if self.path == "call-out-failed":
            try:
                await http.get(f"{self.path}/auth", "/", timeout=0.05)
            except CalloutError as error:
                raise LookupError(self.path) from error
        if self.path == "grpc-closed":
            try:
                await grpc.unary(f"{self.path}/auth", "test.Service", "Call", b"", timeout=0.3)
            except GrpcError as error:
                raise LookupError(self.path) from error
        if self.path == "slept":
            await sleep(0.01)
            bad(self.path)
        if self.path == "gathered":
            await gather(sleep(0.3), fail())
        if self.path == "body-read":
            await request.body()
            bad(self.path)
        if self.path == "background":
            spawn(background())
            await sleep(0.1)
        if self.path in ("timer", "timer-later"):
            due.append(self.path)
            await sleep(0.15)
        if self.path == "queue":
            jobs.put(b"queue")
            await sleep(0.1)
        return None

    def on_request_body(self, request: RequestInfo, body: Chunk) -> bytes | Response | None:
        if self.path == "request-body":
            bad(self.path)
        return None

    def on_request_trailers(self, trailers: Headers) -> None:
        if self.path == "request-trailers":
            bad(self.path)

    async def on_response_headers(self, request: RequestInfo, response: Response) -> Response | None:
        if self.path == "response-headers":
            bad(self.path)
        if self.path == "response-slept":
            await sleep(0.01)
            bad(self.path)
        return None

    def on_response_body(self, request: RequestInfo, body: Chunk) -> bytes | None:
        if self.path == "response-body":
            bad(self.path)
        return None

    def on_response_trailers(self, trailers: Headers) -> None:
        if self.path == "response-trailers":
            bad(self.path)

    def on_log(self, log: AccessLog) -> None:
        if self.path == "log":
            bad(self.path)
