"""Files of recorded requests: JSON lines and HAR, and every mistake named."""

import json

import pytest

from sluice.toolchain.recorded import RecordedReply, RecordedRequest, RecordingError, read_requests

HAR = {
    "log": {
        "version": "1.2",
        "entries": [
            {
                "startedDateTime": "2026-01-01T00:00:00.500Z",
                "request": {
                    "method": "POST",
                    "url": "https://shop.example/orders?x=1",
                    "headers": [{"name": "X-Api-Key", "value": "k1"}, {"name": ":path", "value": "/orders"}],
                    "postData": {"mimeType": "application/json", "text": '{"a": 1}'},
                },
                "response": {"status": 0, "headers": [{"name": "Content-Length", "value": "5"}]},
            },
            {
                "startedDateTime": "2026-01-01T01:00:00+01:00",
                "request": {"method": "GET", "url": "https://shop.example", "headers": []},
                "response": {"status": 404, "headers": [{"name": "X-A", "value": "1"}]},
            },
        ],
    }
}


def test_a_har_file_is_as_good_as_lines() -> None:
    first, second = read_requests(json.dumps(HAR, indent=1).encode())
    assert (first.method, first.path, first.authority, first.body) == (
        "POST",
        "/orders?x=1",
        "shop.example",
        b'{"a": 1}',
    )
    assert (first.headers, first.time, first.reply) == ([("x-api-key", "k1")], 1767225600.5, RecordedReply())
    assert (second.path, second.time) == ("/", 1767225600.0)
    assert second.reply == RecordedReply(404, [("x-a", "1")])


@pytest.mark.parametrize(
    "request_",
    [
        RecordedRequest(1, "/"),
        RecordedRequest(
            1,
            "/ü?x",
            "PUT",
            "h:80",
            [("a", "1"), ("a", "ö"), ("b", "\udcff")],
            b"\xff",
            RecordedReply(204, [("x", "y")], b"t"),
            {"auth": RecordedReply(403)},
            {"status": 1},
            1.25,
        ),
    ],
)
def test_what_is_written_is_read_again(request_: RecordedRequest) -> None:
    assert read_requests(request_.to_line().encode()) == [request_]


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"\xff\xfea\0", "x:1: not UTF-8; requests are JSON lines or a HAR file"),
        (b'{"path": "/"}\n\x1f\x8b\x08', "x:2: not UTF-8"),
        (b'{"path": "/"}\n{"path": "/', "x:2:10: not JSON: Unterminated string"),
        (b'{"path": "/", "time": NaN}', "x:1: not JSON: NaN is no number"),
        (b'{"path": "/", "time": -1}', '"time" is in seconds since 1970, not -1'),
        (b'{"path": "/", "time": 1e400}', '"time" is in seconds since 1970, not inf'),
        (b'{"path": "/", "time": true}', '"time" is in seconds since 1970, not True'),
        (b'{"path": "/", "body": "\\ud800"}', "half of a surrogate pair"),
        (b'{"path": "/", "headers": {"a": "\\ud800"}}', "x:1: no header of HTTP: 'a'"),
        (b'{"path": "/", "headers": {"a b": "1"}}', "x:1: no header of HTTP: 'a b'"),
        (b'{"path": "/", "headers": {"a": "1\\r\\nb: 2"}}', "x:1: no header of HTTP: 'a'"),
        (b'{"path": "/a\\nb"}', '"path" cannot be sent'),
        (b'{"path": "/", "method": "GET /"}', '"method" is a word such as GET'),
        (b'{"path": "/", "reply": {"status": 99}}', '"status" is from 200 to 599, not 99'),
        (b"[" * 100_000, "x:1: nested too deeply"),
        (b'{"path": "/", "time": ' + b"9" * 5000 + b"}", "x:1: not JSON"),
        (b'{"log": {}}', 'x: a HAR file has "log": {"entries": '),
        (b'{"log": {"entries": [1]}}', "x: entry 1: no entry of a HAR file"),
        (
            b'{"log": {"entries": [{"startedDateTime": "now", "request": {"method": "GET", "url": "/"}}]}}',
            "x: entry 1: no entry of a HAR file",
        ),
        (b'{"path": "/", "headers": [' + b'["a","b"],' * 1000 + b'["a","b"]]}', "more than 1,000"),
    ],
)
def test_what_is_no_request_is_named(data: bytes, problem: str) -> None:
    with pytest.raises(RecordingError) as failed:
        read_requests(data, "x")
    assert problem in str(failed.value)
