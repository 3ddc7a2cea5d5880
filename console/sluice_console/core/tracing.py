"""Spans of what the console does. They cost nothing unless `OTEL_EXPORTER_OTLP_ENDPOINT` names a receiver."""

import logging
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from opentelemetry import trace
from opentelemetry.trace import Span, SpanKind, Status, StatusCode

Attribute = str | int | float | bool
_log = logging.getLogger(__name__)
_tracer = trace.get_tracer("sluice_console")


@contextmanager
def span(name: str, kind: SpanKind = SpanKind.INTERNAL, **attributes: Attribute) -> Iterator[Span]:
    """A step that is timed. `release_number=3` becomes `sluice.release_number`.

    Of an exception only its type is told: messages may hold what should stay here.
    """
    with _tracer.start_as_current_span(
        name,
        kind=kind,
        attributes={f"sluice.{key}": value for key, value in attributes.items()},
        record_exception=False,
        set_status_on_exception=False,
    ) as current:
        try:
            yield current
        except BaseException as error:
            current.set_status(Status(StatusCode.ERROR, type(error).__name__))
            raise


def start() -> Callable[[], None]:
    """Send spans from now on, where the environment names a receiver; call what it gives at the end."""
    endpoint = find_endpoint()
    if not endpoint or os.environ.get("OTEL_SDK_DISABLED", "").lower() == "true":
        return _nothing
    try:
        from sluice_console.core.otlp import start_sending
    except ModuleNotFoundError as error:
        _log.warning("no traces are sent: %s is not installed; pip install 'sluice[telemetry]'", error.name)
        return _nothing
    return start_sending(endpoint)


def find_endpoint() -> str:
    """As the specification has it: one for traces alone is taken as it is, the common one gets a path."""
    own = os.environ.get("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "")
    common = os.environ.get("OTEL_EXPORTER_OTLP_ENDPOINT", "")
    return own or (common and common.rstrip("/") + "/v1/traces")


def _nothing() -> None:
    """Where there is nothing to end."""
