"""Networks and interfaces: an address and how many of its bits name the network."""

from ipaddress._addresses import (
    _V4_PRIVATE,
    _V6_PRIVATE,
    AddressValueError,
    IPv4Address,
    IPv6Address,
    NetmaskValueError,
    is_in,
    parse_v4,
)
from typing import Any


def _split(address: Any) -> tuple[Any, Any]:
    """Address and prefix as the author gave them; the prefix None where there is none."""
    if isinstance(address, bytes | int):
        return address, None
    if isinstance(address, tuple):
        return address[0], address[1] if len(address) > 1 else None
    text = str(address)
    parts = text.split("/")
    if len(parts) > 2:
        raise AddressValueError(f"Only one '/' permitted in {address!r}")
    return parts[0], parts[1] if len(parts) == 2 else None


def _prefix_of(given: Any, bits: int) -> int:
    """A prefix length from a number, digits, or for IPv4 a mask."""
    if given is None:
        return bits
    if isinstance(given, int):
        if not 0 <= given <= bits:
            raise NetmaskValueError(f"{given} is not a valid netmask")
        return given
    text = str(given)
    if text.isascii() and text.isdigit():
        number = int(text)
        if number <= bits:
            return number
        raise NetmaskValueError(f"{text!r} is not a valid netmask")
    if bits == 32:
        try:
            return _prefix_of_mask(parse_v4(text), text)
        except AddressValueError:
            pass
    raise NetmaskValueError(f"{text!r} is not a valid netmask")


def _prefix_of_mask(mask: int, text: str) -> int:
    for each in (mask, mask ^ 0xFFFFFFFF):
        zeros = 0
        while zeros < 32 and not (each >> zeros) & 1:
            zeros += 1
        if each == 0xFFFFFFFF >> zeros << zeros:
            return 32 - zeros
    raise NetmaskValueError(f"{text!r} is not a valid netmask")


