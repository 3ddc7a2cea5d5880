"""Networks that reach beyond a private range are not private."""

import ipaddress

for text in (
    "0.0.0.0/0",
    "10.0.0.0/7",
    "10.0.0.0/8",
    "192.168.0.0/15",
    "240.0.0.0/4",
    "100.64.0.0/10",
    "100.0.0.0/8",
    "8.8.8.0/24",
    "::/0",
    "fc00::/7",
    "fe80::/9",
    "::1/128",
    "2001::/23",
    "2001:db8::/31",
    "::ffff:1.2.3.4/128",
):
    network = ipaddress.ip_network(text, strict=False)
    print(text, network.is_private, network.is_global, network.is_loopback, network.is_reserved)
