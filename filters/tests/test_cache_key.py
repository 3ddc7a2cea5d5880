import pytest

from sluice.testing import Loader


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ("/p", "/p"),
        ("/p?", "/p"),
        ("/p?b=2&a=1", "/p?a=1&b=2"),
        ("/p?a=2&b=1&a=1", "/p?a=2&a=1&b=1"),
        ("/p?utm_source=x&q=1&fbclid=y", "/p?q=1"),
        ("/p?utm_source=x", "/p"),
        ("/P?B=1&&a", "/P?B=1&a"),
    ],
)
def test_equal_requests_look_equal(load: Loader, path: str, wanted: str) -> None:
    assert load("cache_key.py").request("GET", path).upstream_request.path == wanted


def test_what_is_configured(load: Loader) -> None:
    filter = load("cache_key.py", config={"drop": ["x?"], "keep_order": True, "lower_path": True})
    request = filter.request("HEAD", "/P?b=1&xy=2&a=3&utm_x=4", authority="Example.COM").upstream_request
    assert (request.path, request.authority) == ("/p?b=1&a=3&utm_x=4", "example.com")
    assert filter.request("POST", "/P?b=1&a=1").upstream_request.path == "/P?b=1&a=1"
