"""`ipaddress`: addresses and networks of IPv4 and IPv6."""

from ipaddress._addresses import Address, IPv4Address, IPv6Address
from ipaddress._interfaces import IPv4Interface, IPv6Interface
from ipaddress._networks import IPv4Network, IPv6Network, Network
from ipaddress._parsing import AddressValueError, NetmaskValueError, v4_int_to_packed, v6_int_to_packed
from ipaddress._ranges import collapse_addresses, summarize_address_range
from typing import Any

IPV4LENGTH = 32
IPV6LENGTH = 128

__all__ = [
    "AddressValueError",
    "IPv4Address",
    "IPv4Interface",
    "IPv4Network",
    "IPv6Address",
    "IPv6Interface",
    "IPv6Network",
    "NetmaskValueError",
    "collapse_addresses",
    "ip_address",
    "ip_interface",
    "ip_network",
    "summarize_address_range",
    "v4_int_to_packed",
    "v6_int_to_packed",
]


def ip_address(address: Any) -> Any:
    """An address of either version. ValueError when it is none."""
    try:
        return IPv4Address(address)
    except (AddressValueError, NetmaskValueError):
        pass
    try:
        return IPv6Address(address)
    except (AddressValueError, NetmaskValueError):
        pass
    raise ValueError(f"{address!r} does not appear to be an IPv4 or IPv6 address")


def ip_network(address: Any, strict: bool = True) -> Any:
    """A network of either version. ValueError when it is none."""
    try:
        return IPv4Network(address, strict)
    except (AddressValueError, NetmaskValueError):
        pass
    try:
        return IPv6Network(address, strict)
    except (AddressValueError, NetmaskValueError):
        pass
    raise ValueError(f"{address!r} does not appear to be an IPv4 or IPv6 network")


def ip_interface(address: Any) -> Any:
    """An address with its network, of either version. ValueError when it is none."""
    try:
        return IPv4Interface(address)
    except (AddressValueError, NetmaskValueError):
        pass
    try:
        return IPv6Interface(address)
    except (AddressValueError, NetmaskValueError):
        pass
    raise ValueError(f"{address!r} does not appear to be an IPv4 or IPv6 interface")


def get_mixed_type_key(obj: Any) -> Any:
    """A key that sorts networks and addresses of both versions."""
    if isinstance(obj, Network):
        return (obj._version, obj.network_address, obj.netmask)
    if isinstance(obj, Address):
        return (obj._version, obj)
    return NotImplemented
