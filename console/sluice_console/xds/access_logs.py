"""Receives what nodes tell of single requests while somebody watches (`envoy.service.accesslog.v3`).

The node's listeners make these calls by themselves, so they carry the token that is good for calls of that
sort and for nothing else. Whatever is said stays with the gateway that the token belongs to.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

import grpc

from sluice_console.envoy.protobufs import log_service
from sluice_console.xds.admission import Admission, AdmissionError
from sluice_console.xds.claims import read_claim

ACCESS_LOG_SERVICE = "envoy.service.accesslog.v3.AccessLogService"

TakeEntries = Callable[[str, str, Sequence[Any]], bool]
"""`take_entries(gateway_id, node_id, entries)` gives whether anybody watches; if not, the stream ends."""


class AccessLogReceiver:
    """A stream for each worker of a node that has something to tell."""

    def __init__(self, admission: Admission, take: TakeEntries) -> None:
        self._admission = admission
        self._take = take
        self._ending = asyncio.Event()

    def end(self) -> None:
        self._ending.set()

    def handlers(self) -> Any:
        return grpc.method_handlers_generic_handler(
            ACCESS_LOG_SERVICE,
            {
                "StreamAccessLogs": grpc.stream_unary_rpc_method_handler(
                    self._receive, request_deserializer=log_service.StreamAccessLogsMessage.FromString
                )
            },
        )

    async def _receive(self, messages: Any, context: Any) -> bytes:
        """The answer, an empty message, ends the stream; a node that has more to tell opens another."""
        reading = asyncio.create_task(self._read(messages, context))
        ending = asyncio.create_task(self._ending.wait())
        try:
            await asyncio.wait((reading, ending), return_when=asyncio.FIRST_COMPLETED)
            if reading.done():
                reading.result()
        except AdmissionError as refusal:
            await context.abort(refusal.status, str(refusal))
        finally:
            reading.cancel()
            ending.cancel()
        return b""

    async def _read(self, messages: Any, context: Any) -> None:
        """The first message says who the node is."""
        claim, gateway_id = read_claim(context), ""
        async for message in messages:
            if not gateway_id:
                node = message.identifier.node
                claim = claim.said(node.id, node.cluster)
                gateway_id = await self._admission.identify(claim)
            if not self._take(gateway_id, claim.node_id, message.http_logs.log_entry):
                return
