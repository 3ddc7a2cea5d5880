"""Recorded requests: read with every mistake named, replayed, and compared with what was recorded."""

from pathlib import Path

import pytest

from sluice.testing import Loader, RecordingError
from sluice.testing.recordings import read_recording

FILTERS = Path(__file__).parents[2] / "filters"
CONFIG = {"keys": {"k1": "ann"}}


def test_a_line_is_a_request_with_the_upstreams_reply() -> None:
    (found,) = read_recording(
        [
            '{"method": "PUT", "path": "/a", "headers": [["x", "1"], ["x", "2"]], "body_base64": "/w==", '
            '"reply": {"status": 404, "headers": {"y": "3"}, "body": "no"}}'
        ]
    )
    request = found.request
    assert (request.method, request.path, request.body) == ("PUT", "/a", b"\xff")
    assert request.headers == [("x", "1"), ("x", "2")]
    assert (request.reply.status, request.reply.body) == (404, b"no")
    assert found.expected is None


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ('{"path": "/"', r"recording:2:13: not JSON: Expecting ',' delimiter"),
        ("[1]", r"recording:2: a request is an object, not \[1\]"),
        ('{"path": "/", "heders": {}}', r'recording:2: a request has no "heders"; it has method, path, '),
        ("{}", r'recording:2: a request needs "path", which begins with "/"'),
        ('{"path": 1}', r'recording:2: "path" is text, not 1'),
        ('{"path": "/", "headers": {"a": 1}}', r'recording:2: "headers" is an object of texts or a list of'),
        ('{"path": "/", "body_base64": "?"}', r'recording:2: "body_base64" is no base64'),
        ('{"path": "/", "reply": {"code": 1}}', r'recording:2: a reply has no "code"; it has status, '),
        ('{"path": "/", "reply": {"status": "x"}}', r"recording:2: \"status\" is a number, not 'x'"),
    ],
)
def test_a_line_that_is_no_request_is_named(line: str, problem: str) -> None:
    with pytest.raises(RecordingError, match=problem):
        read_recording(["", line])


def test_decisions_are_told_whole_and_compared_in_what_was_recorded(load: Loader) -> None:
    filter = load(FILTERS / "api_key.py", config=CONFIG)
    lines = ['{"path": "/o", "headers": {"x-api-key": "k1"}}', '{"path": "/o"}']
    passed, refused = (each.decision for each in filter.replay(lines))
    assert (passed.action, passed.status, refused.action, refused.status) == ("pass", 200, "respond", 401)
    assert passed.upstream is not None
    assert ("x-consumer", "ann") in passed.upstream.headers
    assert refused.upstream is None
    recorded = (
        '{"path": "/o", "headers": {"x-api-key": "k1"}, "decision": {"action": "pass", "upstream": '
        '{"path": "/o", "headers": {"x-consumer": "ann", "x-api-key": null}}}}'
    )
    filter.assert_decisions([recorded, '{"path": "/o", "decision": {"status": 401}}', '{"path": "/"}'])
    wrong = '{"path": "/o", "decision": {"status": 200, "headers": {"www-authenticate": "Basic"}}}'
    with pytest.raises(AssertionError) as failed:
        filter.assert_decisions([recorded, wrong])
    assert str(failed.value).splitlines() == [
        "the filter decides otherwise than recorded",
        "line 2: GET /o: status: expected 200, got 401",
        "line 2: GET /o: header www-authenticate: expected 'Basic', got 'ApiKey'",
    ]
