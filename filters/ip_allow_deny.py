"""Let requests through, or refuse them, by the client's address.

    {"allow": ["10.0.0.0/8", "2001:db8::/32"], "deny": ["10.6.6.6"]}

`deny` wins over `allow`; an empty `allow` is everybody. Behind other proxies tell the gateway how many it may
trust, so that the address is the client's.
"""

from dataclasses import dataclass, field

from sluice import Counter, HttpFilter, Request, Response

refused = Counter("ip_refused_total", "Requests refused by the client's address.")
networks: dict[str, tuple[int, int, int]] = {}  # as read before: bits of an address, prefix length, prefix


@dataclass(frozen=True)
class Config:
    """Addresses and networks ("10.0.0.0/8") of clients."""

    allow: list[str] = field(
        default_factory=list, metadata={"description": "Only these may call; empty: all."}
    )
    deny: list[str] = field(default_factory=list, metadata={"description": "These may not."})


class IpAllowDeny(HttpFilter[Config], on_error="deny"):
    def on_request_headers(self, request: Request) -> Response | None:
        client = read_address(without_port(request.source_address))
        if any(holds(network, client) for network in self.config.deny):
            return refuse()
        if self.config.allow and not any(holds(network, client) for network in self.config.allow):
            return refuse()
        return None


def refuse() -> Response:
    refused.increment()
    return Response(403, body="your address is not allowed\n", details="ip_refused")


def holds(network: str, client: tuple[int, int]) -> bool:
    """Whether the network contains the address (bits, number)."""
    known = networks.get(network)
    if known is None:
        known = read_network(network)
        networks[network] = known
    bits, length, prefix = known
    return bits == client[0] and client[1] >> (bits - length) == prefix


def read_network(text: str) -> tuple[int, int, int]:
    address, slash, digits = text.partition("/")
    bits, number = read_address(address)
    length = int(digits) if slash else bits
    if length < 0 or length > bits:
        raise ValueError(f"{text!r}: a prefix has 0 to {bits} bits")
    return bits, length, number >> (bits - length)


def without_port(peer: str) -> str:
    """ "10.0.0.7:51234" and "[::1]:51234" name a port, "10.0.0.7" and "::1" do not."""
    if peer.startswith("["):
        return peer[1:].partition("]")[0]
    return peer.partition(":")[0] if peer.count(":") == 1 else peer


def read_address(text: str) -> tuple[int, int]:
    """Bits (32 or 128) and number; an IPv4 address written as IPv6 counts as IPv4."""
    if ":" not in text:
        return 32, read_ipv4(text)
    head, double, tail = text.partition("::")
    left, right = read_groups(head), read_groups(tail)
    missing = 8 - len(left) - len(right)
    if "::" in tail or (missing < 1 if double else missing != 0):
        raise ValueError(f"{text!r} is no IP address")
    number = 0
    for group in left + [0] * missing + right:
        number = number << 16 | group
    return (32, number & 0xFFFFFFFF) if number >> 32 == 0xFFFF else (128, number)


def read_groups(text: str) -> list[int]:
    groups: list[int] = []
    for part in text.split(":") if text else []:
        if "." in part:
            number = read_ipv4(part)
            groups += [number >> 16, number & 0xFFFF]
        else:
            if not 1 <= len(part) <= 4 or part.strip("0123456789abcdefABCDEF"):
                raise ValueError(f"{part!r} is no part of an IPv6 address")
            groups.append(int(part, 16))
    return groups


def read_ipv4(text: str) -> int:
    parts = text.split(".")
    number = 0
    for part in parts:
        if not part.isdecimal() or len(part) > 3 or int(part) > 255:
            raise ValueError(f"{text!r} is no IP address")
        number = number << 8 | int(part)
    if len(parts) != 4:
        raise ValueError(f"{text!r} is no IP address")
    return number
