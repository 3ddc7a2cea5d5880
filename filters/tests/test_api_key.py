import pytest

from sluice.testing import LoadedFilter, Loader, LoadError, Reply

CONFIG = {"keys": {"k-ann": "ann", "k-bob": "bob"}}


def test_a_known_key_goes_through_and_names_the_consumer(load: Loader) -> None:
    filter = load("api_key.py", config=CONFIG)
    result = filter.request("GET", "/orders", headers={"x-api-key": "k-ann"}, reply=Reply(200, body=b"ok"))
    assert (result.response.status, result.response.text) == (200, "ok")
    assert result.upstream_request.headers["x-consumer"] == "ann"
    assert "x-api-key" not in result.upstream_request.headers


def test_an_unknown_key_is_refused_and_counted(load: Loader) -> None:
    filter = load("api_key.py", config=CONFIG)
    result = filter.request("GET", "/orders", headers={"x-api-key": "nope"})
    assert (result.response.status, result.response.text) == (401, "unknown API key\n")
    assert result.response.headers["www-authenticate"] == "ApiKey"
    assert not result.reached_upstream
    assert result.details == "api_key_unknown"
    assert filter.metrics["api_key_denied_total", "unknown"] == 1
    assert filter.metrics["api_key_denied_total", "missing"] == 0


def test_a_missing_key_is_refused_and_counted(load: Loader) -> None:
    filter = load("api_key.py", config=CONFIG)
    for _ in range(3):
        assert filter.request().response.status == 401
    assert filter.metrics["api_key_denied_total", "missing"] == 3


def test_a_client_cannot_choose_its_consumer(load: Loader) -> None:
    filter = load("api_key.py", config=CONFIG)
    headers = [("x-consumer", "admin"), ("x-api-key", "k-bob"), ("X-Consumer", "root")]
    result = filter.request(headers=headers)
    assert result.upstream_request.headers.get_all("x-consumer") == ["bob"]


def test_headers_can_be_named_by_the_configuration(load: Loader) -> None:
    filter = load("api_key.py", config={**CONFIG, "key_header": "authorization", "header": "x-user"})
    result = filter.request(headers={"Authorization": "k-ann"})
    assert result.upstream_request.headers["x-user"] == "ann"
    assert "authorization" not in result.upstream_request.headers


@pytest.mark.parametrize(
    ("config", "problem"),
    [
        ({}, r"config\.keys: required, but missing"),
        ({"keys": {"k1": 5}}, r'config\.keys\["k1"\]: expected str, got int'),
        ({"keys": {}, "heade": "x"}, r'config: unknown field "heade"'),
        ("{", r"config: not JSON: .*line 1 column 2"),
    ],
)
def test_a_wrong_configuration_is_refused(load: Loader, config: object, problem: str) -> None:
    with pytest.raises(LoadError, match=problem):
        load("api_key.py", config=config)


def test_memory_stays_flat(load: Loader) -> None:
    def send(filter: LoadedFilter, number: int) -> None:
        filter.request(headers={"x-api-key": ("k-ann", "nope")[number % 2]})

    load("api_key.py", config=CONFIG).assert_flat_memory(requests=2_000, send=send)
