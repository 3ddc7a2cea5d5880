"""`_hashlib`: the digests themselves, where CPython has them."""

from typing import Any

import _sluice_hash


class HASH:
    """A digest in the making. The state is never changed in place, so that a copy costs nothing."""

    __slots__ = ("_name", "_state")

    def __init__(self, name: str, state: bytes) -> None:
        self._name = name
        self._state = state

    @property
    def name(self) -> str:
        """The name that `new` takes."""
        return self._name

    @property
    def digest_size(self) -> int:
        """Bytes."""
        size: int = _sluice_hash.digest_size(self._state)
        return size

    @property
    def block_size(self) -> int:
        """Bytes that are mixed in at once."""
        size: int = _sluice_hash.block_size(self._state)
        return size

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
        return HASH(self._name, self._state)

    def __repr__(self) -> str:
        return f"<{self._name} _hashlib.HASH object @ {hex(id(self))}>"


def _checked(data: Any) -> Any:
    if isinstance(data, str):
        raise TypeError("Strings must be encoded before hashing")
    if not isinstance(data, bytes | bytearray):
        raise TypeError("object supporting the buffer API required")
    return data
