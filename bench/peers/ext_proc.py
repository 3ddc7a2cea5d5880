"""The API-key filter as a service for Envoy's `ext_proc`, deciding like filters/api_key.py.

python -m bench.peers.ext_proc PORT KEYS.json
"""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import grpc
from envoy.config.core.v3.base_pb2 import HeaderValue, HeaderValueOption
from envoy.service.ext_proc.v3.external_processor_pb2 import (
    CommonResponse,
    HeaderMutation,
    HeadersResponse,
    ImmediateResponse,
    ProcessingRequest,
    ProcessingResponse,
)
from envoy.service.ext_proc.v3.external_processor_pb2_grpc import (
    ExternalProcessorServicer,
    add_ExternalProcessorServicer_to_server,
)
from envoy.type.v3.http_status_pb2 import HttpStatus

KEY_HEADER = "x-api-key"
CONSUMER_HEADER = "x-consumer"


class ApiKey(ExternalProcessorServicer):  # type: ignore[misc]
    def __init__(self, keys: dict[str, str]) -> None:
        self.keys = keys

    async def Process(  # noqa: N802 gRPC's name
        self, requests: AsyncIterator[ProcessingRequest], context: Any
    ) -> AsyncIterator[ProcessingResponse]:
        async for request in requests:
            headers = request.request_headers.headers.headers
            key = next((header.raw_value.decode() for header in headers if header.key == KEY_HEADER), None)
            consumer = None if key is None else self.keys.get(key)
            if consumer is None:
                yield refusal(b"API key required\n" if key is None else b"unknown API key\n")
            else:
                yield ProcessingResponse(request_headers=HeadersResponse(response=named(consumer)))


def refusal(body: bytes) -> ProcessingResponse:
    headers = HeaderMutation(set_headers=[to_option("www-authenticate", "ApiKey")])
    response = ImmediateResponse(status=HttpStatus(code=401), headers=headers, body=body)
    return ProcessingResponse(immediate_response=response)


def named(consumer: str) -> CommonResponse:
    """The consumer in the place of the key."""
    headers = [to_option(CONSUMER_HEADER, consumer)]
    return CommonResponse(header_mutation=HeaderMutation(set_headers=headers, remove_headers=[KEY_HEADER]))


def to_option(name: str, value: str) -> HeaderValueOption:
    return HeaderValueOption(
        header=HeaderValue(key=name, raw_value=value.encode()),
        append_action=HeaderValueOption.OVERWRITE_IF_EXISTS_OR_ADD,
    )


async def serve(port: int, keys: dict[str, str]) -> None:
    server = grpc.aio.server()
    add_ExternalProcessorServicer_to_server(ApiKey(keys), server)
    server.add_insecure_port(f"127.0.0.1:{port}")
    await server.start()
    print("ready", flush=True)
    await server.wait_for_termination()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), json.loads(Path(sys.argv[2]).read_text())))
