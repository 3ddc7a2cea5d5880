"""Scenarios in the emulated host, with the time that passes in them."""

from collections.abc import Callable

from tests.conformance.peers import PATIENCE
from tests.conformance.scenario import Message, Scenario
from tests.conformance.transcript import OF_THE_ROUTER, Transcript, show_log, show_message

from sluice.testing import LoadedFilter, LogLevel, Pause, Reply
from sluice.testing.callouts import Upstream
from sluice.testing.host import Host, Plugin
from sluice.testing.loader import load_wasm
from sluice.testing.messages import Failure, ReceivedHeaders, ReceivedRequest

STARTED = 1.0  # seconds from the start of the proxy to the first request
FAILURES: dict[str, Failure] = {"refuses": "refused", "breaks": "broken", "hangs": "never"}


def run(scenario: Scenario, module: bytes) -> Transcript:
    return run_loaded(scenario, lambda host: load_wasm(module, host, scenario.allows_stop_iteration))


def run_loaded(scenario: Scenario, load: Callable[[Host], LoadedFilter]) -> Transcript:
    transcript = Transcript()
    host = Host(
        Plugin(scenario.name, scenario.script.encode(), root_id="player", vm_id=scenario.name),
        log_level=LogLevel.INFO,
    )
    host.buffer_limit = scenario.buffer_limit or host.buffer_limit
    host.properties["xds.cluster_name"] = scenario.cluster("upstream")
    for name, replies in scenario.clusters.items():
        _set_up(host.upstreams.setdefault(scenario.cluster(name), Upstream(scenario.cluster(name))), replies)
    filter = load(host)
    filter.advance(STARTED)
    for request in scenario.requests:
        _ask(filter, request, scenario, transcript)
    filter.advance(scenario.linger)
    for name, replies in scenario.clusters.items():
        cluster = scenario.cluster(name)
        calls = [] if replies[0].first == "refuses" else host.upstreams[cluster].calls
        transcript.calls += [f"{cluster}: {line}" for call in calls for line in _show_request(call)]
    transcript.log = [show_log(entry.level.name.lower(), entry.message) for entry in filter.logs]
    values = sorted(filter.metrics.all().items())
    transcript.metrics = [f"{name.removeprefix(f'{scenario.name}.')} = {value}" for name, value in values]
    return transcript


def _set_up(upstream: Upstream, replies: list[Message]) -> None:
    for reply in replies:
        match reply.first:
            case "refuses":
                upstream.fails(reply.after)
                upstream.grpc.fails(14, "remote connection failure")
            case "breaks":
                upstream.fails(reply.after, "connection termination")
            case _ if reply.aborted:
                upstream.breaks(reply.after)
            case "hangs":
                upstream.times_out()
            case _:
                upstream.replies(
                    reply.status,
                    [piece.data for piece in reply.pieces],
                    headers=_reply_headers(reply),
                    trailers=reply.trailers,
                    after=reply.after,
                )


def _ask(filter: LoadedFilter, request: Message, scenario: Scenario, transcript: Transcript) -> None:
    method, path = request.first.split(" ", 1)
    headers = [(name, _text(value)) for name, value in request.headers if name != "host"]
    if request.in_chunks:
        headers.append(("transfer-encoding", "chunked"))
    exchange = filter.open(
        method,
        path,
        headers=headers,
        body=_body(request),
        trailers=request.trailers,
        authority=dict(request.headers).get("host", "example.com"),
        reply=_reply(scenario.reply),
    )
    took = sum(piece.wait for piece in request.pieces) + request.end_wait
    if request.aborted:
        filter.advance(took)
        result = exchange.abort()
        transcript.client.append("gave up")
    else:
        result = exchange.result(took + PATIENCE)
        if result.was_reset or result.is_held:
            transcript.client.append("cut off" if result.was_reset else "no whole answer")
        else:
            got = result.response
            transcript.client += show_message(
                str(got.status),
                _bytes(got.headers),
                got.body,
                got.trailers.pairs(),
                set(),
            )
    if result.reached_upstream:
        transcript.upstream += _show_request(result.upstream_request)


def _text(value: str) -> str:
    """A header's bytes, which a scenario writes as Latin-1, as a test of a filter writes them."""
    return value.encode("latin-1").decode("utf-8", "surrogateescape")


def _bytes(headers: ReceivedHeaders) -> list[tuple[str, str]]:
    shown = (
        (name, value.encode("utf-8", "surrogateescape").decode("latin-1")) for name, value in headers.pairs()
    )
    return [pair for pair in shown if not pair[0].startswith(":")]


def _show_request(request: ReceivedRequest) -> list[str]:
    first = f"{request.method} {request.authority}{request.path}"
    return show_message(first, _bytes(request.headers), request.body, request.trailers.pairs(), OF_THE_ROUTER)


def _reply(reply: Message) -> Reply:
    failure = FAILURES.get(reply.first, "")
    if reply.aborted:
        failure = "broken"
    return Reply(reply.status, _body(reply), _reply_headers(reply), reply.trailers, reply.after, failure)


def _reply_headers(reply: Message) -> list[tuple[str, str]]:
    """As Envoy's codec hands them on."""
    if reply.in_chunks:
        return [*reply.headers, ("transfer-encoding", "chunked")]
    given = any(name == "content-length" for name, _ in reply.headers)
    if given or reply.pieces or reply.status in (204, 304):
        return reply.headers
    return [*reply.headers, ("content-length", "0")]


def _body(message: Message) -> list[bytes | Pause]:
    body: list[bytes | Pause] = []
    for piece in message.pieces:
        if piece.wait:
            body.append(Pause(piece.wait))
        body.append(piece.data)
    if message.aborted and not message.first.isdigit():
        body.append(Pause(3600))  # the end never comes
    elif message.aborted and not body:
        body.append(b"")  # breaks off after the headers
    elif message.end_wait:
        body.append(Pause(message.end_wait))
    return body
