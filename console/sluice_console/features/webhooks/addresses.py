"""Where a webhook may lead: the addresses of the internet, and networks that the settings name.

A console stands beside what nobody outside may reach. So the name is resolved here, every address that it has
must be allowed, and the connection goes to the very address that was looked at: a name that means something
else a moment later leads nowhere.
"""

import asyncio
import ipaddress
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from sluice_console.core.language import tr

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_TRANSLATED = ipaddress.ip_network("64:ff9b::/96")
"""IPv4 addresses inside IPv6, where a network translates."""
_SITE_LOCAL = ipaddress.ip_network("fec0::/10")
"""What IPv6 had for private networks before; Python counts it among the addresses of the internet."""


class AddressError(ValueError):
    """Where the URL leads is not allowed, or nowhere."""


@dataclass(frozen=True, slots=True)
class Target:
    """`address` is what to connect to, `host` what to ask for and whose certificate it has to be."""

    scheme: str
    host: str
    port: int
    address: str


async def find_target(url: str, allowed: Sequence[Network]) -> Target:
    """Raises `AddressError`, in words for the field of the form."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise AddressError(tr("is no URL; write https://host/path")) from None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise AddressError(tr("has to begin with https:// or http:// and name a host"))
    if parts.username is not None or parts.password is not None:
        raise AddressError(tr("holds a user; messages are signed, the receiver checks that"))
    port = port or (443 if parts.scheme == "https" else 80)
    addresses = await _resolve(parts.hostname, port)
    for address in addresses:
        if not is_allowed(address, allowed):
            raise AddressError(
                tr(
                    "leads to %(address)s, which is not an address of the internet; "
                    "SLUICE_WEBHOOK_NETWORKS names others that are allowed",
                    address=address,
                )
            )
    return Target(parts.scheme, parts.hostname, port, str(addresses[0]))


def is_allowed(address: Address, allowed: Sequence[Network]) -> bool:
    """Whether it is public, or in one of the networks.

    >>> is_allowed(ipaddress.ip_address("169.254.169.254"), ())
    False
    >>> is_allowed(ipaddress.ip_address("::ffff:10.0.0.1"), ())
    False
    """
    inner = _unwrap(address)
    if any(address in network or inner in network for network in allowed):
        return True
    return inner.is_global and not inner.is_multicast and not inner.is_reserved and inner not in _SITE_LOCAL


def _unwrap(address: Address) -> Address:
    """The IPv4 address that an IPv6 address stands for."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in _TRANSLATED:
        return ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
    teredo = address.teredo
    return address.ipv4_mapped or address.sixtofour or (teredo[1] if teredo else None) or address


async def _resolve(host: str, port: int) -> list[Address]:
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, ValueError):
        raise AddressError(tr("names a host that cannot be found: %(host)s", host=host)) from None
    return [ipaddress.ip_address(str(item[4][0]).partition("%")[0]) for item in found]
