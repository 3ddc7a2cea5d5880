"""One request as a node told it, as a line of the live log; and which lines somebody wants to see.

Whatever is in it a client may have chosen: texts are cut, secrets are taken out, and nothing is markup.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from sluice_console.core.redaction import redact_header, redact_path
from sluice_console.envoy.http_filters.tenants import HEADERS
from sluice_console.envoy.names import split_entry_name

LONGEST_PATH = 2_000
LONGEST_TEXT = 300
_NO_ROUTE = "-"


@dataclass(frozen=True, slots=True)
class LogLine:
    """`route_id` is "" where no route took the request; `duration` is in seconds. `flags` are Envoy's words
    for what went wrong on its side, `details` its word for who answered: `via_upstream`, or a filter's own.
    """

    number: int
    at: datetime
    node: str
    method: str
    host: str
    path: str
    status: int
    duration: float
    route_id: str
    candidate: bool
    service: str
    upstream: str
    client: str
    details: str
    flags: tuple[str, ...]
    tenant: str
    scheme: str
    headers: tuple[tuple[str, str], ...]

    @property
    def status_class(self) -> str:
        return f"{self.status // 100}xx"

    @property
    def url(self) -> str:
        """For asking what becomes of such a request."""
        return f"{self.scheme}://{self.host}{self.path}"

    @property
    def header_text(self) -> str:
        return "\n".join(f"{name}: {value}" for name, value in self.headers)


BLANK = LogLine(
    number=0,
    at=datetime.fromtimestamp(0, UTC),
    node="",
    method="",
    host="",
    path="",
    status=0,
    duration=0.0,
    route_id="",
    candidate=True,
    service="",
    upstream="",
    client="",
    details="",
    flags=(),
    tenant="",
    scheme="",
    headers=(),
)
"""What the page's script makes rows of."""


def to_line(number: int, node: str, entry: Any) -> LogLine:
    """Of `envoy.data.accesslog.v3.HTTPAccessLogEntry`."""
    common, request, response = entry.common_properties, entry.request, entry.response
    name = common.route_name
    route_id, candidate = ("", False) if name in ("", _NO_ROUTE) else split_entry_name(name)
    return LogLine(
        number=number,
        at=common.start_time.ToDatetime(UTC),
        node=node[:LONGEST_TEXT],
        method=_method_of(request),
        host=request.authority[:LONGEST_TEXT],
        path=redact_path(request.original_path or request.path)[:LONGEST_PATH],
        status=response.response_code.value,
        duration=common.duration.ToMicroseconds() / 1_000_000,
        route_id=route_id[:LONGEST_TEXT],
        candidate=candidate,
        service=common.upstream_cluster[:LONGEST_TEXT],
        upstream=_address(common.upstream_remote_address),
        client=_address(common.downstream_remote_address, with_port=False),
        details=response.response_code_details[:LONGEST_TEXT],
        flags=tuple(field.name for field, value in common.response_flags.ListFields()),
        tenant=request.request_headers.get(HEADERS["tenant"], "")[:LONGEST_TEXT],
        scheme=request.scheme if request.scheme in ("http", "https") else "http",
        headers=tuple(_headers_of(request)),
    )


def _method_of(request: Any) -> str:
    """Envoy's enumeration knows the usual ones; 0 is one that it does not know."""
    names = request.DESCRIPTOR.fields_by_name["request_method"].enum_type.values_by_number
    return str(names[request.request_method].name) if request.request_method in names else "?"


def _headers_of(request: Any) -> Iterator[tuple[str, str]]:
    told = {
        "user-agent": request.user_agent,
        "referer": redact_path(request.referer),
        "x-forwarded-for": request.forwarded_for,
        "x-request-id": request.request_id,
        **dict(sorted(request.request_headers.items())),
    }
    for name, value in told.items():
        if value:
            yield name, redact_header(name, value)[:LONGEST_TEXT].replace("\n", " ").replace("\r", " ")


def _address(address: Any, *, with_port: bool = True) -> str:
    found = address.socket_address
    if not found.address:
        return ""
    host = f"[{found.address}]" if ":" in found.address else str(found.address)
    return f"{host}:{found.port_value}" if with_port else host


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which lines. Empty fields want everything; `status` is a class, `5xx`, or one status; `text` is looked
    for in everything that a line shows, whatever its case. `routes` are the ids of those that may be seen;
    None: all, and requests that no route took.
    """

    route_id: str = ""
    tenant: str = ""
    status: str = ""
    path: str = ""
    text: str = ""
    routes: frozenset[str] | None = None

    def choose(self, lines: Iterable[LogLine]) -> list[LogLine]:
        """Those lines; without who called, another tenant maybe, for somebody who may not see all routes."""
        if self.routes is not None:
            lines = map(_without_caller, lines)
        return [line for line in lines if self.takes(line)]

    def takes(self, line: LogLine) -> bool:
        return (
            (self.routes is None or line.route_id in self.routes)
            and (not self.route_id or line.route_id == self.route_id)
            and (not self.tenant or line.tenant == self.tenant)
            and (not self.status or self.status in (line.status_class, str(line.status)))
            and line.path.startswith(self.path)
            and (not self.text or self.text.lower() in _text_of(line))
        )


def _without_caller(line: LogLine) -> LogLine:
    told = tuple(pair for pair in line.headers if pair[0] not in HEADERS.values())
    return replace(line, tenant="", headers=told)


def _text_of(line: LogLine) -> str:
    headers = (f"{name}: {value}" for name, value in line.headers)
    shown = (line.method, line.host + line.path, line.node, line.service, line.client, line.details)
    return "\n".join((*shown, *line.flags, *headers)).lower()
