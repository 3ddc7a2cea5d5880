"""Who vouches for a module: an Ed25519 signature in its last section.

    wasm = sign(wasm, read_key(Path("release.pem")))
    find_signature(wasm)     # Signature(public_key="ed25519:…", holds=True)

The section is called `sluice.signature` and holds public key and signature of the SHA-256 of what stands
before it. Signing the same bytes with the same key gives the same bytes. A signature says that somebody
with the private key has signed exactly these bytes: not which compiler made them, nor that they do no harm.
"""

import base64
import binascii
import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from sluice.toolchain.sections import CUSTOM, Section, drop_custom_sections, read_sections, write_sections

SIGNATURE_SECTION = "sluice.signature"
_SCHEME = "ed25519:"
_KEY_BYTES, _SIGNATURE_BYTES = 32, 64
_PRIME = 2**255 - 19
_ORDER_EIGHT = 0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD84D3D706A17C7
_SMALL_ORDER = frozenset((0, 1, _PRIME - 1, _ORDER_EIGHT, _PRIME - _ORDER_EIGHT))
"""y of the eight points whose order divides eight: with such a key one signature fits every module."""
_PURPOSE = b"sluice module, 1\0"
"""So that a key which also signs something else signs no module by it."""


class SigningKeyError(ValueError):
    """A file is no key to sign with, or a text no public key."""


@dataclass(frozen=True, slots=True)
class Signature:
    """What a module says of who signed it; that `holds` says nothing of whether the key is to be trusted."""

    public_key: str
    holds: bool


def sign(wasm: bytes, key: Ed25519PrivateKey) -> bytes:
    """The module with a signature by this key in place of any that it had; raises `ModuleError`."""
    unsigned = drop_custom_sections(wasm, [SIGNATURE_SECTION])
    content = key.public_key().public_bytes_raw() + key.sign(_digest(unsigned))
    return unsigned + _section(content)


def find_signature(wasm: bytes) -> Signature | None:
    """None: the module has none. One that is not at the end does not hold. Raises `ModuleError`."""
    found = [each for each in read_sections(wasm) if each.name == SIGNATURE_SECTION]
    if not found:
        return None
    content = found[-1].content
    public, signature = content[:_KEY_BYTES], content[_KEY_BYTES:]
    section = _section(content)
    is_last = len(found) == 1 and wasm.endswith(section) and len(signature) == _SIGNATURE_BYTES
    holds = is_last and _holds(public, signature, _digest(wasm[: -len(section)]))
    return Signature(_SCHEME + base64.b64encode(public).decode(), holds)


def make_key(path: Path) -> Ed25519PrivateKey:
    """A new private key in a file that only its owner may read; raises `FileExistsError`."""
    key = Ed25519PrivateKey.generate()
    text = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(text)
    return key


def read_key(path: Path) -> Ed25519PrivateKey:
    """The private key in a PEM file; raises `SigningKeyError` or `OSError`."""
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise SigningKeyError(f"{path} is no private key in PEM without a password") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise SigningKeyError(f"{path} is another kind of key than Ed25519")
    return key


def public_key_of(key: Ed25519PrivateKey) -> str:
    """As a console takes it: "ed25519:" and base64."""
    return _SCHEME + base64.b64encode(key.public_key().public_bytes_raw()).decode()


def read_public_key(text: str) -> str:
    """The one way to write this public key; raises `SigningKeyError`."""
    scheme, encoded = text.strip()[: len(_SCHEME)], text.strip()[len(_SCHEME) :]
    try:
        raw = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        raw = b""
    if scheme != _SCHEME or len(raw) != _KEY_BYTES:
        raise SigningKeyError(f"is no public key: `sluice signing-key FILE` prints one, {_SCHEME}…")
    if _is_weak(raw):
        raise SigningKeyError("is a point of small order, to which anybody can sign: make a key of your own")
    return _SCHEME + base64.b64encode(raw).decode()


def _is_weak(public: bytes) -> bool:
    """Of small order, or written in another way than the one that there is for a point."""
    y = int.from_bytes(public, "little") & ((1 << 255) - 1)
    return y >= _PRIME or y in _SMALL_ORDER


def _digest(unsigned: bytes) -> bytes:
    return _PURPOSE + hashlib.sha256(unsigned).digest()


def _holds(public: bytes, signature: bytes, signed: bytes) -> bool:
    if _is_weak(public):
        return False
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, signed)
    except (InvalidSignature, ValueError):
        return False
    return True


def _section(content: bytes) -> bytes:
    """Its bytes in a module."""
    module = write_sections([Section(CUSTOM, content, 0, SIGNATURE_SECTION)])
    return module[len(write_sections([])) :]
