"""`uuid`: UUIDs. Random ones come from the host's source of chance."""

import hashlib
from typing import Any

import _sluice_entropy

from sluice.api.hostcalls import get_current_time_nanoseconds

RESERVED_NCS = "reserved for NCS compatibility"
RFC_4122 = "specified in RFC 4122"
RESERVED_MICROSOFT = "reserved for Microsoft compatibility"
RESERVED_FUTURE = "reserved for future definition"


class UUID:
    """128 bits with names for their parts."""

    __slots__ = ("int",)

    def __init__(
        self,
        hex: Any = None,
        bytes: Any = None,
        bytes_le: Any = None,
        fields: Any = None,
        int: Any = None,
        version: Any = None,
    ) -> None:
        if [hex, bytes, bytes_le, fields, int].count(None) != 4:
            raise TypeError("one of the hex, bytes, bytes_le, fields, or int arguments must be given")
        number = 0
        if hex is not None:
            number = _from_hex(hex)
        elif bytes_le is not None:
            if len(bytes_le) != 16:
                raise ValueError("bytes_le is not a 16-char string")
            number = _from_bytes(_swap(bytes_le))
        elif bytes is not None:
            if len(bytes) != 16:
                raise ValueError("bytes is not a 16-char string")
            number = _from_bytes(bytes)
        elif fields is not None:
            number = _from_fields(fields)
        else:
            number = int
        if not 0 <= number < 1 << 128:
            raise ValueError("int is out of range (need a 128-bit value)")
        if version is not None:
            if not 1 <= version <= 5:
                raise ValueError("illegal version number")
            number &= ~(0xC000 << 48)
            number |= 0x8000 << 48
            number &= ~(0xF000 << 64)
            number |= version << 76
        self.int = number

    def __eq__(self, other: Any) -> Any:
        return self.int == other.int if isinstance(other, UUID) else NotImplemented

    def __lt__(self, other: Any) -> Any:
        return self.int < other.int if isinstance(other, UUID) else NotImplemented

    def __gt__(self, other: Any) -> Any:
        return self.int > other.int if isinstance(other, UUID) else NotImplemented

    def __le__(self, other: Any) -> Any:
        return self.int <= other.int if isinstance(other, UUID) else NotImplemented

    def __ge__(self, other: Any) -> Any:
        return self.int >= other.int if isinstance(other, UUID) else NotImplemented

    def __hash__(self) -> Any:
        return hash(self.int)

    def __int__(self) -> Any:
        return self.int

    def __repr__(self) -> str:
        return f"{self.__class__.__name__}({str(self)!r})"

    def __str__(self) -> str:
        text = self.hex
        return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"

    @property
    def bytes(self) -> Any:
        return self.int.to_bytes(16, "big")

    @property
    def bytes_le(self) -> Any:
        return _swap(self.bytes)

    @property
    def fields(self) -> Any:
        return (
            self.time_low,
            self.time_mid,
            self.time_hi_version,
            self.clock_seq_hi_variant,
            self.clock_seq_low,
            self.node,
        )

    @property
    def time_low(self) -> Any:
        return self.int >> 96

    @property
    def time_mid(self) -> Any:
        return (self.int >> 80) & 0xFFFF

    @property
    def time_hi_version(self) -> Any:
        return (self.int >> 64) & 0xFFFF

    @property
    def clock_seq_hi_variant(self) -> Any:
        return (self.int >> 56) & 0xFF

    @property
    def clock_seq_low(self) -> Any:
        return (self.int >> 48) & 0xFF

    @property
    def time(self) -> Any:
        return ((self.time_hi_version & 0x0FFF) << 48) | (self.time_mid << 32) | self.time_low

    @property
    def clock_seq(self) -> Any:
        return ((self.clock_seq_hi_variant & 0x3F) << 8) | self.clock_seq_low

    @property
    def node(self) -> Any:
        return self.int & 0xFFFFFFFFFFFF

    @property
    def hex(self) -> str:
        return f"{self.int:032x}"

    @property
    def urn(self) -> str:
        return "urn:uuid:" + str(self)

    @property
    def variant(self) -> str:
        if not self.int & (0x8000 << 48):
            return RESERVED_NCS
        if not self.int & (0x4000 << 48):
            return RFC_4122
        if not self.int & (0x2000 << 48):
            return RESERVED_MICROSOFT
        return RESERVED_FUTURE

    @property
    def version(self) -> Any:
        if self.variant == RFC_4122:
            return (self.int >> 76) & 0xF
        return None

    def __copy__(self) -> "UUID":
        return self

    def __deepcopy__(self, memo: Any) -> "UUID":
        return self


