"""Addresses: a number, and for IPv6 perhaps a scope."""

from functools import total_ordering
from ipaddress._parsing import (
    AddressValueError,
    explode_v6,
    parse_v4,
    parse_v6,
    prefix_from_digits,
    show_v4,
    show_v6,
    v4_int_to_packed,
    v6_int_to_packed,
)
from typing import Any


def is_in(number: int, networks: tuple[tuple[int, int], ...], bits: int) -> bool:
    """Whether an address lies in one of these (network, prefix)."""
    for network, prefix in networks:
        if number >> (bits - prefix) == network >> (bits - prefix):
            return True
    return False


class Versioned:
    """What addresses and networks of both versions share."""

    __slots__ = ()

    _version: int = 0
    _max_prefixlen: int = 0
    _ALL_ONES: int = 0

    @property
    def version(self) -> int:
        return self._version

    @property
    def max_prefixlen(self) -> int:
        return self._max_prefixlen

    @classmethod
    def _prefix_from_prefix_string(cls, text: str) -> int:
        return prefix_from_digits(text, cls._max_prefixlen)

    @property
    def compressed(self) -> str:
        return str(self)

    @property
    def exploded(self) -> str:
        return self._explode()

    def _explode(self) -> str:
        return str(self)

    @property
    def reverse_pointer(self) -> str:
        if self._version == 4:
            return ".".join(str(self).split(".")[::-1]) + ".in-addr.arpa"
        return ".".join(self._explode()[::-1].replace(":", "")) + ".ip6.arpa"


@total_ordering
class Address(Versioned):
    """What both versions share. `_ip`: the address as a number."""

    __slots__ = ()

    _ip: int

    def __int__(self) -> int:
        return self._ip

    def __eq__(self, other: Any) -> Any:
        if not isinstance(other, Address):
            return NotImplemented
        return self._ip == other._ip and self._version == other._version

    def __hash__(self) -> int:
        return hash(hex(self._ip))

    def __lt__(self, other: Any) -> Any:
        if not isinstance(other, Address):
            return NotImplemented
        if self._version != other._version:
            raise TypeError(f"{self} and {other} are not of the same version")
        return self._ip < other._ip

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
        kind, rest = fmt[-1], fmt[:-1]
        if kind not in "bnxX" or rest not in ("", "#", "_", "#_"):
            raise TypeError(f"unsupported format string passed to {self.__class__.__name__}.__format__")
        if kind == "n":
            kind = "b" if self._version == 4 else "x"
        digits = self._max_prefixlen if kind == "b" else self._max_prefixlen // 4
        grouping = "_" if "_" in rest else ""
        alternate = "#" if "#" in rest else ""
        if grouping:
            digits += digits // 4 - 1
        if alternate:
            digits += 2
        return format(self._ip, f"{alternate}0{digits}{grouping}{kind}")


def _check_number(number: int, bits: int, version: int) -> None:
    if number < 0:
        raise AddressValueError(f"{number} (< 0) is not permitted as an IPv{version} address")
    if number >= 1 << bits:
        raise AddressValueError(f"{number} (>= 2**{bits}) is not permitted as an IPv{version} address")


V4_PRIVATE = (
    (0x00000000, 8), (0x0A000000, 8), (0x7F000000, 8), (0xA9FE0000, 16), (0xAC100000, 12), (0xC0000000, 29),
    (0xC00000AA, 31), (0xC0000200, 24), (0xC0A80000, 16), (0xC6120000, 15), (0xC6336400, 24), (0xCB007100, 24),
    (0xF0000000, 4), (0xFFFFFFFF, 32),
)  # fmt: skip
V6_PRIVATE = (
    (1, 128), (0, 128), (0xFFFF << 32, 96), (0x100 << 112, 64), (0x2001 << 112, 23), (0x20010002 << 96, 48),
    (0x20010DB8 << 96, 32), (0x20010010 << 96, 28), (0xFC00 << 112, 7), (0xFE80 << 112, 10),
)  # fmt: skip
_V6_RESERVED = (
    (0, 8), (0x100 << 112, 8), (0x200 << 112, 7), (0x400 << 112, 6), (0x800 << 112, 5), (0x1000 << 112, 4),
    (0x4000 << 112, 3), (0x6000 << 112, 3), (0x8000 << 112, 3), (0xA000 << 112, 3), (0xC000 << 112, 3),
    (0xE000 << 112, 4), (0xF000 << 112, 5), (0xF800 << 112, 6), (0xFE00 << 112, 9),
)  # fmt: skip


class IPv4Address(Address):
    """An address of 32 bits."""

    __slots__ = ("_ip",)

    _version = 4
    _max_prefixlen = 32
    _ALL_ONES = (1 << 32) - 1

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
    def is_reserved(self) -> bool:
        return self._ip >> 28 == 15

    @property
    def is_private(self) -> bool:
        return is_in(self._ip, V4_PRIVATE, 32)

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


class IPv6Address(Address):
    """An address of 128 bits, perhaps with a zone."""

    __slots__ = ("_ip", "_scope_id")

    _version = 6
    _max_prefixlen = 128
    _ALL_ONES = (1 << 128) - 1

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
                    raise AddressValueError(f'Invalid IPv6 address: "{text!r}"')
                self._scope_id = zone
            self._ip = parse_v6(plain)

    def __str__(self) -> str:
        text = show_v6(self._ip)
        return f"{text}%{self._scope_id}" if self._scope_id else text

    def __hash__(self) -> int:
        return hash((self._ip, self._scope_id))

    def __eq__(self, other: Any) -> Any:
        if not isinstance(other, Address):
            return NotImplemented
        if not isinstance(other, IPv6Address) or self._ip != other._ip:
            return False
        return bool(self._scope_id == other._scope_id)

    @property
    def scope_id(self) -> Any:
        return self._scope_id

    @property
    def packed(self) -> bytes:
        return v6_int_to_packed(self._ip)

    def _explode(self) -> str:
        # As in CPython 3.11, an address with a scope has no long form: AddressValueError.
        return explode_v6(parse_v6(str(self)))

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
        return is_in(self._ip, V6_PRIVATE, 128)

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
