"""Addresses: an integer, and how it is written."""

from typing import Any

_DIGITS = "0123456789"
_HEX_DIGITS = "0123456789abcdefABCDEF"


class AddressValueError(ValueError):
    """Not an address."""


class NetmaskValueError(ValueError):
    """Not a netmask."""


def v4_int_to_packed(address: int) -> bytes:
    """Four bytes."""
    try:
        return address.to_bytes(4, "big")
    except OverflowError:
        raise ValueError("Address negative or too large for IPv4") from None


def v6_int_to_packed(address: int) -> bytes:
    """Sixteen bytes."""
    try:
        return address.to_bytes(16, "big")
    except OverflowError:
        raise ValueError("Address negative or too large for IPv6") from None


def parse_v4(text: str) -> int:
    """The number of a dotted address."""
    if not text:
        raise AddressValueError("Address cannot be empty")
    octets = text.split(".")
    if len(octets) != 4:
        raise AddressValueError(f"Expected 4 octets in {text!r}")
    found = 0
    for octet in octets:
        found = found * 256 + _octet(octet, text)
    return found


def _octet(octet: str, text: str) -> int:
    if not octet:
        raise AddressValueError(f"Empty octet not permitted in {text!r}")
    if not (octet.isascii() and octet.isdigit()):
        raise AddressValueError(f"Only decimal digits permitted in {octet!r} in {text!r}")
    if len(octet) > 3:
        raise AddressValueError(f"At most 3 characters permitted in {octet!r} in {text!r}")
    if octet != "0" and octet[0] == "0":
        raise AddressValueError(f"Leading zeros are not permitted in {octet!r} in {text!r}")
    number = int(octet)
    if number > 255:
        raise AddressValueError(f"Octet {number} (> 255) not permitted in {text!r}")
    return number


def show_v4(number: int) -> str:
    """Four numbers with dots."""
    return f"{number >> 24}.{(number >> 16) & 255}.{(number >> 8) & 255}.{number & 255}"


def parse_v6(text: str) -> int:
    """The number of an address with colons."""
    if not text:
        raise AddressValueError("Address cannot be empty")
    parts = text.split(":")
    if len(parts) < 3:
        raise AddressValueError(f"At least 3 parts expected in {text!r}")
    if "." in parts[-1]:
        try:
            last = parse_v4(parts.pop())
        except AddressValueError as error:
            raise AddressValueError(f"{error} in {text!r}") from None
        parts.append(f"{(last >> 16) & 0xFFFF:x}")
        parts.append(f"{last & 0xFFFF:x}")
    if len(parts) > 9:
        raise AddressValueError(f"At most 8 colons permitted in {text!r}")
    skip = -1
    for place in range(1, len(parts) - 1):
        if not parts[place]:
            if skip >= 0:
                raise AddressValueError(f"At most one '::' permitted in {text!r}")
            skip = place
    if skip >= 0:
        high, low = _around_gap(parts, skip, text)
    else:
        high, low = _without_gap(parts, text), 0
    found = 0
    for place in range(high):
        found = (found << 16) | _hextet(parts[place], text)
    found <<= 16 * (8 - high - low)
    for place in range(len(parts) - low, len(parts)):
        found = (found << 16) | _hextet(parts[place], text)
    return found


def _around_gap(parts: list[str], skip: int, text: str) -> tuple[int, int]:
    high = skip
    low = len(parts) - skip - 1
    if not parts[0]:
        high -= 1
        if high:
            raise AddressValueError(f"Leading ':' only permitted as part of '::' in {text!r}")
    if not parts[-1]:
        low -= 1
        if low:
            raise AddressValueError(f"Trailing ':' only permitted as part of '::' in {text!r}")
    if 8 - (high + low) < 1:
        raise AddressValueError(f"Expected at most 7 other parts with '::' in {text!r}")
    return high, low


def _without_gap(parts: list[str], text: str) -> int:
    if len(parts) != 8:
        raise AddressValueError(f"Exactly 8 parts expected without '::' in {text!r}")
    if not parts[0]:
        raise AddressValueError(f"Leading ':' only permitted as part of '::' in {text!r}")
    if not parts[-1]:
        raise AddressValueError(f"Trailing ':' only permitted as part of '::' in {text!r}")
    return 8


def _hextet(part: str, text: str) -> int:
    if not all([each in _HEX_DIGITS for each in part]):
        raise AddressValueError(f"Only hex digits permitted in {part!r} in {text!r}")
    if len(part) > 4:
        raise AddressValueError(f"At most 4 characters permitted in {part!r} in {text!r}")
    return int(part, 16)


def show_v6(number: int) -> str:
    """Hexadecimal parts; the longest run of zeros as `::`."""
    parts = [(number >> shift) & 0xFFFF for shift in range(112, -1, -16)]
    best, size = -1, 1
    place = 0
    while place < 8:
        end = place
        while end < 8 and parts[end] == 0:
            end += 1
        if end - place > size:
            best, size = place, end - place
        place = max(end, place + 1)
    texts = [f"{each:x}" for each in parts]
    if best < 0:
        return ":".join(texts)
    return ":".join(texts[:best]) + "::" + ":".join(texts[best + size :])


