from sluice.testing import LoadedFilter, Loader

CONFIG = {"rate": 2, "burst": 3, "key_header": "x-api-key"}


def statuses(filter: LoadedFilter, key: str, count: int) -> list[int]:
    return [filter.request(headers={"x-api-key": key}).response.status for _ in range(count)]


def test_a_burst_then_the_rate(load: Loader) -> None:
    filter = load("token_bucket.py", config={**CONFIG, "rate": 0.01})
    assert statuses(filter, "ann", 5) == [200, 200, 200, 429, 429]
    assert statuses(filter, "bob", 1) == [200]
    filter.advance(100)
    assert statuses(filter, "ann", 2) == [200, 429]
    filter.advance(100_000)
    assert statuses(filter, "ann", 4) == [200, 200, 200, 429]
    assert filter.metrics["rate_limited_total"] == 4


def test_clients_are_told_when_to_come_back(load: Loader) -> None:
    filter = load("token_bucket.py", config={"rate": 0.1, "burst": 1})
    assert filter.request().response.status == 200
    refused = filter.request()
    assert (refused.response.status, refused.details) == (429, "rate_limited")
    assert 9 <= int(refused.response.headers["retry-after"]) <= 11


def test_without_a_header_the_address_counts(load: Loader) -> None:
    filter = load("token_bucket.py", config={"rate": 0.01, "burst": 1})
    found = []
    for address in ("10.0.0.1:5000", "10.0.0.1:5001", "10.0.0.2:5000", "2001:db8::1", "2001:db8::1"):
        filter.properties["source.address"] = address
        found.append(filter.request().response.status)
    assert found == [200, 429, 200, 200, 429]


def test_buckets_stay_few(load: Loader) -> None:
    filter = load("token_bucket.py", config=CONFIG)
    for number in range(300):
        filter.request(headers={"x-api-key": f"k{number}"})
    assert len(filter.shared_data) <= 300
    assert all(key.startswith("bucket:") and int(key[7:]) < 16_384 for key in filter.shared_data)
