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
