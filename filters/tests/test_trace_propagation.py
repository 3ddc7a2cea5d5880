import pytest

from sluice.testing import Loader

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


@pytest.mark.parametrize(
    ("headers", "flags"),
    [
        ({"traceparent": f"00-{TRACE}-00f067aa0ba902b7-01"}, "01"),
        ({"traceparent": f"00-{TRACE}-00f067aa0ba902b7-00"}, "00"),
        ({"x-b3-traceid": TRACE, "x-b3-sampled": "0"}, "00"),
        ({"b3": f"{TRACE}-00f067aa0ba902b7-1"}, "01"),
    ],
)
def test_a_trace_goes_on(load: Loader, headers: dict[str, str], flags: str) -> None:
    result = load("trace_propagation.py").request(headers=headers)
    version, trace, span, found = result.upstream_request.headers["traceparent"].split("-")
    assert (version, trace, found) == ("00", TRACE, flags)
    assert span != "00f067aa0ba902b7"
    assert result.response.headers["x-trace-id"] == TRACE
    assert "b3" not in result.upstream_request.headers


@pytest.mark.parametrize("bad", ["", f"00-{'0' * 32}-00f067aa0ba902b7-01", "ff-x", "00-1-2-3"])
def test_a_request_without_a_trace_gets_one(load: Loader, bad: str) -> None:
    filter = load("trace_propagation.py", config={"b3": True})
    headers = filter.request(headers={"traceparent": bad, "tracestate": "a=1"}).upstream_request.headers
    trace = headers["traceparent"].split("-")[1]
    assert len(trace) == 32
    assert headers["x-b3-traceid"] == trace
    assert "tracestate" not in headers


def test_an_untrusted_client_cannot_choose(load: Loader) -> None:
    filter = load("trace_propagation.py", config={"trust": False})
    result = filter.request(headers={"traceparent": f"00-{TRACE}-00f067aa0ba902b7-01"})
    assert TRACE not in result.upstream_request.headers["traceparent"]
