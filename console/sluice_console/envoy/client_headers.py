"""What Envoy believes of the headers that say where a request comes from, and which one it is."""

from __future__ import annotations

from sluice_console.envoy import ir
from sluice_console.envoy.protobufs import http


def put_client_headers(settings: ir.ClientHeaders, message: http.HttpConnectionManager) -> None:
    """Envoy's own default is an id of the node for every request from outside."""
    message.xff_num_trusted_hops = settings.trusted_hops
    match settings.request_id:
        case "own":
            pass
        case "keep":
            message.preserve_external_request_id = True
        case "none":
            message.generate_request_id.value = False
    message.always_set_request_id_in_response = settings.answer_request_id
