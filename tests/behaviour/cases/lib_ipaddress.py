import ipaddress as ip

a = ip.ip_address("192.168.0.1")
b = ip.ip_address("2001:db8::1")
print(
    a,
    b,
    repr(a),
    a + 1,
    int(a),
    a.is_private,
    a.is_global,
    b.is_private,
    b.exploded,
    a.packed,
    a.reverse_pointer,
    b.compressed,
    a < ip.ip_address("192.168.0.2"),
)
n = ip.ip_network("192.168.0.0/29")
m = ip.ip_network("2001:db8::/126")
print(
    n,
    n.netmask,
    n.broadcast_address,
    n.num_addresses,
    list(n.hosts()),
    a in n,
    b in m,
    n[1],
    n[-1],
    list(n.subnets(new_prefix=30)),
    n.supernet(),
    n.prefixlen,
    n.hostmask,
    n.with_netmask,
)
print(
    list(m),
    m.overlaps(ip.ip_network("2001:db8::/64")),
    n.subnet_of(ip.ip_network("192.168.0.0/16")),
    ip.ip_network("10.0.0.1/8", strict=False),
    ip.ip_network("10.0.0.0/255.0.0.0"),
)
print(
    ip.ip_interface("10.1.2.3/24").network,
    ip.ip_interface("10.1.2.3/24"),
    ip.IPv6Address("::ffff:1.2.3.4").ipv4_mapped,
    ip.IPv6Address("fe80::1%eth0"),
    ip.IPv6Address("1::8"),
    ip.IPv6Address(0),
    {a: 1}[ip.ip_address("192.168.0.1")],
)
print(
    list(ip.collapse_addresses([ip.ip_network("10.0.0.0/25"), ip.ip_network("10.0.0.128/25")])),
    list(ip.summarize_address_range(ip.ip_address("10.0.0.0"), ip.ip_address("10.0.0.130"))),
    list(n.address_exclude(ip.ip_network("192.168.0.4/30"))),
)
for bad in ("256.1.1.1", "1.2.3", "01.2.3.4", "::1::", "x", "1:2:3:4:5:6:7:8:9", "12345::"):
    for f in (ip.ip_address, ip.IPv4Address, ip.IPv6Address):
        try:
            print(f(bad))
        except ValueError as e:
            print(type(e).__name__, e)
try:
    ip.ip_network("10.0.0.1/8")
except ValueError as e:
    print(e)
print(
    f"{a:x} {a:b} {a:#n} {b:X}",
    [str(x) for x in sorted([ip.ip_address("10.0.0.2"), ip.ip_address("10.0.0.1")])],
)
