import json
from typing import Any

from sluice.testing import LoadedFilter, Loader

CONFIG = {
    "set": {"meta.source": "edge", "n": 5},
    "remove": ["password", "user.secret", "no.such"],
    "rename": {"userName": "user.name", "absent": "x"},
    "limit": 200,
}


def sent(filter: LoadedFilter, body: bytes | list[bytes], kind: str = "application/json") -> Any:
    result = filter.request("POST", "/", body=body, headers={"content-type": kind})
    request = result.upstream_request
    assert request.headers["content-length"] == str(len(request.body))
    return json.loads(request.body)


def test_members_change(load: Loader) -> None:
    filter = load("json_transform.py", config=CONFIG)
    body = (
        b'{"userName": "Zo\xc3\xab", "password": 1, "user": {"secret": 1, "id": 7}, "b": 1234567890123456789}'
    )
    wanted = {
        "user": {"id": 7, "name": "Zoë"},
        "b": 1234567890123456789,
        "meta": {"source": "edge"},
        "n": 5,
    }
    assert sent(filter, body) == wanted
    assert (
        sent(filter, [body[:20], body[20:50], body[50:]], "application/problem+json; charset=utf-8") == wanted
    )
    assert sent(filter, b'{"user": "text"}') == {"user": "text", "meta": {"source": "edge"}, "n": 5}


def test_other_bodies(load: Loader) -> None:
    filter = load("json_transform.py", config=CONFIG)
    json_type = {"content-type": "application/json"}
    for body in (b"[1]", b"{", b"\xff"):
        assert filter.request("POST", body=body, headers=json_type).response.status == 400
    assert filter.request("POST", body=b" " * 201, headers=json_type).response.status == 413
    assert filter.request("POST", body=b"[1]", headers={"content-type": "text/plain"}).response.status == 200
    assert filter.request("GET", headers=json_type).response.status == 200
    assert filter.metrics["json_transform_refused_total"] == 3
    lax = load("json_transform.py", config={**CONFIG, "strict": False})
    assert lax.request("POST", body=b"[1]", headers=json_type).upstream_request.body == b"[1]"
