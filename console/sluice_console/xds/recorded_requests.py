"""Receives the requests that nodes tell while somebody records (`envoy.service.ext_proc.v3`).

A call for each request, which ends with its headers: whatever is answered, the node does not wait for it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Any

import grpc

from sluice_console.envoy.protobufs import processing
from sluice_console.envoy.recording import GATEWAY_METADATA
from sluice_console.xds.admission import Admission, AdmissionError
from sluice_console.xds.callers import Callers
from sluice_console.xds.claims import read_claim

EXTERNAL_PROCESSOR = "envoy.service.ext_proc.v3.ExternalProcessor"
Headers = list[tuple[str, str]]
TakeRequest = Callable[[str, Headers], None]
"""`take(gateway_id, headers)`, with `:method`, `:path` and `:authority` among the headers."""


class RecordedRequests:
    """What is told belongs to the gateway of the node's token."""

    def __init__(self, admission: Admission, take: TakeRequest) -> None:
        self._callers = Callers(admission)
        self._take = take

    def handlers(self) -> Any:
        return grpc.method_handlers_generic_handler(
            EXTERNAL_PROCESSOR,
            {
                "Process": grpc.stream_stream_rpc_method_handler(
                    self._receive,
                    request_deserializer=processing.ProcessingRequest.FromString,
                    response_serializer=processing.ProcessingResponse.SerializeToString,
                )
            },
        )

    async def _receive(self, messages: Any, context: Any) -> AsyncIterator[Any]:
        metadata = dict(context.invocation_metadata() or ())
        try:
            claim = read_claim(context).said("", str(metadata.get(GATEWAY_METADATA, "")))
            gateway_id = await self._callers.identify(claim)
        except AdmissionError as refusal:
            await context.abort(refusal.status, str(refusal))
        async for message in messages:
            self._take(gateway_id, read_headers(message.request_headers.headers))
            return
        for _ in ():  # nothing is answered, and yet it is a generator
            yield _


def read_headers(headers: Any) -> Headers:
    """Names and values as text; what is no UTF-8 as lone surrogates."""
    return [
        (each.key, each.raw_value.decode("utf-8", "surrogateescape") or each.value)
        for each in headers.headers
    ]