class _Network:
    """What both versions share. `_bits`: of an address; `_new_address` makes one of this version."""

    version: int = 0
    max_prefixlen: int = 0
    network_address: Any
    _prefixlen: int

    def _new_address(self, number: int) -> Any:
        raise NotImplementedError

    def _new_network(self, address: Any) -> Any:
        raise NotImplementedError

    def _read(self, address: Any, strict: bool) -> None:
        bits = self.max_prefixlen
        given, prefix = _split(address)
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
        return (1 << (self.max_prefixlen - self._prefixlen)) - 1

    @property
    def prefixlen(self) -> int:
        return self._prefixlen

    @property
    def netmask(self) -> Any:
        return self._new_address(((1 << self.max_prefixlen) - 1) ^ self._host_bits())

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

    @property
    def compressed(self) -> str:
        return str(self)

    @property
    def exploded(self) -> str:
        return f"{self.network_address.exploded}/{self._prefixlen}"

    def _first(self) -> int:
        return int(self.network_address)

    def _last(self) -> int:
        return int(self.network_address) | self._host_bits()

    def __iter__(self) -> Any:
        return self._between(self._first(), self._last())

    def hosts(self) -> Any:
        """The addresses that a host may have."""
        first, last = self._first(), self._last()
        small = self.max_prefixlen - self._prefixlen
        if small == 0:
            return iter([self._new_address(first)])
        if small == 1:
            return iter([self._new_address(first), self._new_address(last)])
        return self._between(first + 1, last if self.version == 6 else last - 1)

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
        if not hasattr(other, "version") or other.version != self.version or isinstance(other, _Network):
            return False
        return int(other) >> (self.max_prefixlen - self._prefixlen) == self._first() >> (
            self.max_prefixlen - self._prefixlen
        )

    def overlaps(self, other: Any) -> bool:
        """Whether two networks share an address."""
        return bool(self._first() <= other._last() and other._first() <= self._last())

    def _same_version(self, other: Any) -> None:
        if self.version != other.version:
            raise TypeError(f"{self} and {other} are not of the same version")

    def __eq__(self, other: Any) -> Any:
        if not isinstance(other, _Network):
            return NotImplemented
        return (
            self.version == other.version
            and self._first() == other._first()
            and self._prefixlen == other._prefixlen
        )

    def __hash__(self) -> int:
        return hash((self._first(), self._prefixlen))

    def _key(self) -> tuple[int, int]:
        return (self._first(), self._prefixlen)

    def __lt__(self, other: Any) -> Any:
        if not isinstance(other, _Network):
            return NotImplemented
        self._same_version(other)
        return self._key() < other._key()

    def __gt__(self, other: Any) -> Any:
        if not isinstance(other, _Network):
            return NotImplemented
        self._same_version(other)
        return self._key() > other._key()

    def __le__(self, other: Any) -> Any:
        if not isinstance(other, _Network):
            return NotImplemented
        self._same_version(other)
        return self._key() <= other._key()

    def __ge__(self, other: Any) -> Any:
        if not isinstance(other, _Network):
            return NotImplemented
        self._same_version(other)
        return self._key() >= other._key()

    def compare_networks(self, other: Any) -> int:
        """-1, 0 or 1."""
        self._same_version(other)
        mine, theirs = self._key(), other._key()
        return -1 if mine < theirs else 1 if mine > theirs else 0

    def subnets(self, prefixlen_diff: int = 1, new_prefix: Any = None) -> Any:
        """The networks that this one consists of."""
        if self._prefixlen == self.max_prefixlen:
            return iter([self])
        if new_prefix is not None:
            if new_prefix < self._prefixlen:
                raise ValueError("new prefix must be longer")
            if prefixlen_diff != 1:
                raise ValueError("cannot set prefixlen_diff and new_prefix")
            prefixlen_diff = new_prefix - self._prefixlen
        if prefixlen_diff < 0:
            raise ValueError("prefix length diff must be > 0")
        wanted = self._prefixlen + prefixlen_diff
        if wanted > self.max_prefixlen:
            raise ValueError(f"prefix length diff {wanted} is invalid for netblock {self}")
        return self._parts(wanted)

    def _parts(self, prefix: int) -> Any:
        step = 1 << (self.max_prefixlen - prefix)
        number, last = self._first(), self._last()
        while number <= last:
            yield self._new_network((number, prefix))
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
        shift = self.max_prefixlen - wanted
        return self._new_network((self._first() >> shift << shift, wanted))

    def subnet_of(self, other: Any) -> bool:
        """Whether this is a part of another."""
        self._same_version(other)
        return bool(other._first() <= self._first() and other._last() >= self._last())

    def supernet_of(self, other: Any) -> bool:
        """Whether another is a part of this."""
        self._same_version(other)
        return bool(self._first() <= other._first() and self._last() >= other._last())

    def address_exclude(self, other: Any) -> Any:
        """The networks that are left without another."""
        self._same_version(other)
        if not isinstance(other, _Network):
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
        table = _V4_PRIVATE if self.version == 4 else _V6_PRIVATE
        return any([self._lies_in(each) for each in table])

    def _lies_in(self, entry: Any) -> bool:
        bits = self.max_prefixlen
        first, last = self.network_address._ip, self.broadcast_address._ip
        return is_in(first, (entry,), bits) and is_in(last, (entry,), bits)

    @property
    def is_global(self) -> bool:
        shared = self.version == 4 and self._lies_in((0x64400000, 10))
        return not shared and not self.is_private

    @property
    def is_unspecified(self) -> bool:
        return self._ends_are("is_unspecified")

    @property
    def is_loopback(self) -> bool:
        return self._ends_are("is_loopback")


class IPv4Network(_Network):
    """A network of IPv4 addresses."""

    version = 4
    max_prefixlen = 32

    def __init__(self, address: Any, strict: bool = True) -> None:
        self._read(address, strict)

    def _new_address(self, number: int) -> Any:
        return IPv4Address(number)

    def _new_network(self, address: Any) -> Any:
        return IPv4Network(address)

    def _parse_address(self, given: Any) -> Any:
        return IPv4Address(given)


class IPv6Network(_Network):
    """A network of IPv6 addresses."""

    version = 6
    max_prefixlen = 128

    def __init__(self, address: Any, strict: bool = True) -> None:
        self._read(address, strict)

    def _new_address(self, number: int) -> Any:
        return IPv6Address(number)

    def _new_network(self, address: Any) -> Any:
        return IPv6Network(address)

    def _parse_address(self, given: Any) -> Any:
        return IPv6Address(given)

    @property
    def is_site_local(self) -> bool:
        return self._ends_are("is_site_local")


