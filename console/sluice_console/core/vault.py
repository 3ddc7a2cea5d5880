"""Secrets at rest: sealed with a key that is not in the database.

    vault = Vault(key)
    sealed = vault.seal(b"-----BEGIN PRIVATE KEY…", "certificate ct_1")
    vault.open(sealed, "certificate ct_1")

AES-256-GCM. What a secret is for is sealed with it, so that nobody who can write to the database can put
one secret in another's place. Replicas that share a database share the key.
"""

import base64
import binascii
import hashlib
import hmac
import os
import secrets
import tempfile
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from sluice_console.core.errors import StartError

KEY_BYTES = 32
KEY_FILE = "secret.key"
_NONCE_BYTES = 12
_MARK_BYTES = 4


class VaultError(Exception):
    """What was sealed cannot be opened: with another key, or it was changed since."""


class Vault:
    """Seals and opens; `derive` gives further keys that follow from the one."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(hmac.digest(key, b"sluice vault", hashlib.sha256))
        self._key = key
        self._mark = hashlib.sha256(b"sluice mark" + key).digest()[:_MARK_BYTES]

    def seal(self, data: bytes, purpose: str) -> bytes:
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return self._mark + nonce + self._cipher.encrypt(nonce, data, purpose.encode())

    def open(self, sealed: bytes, purpose: str) -> bytes:
        """Raises `VaultError` with the remedy."""
        mark, rest = sealed[:_MARK_BYTES], sealed[_MARK_BYTES:]
        if mark != self._mark:
            raise VaultError(
                f"{purpose} was sealed with another key than this console's; "
                f"give it the {KEY_FILE} of that time, or SLUICE_SECRET_KEY"
            )
        try:
            return self._cipher.decrypt(rest[:_NONCE_BYTES], rest[_NONCE_BYTES:], purpose.encode())
        except InvalidTag as error:
            raise VaultError(f"{purpose} was changed in the database; enter it again") from error

    def derive(self, purpose: str) -> bytes:
        """32 bytes that are the same on every replica and tell nothing about the key."""
        return hmac.digest(self._key, f"derived: {purpose}".encode(), hashlib.sha256)


def load_vault(given: str, data: Path) -> Vault:
    """With the key of the settings (base64), else of a file in the data folder that the first start makes.

    Raises `StartError` when it is no key.
    """
    if given:
        return Vault(_decode(given, "SLUICE_SECRET_KEY"))
    path = data / KEY_FILE
    if not path.exists():
        _create(path)
    try:
        return Vault(_decode(path.read_text(), str(path)))
    except OSError as error:
        raise StartError(
            f"the key in {path} cannot be read: {error.strerror}", "make it readable for this user"
        ) from error


def _create(path: Path) -> None:
    """Whole or not at all, readable by the owner only. Of two that start together one makes it."""
    text = base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        draft = Path(name)
        with os.fdopen(descriptor, "w") as file:
            file.write(text + "\n")
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    except OSError as error:
        raise StartError(
            f"the key file {path} cannot be written: {error.strerror}",
            "make the data folder writable, or give the key in SLUICE_SECRET_KEY",
        ) from error


def _decode(text: str, place: str) -> bytes:
    try:
        key = base64.b64decode(text.strip(), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        raise StartError(
            f"{place} is no key: it must be {KEY_BYTES} bytes in base64",
            "make one with: openssl rand -base64 32",
        )
    return key
