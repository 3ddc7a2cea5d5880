"""Spans of a console as a process, at a receiver that reads OTLP as its specification has it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span
from tests.console.test_metrics import running

from sluice_console.core.tracing import find_endpoint

TRACE = "0af7651916cd43dd8448eb211c80319c"


@contextmanager
def receiver() -> Iterator[tuple[str, list[ExportTraceServiceRequest]]]:
    """Its URL, and what it was sent with the right header."""
    taken: list[ExportTraceServiceRequest] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            right = self.path == "/v1/traces" and self.headers["x-key"] == "a b"
            if right and self.headers["content-type"] == "application/x-protobuf":
                taken.append(ExportTraceServiceRequest.FromString(body))
            self.send_response(200 if right else 400)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Not to the tests' output."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", taken
    finally:
        server.shutdown()
        server.server_close()


def test_a_change_from_its_request_to_its_release(tmp_path: Path) -> None:
    with receiver() as (url, taken):
        environment = {"OTEL_EXPORTER_OTLP_ENDPOINT": url, "OTEL_EXPORTER_OTLP_HEADERS": "x-key=a%20b"}
        with running(tmp_path, **environment) as (listening, _):
            token = (tmp_path / "token").read_text().strip()
            headers = {
                "authorization": f"Bearer {token}",
                "traceparent": f"00-{TRACE}-b7ad6b7169203331-01",
                "x-request-id": "deploy-9",
            }
            body = {"name": "edge", "listen_port": 8080}
            assert (
                httpx.post(f"{listening['http']}/api/gateways", json=body, headers=headers).status_code == 201
            )
            gone = httpx.get(f"{listening['http']}/api/gateways/secret-name", headers=headers)
            assert gone.status_code == 404
        [service] = {
            item.value.string_value
            for request in taken
            for each in request.resource_spans
            for item in each.resource.attributes
            if item.key == "service.name"
        }
        assert service == "sluice-console"
        spans = [
            span
            for request in taken
            for each in request.resource_spans
            for scope in each.scope_spans
            for span in scope.spans
        ]
    mine = {span.name: span for span in spans if span.trace_id.hex() == TRACE}
    post = mine["POST /api/gateways"]
    assert post.kind == Span.SPAN_KIND_SERVER and post.parent_span_id.hex() == "b7ad6b7169203331"
    attributes = {item.key: item.value for item in post.attributes}
    assert attributes["http.response.status_code"].int_value == 201
    assert attributes["sluice.request_id"].string_value == "deploy-9"
    complete = mine["change.complete"]
    assert complete.parent_span_id == post.span_id
    for step in ("release.read", "release.build", "release.check", "release.store"):
        assert mine[step].parent_span_id == complete.span_id
        assert post.start_time_unix_nano <= mine[step].start_time_unix_nano <= post.end_time_unix_nano
    assert "GET /api/gateways/{gateway}" in mine
    assert not any("secret-name" in str(span) or token in str(span) for span in spans)


@pytest.mark.parametrize(
    ("own", "common", "found"),
    [
        ("", "", ""),
        ("", "http://c:4318/", "http://c:4318/v1/traces"),
        ("http://t/x", "http://c", "http://t/x"),
    ],
)
def test_where_spans_go(monkeypatch: pytest.MonkeyPatch, own: str, common: str, found: str) -> None:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", own)
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", common)
    assert find_endpoint() == found
