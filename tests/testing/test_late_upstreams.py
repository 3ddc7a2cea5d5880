"""Bodies that arrive over time, and upstreams that are late or fail."""

import pytest
from tests.testing.foreign import lines, load_c

from sluice.testing import Pause, Reply
from sluice.testing.messages import Failure

WATCH = """
EXPORT(proxy_on_configure) uint32_t configure(uint32_t r, uint32_t size)
{ proxy_set_tick_period_milliseconds(40); return 1; }
EXPORT(proxy_on_tick) void tick(uint32_t r) { say("tick"); }
EXPORT(proxy_on_request_body) uint32_t request_body(uint32_t c, uint32_t n, uint32_t end)
{ text("request "); number(n); end_line(); return 0; }
EXPORT(proxy_on_response_headers) uint32_t response_headers(uint32_t c, uint32_t n, uint32_t end)
{ show_header(2, ":status"); end_line(); return 0; }
EXPORT(proxy_on_response_body) uint32_t response_body(uint32_t c, uint32_t n, uint32_t end)
{ text("response "); number(n); end_line(); return 0; }
"""


def test_time_passes_between_the_pieces_of_bodies() -> None:
    filter = load_c(WATCH)
    reply = Reply(200, [b"a", Pause(0.05), b"bc"], after=0.05)
    result = filter.request("POST", body=[b"one", Pause(0.05), b"three"], reply=reply)
    assert (result.upstream_request.body, result.response.body) == (b"onethree", b"abc")
    assert lines(filter) == [
        *("request 3", "tick", "request 5", "request 0"),
        *("tick", ":status=0:200", "response 1"),
        *("tick", "response 2", "response 0"),
    ]


@pytest.mark.parametrize(
    ("failure", "reason"),
    [("refused", "remote connection failure"), ("broken", "connection termination")],
)
def test_an_upstream_that_fails_is_answered_for(failure: Failure, reason: str) -> None:
    result = load_c("").request(reply=Reply(failure=failure))
    assert result.response.status == 503
    assert result.response.text.endswith(f"reset reason: {reason}")


def test_an_upstream_that_never_answers_leaves_the_client_waiting() -> None:
    assert load_c("").request(reply=Reply(failure="never")).is_held