def is_in(number: int, networks: tuple[tuple[int, int], ...], bits: int) -> bool:
    """Whether an address lies in one of these (network, prefix)."""
    for network, prefix in networks:
        if number >> (bits - prefix) == network >> (bits - prefix):
            return True
    return False


class _Address:
    """What both versions share. `_ip`: the address as a number."""

    _ip: int
    version: int = 0
    max_prefixlen: int = 0

    def __int__(self) -> int:
        return self._ip

    def __index__(self) -> int:
        return self._ip

    def __eq__(self, other: Any) -> Any:
        if not isinstance(other, _Address):
            return NotImplemented
        return self._ip == other._ip and self.version == other.version and self._zone() == other._zone()

    def __hash__(self) -> int:
        return hash(hex(self._ip))

    def _zone(self) -> Any:
        return None

    def _check_order(self, other: "_Address") -> None:
        if self.version != other.version:
            raise TypeError(f"{self} and {other} are not of the same version")

    def __lt__(self, other: Any) -> Any:
        if not isinstance(other, _Address):
            return NotImplemented
        self._check_order(other)
        return self._ip < other._ip

    def __gt__(self, other: Any) -> Any:
        if not isinstance(other, _Address):
            return NotImplemented
        self._check_order(other)
        return self._ip > other._ip

    def __le__(self, other: Any) -> Any:
        if not isinstance(other, _Address):
            return NotImplemented
        self._check_order(other)
        return self._ip <= other._ip

    def __ge__(self, other: Any) -> Any:
        if not isinstance(other, _Address):
            return NotImplemented
        self._check_order(other)
        return self._ip >= other._ip

    def __add__(self, other: Any) -> Any:
        if not isinstance(other, int):
            return NotImplemented
        return self.__class__(self._ip + other)  # type: ignore[call-arg]

    def __sub__(self, other: Any) -> Any:
        if not isinstance(other, int):
            return NotImplemented
        return self.__class__(self._ip - other)  # type: ignore[call-arg]

    def __repr__(self) -> str:
        return f"{self.__class__.__name__}({str(self)!r})"

    def __format__(self, fmt: str) -> str:
        if not fmt or fmt[-1] == "s":
            return format(str(self), fmt)
        kind = fmt[-1]
        if kind not in "bnxX":
            return format(str(self), fmt)
        rest = fmt[:-1]
        grouped = rest.endswith("_")
        prefix = "#" in rest
        if kind == "n":
            kind = "b" if self.version == 4 else "x"
        digits = self.max_prefixlen if kind == "b" else self.max_prefixlen // 4
        if grouped:
            digits += digits // 4 - 1
        if prefix:
            digits += 2
        return format(self._ip, f"{'#' if prefix else ''}0{digits}{'_' if grouped else ''}{kind}")


def _check_number(number: int, bits: int, version: int) -> None:
    if number < 0:
        raise AddressValueError(f"{number} (< 0) is not permitted as an IPv{version} address")
    if number >= 1 << bits:
        raise AddressValueError(f"{number} (>= 2**{bits}) is not permitted as an IPv{version} address")


_V4_PRIVATE = (
    (0x00000000, 8), (0x0A000000, 8), (0x7F000000, 8), (0xA9FE0000, 16), (0xAC100000, 12), (0xC0000000, 29),
    (0xC00000AA, 31), (0xC0000200, 24), (0xC0A80000, 16), (0xC6120000, 15), (0xC6336400, 24), (0xCB007100, 24),
    (0xF0000000, 4), (0xFFFFFFFF, 32),
)  # fmt: skip
_V6_PRIVATE = (
    (1, 128), (0, 128), (0xFFFF << 32, 96), (0x100 << 112, 64), (0x2001 << 112, 23), (0x20010002 << 96, 48),
    (0x20010DB8 << 96, 32), (0x20010010 << 96, 28), (0xFC00 << 112, 7), (0xFE80 << 112, 10),
)  # fmt: skip
_V6_RESERVED = (
    (0, 8), (0x100 << 112, 8), (0x200 << 112, 7), (0x400 << 112, 6), (0x800 << 112, 5), (0x1000 << 112, 4),
    (0x4000 << 112, 3), (0x6000 << 112, 3), (0x8000 << 112, 3), (0xA000 << 112, 3), (0xC000 << 112, 3),
    (0xE000 << 112, 4), (0xF000 << 112, 5), (0xF800 << 112, 6), (0xFE00 << 112, 9),
)  # fmt: skip