class IPv4Interface(IPv4Address):
    """An IPv4 address and its network."""

    def __init__(self, address: Any) -> None:
        given, prefix = _split(address)
        IPv4Address.__init__(self, given)
        self.network = IPv4Network((self._ip, 32 if prefix is None else prefix), False)

    @property
    def ip(self) -> Any:
        return IPv4Address(self._ip)

    @property
    def netmask(self) -> Any:
        return self.network.netmask

    @property
    def hostmask(self) -> Any:
        return self.network.hostmask

    def __str__(self) -> str:
        return f"{IPv4Address(self._ip)}/{self.network.prefixlen}"

    @property
    def with_prefixlen(self) -> str:
        return str(self)

    @property
    def with_netmask(self) -> str:
        return f"{self.ip}/{self.netmask}"

    @property
    def with_hostmask(self) -> str:
        return f"{self.ip}/{self.hostmask}"

    def __eq__(self, other: Any) -> Any:
        if isinstance(other, IPv4Interface):
            return self._ip == other._ip and self.network == other.network
        return False if isinstance(other, IPv4Address) else NotImplemented

    def __lt__(self, other: Any) -> Any:
        if not isinstance(other, IPv4Address | IPv6Address):
            return NotImplemented
        self._check_order(other)
        if not isinstance(other, IPv4Interface):
            return False
        return self.network < other.network or (self.network == other.network and self._ip < other._ip)

    def __le__(self, other: Any) -> Any:
        less = self.__lt__(other)
        return less if less is NotImplemented else less or self == other

    def __gt__(self, other: Any) -> Any:
        less = self.__lt__(other)
        return less if less is NotImplemented else not less and self != other

    def __ge__(self, other: Any) -> Any:
        less = self.__lt__(other)
        return less if less is NotImplemented else not less

    def __hash__(self) -> int:
        return hash((self._ip, self.network.prefixlen))


class IPv6Interface(IPv6Address):
    """An IPv6 address and its network."""

    def __init__(self, address: Any) -> None:
        given, prefix = _split(address)
        IPv6Address.__init__(self, given)
        self.network = IPv6Network((self._ip, 128 if prefix is None else prefix), False)

    @property
    def ip(self) -> Any:
        return IPv6Address(self._ip)

    @property
    def netmask(self) -> Any:
        return self.network.netmask

    @property
    def hostmask(self) -> Any:
        return self.network.hostmask

    def __str__(self) -> str:
        return f"{IPv6Address.__str__(self)}/{self.network.prefixlen}"

    @property
    def with_prefixlen(self) -> str:
        return str(self)

    def __eq__(self, other: Any) -> Any:
        if isinstance(other, IPv6Interface):
            return self._ip == other._ip and self.network == other.network
        return False if isinstance(other, IPv6Address) else NotImplemented

    def __lt__(self, other: Any) -> Any:
        if not isinstance(other, IPv4Address | IPv6Address):
            return NotImplemented
        self._check_order(other)
        if not isinstance(other, IPv6Interface):
            return False
        return self.network < other.network or (self.network == other.network and self._ip < other._ip)

    def __le__(self, other: Any) -> Any:
        less = self.__lt__(other)
        return less if less is NotImplemented else less or self == other

    def __gt__(self, other: Any) -> Any:
        less = self.__lt__(other)
        return less if less is NotImplemented else not less and self != other

    def __ge__(self, other: Any) -> Any:
        less = self.__lt__(other)
        return less if less is NotImplemented else not less

    def __hash__(self) -> int:
        return hash((self._ip, self.network.prefixlen))


def summarize_address_range(first: Any, last: Any) -> Any:
    """The networks that cover a range exactly."""
    if not isinstance(first, IPv4Address | IPv6Address) or not isinstance(last, IPv4Address | IPv6Address):
        raise TypeError("first and last must be IP addresses, not networks")
    if first.version != last.version:
        raise TypeError(f"{first} and {last} are not of the same version")
    if first > last:
        raise ValueError("last IP address must be greater than first")
    return _summarize(int(first), int(last), first.version)


def _summarize(start: int, end: int, version: int) -> Any:
    bits = 32 if version == 4 else 128
    while start <= end:
        size = 0
        while size < bits and not start >> size & 1:
            size += 1
        size = min(size, (end - start + 1).bit_length() - 1)
        network: Any = (start, bits - size)
        yield IPv4Network(network) if version == 4 else IPv6Network(network)
        start += 1 << size


def collapse_addresses(addresses: Any) -> Any:
    """The fewest networks that hold the same addresses."""
    ranges: list[tuple[int, int]] = []
    version = 0
    for each in addresses:
        if version and each.version != version:
            raise TypeError(f"{each} and {addresses[0]} are not of the same version")
        version = each.version
        if isinstance(each, _Network):
            ranges.append((each._first(), each._last()))
        else:
            ranges.append((int(each), int(each)))
    ranges.sort()
    merged: list[tuple[int, int]] = []
    for first, last in ranges:
        if merged and first <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(merged[-1][1], last))
        else:
            merged.append((first, last))
    found: list[Any] = []
    for first, last in merged:
        found += list(_summarize(first, last, version))
    return iter(found)
