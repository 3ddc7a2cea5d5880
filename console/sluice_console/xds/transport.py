"""TLS of the ports for nodes: the console's certificate, and what clients have to show.

gRPC for Python either wants a certificate from every client of a port or from none, so there is a port for
each. It writes to the log why it refuses a client: `CERTIFICATE_VERIFY_FAILED: certificate has expired`.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import grpc

from sluice_console.core.auth.authority import Authority

CONSOLE_LIFETIME = timedelta(days=7)
_RENEW_SECONDS = timedelta(days=1).total_seconds()
CONNECTION_SECONDS = 3600
"""A node connects anew at least so often, so that it shows the certificate that it has by then."""

CERTIFIED_OPTIONS = (
    ("grpc.max_connection_age_ms", CONNECTION_SECONDS * 1000),
    ("grpc.max_connection_age_grace_ms", 5_000),
    # A refused node calls again and again; on the old connection it would show the old certificate for ever.
    ("grpc.max_connection_idle_ms", 500),
)


class ConsoleCertificate:
    """A short-lived certificate of this process, made anew before it ends, for new connections only."""

    def __init__(self, authority: Authority, clock: Callable[[], float] = time.monotonic) -> None:
        self._authority = authority
        self._clock = clock
        self._made = clock()

    def credentials(self, *, certified: bool) -> Any:
        """For a port whose clients must show a certificate of the authority, or show none."""
        return grpc.dynamic_ssl_server_credentials(
            self._make(), self._renew, require_client_authentication=certified
        )

    def _renew(self) -> Any:
        """None as long as the last one is good; called for each handshake, from threads of gRPC."""
        if self._clock() - self._made < _RENEW_SECONDS:
            return None
        self._made = self._clock()
        return self._make()

    def _make(self) -> Any:
        pair = self._authority.issue_console(CONSOLE_LIFETIME)
        return grpc.ssl_server_certificate_configuration(
            [(pair.key, pair.chain)], root_certificates=self._authority.pem.encode()
        )
