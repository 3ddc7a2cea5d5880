"""The console's own certificate authority: who nodes are towards the console, and the console towards them.

    authority = create_authority()
    issued = authority.issue_node(request, NodeName("gw_1", "second", "tk_1"), timedelta(hours=24))
    read_node(issued)                    # NodeCertificate(gateway_id="gw_1", node_id="second", …)

A node is `spiffe://<trust domain>/gateway/<gateway id>/node/<node id>`; its certificate is good for clients
only. The console is `spiffe://<trust domain>/console`, good for servers only, so that no node can stand in
for it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from sluice_console.core import clock
from sluice_console.core.ids import new_id

CONSOLE_NAME = "sluice-console"
"""The DNS name in the console's certificate, whatever its address is: gRPC asks for one."""
AUTHORITY_LIFETIME = timedelta(days=3650)
_SKEW = timedelta(minutes=5)
"""Clocks that are late by so much take a new certificate."""
_NODE_NAME = re.compile(r"spiffe://([a-z0-9._-]+)/gateway/([A-Za-z0-9_]+)/node/([A-Za-z0-9._-]+)")
_NODE_ID = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._-]{0,198}[A-Za-z0-9])?")

PublicKey = ec.EllipticCurvePublicKey | rsa.RSAPublicKey


class RequestError(ValueError):
    """A request for a certificate that gets none; the text says why."""


@dataclass(frozen=True, slots=True)
class NodeName:
    """Whom a certificate is for. `token_id` is the token that goes with it: either is worthless alone."""

    gateway_id: str
    node_id: str
    token_id: str


@dataclass(frozen=True, slots=True)
class NodeCertificate:
    """What a certificate says whose signature was verified already."""

    trust_domain: str
    name: NodeName
    serial: int
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class KeyPair:
    """A certificate and its key, in PEM."""

    chain: bytes
    key: bytes


@dataclass(frozen=True, slots=True)
class Authority:
    """Signs for one console, or for all replicas that share its database."""

    trust_domain: str
    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    @property
    def pem(self) -> str:
        return self.certificate.public_bytes(Encoding.PEM).decode()

    @property
    def console_uri(self) -> str:
        return f"spiffe://{self.trust_domain}/console"

    def issue_node(self, request: str, name: NodeName, lifetime: timedelta) -> str:
        """A node's certificate in PEM for the key that signed `request` (PKCS#10 in PEM), of which nothing
        else is taken. Raises RequestError.
        """
        check_node_id(name.node_id)
        uri = f"spiffe://{self.trust_domain}/gateway/{name.gateway_id}/node/{name.node_id}"
        names: list[x509.GeneralName] = [x509.UniformResourceIdentifier(uri)]
        usage = ExtendedKeyUsageOID.CLIENT_AUTH
        issued = self._sign(name.token_id, read_request(request), names, usage, lifetime)
        return issued.public_bytes(Encoding.PEM).decode()

    def issue_console(self, lifetime: timedelta) -> KeyPair:
        """For this process, with a key that it makes and that is never written down."""
        key = ec.generate_private_key(ec.SECP256R1())
        names: list[x509.GeneralName] = [
            x509.UniformResourceIdentifier(self.console_uri),
            x509.DNSName(CONSOLE_NAME),
        ]
        usage = ExtendedKeyUsageOID.SERVER_AUTH
        issued = self._sign(CONSOLE_NAME, key.public_key(), names, usage, lifetime)
        return KeyPair(issued.public_bytes(Encoding.PEM), write_key(key))

    def _sign(
        self,
        common_name: str,
        key: PublicKey,
        names: list[x509.GeneralName],
        usage: x509.ObjectIdentifier,
        lifetime: timedelta,
    ) -> x509.Certificate:
        now = clock.now()
        return (
            x509.CertificateBuilder()
            .subject_name(_named(common_name))
            .issuer_name(self.certificate.subject)
            .public_key(key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - _SKEW)
            .not_valid_after(now + lifetime)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(x509.SubjectAlternativeName(names), critical=False)
            .add_extension(x509.ExtendedKeyUsage([usage]), critical=False)
            .sign(self.key, SHA256())
        )


def create_authority() -> Authority:
    """A new one, with a trust domain of its own."""
    trust_domain, key, now = new_id("ca"), ec.generate_private_key(ec.SECP256R1()), clock.now()
    subject = _named(f"Sluice {trust_domain}")
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _SKEW)
        .not_valid_after(now + AUTHORITY_LIFETIME)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, SHA256())
    )
    return Authority(trust_domain, certificate, key)


def read_authority(trust_domain: str, certificate: str, key: bytes) -> Authority:
    """From its certificate and its key, in PEM as they were written down."""
    private = load_pem_private_key(key, None)
    if not isinstance(private, ec.EllipticCurvePrivateKey):
        raise TypeError("the authority's key is not ECDSA")
    return Authority(trust_domain, x509.load_pem_x509_certificate(certificate.encode()), private)


def read_node(pem: str | bytes) -> NodeCertificate:
    """Raises ValueError for a certificate that names no node, or more than one."""
    certificate = x509.load_pem_x509_certificate(pem.encode() if isinstance(pem, str) else pem)
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        uris = names.get_values_for_type(x509.UniformResourceIdentifier)
    except x509.ExtensionNotFound:
        uris = []
    found = _NODE_NAME.fullmatch(uris[0]) if len(uris) == 1 else None
    common = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    if found is None or len(common) != 1:
        raise ValueError("the certificate names no node")
    name = NodeName(found[2], found[3], str(common[0].value))
    return NodeCertificate(found[1], name, certificate.serial_number, certificate.not_valid_after_utc)


def check_node_id(node_id: str) -> None:
    """Raises RequestError for an id that cannot be part of a SPIFFE name."""
    if not _NODE_ID.fullmatch(node_id):
        raise RequestError("the id of a node with a certificate takes letters, digits and . _ -")


def read_request(pem: str) -> PublicKey:
    """The key that signed it. Raises RequestError."""
    try:
        request = x509.load_pem_x509_csr(pem.encode())
        key = request.public_key()
        sound = request.is_signature_valid
    except (ValueError, x509.InvalidVersion, UnsupportedAlgorithm, InvalidSignature) as error:
        raise RequestError(
            "is no request for a certificate in PEM: -----BEGIN CERTIFICATE REQUEST----- and what follows"
        ) from error
    if not sound:
        raise RequestError("is not signed with the key that it names")
    if isinstance(key, ec.EllipticCurvePublicKey) and key.curve.name in ("secp256r1", "secp384r1"):
        return key
    if isinstance(key, rsa.RSAPublicKey) and 2048 <= key.key_size <= 4096:
        return key
    raise RequestError("must have an ECDSA key on P-256 or P-384, or an RSA key of 2048 to 4096 bits")


def create_request() -> tuple[str, str]:
    """On a node: a new key and a request that is signed with it, in PEM. The key never leaves the node."""
    key = ec.generate_private_key(ec.SECP256R1())
    request = x509.CertificateSigningRequestBuilder().subject_name(_named("node")).sign(key, SHA256())
    return write_key(key).decode(), request.public_bytes(Encoding.PEM).decode()


def write_key(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
