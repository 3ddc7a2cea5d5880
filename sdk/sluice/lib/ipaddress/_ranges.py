"""The fewest networks for a range of addresses, or for many networks."""

from ipaddress._addresses import Address
from ipaddress._networks import IPv4Network, IPv6Network
from typing import Any


def summarize_address_range(first: Any, last: Any) -> Any:
    """The networks that cover a range exactly. TypeError, ValueError when the first is asked for."""
    if not isinstance(first, Address) or not isinstance(last, Address):
        raise TypeError("first and last must be IP addresses, not networks")
    if first.version != last.version:
        raise TypeError(f"{first} and {last} are not of the same version")
    if first > last:
        raise ValueError("last IP address must be greater than first")
    version, bits = first.version, first._max_prefixlen
    if version not in (4, 6):
        raise ValueError("unknown IP version")
    start, end = first._ip, last._ip
    while start <= end:
        size = 0
        while size < bits and not start >> size & 1:
            size += 1
        size = min(size, (end - start + 1).bit_length() - 1)
        network: Any = (start, bits - size)
        yield IPv4Network(network) if version == 4 else IPv6Network(network)
        start += 1 << size


def collapse_addresses(addresses: Any) -> Any:
    """The fewest networks that hold the same addresses.

    As in CPython, single addresses lose their scope and networks keep theirs.
    """
    singles: list[Any] = []
    networks: list[Any] = []
    for each in addresses:
        single = isinstance(each, Address)
        if single or each._prefixlen == each._max_prefixlen:
            _check_version(each, singles)
            singles.append(each if single else each.network_address)
        else:
            _check_version(each, networks)
            networks.append(each)
    found: list[Any] = []
    singles = sorted(set(singles))
    start = 0
    for place in range(1, len(singles) + 1):
        if place == len(singles) or singles[place]._ip != singles[place - 1]._ip + 1:
            found += list(summarize_address_range(singles[start], singles[place - 1]))
            start = place
    return _merge(found + networks)


def _check_version(each: Any, others: list[Any]) -> None:
    if others and others[-1]._version != each._version:
        raise TypeError(f"{each} and {others[-1]} are not of the same version")


def _merge(pending: list[Any]) -> Any:
    """Two halves become one network, as often as it goes; what lies in another is left out."""
    parts: dict[Any, Any] = {}
    while pending:
        network = pending.pop()
        whole = network.supernet()
        other = parts.get(whole)
        if other is None:
            parts[whole] = network
        elif other != network:
            del parts[whole]
            pending.append(whole)
    last: Any = None
    for network in sorted(parts.values()):
        if last is None or last.broadcast_address < network.broadcast_address:
            yield network
            last = network
