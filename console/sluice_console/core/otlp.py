"""Sending spans over OTLP: protobuf over HTTP, from a thread of the SDK's own, so that nobody waits for it.

The SDK's exporter would bring Google's protobufs a second time, beside those of `xds-protos`.
"""

import logging
import os
from collections.abc import Callable, Sequence
from urllib.parse import unquote

import httpx
from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.common.trace_encoder import encode_spans
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult

from sluice.version import __version__

SEND_SECONDS = 5.0
"""The console's end waits at most so long for the last spans."""
_log = logging.getLogger(__name__)


def start_sending(endpoint: str) -> Callable[[], None]:
    """All spans of the process go to `endpoint`; what it gives sends the last ones."""
    own = {"service.version": __version__}
    if "OTEL_SERVICE_NAME" not in os.environ:
        own["service.name"] = "sluice-console"
    provider = TracerProvider(resource=Resource.create(own), shutdown_on_exit=False)
    provider.add_span_processor(BatchSpanProcessor(_Sender(endpoint), schedule_delay_millis=1000))
    trace.set_tracer_provider(provider)
    return provider.shutdown


class _Sender(SpanExporter):
    def __init__(self, endpoint: str) -> None:
        self._endpoint = endpoint
        headers = {**_given_headers(), "content-type": "application/x-protobuf"}
        self._client = httpx.Client(timeout=SEND_SECONDS, headers=headers)

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        """What cannot be sent is lost: nothing is kept for a receiver that is away."""
        try:
            answer = self._client.post(self._endpoint, content=encode_spans(spans).SerializeToString())
            answer.raise_for_status()
        except httpx.HTTPError as error:
            _log.warning("%d spans could not be sent: %s", len(spans), error)
            return SpanExportResult.FAILURE
        return SpanExportResult.SUCCESS

    def shutdown(self) -> None:
        self._client.close()


def _given_headers() -> dict[str, str]:
    """`OTEL_EXPORTER_OTLP_HEADERS=authorization=Bearer%20secret,x-team=edge`"""
    pairs = (part.partition("=") for part in os.environ.get("OTEL_EXPORTER_OTLP_HEADERS", "").split(","))
    return {name.strip(): unquote(value.strip()) for name, _, value in pairs if name.strip()}