class IPv4Address(_Address):
    """An address of 32 bits."""

    __slots__ = ("_ip",)

    version = 4
    max_prefixlen = 32

    def __init__(self, address: Any) -> None:
        if isinstance(address, int):
            _check_number(address, 32, 4)
            self._ip = address
        elif isinstance(address, bytes):
            if len(address) != 4:
                raise AddressValueError(
                    f"{address!r} (len {len(address)} != 4) is not permitted as an IPv4 address"
                )
            self._ip = int.from_bytes(address, "big")
        else:
            text = str(address)
            if "/" in text:
                raise AddressValueError(f"Unexpected '/' in {address!r}")
            self._ip = parse_v4(text)

    def __str__(self) -> str:
        return show_v4(self._ip)

    @property
    def packed(self) -> bytes:
        return v4_int_to_packed(self._ip)

    @property
    def exploded(self) -> str:
        return str(self)

    @property
    def compressed(self) -> str:
        return str(self)

    @property
    def reverse_pointer(self) -> str:
        return ".".join(show_v4(self._ip).split(".")[::-1]) + ".in-addr.arpa"

    @property
    def is_reserved(self) -> bool:
        return self._ip >> 28 == 15

    @property
    def is_private(self) -> bool:
        return is_in(self._ip, _V4_PRIVATE, 32)

    @property
    def is_global(self) -> bool:
        return self._ip >> 22 != 0x64400000 >> 22 and not self.is_private

    @property
    def is_multicast(self) -> bool:
        return self._ip >> 28 == 14

    @property
    def is_unspecified(self) -> bool:
        return self._ip == 0

    @property
    def is_loopback(self) -> bool:
        return self._ip >> 24 == 127

    @property
    def is_link_local(self) -> bool:
        return self._ip >> 16 == 0xA9FE


class IPv6Address(_Address):
    """An address of 128 bits, perhaps with a zone."""

    __slots__ = ("_ip", "_scope_id")

    version = 6
    max_prefixlen = 128

    def __init__(self, address: Any) -> None:
        self._scope_id: Any = None
        if isinstance(address, int):
            _check_number(address, 128, 6)
            self._ip = address
        elif isinstance(address, bytes):
            if len(address) != 16:
                raise AddressValueError(
                    f"{address!r} (len {len(address)} != 16) is not permitted as an IPv6 address"
                )
            self._ip = int.from_bytes(address, "big")
        else:
            text = str(address)
            if "/" in text:
                raise AddressValueError(f"Unexpected '/' in {address!r}")
            plain, percent, zone = text.partition("%")
            if percent:
                if not zone or "%" in zone:
                    raise AddressValueError(f'Invalid IPv6 address: "{text}"')
                self._scope_id = zone
            self._ip = parse_v6(plain)

    def __str__(self) -> str:
        text = show_v6(self._ip)
        return f"{text}%{self._scope_id}" if self._scope_id else text

    def __hash__(self) -> int:
        return hash((self._ip, self._scope_id))

    def _zone(self) -> Any:
        return self._scope_id

    @property
    def scope_id(self) -> Any:
        return self._scope_id

    @property
    def packed(self) -> bytes:
        return v6_int_to_packed(self._ip)

    @property
    def exploded(self) -> str:
        digits = f"{self._ip:032x}"
        return ":".join([digits[place : place + 4] for place in range(0, 32, 4)])

    @property
    def compressed(self) -> str:
        return str(self)

    @property
    def reverse_pointer(self) -> str:
        return ".".join(f"{self._ip:032x}"[::-1]) + ".ip6.arpa"

    @property
    def is_multicast(self) -> bool:
        return self._ip >> 120 == 0xFF

    @property
    def is_reserved(self) -> bool:
        return is_in(self._ip, _V6_RESERVED, 128)

    @property
    def is_link_local(self) -> bool:
        return self._ip >> 118 == 0xFE80 >> 6

    @property
    def is_site_local(self) -> bool:
        return self._ip >> 118 == 0xFEC0 >> 6

    @property
    def is_private(self) -> bool:
        mapped = self.ipv4_mapped
        if mapped is not None:
            return bool(mapped.is_private)
        return is_in(self._ip, _V6_PRIVATE, 128)

    @property
    def is_global(self) -> bool:
        return not self.is_private

    @property
    def is_unspecified(self) -> bool:
        return self._ip == 0

    @property
    def is_loopback(self) -> bool:
        return self._ip == 1

    @property
    def ipv4_mapped(self) -> Any:
        return IPv4Address(self._ip & 0xFFFFFFFF) if self._ip >> 32 == 0xFFFF else None

    @property
    def teredo(self) -> Any:
        if self._ip >> 96 != 0x20010000:
            return None
        return (IPv4Address((self._ip >> 64) & 0xFFFFFFFF), IPv4Address(~self._ip & 0xFFFFFFFF))

    @property
    def sixtofour(self) -> Any:
        return IPv4Address((self._ip >> 80) & 0xFFFFFFFF) if self._ip >> 112 == 0x2002 else None
