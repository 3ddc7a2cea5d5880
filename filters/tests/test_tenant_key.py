from hashlib import sha256

from sluice.testing import LoadedFilter, Loader, Result

ANN, OLD, BOB = (sha256(key.encode()).hexdigest() for key in ("k-ann", "k-old", "k-bob"))
CONFIG = {
    "tenants": {
        "digests": {ANN: "harbor-pay/ak_1", OLD: "harbor-pay/ak_0", BOB: "bookinfo/ak_2"},
        "expires": {OLD: 1_000},
        "hosts": {"harbor-pay": ["api.harbor-pay.example", "*.harbor.example"]},
        "rates": {"bookinfo": 2.0},
    }
}


def ask(filter: LoadedFilter, key: str | None, authority: str = "api.harbor-pay.example") -> Result:
    headers = {":authority": authority} | ({} if key is None else {"x-api-key": key})
    return filter.request(headers=headers)


def test_a_good_key_tells_the_upstream_who_calls(load: Loader) -> None:
    filter = load("tenant_key.py", config=CONFIG)
    result = filter.request(
        headers={":authority": "API.harbor-pay.example:8443", "x-api-key": "k-ann", "x-tenant": "bookinfo"}
    )
    sent = result.upstream_request
    assert sent is not None
    assert sent.headers.get_all("x-tenant") == ["harbor-pay"]
    assert sent.headers["x-key-id"] == "ak_1"
    assert "x-api-key" not in sent.headers
    assert filter.metrics["tenant_requests_total", "harbor-pay", "ak_1"] == 1


def test_what_is_refused_and_why(load: Loader) -> None:
    filter = load("tenant_key.py", config=CONFIG)
    cases = [
        (None, "api.harbor-pay.example", 401, "missing"),
        ("", "api.harbor-pay.example", 401, "unknown"),
        ("k-eve", "api.harbor-pay.example", 401, "unknown"),
        (ANN, "api.harbor-pay.example", 401, "unknown"),
        ("k-old", "api.harbor-pay.example", 401, "expired"),
        ("k-ann", "bookinfo.example", 403, "host"),
        ("k-ann", "harbor.example", 403, "host"),
        ("k-ann", "evilharbor.example", 403, "host"),
    ]
    for key, authority, status, reason in cases:
        result = ask(filter, key, authority)
        assert (result.response.status, result.details) == (status, f"tenant_key_{reason}"), (key, authority)
    assert ask(filter, "k-ann", "eu.harbor.example").response.status == 200
    assert filter.metrics["tenant_denied_total", "host"] == 3


def test_a_tenant_is_held_to_its_rate(load: Loader) -> None:
    filter = load("tenant_key.py", config=CONFIG)
    statuses = [ask(filter, "k-bob", "anywhere.example").response.status for _ in range(4)]
    assert statuses == [200, 200, 429, 429]
    assert ask(filter, "k-ann").response.status == 200
    filter.advance(1)
    assert ask(filter, "k-bob", "anywhere.example").response.status == 200


def test_without_tenants_nobody_gets_in(load: Loader) -> None:
    filter = load("tenant_key.py", config={})
    assert ask(filter, "k-ann").response.status == 401
