import pytest

from sluice.testing import Loader, LoadError, Reply

CONFIG = {
    "request": {
        "remove": ["x-debug", "X-Internal"],
        "set": {"x-env": "prod"},
        "add": {"via": "sluice"},
    },
    "response": {"remove": ["server"], "set": {"x-frame-options": "DENY"}},
}


def test_requests_are_changed(load: Loader) -> None:
    filter = load("request_headers.py", config=CONFIG)
    given = [("x-debug", "1"), ("x-internal", "1"), ("x-env", "dev"), ("x-env", "test"), ("via", "cdn")]
    sent = filter.request(headers=given).upstream_request.headers
    assert "x-debug" not in sent
    assert "x-internal" not in sent
    assert sent.get_all("x-env") == ["prod"]
    assert sent.get_all("via") == ["cdn,sluice"]  # Envoy joins the values of this header


def test_responses_are_changed(load: Loader) -> None:
    filter = load("request_headers.py", config=CONFIG)
    reply = Reply(200, headers={"server": "secret/1.0", "x-kept": "1"})
    headers = filter.request(reply=reply).response.headers
    assert "server" not in headers
    assert headers["x-frame-options"] == "DENY"
    assert headers["x-kept"] == "1"


def test_without_configuration_nothing_changes(load: Loader) -> None:
    filter = load("request_headers.py")
    result = filter.request(headers={"x-a": "1"}, reply=Reply(200, headers={"x-b": "2"}))
    assert result.upstream_request.headers["x-a"] == "1"
    assert dict(result.response.headers) == {":status": "200", "x-b": "2"}


def test_removing_comes_before_setting(load: Loader) -> None:
    filter = load("request_headers.py", config={"request": {"remove": ["x-a"], "set": {"x-a": "new"}}})
    assert filter.request(headers={"x-a": "old"}).upstream_request.headers["x-a"] == "new"


def test_a_wrong_configuration_names_the_place(load: Loader) -> None:
    with pytest.raises(LoadError, match=r"config\.response\.remove\[1\]: expected str, got int"):
        load("request_headers.py", config={"response": {"remove": ["a", 5]}})
    with pytest.raises(LoadError, match=r'config\.request: unknown field "sett"'):
        load("request_headers.py", config={"request": {"sett": {}}})


def test_memory_stays_flat(load: Loader) -> None:
    load("request_headers.py", config=CONFIG).assert_flat_memory(requests=2_000)
