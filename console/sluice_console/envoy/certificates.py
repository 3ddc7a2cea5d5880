"""What is in a certificate, and whether it goes with its key: found before a node has to refuse it."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

_CURVES = ("secp256r1", "secp384r1", "secp521r1")
MINIMUM_RSA_BITS = 2048


@dataclass(frozen=True, slots=True)
class CertificateFacts:
    """`names` are DNS names, IP addresses and URIs; `kind` is ECDSA or RSA; `fingerprint` SHA-256 in hex."""

    names: tuple[str, ...]
    kind: str
    issuer: str
    not_before: datetime
    not_after: datetime
    fingerprint: str


def read_chain(pem: str) -> list[x509.Certificate]:
    """The certificates, the server's first. Raises ValueError in words."""
    try:
        return x509.load_pem_x509_certificates(pem.encode())
    except ValueError as error:
        raise ValueError(
            "is no chain of certificates in PEM: -----BEGIN CERTIFICATE----- and what follows"
        ) from error


def find_facts(chain: str) -> CertificateFacts:
    """About the server's certificate, the first of the chain."""
    certificate = read_chain(chain)[0]
    return CertificateFacts(
        names=_names_of(certificate),
        kind="RSA" if isinstance(certificate.public_key(), rsa.RSAPublicKey) else "ECDSA",
        issuer=certificate.issuer.rfc4514_string(),
        not_before=certificate.not_valid_before_utc,
        not_after=certificate.not_valid_after_utc,
        fingerprint=certificate.fingerprint(SHA256()).hex(),
    )


def check_chain(pem: str) -> Iterator[str]:
    """What keeps a chain from being served."""
    try:
        chain = read_chain(pem)
    except ValueError as error:
        yield str(error)
        return
    if not _names_of(chain[0]):
        yield "names no host: the first certificate needs a subjectAltName with DNS names, addresses or URIs"
    key = chain[0].public_key()
    if isinstance(key, rsa.RSAPublicKey):
        if key.key_size < MINIMUM_RSA_BITS:
            yield f"has an RSA key of {key.key_size} bits; {MINIMUM_RSA_BITS} are the least"
    elif not isinstance(key, ec.EllipticCurvePublicKey) or key.curve.name not in _CURVES:
        yield "must have an RSA key, or an ECDSA key on P-256, P-384 or P-521"
    for lower, upper in itertools.pairwise(chain):
        try:
            lower.verify_directly_issued_by(upper)
        except Exception:  # ValueError, TypeError, InvalidSignature: each says that it is not
            yield "is out of order: each certificate must be signed by the next one"
            return


def check_key(chain: str, key: str) -> Iterator[str]:
    """What keeps a key from being used with a chain that is in order."""
    try:
        private = load_pem_private_key(key.encode(), None)
    except TypeError:
        yield "is protected by a password; remove it first: openssl pkey -in key.pem -out plain.pem"
        return
    except (ValueError, UnsupportedAlgorithm):
        yield "is no private key in PEM: -----BEGIN PRIVATE KEY----- and what follows"
        return
    form = (Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    wanted = read_chain(chain)[0].public_key().public_bytes(*form)
    if private.public_key().public_bytes(*form) != wanted:
        yield "does not belong to the first certificate of the chain"


def normalise_key(key: str) -> str:
    """PKCS#8, whatever it came as."""
    private = load_pem_private_key(key.encode(), None)
    return private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def _names_of(certificate: x509.Certificate) -> tuple[str, ...]:
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return ()
    found = names.get_values_for_type(x509.DNSName)
    addresses = map(str, names.get_values_for_type(x509.IPAddress))
    return (*found, *addresses, *names.get_values_for_type(x509.UniformResourceIdentifier))
