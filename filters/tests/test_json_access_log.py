import json
from typing import Any

from sluice.testing import Loader, LogLevel, Reply, Result


def entry_of(result: Result) -> dict[str, Any]:
    """The one entry that the filter wrote."""
    (logged,) = result.logs
    assert logged.level is LogLevel.INFO
    entry = json.loads(logged.message)
    assert isinstance(entry, dict)
    return entry


def test_an_exchange_becomes_one_entry(load: Loader) -> None:
    filter = load("json_access_log.py")
    result = filter.request(
        "POST",
        "/orders?id=1",
        body=b"12345",
        headers={"x-request-id": "r-1"},
        reply=Reply(201, body=b"created"),
    )
    entry = entry_of(result)
    assert list(entry) == [
        "message",
        "method",
        "authority",
        "path",
        "status",
        "details",
        "duration_ms",
        "request_size",
        "response_size",
        "request_id",
        "source",
        "upstream",
        "route",
    ]
    assert (entry["message"], entry["method"], entry["path"]) == ("access", "POST", "/orders?id=1")
    assert (entry["status"], entry["details"]) == (201, "via_upstream")
    assert (entry["request_size"], entry["response_size"]) == (5, 7)
    assert (entry["request_id"], entry["route"]) == ("r-1", "default")
    assert 0 <= entry["duration_ms"] < 60_000


def test_headers_can_be_added_and_absent_ones_are_null(load: Loader) -> None:
    filter = load("json_access_log.py", config={"message": "edge", "headers": ["user-agent", "x-none"]})
    entry = entry_of(filter.request(headers={"user-agent": 'curl "8"\n'.strip()}))
    assert entry["message"] == "edge"
    assert entry["user-agent"] == 'curl "8"'
    assert entry["x-none"] is None


def test_only_what_is_asked_for_is_logged(load: Loader) -> None:
    filter = load("json_access_log.py", config={"min_status": 400})
    assert filter.request(reply=Reply(200)).logs == []
    assert entry_of(filter.request(reply=Reply(404)))["status"] == 404


def test_an_entry_stays_one_line_whatever_clients_send(load: Loader) -> None:
    filter = load("json_access_log.py", config={"headers": ["x-evil"]})
    evil = '"}\x7f\udcff \\ é'
    result = filter.request(headers={"x-evil": evil})
    (logged,) = result.logs
    assert "\n" not in logged.message
    assert json.loads(logged.message)["x-evil"] == evil


def test_memory_stays_flat(load: Loader) -> None:
    load("json_access_log.py").assert_flat_memory(requests=1_000)
