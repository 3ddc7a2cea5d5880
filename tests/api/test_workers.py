"""What lives longer than a stream: hooks, timers, queues, background work, several workers, gRPC."""

from __future__ import annotations

import pytest
from tests.api.conftest import LoadSource

from sluice.testing import LoadError, Reply

WORKER = """
@dataclass
class Config:
    name: str
    limit: int = 5

runs = Counter("runs_total", labels=("name",))
keys: dict[str, str] = {}

@on_configure
def load(plugin: Plugin[Config]) -> None:
    if plugin.config.limit < 0:
        raise ConfigError("config.limit: expected a number that is not negative")
    if plugin.config.limit == 0:
        raise ValueError("no limit")
    keys["name"] = plugin.config.name
    log.info("loaded %s of %s", plugin.config.name, plugin.name)

@on_configure
async def fetch(plugin: Plugin[Config]) -> None:
    keys["fetched"] = (await http.get("keys", "/start")).text

@every(seconds=10)
def tick(plugin: Plugin[Config]) -> None:
    runs.increment(name="plain")
    if plugin.config.name == "bad":
        raise LookupError("in the timer")

@every(seconds=3, at_start=True)
async def refresh(plugin: Plugin[Config]) -> None:
    runs.increment(name="waits")
    await sleep(4)
    reply = await http.get("keys", "/jwks")
    keys["refreshed"] = reply.text

class Worker(HttpFilter[Config]):
    def on_request_headers(self, request: Request) -> Response | None:
        return Response(200, repr(sorted(keys.items())))
"""


def test_hooks_and_timers(load_source: LoadSource) -> None:
    filter = load_source(WORKER, {"name": "n"}, upstreams=("keys",))
    filter.upstream("keys").replies(200, "k1")
    assert [entry.message for entry in filter.logs] == ["loaded n of sample"]
    assert filter.request().response.text == "[('name', 'n')]"
    filter.advance(0.01)
    assert filter.metrics["runs_total", "waits"] == 1
    filter.advance(4.5)
    assert filter.request().response.text == "[('fetched', ''), ('name', 'n'), ('refreshed', 'k1')]"
    assert filter.metrics["runs_total", "plain"] == 0
    filter.advance(26)
    assert filter.metrics["runs_total", "plain"] == 3
    assert filter.metrics["runs_total", "waits"] == 6  # one run at a time: every six seconds
    assert filter.metrics["exceptions_total"] == 0


def test_what_fails_in_the_background_is_logged(load_source: LoadSource) -> None:
    filter = load_source(WORKER, {"name": "bad"}, upstreams=("keys",))
    filter.upstream("keys").fails()
    filter.advance(10.5)
    texts = [entry.message.splitlines()[-1] for entry in filter.logs]
    assert texts.count("LookupError: in the timer") == 1
    assert sum("CalloutError: GET /jwks of keys: no answer" in text for text in texts) == 2
    assert filter.request().response.status == 200


@pytest.mark.parametrize(
    ("limit", "problem"),
    [(-1, "configuration refused: config.limit: expected a number"), (0, "ValueError: no limit")],
)
def test_a_hook_refuses_the_configuration(load_source: LoadSource, limit: int, problem: str) -> None:
    with pytest.raises(LoadError, match=problem):
        load_source(WORKER, {"name": "n", "limit": limit}, upstreams=("keys",))


QUEUES = """
audit = Queue("audit")
nobody = Queue("nobody")
seen: list[bytes] = []
consumed = Counter("consumed_total")

@audit.consumer
async def write(message: bytes) -> None:
    if message == b"bad":
        raise ValueError("cannot write")
    reply = await http.post("store", "/events", body=message)
    seen.append(message + reply.body)
    consumed.increment()

class Puts(HttpFilter[None]):
    def on_request_headers(self, request: Request) -> Response | None:
        if request.path == "/nobody":
            try:
                nobody.put(b"x")
            except UnknownQueue as error:
                return Response(404, str(error))
        if request.path == "/seen":
            return Response(200, repr(seen))
        audit.put(request.path.encode()[1:])
        return None

    def on_log(self, access: AccessLog) -> None:
        spawn(note(access.path))

async def note(path: str) -> None:
    await sleep(1)
    shared.set("noted", path.encode())
"""


def test_queues_and_background_work(load_source: LoadSource) -> None:
    filter = load_source(QUEUES, workers=2, upstreams=("store",))
    filter.upstream("store").replies_by(lambda call: Reply(200, b"!"))
    filter.request("GET", "/one")
    filter.request("GET", "/bad")
    filter.request("GET", "/two")
    filter.advance(0.1)
    assert filter.request("GET", "/seen").response.text == "[]"
    assert filter.request("GET", "/seen", worker=1).response.text == "[b'one!', b'two!']"
    assert filter.metrics["consumed_total"] == 2
    assert filter.metrics["exceptions_total"] == 1
    response = filter.request("GET", "/nobody").response
    assert (response.status, response.text) == (404, "nobody consumes a queue 'nobody'")
    filter.advance(2)
    assert filter.shared_data["noted"] == b"/nobody"


GRPC = """
class Grpc(HttpFilter[None]):
    async def on_request_headers(self, request: Request) -> Response | None:
        try:
            if request.path == "/unary":
                answer = await grpc.unary("svc", "test.Service", "Call", b"question", metadata={"x-m": "1"},
                                          timeout=0.5)
                return Response(200, answer)
            stream = grpc.stream("svc", "test.Service", "Watch")
            stream.send(b"one")
            stream.send(b"two", end=True)
            parts = []
            async for message in stream:
                parts.append(message)
            return Response(200, b",".join(parts))
        except GrpcError as error:
            return Response(503, f"{error.status} {error.message}")
"""


def test_grpc(load_source: LoadSource) -> None:
    filter = load_source(GRPC)
    assert filter.request("GET", "/unary").response.text.startswith("14 test.Service/Call of svc: proxy_grpc")
    service = filter.upstream("svc").grpc
    service.replies_by(
        lambda call: [call.method.encode(), *call.messages, call.metadata.get("x-m", "").encode()]
    )
    assert filter.request("GET", "/unary").response.body == b"Call"
    assert (service.calls[0].service, service.calls[0].messages) == ("test.Service", [b"question"])
    assert filter.request("GET", "/stream").response.body == b"Watch,one,two,"
    service.fails(7, "not you")
    assert filter.request("GET", "/unary").response.text == "7 not you"
    assert filter.request("GET", "/stream").response.text == "7 not you"
    service.hangs()
    assert filter.request("GET", "/unary").response.text == "4 upstream request timeout"
