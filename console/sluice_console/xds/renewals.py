"""Nodes renew their certificates where they show them: on the port for certificates, before the old one ends.

`/sluice.nodes.v1.Certificates/Renew` takes a request for a certificate (PKCS#10 in PEM) and gives the
certificate in PEM. The node shows its certificate and its token, as for its configuration: what a filter
calls by itself has no token, and gets none.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import grpc

from sluice_console.core.auth.authority import RequestError
from sluice_console.xds.admission import Admission, AdmissionError
from sluice_console.xds.claims import Claim, read_claim

CERTIFICATES_SERVICE = "sluice.nodes.v1.Certificates"
RENEW = f"/{CERTIFICATES_SERVICE}/Renew"
MAXIMUM_REQUEST = 16 * 1024

Renew = Callable[[Claim, str], Awaitable[str]]
"""`await renew(claim, request)` gives the certificate in PEM. Raises RequestError."""


class RenewalReceiver:
    """Lets in whom `admission` lets in, with a certificate."""

    def __init__(self, admission: Admission, renew: Renew) -> None:
        self._admission = admission
        self._renew = renew

    def handlers(self) -> Any:
        return grpc.method_handlers_generic_handler(
            CERTIFICATES_SERVICE, {"Renew": grpc.unary_unary_rpc_method_handler(self._answer)}
        )

    async def _answer(self, request: bytes, context: Any) -> bytes:
        claim = read_claim(context)
        if claim.certificate is None:
            await context.abort(grpc.StatusCode.UNAUTHENTICATED, "this node showed no certificate")
            raise AssertionError("abort raises")
        name = claim.certificate.name
        claim = claim.said(name.node_id, name.gateway_id)
        try:
            await self._admission.identify(claim)
            text = request[:MAXIMUM_REQUEST].decode(errors="replace")
            return (await self._renew(claim, text)).encode()
        except AdmissionError as refusal:
            await context.abort(refusal.status, str(refusal))
        except RequestError as error:
            await context.abort(grpc.StatusCode.INVALID_ARGUMENT, f"the request {error}")
        raise AssertionError("abort raises")
