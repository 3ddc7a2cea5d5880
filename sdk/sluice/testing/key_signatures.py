"""Signatures as Envoy's BoringSSL makes and checks them: RSA with PKCS #1 v1.5, ECDSA in DER."""

from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

_HASHES: dict[bytes, hashes.HashAlgorithm] = {
    b"sha1": hashes.SHA1(),
    b"sha224": hashes.SHA224(),
    b"sha256": hashes.SHA256(),
    b"sha384": hashes.SHA384(),
    b"sha512": hashes.SHA512(),
}
_PEM = b"-----BEGIN"
_NO_PUBLIC_KEY = "Failed to initialize digest verify."
_NO_PRIVATE_KEY = "Invalid key type: private key required for signing operation."


def verify(name: bytes, key: bytes, signature: bytes, text: bytes) -> str:
    """What is wrong; "" where the signature is right."""
    chosen = _HASHES.get(name.lower())
    if chosen is None:
        return f"{name.decode(errors='replace')} is not supported."
    load = serialization.load_pem_public_key if _PEM in key else serialization.load_der_public_key
    public = _loaded(load, key)
    try:
        if isinstance(public, rsa.RSAPublicKey):
            public.verify(signature, text, padding.PKCS1v15(), chosen)
        elif isinstance(public, ec.EllipticCurvePublicKey):
            public.verify(signature, text, ec.ECDSA(chosen))
        else:
            return _NO_PUBLIC_KEY
    except InvalidSignature:
        return "Failed to verify digest. Error code: 0"
    return ""


def sign(name: bytes, key: bytes, text: bytes) -> tuple[bytes, str]:
    """The signature, and "" or what is wrong."""
    chosen = _HASHES.get(name.lower())
    if chosen is None:
        return b"", f"{name.decode(errors='replace')} is not supported."

    def load(data: bytes) -> Any:
        loader = serialization.load_pem_private_key if _PEM in data else serialization.load_der_private_key
        return loader(data, None)

    private = _loaded(load, key)
    if isinstance(private, rsa.RSAPrivateKey):
        return private.sign(text, padding.PKCS1v15(), chosen), ""
    if isinstance(private, ec.EllipticCurvePrivateKey):
        return private.sign(text, ec.ECDSA(chosen)), ""
    return b"", _NO_PRIVATE_KEY


def _loaded(load: Any, key: bytes) -> object:
    """None for what is no key of that kind."""
    try:
        return load(key)
    except Exception:  # whatever a library says of bytes that are no key
        return None
