from sluice.testing import Loader, Reply

CONFIG = {
    "remove": ["x-powered-by"],
    "set": {"server": "edge"},
    "defaults": {"x-content-type-options": "nosniff", "cache-control": "no-store"},
}


def test_responses_are_changed_and_defaults_only_fill_gaps(load: Loader) -> None:
    reply = Reply(
        200, headers=[("server", "a"), ("server", "b"), ("x-powered-by", "php"), ("cache-control", "x")]
    )
    headers = load("response_headers.py", config=CONFIG).request(reply=reply).response.headers
    assert headers.get_all("server") == ["edge"]
    assert "x-powered-by" not in headers
    assert headers.get_all("cache-control") == ["x"]
    assert headers["x-content-type-options"] == "nosniff"


def test_some_responses_can_be_left_alone(load: Loader) -> None:
    filter = load("response_headers.py", config={**CONFIG, "min_status": 400})
    assert "server" not in filter.request(reply=Reply(200)).response.headers
    assert filter.request(reply=Reply(404)).response.headers["server"] == "edge"


def test_memory_stays_flat(load: Loader) -> None:
    load("response_headers.py", config=CONFIG).assert_flat_memory(requests=1_000)
