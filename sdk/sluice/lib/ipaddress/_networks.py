"""Networks: an address and how many of its bits name the network."""

from functools import total_ordering
from ipaddress._addresses import V4_PRIVATE, V6_PRIVATE, IPv4Address, IPv6Address, Versioned, is_in
from ipaddress._parsing import (
    AddressValueError,
    NetmaskValueError,
    explode_v6,
    parse_v6,
    prefix_from_digits,
    prefix_from_mask,
)
from typing import Any


def split_address(address: Any, bits: int) -> Any:
    """Address and prefix as the author gave them; all bits where there is no prefix."""
    if isinstance(address, bytes | int):
        return address, bits
    if not isinstance(address, tuple):
        parts = str(address).split("/")
        if len(parts) > 2:
            raise AddressValueError(f"Only one '/' permitted in {address!r}")
        return (parts[0], parts[1]) if len(parts) == 2 else (parts[0], bits)
    return address if len(address) > 1 else (address[0], bits)


def _prefix_of(given: Any, bits: int) -> int:
    """A prefix length from a number, digits, or for IPv4 a mask."""
    if isinstance(given, int):
        if not 0 <= given <= bits:
            raise NetmaskValueError(f"{given!r} is not a valid netmask")
        return given
    if bits == 32 and not (given.isascii() and given.isdigit() and int(given) <= bits):
        return prefix_from_mask(given)
    return prefix_from_digits(given, bits)


@total_ordering
class Network(Versioned):
    """What both versions share. `_new_address` makes one of this version."""

    network_address: Any
    _prefixlen: int

    def _new_address(self, number: int) -> Any:
        raise NotImplementedError

    def _read(self, address: Any, strict: bool) -> None:
        bits = self._max_prefixlen
        given, prefix = split_address(address, bits)
        self._prefixlen = _prefix_of(prefix, bits)
        found: Any = self._parse_address(given)
        number = int(found)
        mask = ((1 << bits) - 1) ^ self._host_bits()
        if number & mask != number:
            if strict:
                raise ValueError(f"{self._describe(found)} has host bits set")
            found = self._new_address(number & mask)
        self.network_address = found

    def _describe(self, address: Any) -> str:
        return f"{address}/{self._prefixlen}"

    def _parse_address(self, given: Any) -> Any:
        raise NotImplementedError

    def _host_bits(self) -> int:
        return (1 << (self._max_prefixlen - self._prefixlen)) - 1

    @property
    def prefixlen(self) -> int:
        return self._prefixlen

    @property
    def netmask(self) -> Any:
        return self._new_address(((1 << self._max_prefixlen) - 1) ^ self._host_bits())

    @property
    def hostmask(self) -> Any:
        return self._new_address(self._host_bits())

    @property
    def broadcast_address(self) -> Any:
        return self._new_address(int(self.network_address) | self._host_bits())

    @property
    def num_addresses(self) -> int:
        return self._host_bits() + 1

    def __str__(self) -> str:
        return f"{self.network_address}/{self._prefixlen}"

    def __repr__(self) -> str:
        return f"{self.__class__.__name__}({str(self)!r})"

    @property
    def with_prefixlen(self) -> str:
        return str(self)

    @property
    def with_netmask(self) -> str:
        return f"{self.network_address}/{self.netmask}"

    @property
    def with_hostmask(self) -> str:
        return f"{self.network_address}/{self.hostmask}"

    def _first(self) -> int:
        return int(self.network_address)

    def _last(self) -> int:
        return int(self.network_address) | self._host_bits()

    def __iter__(self) -> Any:
        return self._between(self._first(), self._last())

    def hosts(self) -> Any:
        """The addresses that a host may have."""
        first, last = self._first(), self._last()
        small = self._max_prefixlen - self._prefixlen
        if small == 0:
            return [self.network_address]
        if small == 1:
            return iter(self)
        return self._between(first + 1, last if self._version == 6 else last - 1)

    def _between(self, first: int, last: int) -> Any:
        while first <= last:
            yield self._new_address(first)
            first += 1

    def __getitem__(self, n: int) -> Any:
        first, last = self._first(), self._last()
        if n >= 0:
            if first + n > last:
                raise IndexError("address out of range")
            return self._new_address(first + n)
        if last + n + 1 < first:
            raise IndexError("address out of range")
        return self._new_address(last + n + 1)

    def __contains__(self, other: Any) -> bool:
        if other._version != self._version or isinstance(other, Network):
            return False
        shift = self._max_prefixlen - self._prefixlen
        return bool(other._ip >> shift == self._first() >> shift)

    def overlaps(self, other: Any) -> bool:
        """Whether two networks share an address."""
        return (
            self.network_address in other
            or self.broadcast_address in other
            or other.network_address in self
            or other.broadcast_address in self
        )

    def __eq__(self, other: Any) -> Any:
        if not isinstance(other, Network):
            return NotImplemented
        return (
            self._version == other._version
            and self._prefixlen == other._prefixlen
            and self.network_address == other.network_address
        )

    def __hash__(self) -> int:
        return hash(self._first() ^ self._ALL_ONES ^ self._host_bits())

    def __lt__(self, other: Any) -> Any:
        if not isinstance(other, Network):
            return NotImplemented
        self._refuse_other_version(other, "version")
        if self.network_address != other.network_address:
            return self._first() < other._first()
        return self._prefixlen < other._prefixlen

    def _refuse_other_version(self, other: Any, word: str) -> None:
        if self._version != other._version:
            raise TypeError(f"{self} and {other} are not of the same {word}")

    def compare_networks(self, other: Any) -> int:
        """-1, 0 or 1."""
        self._refuse_other_version(other, "type")
        mine = (self._first(), self._prefixlen)
        theirs = (other._first(), other._prefixlen)
        return -1 if mine < theirs else 1 if mine > theirs else 0

    def subnets(self, prefixlen_diff: int = 1, new_prefix: Any = None) -> Any:
        """The networks that this one consists of."""
        if self._prefixlen == self._max_prefixlen:
            yield self
            return
        if new_prefix is not None:
            if new_prefix < self._prefixlen:
                raise ValueError("new prefix must be longer")
            if prefixlen_diff != 1:
                raise ValueError("cannot set prefixlen_diff and new_prefix")
            prefixlen_diff = new_prefix - self._prefixlen
        if prefixlen_diff < 0:
            raise ValueError("prefix length diff must be > 0")
        wanted = self._prefixlen + prefixlen_diff
        if wanted > self._max_prefixlen:
            raise ValueError(f"prefix length diff {wanted} is invalid for netblock {self}")
        step = 1 << (self._max_prefixlen - wanted)
        number, last = self._first(), self._last()
        while number <= last:
            yield self.__class__((number, wanted))  # type: ignore[call-arg]
            number += step

    def supernet(self, prefixlen_diff: int = 1, new_prefix: Any = None) -> Any:
        """The network that this one is a part of."""
        if self._prefixlen == 0:
            return self
        if new_prefix is not None:
            if new_prefix > self._prefixlen:
                raise ValueError("new prefix must be shorter")
            if prefixlen_diff != 1:
                raise ValueError("cannot set prefixlen_diff and new_prefix")
            prefixlen_diff = self._prefixlen - new_prefix
        wanted = self._prefixlen - prefixlen_diff
        if wanted < 0:
            raise ValueError(
                f"current prefixlen is {self._prefixlen}, cannot have a prefixlen_diff of {prefixlen_diff}"
            )
        number = self._first() & (int(self.netmask) << prefixlen_diff)
        return self.__class__((number, wanted))  # type: ignore[call-arg]

    def subnet_of(self, other: Any) -> bool:
        """Whether this is a part of another."""
        return _is_subnet_of(self, other)

    def supernet_of(self, other: Any) -> bool:
        """Whether another is a part of this."""
        return _is_subnet_of(other, self)

    def address_exclude(self, other: Any) -> Any:
        """The networks that are left without another."""
        self._refuse_other_version(other, "version")
        if not isinstance(other, Network):
            raise TypeError(f"{other} is not a network object")
        if not other.subnet_of(self):
            raise ValueError(f"{other} not contained in {self}")
        if other == self:
            return
        one, two = self.subnets()
        while one != other and two != other:
            if other.subnet_of(one):
                yield two
                one, two = one.subnets()
            else:
                yield one
                one, two = two.subnets()
        yield two if one == other else one

    def _ends_are(self, name: str) -> bool:
        return bool(getattr(self.network_address, name) and getattr(self.broadcast_address, name))

    @property
    def is_multicast(self) -> bool:
        return self._ends_are("is_multicast")

    @property
    def is_reserved(self) -> bool:
        return self._ends_are("is_reserved")

    @property
    def is_link_local(self) -> bool:
        return self._ends_are("is_link_local")

    @property
    def is_private(self) -> bool:
        table = V4_PRIVATE if self._version == 4 else V6_PRIVATE
        return any([self._lies_in(each) for each in table])

    def _lies_in(self, entry: Any) -> bool:
        bits = self._max_prefixlen
        return is_in(self._first(), (entry,), bits) and is_in(self._last(), (entry,), bits)

    @property
    def is_global(self) -> bool:
        shared = self._version == 4 and self._lies_in((0x64400000, 10))
        return not shared and not self.is_private

    @property
    def is_unspecified(self) -> bool:
        return self._ends_are("is_unspecified")

    @property
    def is_loopback(self) -> bool:
        return self._ends_are("is_loopback")


