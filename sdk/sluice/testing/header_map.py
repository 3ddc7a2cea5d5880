"""A header map with Envoy's rules, and the serialised form in which header maps cross into a module."""

import struct
from collections.abc import Iterable, Iterator

from sluice.testing.abi import Status, StatusError

Pair = tuple[bytes, bytes]

MAX_PAIRS = 1024
MAX_PAIRS_SIZE = 1024 * 1024  # bytes


class HeaderMap:
    """Headers in order; names are lower-cased on the way in and found in any case.

    Pseudo-headers stay in front. Of those in `inline` there is one entry, to which further values are joined;
    in a request's headers "host" is another name of ":authority".
    """

    __slots__ = ("_inline", "_pairs")

    def __init__(self, pairs: Iterable[Pair] = (), inline: frozenset[bytes] = frozenset()) -> None:
        self._inline = inline
        self._pairs: list[Pair] = []
        self._fill(pairs)

    @classmethod
    def of(cls, pairs: list[Pair], inline: frozenset[bytes]) -> "HeaderMap":
        """Of pairs that are in order already: lower case, nothing twice, no "host"; they become the map's."""
        made = cls.__new__(cls)
        made._inline = inline
        made._pairs = pairs
        return made

    def snapshot(self) -> list[Pair]:
        """As it is now, whatever is changed later."""
        return self._pairs.copy()

    def __iter__(self) -> Iterator[Pair]:
        return iter(self._pairs)

    def __len__(self) -> int:
        return len(self._pairs)

    @property
    def names(self) -> set[bytes]:
        return {name for name, _ in self._pairs}

    def get(self, name: bytes) -> bytes | None:
        """The first value only, as `proxy_get_header_map_value` gives it."""
        for key, value in self._pairs:
            if key == name:
                return value
        if name.islower() and name != b"host":
            return None
        own = self._key(name)
        return None if own == name else self.get(own)

    def get_all(self, name: bytes) -> list[bytes]:
        name = self._key(name)
        return [value for key, value in self._pairs if key == name]

    def add(self, name: bytes, value: bytes) -> None:
        name = self._key(name)
        if name in self._inline:
            for index, (key, before) in enumerate(self._pairs):
                if key == name:
                    if name not in (b":status", b":scheme"):
                        self._pairs[index] = (name, before + b"," + value if before else value)
                    return
        self._append(name, value)

    def replace(self, name: bytes, value: bytes) -> None:
        """All of its values go; the new one comes last."""
        self.remove(name)
        self._append(self._key(name), value)

    def remove(self, name: bytes) -> None:
        name = self._key(name)
        for pair in self._pairs:
            if pair[0] == name:
                self._pairs = [pair for pair in self._pairs if pair[0] != name]
                return

    def replace_all(self, pairs: Iterable[Pair]) -> None:
        self._fill(sorted(pairs, key=lambda pair: self._key(pair[0])[:1] != b":"))

    def _fill(self, pairs: Iterable[Pair]) -> None:
        found = [(name.lower(), value) for name, value in pairs]
        if not found:
            self._pairs = found
            return
        names = {name for name, _ in found}
        self._pairs = found
        if self._inline and (len(names) < len(found) or b"host" in names):
            self._pairs = []
            for name, value in found:
                self.add(name, value)

    def copy(self) -> "HeaderMap":
        return HeaderMap(self._pairs, self._inline)

    def _key(self, name: bytes) -> bytes:
        name = name.lower()
        return b":authority" if name == b"host" and b":authority" in self._inline else name

    def _append(self, name: bytes, value: bytes) -> None:
        if name[:1] != b":":
            self._pairs.append((name, value))
            return
        place = next((i for i, (key, _) in enumerate(self._pairs) if key[:1] != b":"), len(self._pairs))
        self._pairs.insert(place, (name, value))

    @property
    def byte_size(self) -> int:
        return sum(len(name) + len(value) for name, value in self._pairs)


def encode_pairs(pairs: Iterable[Pair]) -> bytes:
    """u32 count; for each pair u32 name size, u32 value size; then name NUL value NUL. No pairs: nothing at
    all.
    """
    pairs = list(pairs)
    if not pairs:
        return b""
    sizes = b"".join(struct.pack("<II", len(name), len(value)) for name, value in pairs)
    texts = b"".join(name + b"\0" + value + b"\0" for name, value in pairs)
    return struct.pack("<I", len(pairs)) + sizes + texts


def decode_pairs(data: bytes) -> list[Pair]:
    """The pairs; like Envoy, nothing at all when they are malformed, too many or too large."""
    if len(data) < 4 or len(data) > MAX_PAIRS_SIZE:
        return []
    (count,) = struct.unpack_from("<I", data)
    if count > MAX_PAIRS or 4 + 8 * count > len(data):
        return []
    pairs = []
    position = 4 + 8 * count
    for index in range(count):
        name_size, value_size = struct.unpack_from("<II", data, 4 + 8 * index)
        end_of_name = position + name_size
        end_of_value = end_of_name + 1 + value_size
        if end_of_value + 1 > len(data) or data[end_of_name] or data[end_of_value]:
            return []
        pairs.append((data[position:end_of_name], data[end_of_name + 1 : end_of_value]))
        position = end_of_value + 1
    return pairs


def read_bytes(buffer: bytes | bytearray | None, start: int, length: int) -> bytes:
    """What `proxy_get_buffer_bytes` gives: clamped at the end, nothing past it."""
    if buffer is None:
        raise StatusError(Status.NOT_FOUND)
    return bytes(buffer[start : start + length])


def write_bytes(buffer: bytearray, start: int, length: int, data: bytes) -> None:
    """What `proxy_set_buffer_bytes` does: replace a beginning of any length or append, nothing in between."""
    if start == 0:
        buffer[0:length] = data
    elif start >= len(buffer):
        buffer += data
    else:
        raise StatusError(Status.BAD_ARGUMENT)
