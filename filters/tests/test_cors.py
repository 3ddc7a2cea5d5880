import pytest

from sluice.testing import Loader, Reply, Result

CONFIG = {"origins": ["https://shop.example", "https://*.example.com"], "expose": ["x-total"]}


def preflight(load: Loader, origin: str, **config: object) -> Result:
    headers = {
        "origin": origin,
        "access-control-request-method": "PUT",
        "access-control-request-headers": "x-a, x-b",
    }
    return load("cors.py", config={**CONFIG, **config}).request("OPTIONS", headers=headers)


@pytest.mark.parametrize(
    ("origin", "allowed"),
    [
        ("https://shop.example", True),
        ("https://a.example.com", True),
        ("https://a.b.example.com", True),
        ("http://shop.example", False),
        ("https://example.com", False),
        ("https://.example.com", False),
        ("https://evil/.example.com", False),
        ("https://shop.example.evil", False),
    ],
)
def test_origins(load: Loader, origin: str, allowed: bool) -> None:
    result = load("cors.py", config=CONFIG).request(headers={"origin": origin}, reply=Reply(200, body=b"ok"))
    headers = result.response.headers
    assert result.response.text == "ok"
    assert headers.get("access-control-allow-origin") == (origin if allowed else None)
    assert headers.get("access-control-expose-headers") == ("x-total" if allowed else None)
    assert headers["vary"] == "origin"


def test_a_preflight_is_answered_here(load: Loader) -> None:
    result = preflight(load, "https://shop.example", credentials=True, max_age=60)
    headers = result.response.headers
    assert (result.response.status, result.reached_upstream) == (204, False)
    assert headers["access-control-allow-origin"] == "https://shop.example"
    assert headers["access-control-allow-credentials"] == "true"
    assert headers["access-control-allow-methods"] == "GET, HEAD, POST, PUT, PATCH, DELETE"
    assert headers["access-control-allow-headers"] == "x-a, x-b"
    assert headers["access-control-max-age"] == "60"


def test_a_preflight_of_a_stranger_is_refused(load: Loader) -> None:
    result = preflight(load, "https://evil.example")
    assert result.response.status == 403
    assert "access-control-allow-origin" not in result.response.headers


def test_what_the_upstream_says_is_replaced(load: Loader) -> None:
    reply = Reply(
        200, headers={"access-control-allow-origin": "*", "access-control-allow-credentials": "true"}
    )
    result = load("cors.py", config=CONFIG).request(headers={"origin": "https://evil.example"}, reply=reply)
    assert "access-control-allow-origin" not in result.response.headers
    assert "access-control-allow-credentials" not in result.response.headers


def test_an_options_request_of_another_kind_passes(load: Loader) -> None:
    assert load("cors.py", config=CONFIG).request("OPTIONS").reached_upstream
