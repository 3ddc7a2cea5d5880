"""`hmac`: messages with a key."""

import hashlib
from _hashlib import HASH
from typing import Any

digest_size: Any = None


class HMAC:
    """A keyed digest in the making."""

    blocksize = 64

    def __init__(self, key: Any, msg: Any = None, digestmod: Any = "") -> None:
        if not isinstance(key, bytes | bytearray):
            raise TypeError(f"key: expected bytes or bytearray, but got {type(key).__name__!r}")
        if not digestmod:
            raise TypeError("Missing required parameter 'digestmod'.")
        inner = hashlib.make(digestmod, b"")
        secret: bytes = bytes(key)
        if len(secret) > inner.block_size:
            secret = hashlib.make(digestmod, secret).digest()
        secret = secret.ljust(inner.block_size, b"\0")
        outer = inner.copy()
        inner.update(bytes([each ^ 0x36 for each in secret]))
        outer.update(bytes([each ^ 0x5C for each in secret]))
        self._digestmod: Any = digestmod
        self._inner: HASH = inner
        self._outer: HASH = outer
        self.digest_size = inner.digest_size
        self.block_size = inner.block_size
        if msg is not None:
            self.update(msg)

    @property
    def name(self) -> str:
        """`hmac-sha256` and the like."""
        return "hmac-" + self._inner.name

    def update(self, msg: Any) -> None:
        """Add to the message."""
        self._inner.update(msg)

    def copy(self) -> "HMAC":
        """The same state once more."""
        made = HMAC(b"", None, self._digestmod)
        made._inner = self._inner.copy()
        made._outer = self._outer
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


def compare_digest(a: Any, b: Any, /) -> bool:
    """Whether two are equal, in a time that does not tell where they differ."""
    if isinstance(a, str) and isinstance(b, str):
        if not a.isascii() or not b.isascii():
            raise TypeError("comparing strings with non-ASCII characters is not supported")
        return _equal(a.encode(), b.encode())
    for each, other in ((a, b), (b, a)):
        if not isinstance(each, bytes | bytearray):
            names = f"'{type(a).__name__}' and '{type(b).__name__}'"
            if isinstance(each, str) or isinstance(other, str):
                raise TypeError(f"unsupported operand types(s) or combination of types: {names}")
            raise TypeError(f"a bytes-like object is required, not '{type(each).__name__}'")
    return _equal(bytes(a), bytes(b))


def _equal(a: bytes, b: bytes) -> bool:
    different = len(a) ^ len(b)
    other = b if len(a) == len(b) else a
    for place in range(len(a)):
        different |= a[place] ^ other[place]
    return different == 0
