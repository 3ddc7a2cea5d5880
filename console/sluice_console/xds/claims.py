"""What a call to the console shows of its sender, and what it says of itself.

Shown is what counts: a bearer token, and on the port for certificates a certificate whose key the other side
has. What is said, the node's id and its gateway, is only held against that.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Self

from sluice_console.core.auth.authority import NodeCertificate, read_node


@dataclass(frozen=True, slots=True)
class Claim:
    """`cluster` is the gateway's name or id, as the node's bootstrap has it; `node_id` is empty where a call
    has none.
    """

    token: str | None
    node_id: str = ""
    cluster: str = ""
    certificate: NodeCertificate | None = None

    def said(self, node_id: str, cluster: str) -> Self:
        return replace(self, node_id=node_id, cluster=cluster)


def read_claim(context: Any) -> Claim:
    """Of a gRPC call, before its first message. Raises ValueError for a certificate that names no node."""
    token = read_bearer_token(context.invocation_metadata())
    shown = (context.auth_context() or {}).get("x509_pem_cert")
    return Claim(token, certificate=_read_certificate(next(iter(shown))) if shown else None)


@lru_cache(maxsize=10_000)
def _read_certificate(pem: bytes) -> NodeCertificate:
    """Limits over all nodes are a call for each request, each with the same certificate."""
    return read_node(pem)


def read_bearer_token(metadata: Any) -> str | None:
    """The token of `authorization: Bearer …`, or None."""
    for key, value in metadata or ():
        if key == "authorization" and isinstance(value, str) and value[:7].lower() == "bearer ":
            return value[7:].strip() or None
    return None
