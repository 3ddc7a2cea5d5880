"""`_hashlib`: the digests themselves, where CPython has them."""

from typing import Any

import _sluice_hash

NAMES = ("md5", "sha1", "sha224", "sha256", "sha384", "sha512", "blake2b")
_LAST_SHORT = 3
"""SHA-256: the digests up to it work on blocks of 64 bytes."""


def kind_of(name: str) -> int:
    """The number that the C knows a digest by. ValueError for an unknown name."""
    wanted = name.lower()
    for kind in range(len(NAMES)):
        if wanted == NAMES[kind]:
            return kind
    raise ValueError(f"unsupported hash type {name}")


class HASH:
    """A digest in the making. The state is never changed in place, so that a copy costs nothing."""

    __slots__ = ("_kind", "_state", "block_size", "digest_size")

    def __init__(self, kind: int, state: bytes, digest_size: int) -> None:
        self._kind = kind
        self._state = state
        self.digest_size = digest_size
        self.block_size = 64 if kind <= _LAST_SHORT else 128

    @property
    def name(self) -> str:
        """The name that `new` takes."""
        return NAMES[self._kind]

    def update(self, data: Any, /) -> None:
        """Add data."""
        self._state = _sluice_hash.update(self._state, _checked(data))

    def digest(self) -> bytes:
        """The digest of all data so far."""
        found: bytes = _sluice_hash.finish(self._state)
        return found

    def hexdigest(self) -> str:
        """The digest in hexadecimal digits."""
        return self.digest().hex()

    def copy(self) -> "HASH":
        """The same state once more."""
        return HASH(self._kind, self._state, self.digest_size)

    def __repr__(self) -> str:
        return f"<{self.name} _hashlib.HASH object @ 0x{id(self):x}>"


def _checked(data: Any) -> Any:
    if isinstance(data, str):
        raise TypeError("Strings must be encoded before hashing")
    if not isinstance(data, bytes | bytearray):
        raise TypeError("object supporting the buffer API required")
    return data
