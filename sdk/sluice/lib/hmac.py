"""`hmac`: messages with a key.

`_new_sha256` is what `new` with SHA-256 is, `_digest_sha256` what `digest` is: a call that names its digest does
not carry the others.
"""

import hashlib
from _hashlib import HASH
from typing import Any

import _sluice_hash

digest_size: Any = None


class HMAC:
    """A keyed digest in the making."""

    blocksize = 64

    def __init__(self, key: Any, msg: Any = None, digestmod: Any = "") -> None:
        _check_key(key)
        if not digestmod:
            raise TypeError("Missing required parameter 'digestmod'.")
        self._begin(key, msg, hashlib.make(digestmod, b""))

    def _begin(self, key: Any, msg: Any, fresh: HASH) -> None:
        size = fresh.block_size
        secret: bytes = _sluice_hash.plain(key)
        if len(secret) > size:
            longer = fresh.copy()
            longer.update(secret)
            secret = longer.digest()
        inner, outer = fresh.copy(), fresh.copy()
        inner.update(_sluice_hash.pad(secret, size, 0x36))
        outer.update(_sluice_hash.pad(secret, size, 0x5C))
        self._inner: HASH = inner
        self._outer: HASH = outer
        self.digest_size = fresh.digest_size
        self.block_size = size
        if msg is not None:
            inner.update(msg)

    @property
    def name(self) -> str:
        """`hmac-sha256` and the like."""
        return "hmac-" + self._inner.name

    def update(self, msg: Any) -> None:
        """Add to the message."""
        self._inner.update(msg)

    def copy(self) -> "HMAC":
        """The same state once more."""
        made = object.__new__(HMAC)
        made._inner = self._inner.copy()
        made._outer = self._outer
        made.digest_size = self.digest_size
        made.block_size = self.block_size
        return made

    def digest(self) -> bytes:
        """The keyed digest of all data so far."""
        outer = self._outer.copy()
        outer.update(self._inner.digest())
        return outer.digest()

    def hexdigest(self) -> str:
        """The same in hexadecimal digits."""
        return self.digest().hex()


def new(key: Any, msg: Any = None, digestmod: Any = "") -> HMAC:
    """A keyed digest, with a first message."""
    return HMAC(key, msg, digestmod)


def digest(key: Any, msg: Any, digest: Any) -> bytes:
    """The keyed digest of one message."""
    return HMAC(key, msg, digest).digest()


def _check_key(key: Any) -> None:
    if not isinstance(key, bytes | bytearray):
        raise TypeError(f"key: expected bytes or bytearray, but got '{type(key).__name__}'")


def _begun(key: Any, msg: Any, fresh: HASH) -> HMAC:
    _check_key(key)
    made = object.__new__(HMAC)
    made._begin(key, msg, fresh)
    return made


def _new_sha1(key: Any, msg: Any = None) -> HMAC:
    return _begun(key, msg, hashlib.sha1())


def _digest_sha1(key: Any, msg: Any) -> bytes:
    return _begun(key, msg, hashlib.sha1()).digest()


def _new_sha256(key: Any, msg: Any = None) -> HMAC:
    return _begun(key, msg, hashlib.sha256())


def _digest_sha256(key: Any, msg: Any) -> bytes:
    return _begun(key, msg, hashlib.sha256()).digest()


def _new_sha384(key: Any, msg: Any = None) -> HMAC:
    return _begun(key, msg, hashlib.sha384())


def _digest_sha384(key: Any, msg: Any) -> bytes:
    return _begun(key, msg, hashlib.sha384()).digest()


def _new_sha512(key: Any, msg: Any = None) -> HMAC:
    return _begun(key, msg, hashlib.sha512())


def _digest_sha512(key: Any, msg: Any) -> bytes:
    return _begun(key, msg, hashlib.sha512()).digest()


def compare_digest(a: Any, b: Any, /) -> bool:
    """Whether two are equal, in a time that does not tell where they differ."""
    same: bool = _sluice_hash.compare(a, b)
    return same
