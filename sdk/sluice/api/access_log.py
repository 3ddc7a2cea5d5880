"""The finished exchange, as `on_log` sees it: both messages' headers, and what the proxy measured."""

from sluice.api import hostcalls
from sluice.api.headers import StreamHeaders
from sluice.api.messages import RequestInfo
from sluice.api.properties import read_number, read_seconds, read_text

_REQUEST_HEADERS = StreamHeaders(hostcalls.REQUEST_HEADERS)
_RESPONSE_HEADERS = StreamHeaders(hostcalls.RESPONSE_HEADERS)
_RESPONSE_TRAILERS = StreamHeaders(hostcalls.RESPONSE_TRAILERS)
_FLAGS = (
    "LH UH UT LR UR UF UC UO NR DI FI RL UAEX RLSE DC URX SI IH DPE UMSDR RFCF NFCF DT UPE NC OM DF DO DR UDO"
)
"""Envoy's response flags by bit, as %RESPONSE_FLAGS% spells them (`CoreResponseFlag` in its source)."""


class AccessLog(RequestInfo):
    """Everything about one exchange. Headers can be read, not changed."""

    @property
    def request_headers(self) -> StreamHeaders:
        """As filters left them."""
        return _REQUEST_HEADERS

    @property
    def response_headers(self) -> StreamHeaders:
        """Empty when the client went away before there was a response."""
        return _RESPONSE_HEADERS

    @property
    def response_trailers(self) -> StreamHeaders:
        """Empty when there were none."""
        return _RESPONSE_TRAILERS

    @property
    def method(self) -> str:
        """ "GET", "POST"…"""
        return _REQUEST_HEADERS.get(":method", "")

    @property
    def path(self) -> str:
        """Path and query, as filters and route left it."""
        return _REQUEST_HEADERS.get(":path", "")

    @property
    def authority(self) -> str:
        """The host that was asked for, as filters and route left it."""
        return _REQUEST_HEADERS.get(":authority", "")

    @property
    def request_id(self) -> str:
        """The proxy's id of the request (`x-request-id`), "" without one."""
        return _REQUEST_HEADERS.get("x-request-id", "")

    @property
    def status(self) -> int:
        """The status that the client got; 0 when it got none."""
        return read_number("response\0code")

    @property
    def details(self) -> str:
        """Why the response is what it is: "via_upstream", "route_not_found", a filter's `details`…"""
        return read_text("response\0code_details")

    @property
    def response_flags(self) -> list[str]:
        """What went wrong on the way, in the words of %RESPONSE_FLAGS%: `["UH"]` (no healthy upstream),
        `["UF", "URX"]` (connection failed, retries used up); empty for a plain success.
        """
        bits = read_number("response\0flags")
        return [flag for place, flag in enumerate(_FLAGS.split(" ")) if bits >> place & 1]

    @property
    def backend_latency(self) -> float:
        """Seconds from the last byte to the upstream to the first byte from it; 0.0 without an upstream."""
        return read_seconds("response\0backend_latency")

    @property
    def duration(self) -> float:
        """Seconds from the first byte in to the last byte out."""
        return read_seconds("request\0duration")

    @property
    def request_size(self) -> int:
        """Bytes of the request's body."""
        return read_number("request\0size")

    @property
    def response_size(self) -> int:
        """Bytes of the response's body."""
        return read_number("response\0size")

    @property
    def upstream_address(self) -> str:
        """The endpoint that answered, "10.0.1.4:8080"; "" when none was asked."""
        return read_text("upstream\0address")
