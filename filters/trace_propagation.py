"""Give every request a W3C `traceparent`, from what it brings or anew, and tell it in B3's headers too.

    {"b3": true, "trust": false}

`trust` keeps the trace that a client began; without it a client cannot choose our trace ids. Upstreams and
the response's `x-trace-id` get the same trace.
"""

import secrets
from dataclasses import dataclass, field

from sluice import HttpFilter, Request, RequestInfo, Response

HEX = "0123456789abcdef"


@dataclass(frozen=True)
class Config:
    """Whose traces to go on with, and how to tell upstreams."""

    trust: bool = field(default=True, metadata={"description": "Go on with the client's trace."})
    b3: bool = field(default=False, metadata={"description": "Also send x-b3-traceid and the like."})
    response_header: str = field(
        default="x-trace-id", metadata={"description": "Tells the client the trace; empty: none."}
    )


class TracePropagation(HttpFilter[Config], on_error="continue"):
    trace: str = ""

    def on_request_headers(self, request: Request) -> Response | None:
        trace, sampled = found_trace(request) if self.config.trust else ("", "01")
        if not trace:
            trace, sampled = secrets.token_hex(16), "01"
            del request.headers["tracestate"]
        span = secrets.token_hex(8)
        self.trace = trace
        request.headers["traceparent"] = f"00-{trace}-{span}-{sampled}"
        for name in ("x-b3-traceid", "x-b3-spanid", "x-b3-parentspanid", "x-b3-sampled", "b3"):
            del request.headers[name]
        if self.config.b3:
            request.headers["x-b3-traceid"] = trace
            request.headers["x-b3-spanid"] = span
            request.headers["x-b3-sampled"] = "1" if sampled == "01" else "0"
        return None

    def on_response_headers(self, request: RequestInfo, response: Response) -> Response | None:
        if self.config.response_header and self.trace:
            response.headers[self.config.response_header] = self.trace
        return None


def found_trace(request: Request) -> tuple[str, str]:
    """Trace id and flags of the request, from W3C's header or B3's; "" when it has none that is right."""
    parts = request.headers.get("traceparent", "").split("-")
    sizes = [2, 32, 16, 2]
    if len(parts) >= 4 and parts[0] != "ff" and all(map(is_id, parts[:4], sizes)):
        return parts[1], "01" if int(parts[3], 16) & 1 else "00"
    single = request.headers.get("b3", "").split("-")
    trace = request.headers.get("x-b3-traceid", single[0])
    sampled = request.headers.get("x-b3-sampled", single[2] if len(single) > 2 else "1")
    if is_id(trace, 16):
        trace = trace.rjust(32, "0")
    if is_id(trace, 32):
        return trace, "00" if sampled == "0" else "01"
    return "", "01"


def is_id(text: str, size: int) -> bool:
    """So many lower-case hexadecimal digits; all zeros (of an id) count as none."""
    return len(text) == size and not text.strip(HEX) and (size == 2 or text.strip("0") != "")
