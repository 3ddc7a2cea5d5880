from sluice.testing import LoadedFilter, Loader

CONFIG = {"users": ["jason"], "regions": ["beijing"], "tenants": ["acme"]}


def tag(filter: LoadedFilter, **headers: str) -> str | None:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return filter.request(headers=named).upstream_request.headers.get("x-canary")


def test_users_regions_and_tenants(load: Loader) -> None:
    filter = load("canary_tagger.py", config=CONFIG)
    assert tag(filter, x_user="jason") == "true"
    assert tag(filter, x_user="ann") is None
    assert tag(filter, x_region="beijing") == "true"
    assert tag(filter, x_tenant="acme") == "true"
    assert tag(filter) is None
    assert filter.metrics["canary_tagged_total", "user"] == 1
    assert filter.metrics["canary_tagged_total", "region"] == 1


def test_clients_cannot_tag_themselves(load: Loader) -> None:
    assert tag(load("canary_tagger.py", config=CONFIG), x_canary="true", x_user="ann") is None


def test_a_share_is_even_and_sticky(load: Loader) -> None:
    filter = load("canary_tagger.py", config={"share": 20})
    users = [f"user-{number}" for number in range(1000)]
    first = [user for user in users if tag(filter, x_user=user)]
    assert 150 < len(first) < 250
    assert [user for user in users if tag(filter, x_user=user)] == first
    wider = load("canary_tagger.py", config={"share": 40})
    assert all(tag(wider, x_user=user) for user in first)
