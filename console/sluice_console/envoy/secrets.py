"""Certificates, session-ticket keys and the secrets of filters as SDS resources.

They are no part of a release: a roll back must not bring an old key back, and releases are stored for good.

Ticket keys follow from one seed and the time alone, so that every replica gives every node the same ones,
and they change at one aligned moment. A node knows the next key before any node uses it and keeps the
previous one, so that a session resumes on any node at any moment of a change:

    period 7: encrypt with k7, decrypt with k7, k8, k6
    period 8: encrypt with k8, decrypt with k8, k9, k7
"""

from __future__ import annotations

import hashlib
import hmac

from sluice_console.envoy.protobufs import core, secret, tls_parts
from sluice_console.envoy.resources import SECRET, Resource

TICKETS = "session-tickets"
TICKET_SECONDS = 12 * 3600
"""How long a ticket key is the one to encrypt with; it decrypts for two more periods."""

_TICKET_KEY_BYTES = 80
"""16 for its name, 32 to authenticate, 32 to encrypt."""


def to_secret(id_: str, chain: str, key: str, ocsp: bytes = b"") -> Resource:
    """A certificate with its private key, both in PEM; `ocsp` is an answer in DER to staple to it."""
    message = secret.Secret(name=id_)
    message.tls_certificate.certificate_chain.inline_string = chain
    message.tls_certificate.private_key.inline_string = key
    if ocsp:
        message.tls_certificate.ocsp_staple.inline_bytes = ocsp
    return Resource.of(SECRET, id_, message)


def to_generic_secret(name: str, value: bytes) -> Resource:
    """What filters use: a client's secret, a key for cookies."""
    message = secret.Secret(name=name)
    message.generic_secret.secret.inline_bytes = value
    return Resource.of(SECRET, name, message)


def to_ticket_keys(seed: bytes, now: float) -> Resource:
    """The ticket keys at `now`, in seconds since 1970."""
    period = int(now // TICKET_SECONDS)
    keys = [_to_ticket_key(seed, number) for number in (period, period + 1, period - 1)]
    sources = [core.DataSource(inline_bytes=key) for key in keys]
    message = secret.Secret(name=TICKETS, session_ticket_keys=tls_parts.TlsSessionTicketKeys(keys=sources))
    return Resource.of(SECRET, TICKETS, message)


def seconds_until_rotation(now: float) -> float:
    """Until the keys of `to_ticket_keys` are others."""
    return TICKET_SECONDS - now % TICKET_SECONDS


def _to_ticket_key(seed: bytes, period: int) -> bytes:
    material = b"".join(
        hmac.digest(seed, f"ticket {period} {part}".encode(), hashlib.sha512) for part in range(2)
    )
    return material[:_TICKET_KEY_BYTES]