def _from_bytes(data: Any) -> Any:
    return int.from_bytes(data, "big")


def _from_hex(text: Any) -> Any:
    plain = text.replace("urn:", "").replace("uuid:", "").strip("{}").replace("-", "")
    if len(plain) != 32:
        raise ValueError("badly formed hexadecimal UUID string")
    return int(plain, 16)


def _swap(data: Any) -> Any:
    """Between the two byte orders."""
    return data[3::-1] + data[5:3:-1] + data[7:5:-1] + data[8:]


def _from_fields(fields: Any) -> Any:
    if len(fields) != 6:
        raise ValueError("fields is not a 6-tuple")
    low, mid, high, clock_high, clock_low, node = fields
    limits = (
        (low, 32, "1", "a 32-bit"),
        (mid, 16, "2", "a 16-bit"),
        (high, 16, "3", "a 16-bit"),
        (clock_high, 8, "4", "an 8-bit"),
        (clock_low, 8, "5", "an 8-bit"),
        (node, 48, "6", "a 48-bit"),
    )
    for value, bits, number, size in limits:
        if not 0 <= value < 1 << bits:
            raise ValueError(f"field {number} out of range (need {size} value)")
    clock = (clock_high << 8) | clock_low
    return (low << 96) | (mid << 80) | (high << 64) | (clock << 48) | node


_last: list[int] = []


def getnode() -> int:
    """A random number: there is no network card here."""
    return int.from_bytes(_sluice_entropy.random_bytes(6), "big") | (1 << 40)


def uuid1(node: Any = None, clock_seq: Any = None) -> UUID:
    """From the clock and a node's number."""
    timestamp = get_current_time_nanoseconds() // 100 + 0x01B21DD213814000
    if _last and timestamp <= _last[0]:
        timestamp = _last[0] + 1
    _last.clear()
    _last.append(timestamp)
    sequence = (
        int.from_bytes(_sluice_entropy.random_bytes(2), "big") & 0x3FFF if clock_seq is None else clock_seq
    )
    return UUID(
        fields=(
            timestamp & 0xFFFFFFFF,
            (timestamp >> 32) & 0xFFFF,
            (timestamp >> 48) & 0x0FFF,
            (sequence >> 8) & 0x3F,
            sequence & 0xFF,
            getnode() if node is None else node,
        ),
        version=1,
    )


def uuid3(namespace: UUID, name: Any) -> UUID:
    """From the MD5 of a name."""
    data = name.encode() if isinstance(name, str) else bytes(name)
    return UUID(bytes=hashlib.md5(namespace.bytes + data).digest(), version=3)


def uuid4() -> UUID:
    """A random one."""
    return UUID(bytes=_sluice_entropy.random_bytes(16), version=4)


def uuid5(namespace: UUID, name: Any) -> UUID:
    """From the SHA-1 of a name."""
    data = name.encode() if isinstance(name, str) else bytes(name)
    return UUID(bytes=hashlib.sha1(namespace.bytes + data).digest()[:16], version=5)


NAMESPACE_DNS = UUID("6ba7b810-9dad-11d1-80b4-00c04fd430c8")
NAMESPACE_URL = UUID("6ba7b811-9dad-11d1-80b4-00c04fd430c8")
NAMESPACE_OID = UUID("6ba7b812-9dad-11d1-80b4-00c04fd430c8")
NAMESPACE_X500 = UUID("6ba7b814-9dad-11d1-80b4-00c04fd430c8")
