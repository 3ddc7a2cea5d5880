"""/metrics, for Prometheus: with a token like all that is read, or on a port of its own."""

from fastapi import APIRouter, Request
from fastapi.responses import PlainTextResponse, Response

from sluice_console.core.meter import CONTENT_TYPE, Meter
from sluice_console.features.metrics.gauges import Gauges

router = APIRouter(tags=["metrics"])


@router.get("/metrics", response_class=PlainTextResponse)
async def show_metrics(request: Request) -> Response:
    """What this console counts of itself, in Prometheus' text format."""
    meter: Meter = request.app.state.meter
    gauges: Gauges = request.app.state.gauges
    await gauges.refresh()
    return Response(meter.write(), media_type=CONTENT_TYPE)
