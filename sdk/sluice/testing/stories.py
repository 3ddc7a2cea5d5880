"""What a filter did, as text for somebody whose test fails.

GET /orders
  the upstream got it, changed:
    - x-api-key: k-ann
    + x-consumer: ann
  the client got 200 (via_upstream), 2 bytes
  it called auth: GET /check
  [warning] slow
"""

from collections import Counter
from collections.abc import Iterator

from sluice.testing.loaded_filter import LoadedFilter
from sluice.testing.messages import ReceivedHeaders, ReceivedRequest, ReceivedResponse, to_response
from sluice.testing.results import Result

SHOWN = 300  # characters of a body
Pairs = list[tuple[str, str]]


def tell_filter(loaded: LoadedFilter) -> str:
    """The last requests of a filter, or what it logged when there were none."""
    found = [line for result in loaded.recent for line in tell_result(result)]
    if not found:
        found = [f"  {entry}" for entry in loaded.logs] or ["  no request was sent"]
    return "\n".join(found)


def tell_result(result: Result) -> Iterator[str]:
    sent = result.sent
    yield f"{sent.method} {sent.path}"
    message = sent.message
    if result.reached_upstream:
        got = result.upstream_request
        changes = [
            *differences(ReceivedHeaders(message.headers).pairs(), got.headers.pairs()),
            *_body_change(message.body, got.body),
        ]
        yield "  the upstream got it, changed:" if changes else "  the upstream got it as it was"
        yield from (f"    {change}" for change in changes)
    else:
        yield "  it did not reach the upstream"
    yield from _tell_answer(result)
    for callout in result.callouts:
        yield f"  it called {callout.upstream}: {callout.request.method} {callout.request.path}"
    for entry in result.logs:
        yield from (f"  {line}" for line in str(entry).splitlines())


def _tell_answer(result: Result) -> Iterator[str]:
    if result.was_reset:
        yield f"  the client's stream was reset ({result.details})"
        return
    if result.is_held:
        yield "  the client got no answer: the filter holds the stream"
        return
    response = result.response
    yield f"  the client got {response.status} ({result.details}), {len(response.body):,} bytes"
    if result.details == "via_upstream":
        reply = to_response(result.sent.reply)
        pairs = ReceivedHeaders(reply.headers).pairs()
        changes = [
            *differences(pairs, response.headers.pairs()),
            *_body_change(reply.body, response.body),
        ]
        yield from (f"    {change}" for change in changes)
        return
    yield from (f"    {name}: {value}" for name, value in response.headers.pairs() if name != ":status")
    if response.body:
        yield f"    {_shown(response.body)}"


def differences(before: Pairs, after: Pairs) -> list[str]:
    """Headers that went, with "-", and that came, with "+"; their order does not count."""
    gone, come = Counter(before) - Counter(after), Counter(after) - Counter(before)
    names = dict.fromkeys(name for name, _ in [*before, *after])
    found = []
    for name in names:
        found += [f"- {name}: {value}" for key, value in gone.elements() if key == name]
        found += [f"+ {name}: {value}" for key, value in come.elements() if key == name]
    return found


def _body_change(before: bytes, after: bytes) -> list[str]:
    return [] if before == after else [f"- {_shown(before)}", f"+ {_shown(after)}"]


def _shown(body: bytes) -> str:
    cut = "…" if len(body) > SHOWN else ""
    return f"{body[:SHOWN]!r}{cut}"


def explain_comparison(operator: str, left: object, right: object) -> list[str] | None:
    """What pytest shows of a comparison that failed; None where its own way is good enough."""
    match operator, left, right:
        case "==", ReceivedHeaders(), _ if (expected := _pairs(right)) is not None:
            return _explain("headers", [*expected], left.pairs())
        case "==", _, ReceivedHeaders() if (expected := _pairs(left)) is not None:
            return _explain("headers", [*expected], right.pairs())
        case (("in" | "not in"), str(), ReceivedHeaders()):
            there = "is not among" if operator == "in" else "is among"
            return [f"{left!r} {there} the headers", *(f"  {name}: {value}" for name, value in right.pairs())]
        case "==", (ReceivedRequest() | ReceivedResponse()), (ReceivedRequest() | ReceivedResponse()):
            return [
                *_explain("messages", right.headers.pairs(), left.headers.pairs()),
                *(f"  {change}" for change in _body_change(right.body, left.body)),
                *(f"  {change}" for change in differences(right.trailers.pairs(), left.trailers.pairs())),
            ]
    return None


def _explain(what: str, expected: Pairs, got: Pairs) -> list[str]:
    return [
        f"the {what} differ (- expected, + got):",
        *(f"  {each}" for each in differences(expected, got)),
    ]


def _pairs(value: object) -> Pairs | None:
    match value:
        case ReceivedHeaders():
            return value.pairs()
        case dict():
            return [(str(name).lower(), str(text)) for name, text in value.items()]
    return None
