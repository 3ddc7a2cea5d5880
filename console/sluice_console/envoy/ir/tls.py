"""How connections are secured: certificates by the name a client asks for, and what is demanded of it.

And the other way round: what a service must show to be believed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

TlsVersion = Literal["1.2", "1.3"]
Suite = Literal[
    "ECDHE-ECDSA-AES128-GCM-SHA256",
    "ECDHE-RSA-AES128-GCM-SHA256",
    "ECDHE-ECDSA-AES256-GCM-SHA384",
    "ECDHE-RSA-AES256-GCM-SHA384",
    "ECDHE-ECDSA-CHACHA20-POLY1305",
    "ECDHE-RSA-CHACHA20-POLY1305",
]


@dataclass(frozen=True, slots=True)
class Certificate:
    """A chain of certificates in PEM, the server's first. Its key is not here: see `envoy.secrets`.

    Envoy gives it to clients that ask for one of the chain's names. Of two certificates for one name a client
    that can do both gets the ECDSA one.
    """

    id: str
    name: str
    chain: str


@dataclass(frozen=True, slots=True)
class ClientCertificates:
    """Whose certificates clients must show, in PEM; with `required` off one may come without.

    Upstreams learn the subject and the names of a client's certificate from `x-forwarded-client-cert`.
    """

    authorities: str
    required: bool = True


@dataclass(frozen=True, slots=True)
class Tls:
    """The first of the certificates is for clients that ask for no name or an unknown one.

    `suites` is for TLS 1.2 and empty for all of `Suite`; those of 1.3 cannot be chosen. With `tickets` off no
    session is resumed.
    """

    certificate_ids: tuple[str, ...]
    minimum_version: TlsVersion = "1.2"
    suites: tuple[Suite, ...] = ()
    client_certificates: ClientCertificates | None = None
    tickets: bool = True


@dataclass(frozen=True, slots=True)
class UpstreamTls:
    """How a node speaks TLS to a service, whose certificate one of `authorities` (PEM) must have signed.

    `sni` is the name that a node asks for, and empty for the host of each request. The certificate must be
    for one of `names`: DNS names, addresses or URIs; empty for the name that was asked for. With `verify` off
    whoever answers is believed. `certificate_id` is what a node shows of itself; empty for nothing.
    """

    authorities: str = ""
    sni: str = ""
    names: tuple[str, ...] = ()
    verify: bool = True
    minimum_version: TlsVersion = "1.2"
    certificate_id: str = ""
