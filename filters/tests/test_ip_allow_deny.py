import pytest

from sluice.testing import Loader


def status(load: Loader, client: str, **config: list[str]) -> int:
    filter = load("ip_allow_deny.py", config=config, properties={"source.address": client})
    return filter.request().response.status


@pytest.mark.parametrize(
    ("client", "network", "inside"),
    [
        ("10.1.2.3:5000", "10.0.0.0/8", True),
        ("11.1.2.3:5000", "10.0.0.0/8", False),
        ("10.1.2.3", "10.1.2.3", True),
        ("10.1.2.4", "10.1.2.3", False),
        ("1.2.3.4", "0.0.0.0/0", True),
        ("10.1.2.3:5000", "10.1.2.2/31", True),
        ("[2001:db8::1]:443", "2001:db8::/32", True),
        ("2001:db9::1", "2001:db8::/32", False),
        ("::1", "::1", True),
        ("[::ffff:10.1.2.3]:80", "10.0.0.0/8", True),
        ("10.1.2.3", "::/0", False),
    ],
)
def test_networks(load: Loader, client: str, network: str, inside: bool) -> None:
    assert status(load, client, allow=[network]) == (200 if inside else 403)
    assert status(load, client, deny=[network]) == (403 if inside else 200)


def test_deny_wins_and_is_counted(load: Loader) -> None:
    config = {"allow": ["10.0.0.0/8"], "deny": ["10.6.6.6"]}
    filter = load("ip_allow_deny.py", config=config, properties={"source.address": "10.6.6.6:1"})
    result = filter.request()
    assert (result.response.status, result.details) == (403, "ip_refused")
    assert filter.metrics["ip_refused_total"] == 1


@pytest.mark.parametrize("wrong", ["10.0.0", "10.0.0.256", "a", "10.0.0.0/33", "1::2::3", "12345::", ""])
def test_what_is_no_network_refuses_everybody_and_says_so(load: Loader, wrong: str) -> None:
    filter = load("ip_allow_deny.py", config={"allow": [wrong]})
    assert filter.request().response.status == 500
    assert "ValueError: " in filter.logs[-1].message
