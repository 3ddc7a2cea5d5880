"""Interfaces: an address and the network that it lies in."""

from ipaddress._addresses import IPv4Address, IPv6Address
from ipaddress._networks import IPv4Network, IPv6Network, split_address
from ipaddress._parsing import explode_v6, show_v4, show_v6
from typing import Any


class IPv4Interface(IPv4Address):
    """An IPv4 address and its network."""

    def __init__(self, address: Any) -> None:
        given, prefix = split_address(address, 32)
        IPv4Address.__init__(self, given)
        self.network = IPv4Network((given, prefix), False)

    @property
    def ip(self) -> Any:
        return IPv4Address(self._ip)

    @property
    def netmask(self) -> Any:
        return self.network.netmask

    @property
    def hostmask(self) -> Any:
        return self.network.hostmask

    @property
    def _prefixlen(self) -> int:
        return self.network._prefixlen

    def __str__(self) -> str:
        return f"{show_v4(self._ip)}/{self._prefixlen}"

    @property
    def with_prefixlen(self) -> str:
        return str(self)

    @property
    def with_netmask(self) -> str:
        return f"{show_v4(self._ip)}/{self.netmask}"

    @property
    def with_hostmask(self) -> str:
        return f"{show_v4(self._ip)}/{self.hostmask}"

    def __eq__(self, other: Any) -> Any:
        equal = IPv4Address.__eq__(self, other)
        if equal is NotImplemented or not equal:
            return equal
        return isinstance(other, IPv4Interface) and self.network == other.network

    def __lt__(self, other: Any) -> Any:
        less = IPv4Address.__lt__(self, other)
        if less is NotImplemented:
            return less
        if not isinstance(other, IPv4Interface):
            return False
        return self.network < other.network or (self.network == other.network and less)

    def __hash__(self) -> int:
        return hash((self._ip, self._prefixlen, int(self.network.network_address)))


class IPv6Interface(IPv6Address):
    """An IPv6 address and its network."""

    def __init__(self, address: Any) -> None:
        given, prefix = split_address(address, 128)
        IPv6Address.__init__(self, given)
        self.network = IPv6Network((given, prefix), False)

    @property
    def ip(self) -> Any:
        return IPv6Address(self._ip)

    @property
    def netmask(self) -> Any:
        return self.network.netmask

    @property
    def hostmask(self) -> Any:
        return self.network.hostmask

    @property
    def _prefixlen(self) -> int:
        return self.network._prefixlen

    def __str__(self) -> str:
        return f"{IPv6Address.__str__(self)}/{self._prefixlen}"

    def _explode(self) -> str:
        return f"{explode_v6(self._ip)}/{self._prefixlen}"

    @property
    def with_prefixlen(self) -> str:
        return f"{show_v6(self._ip)}/{self._prefixlen}"

    @property
    def with_netmask(self) -> str:
        return f"{show_v6(self._ip)}/{self.netmask}"

    @property
    def with_hostmask(self) -> str:
        return f"{show_v6(self._ip)}/{self.hostmask}"

    @property
    def is_unspecified(self) -> bool:
        return self._ip == 0 and self.network.is_unspecified

    @property
    def is_loopback(self) -> bool:
        return self._ip == 1 and self.network.is_loopback

    def __eq__(self, other: Any) -> Any:
        equal = IPv6Address.__eq__(self, other)
        if equal is NotImplemented or not equal:
            return equal
        return isinstance(other, IPv6Interface) and self.network == other.network

    def __lt__(self, other: Any) -> Any:
        less = IPv6Address.__lt__(self, other)
        if less is NotImplemented:
            return less
        if not isinstance(other, IPv6Interface):
            return False
        return self.network < other.network or (self.network == other.network and less)

    def __hash__(self) -> int:
        return hash((self._ip, self._prefixlen, int(self.network.network_address)))