def _is_subnet_of(inner: Any, outer: Any) -> bool:
    try:
        if inner._version != outer._version:
            raise TypeError(f"{inner} and {outer} are not of the same version")
        return bool(
            outer.network_address <= inner.network_address
            and outer.broadcast_address >= inner.broadcast_address
        )
    except AttributeError:
        raise TypeError(f"Unable to test subnet containment between {inner} and {outer}") from None


class IPv4Network(Network):
    """A network of IPv4 addresses."""

    _version = 4
    _max_prefixlen = 32
    _ALL_ONES = (1 << 32) - 1

    def __init__(self, address: Any, strict: bool = True) -> None:
        self._read(address, strict)

    def _new_address(self, number: int) -> Any:
        return IPv4Address(number)

    def _parse_address(self, given: Any) -> Any:
        return IPv4Address(given)


class IPv6Network(Network):
    """A network of IPv6 addresses."""

    _version = 6
    _max_prefixlen = 128
    _ALL_ONES = (1 << 128) - 1

    def __init__(self, address: Any, strict: bool = True) -> None:
        self._read(address, strict)

    def _new_address(self, number: int) -> Any:
        return IPv6Address(number)

    def _parse_address(self, given: Any) -> Any:
        return IPv6Address(given)

    def _explode(self) -> str:
        return f"{explode_v6(parse_v6(str(self.network_address)))}/{self._prefixlen}"

    @property
    def is_site_local(self) -> bool:
        return self._ends_are("is_site_local")
