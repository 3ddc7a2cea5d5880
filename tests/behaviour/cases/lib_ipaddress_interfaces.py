import ipaddress as ip
from urllib.parse import urlsplit

a, b = ip.ip_interface("1.1.1.1/24"), ip.ip_interface("1.1.1.2/24")
print(
    a < b,
    a <= b,
    b > a,
    a >= b,
    a < ip.ip_interface("1.1.1.1/16"),
    ip.ip_address("1.1.1.9") < a,
    repr(ip.ip_interface("::1%s/128")),
    sorted([b, a]),
)
for u in ("http://[1.2.3.4]/", "http://[0439:23af::2309::fae7:1234]/", "http://[::1]/", "http://[v1.x]/"):
    try:
        print(urlsplit(u))
    except ValueError as e:
        print(e)


def show(what: object) -> None:
    print(what)


def attempt(action) -> None:  # type: ignore[no-untyped-def]
    try:
        print(action())
    except Exception as error:
        print(type(error), error)


def scopes() -> None:
    net = ip.ip_network
    for addresses in (
        [net("2001::%scope/97"), net("2001::8000:0/97")],
        [net("2001::%scope/96"), net("2001::%scope/96"), net("2001::/96")],
        [net("2001::%scope/128"), net("2001::1/128"), ip.ip_address("2001::2%x")],
        [ip.ip_interface("10.0.0.1/24"), ip.ip_address("10.0.0.0"), net("10.0.0.2/31"), net("10.0.0.0/24")],
        [net("10.0.0.0/25"), net("10.0.0.128/25"), net("10.0.1.0/24"), net("10.0.0.64/26")],
    ):
        print(list(ip.collapse_addresses(addresses)))
    found = [
        ip.ip_interface(each) for each in ("::1%a/64", "::1/64", "::1%b/64", "::1/128", "::2%a/64", "::%a/64")
    ]
    found += [ip.ip_address("::1%a"), ip.ip_address("::1")]
    for one in found:
        for other in found:
            print(one == other, one < other, one <= other, one > other, one >= other, end=" ")
        print(one, one.exploded if "%" not in repr(one) else "", one.compressed)
        print(
            one.is_loopback,
            one.is_unspecified,
            one.is_private,
            one.is_link_local,
            one.reverse_pointer if "%" not in repr(one) else "",
        )
    for each in found[:6]:
        print(each.ip, each.with_prefixlen, each.with_netmask, each.with_hostmask, each.network)
        print(each.network == net("::/64"), each.network < net("::/64"), net("::/64") <= each.network)
    attempt(lambda: ip.ip_address("::1%a").exploded)
    attempt(lambda: ip.IPv6Address("::1%a%b"))
    attempt(lambda: found[0] < ip.ip_address("1.1.1.1"))
    attempt(lambda: list(ip.collapse_addresses([found[0], ip.ip_address("1.1.1.1")])))


class Seventh(ip.IPv4Address):
    @property
    def version(self) -> int:
        return 7


def refusals() -> None:
    one, two = ip.ip_address("1.1.1.0"), ip.ip_address("::1")
    ranges = ip.summarize_address_range(one, two)
    show("nothing yet")
    attempt(lambda: list(ranges))
    attempt(lambda: list(ip.summarize_address_range(Seventh("1.1.1.1"), Seventh("1.1.1.2"))))
    attempt(lambda: list(ip.summarize_address_range(ip.ip_address(5), ip.ip_address(4))))
    attempt(lambda: list(ip.summarize_address_range(ip.ip_network("1.1.1.1"), one)))  # type: ignore[arg-type]
    parts = ip.ip_network("10.0.0.0/30").subnets(new_prefix=29)
    attempt(lambda: list(parts))
    attempt(lambda: ip.ip_network("10.0.0.0/30").supernet(new_prefix=31))
    attempt(lambda: ip.ip_network("10.0.0.0/30").supernet(-1))
    attempt(lambda: ip.ip_network("10.0.0.0/30").subnet_of(ip.ip_network("::/8")))  # type: ignore[arg-type]
    attempt(lambda: ip.ip_network("10.0.0.0/30").supernet_of(ip.ip_network("::/8")))  # type: ignore[arg-type]
    attempt(lambda: ip.ip_network("10.0.0.0/30").compare_networks(ip.ip_network("::/8")))  # type: ignore[arg-type]
    attempt(lambda: "10.0.0.1" in ip.ip_network("10.0.0.0/30"))
    attempt(lambda: hex(one))  # type: ignore[arg-type]
    attempt(lambda: f"{one:>20}")
    attempt(lambda: f"{one:#_x} {one:b} {one:n} {two:n} {two:_X} {one:>20s}")
    attempt(lambda: ip.IPv4Network(("1.2.3.0", ip.ip_address("255.255.255.0"))))
    attempt(lambda: ip.IPv4Network(("1.2.3.0", "255.255.255.0")))
    attempt(lambda: ip.IPv4Network("1.2.3.0/0.0.0.255").reverse_pointer)
    attempt(lambda: ip.IPv4Network("1.2.3.0/255.0.0.255"))
    attempt(lambda: ip.IPv6Network("::/ffff::"))
    attempt(lambda: ip.IPv6Network("1::/32").reverse_pointer)
    attempt(lambda: ip.ip_interface("1::5/32").reverse_pointer)
    attempt(lambda: ip.ip_network("10.0.0.1/32").hosts())
    attempt(lambda: list(ip.ip_network("10.0.0.0/31").hosts()))
    attempt(lambda: ip.ip_network("10.0.0.0/8").overlaps(ip.ip_network("::/0")))  # type: ignore[arg-type]
    attempt(lambda: ip.ip_network("10.0.0.0/8").overlaps(ip.ip_network("0.0.0.0/0")))  # type: ignore[arg-type]
    print(ip.IPv4Network, ip.IPv6Interface, ip.IPv4Address, ip.AddressValueError, ip.IPv4Network.__module__)
    print(
        ip.ip_network("10.0.0.0/8").version, ip.ip_address("::").max_prefixlen, type(ip.ip_interface("::1"))
    )
    attempt(lambda: ip.ip_interface(("1.2.3.4", 8, 9)))  # type: ignore[arg-type]
    attempt(lambda: list(ip.ip_network("1::%a/64").address_exclude(ip.ip_network("1::/65"))))  # type: ignore[arg-type]


scopes()
refusals()
