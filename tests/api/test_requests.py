"""Requests and headers as a filter sees and changes them."""

import textwrap

import pytest
from tests.api.conftest import LoadSource

from sluice.testing import LoadedFilter


def on_request(body: str) -> str:
    """A filter that does this to each request."""
    return (
        "class Sample(HttpFilter[None]):\n"
        "    def on_request_headers(self, request: Request) -> Response | None:\n"
        f"{textwrap.indent(textwrap.dedent(body), ' ' * 8)}\n"
        "        return None\n"
    )


def seen(filter: LoadedFilter) -> list[str]:
    return [entry.message for entry in filter.logs]


def test_parts_of_a_request_are_read(load_source: LoadSource) -> None:
    filter = load_source(
        on_request("""
        log.info(f"{request.method} {request.scheme} {request.authority} {request.path}")
        log.info(f"{request.url_path} {request.query} {request.end_of_stream}")
        """)
    )
    filter.request("PUT", "/a/b?x=1&y=?2", authority="shop.example:8080")
    filter.request("POST", "/a", body=b"x")
    assert seen(filter) == [
        "PUT http shop.example:8080 /a/b?x=1&y=?2",
        "/a/b x=1&y=?2 True",
        "POST http example.com /a",
        "/a  False",
    ]


def test_parts_of_a_request_are_changed(load_source: LoadSource) -> None:
    filter = load_source(
        on_request("""
        request.path = request.path.removeprefix("/v1")
        request.query = request.query + "&z=3"
        request.method = "PUT"
        request.authority = "other"
        request.scheme = "https"
        """)
    )
    sent = filter.request("GET", "/v1/x?y=2").upstream_request
    assert (sent.path, sent.method, sent.authority) == ("/x?y=2&z=3", "PUT", "other")
    assert sent.headers[":scheme"] == "https"


def test_the_query_can_be_set_and_taken_away(load_source: LoadSource) -> None:
    filter = load_source(on_request('request.query = "" if request.query else "a=1"'))
    assert filter.request("GET", "/x?y=2").upstream_request.path == "/x"
    assert filter.request("GET", "/x").upstream_request.path == "/x?a=1"


def test_headers_are_a_mapping(load_source: LoadSource) -> None:
    filter = load_source(
        on_request("""
        headers = request.headers
        log.info(headers.get("X-One", "none") + headers["x-one"] + headers.get("absent", "none"))
        log.info(str("x-one" in headers) + str("absent" in headers) + str(headers.get("absent")))
        log.info(",".join(headers.get_all("x-many")))
        log.info(",".join([name for name in headers if name.startswith("x-m")]))
        log.info(",".join([f"{name}={value}" for name, value in headers.items() if name == "x-many"]))
        log.info(str(len(headers) == len(headers.keys())) + str(len(headers.values()) - len(headers)))
        log.info(headers.pop("x-one", "none") + headers.pop("x-one", "none"))
        log.info(headers.setdefault("x-many", "new") + headers.setdefault("x-new", "new"))
        headers.update({"x-a": "1", "x-b": "2"})
        """)
    )
    result = filter.request(headers=[("x-one", "1"), ("x-many", "a"), ("x-many", "b")])
    assert seen(filter) == [
        "11none",
        "TrueFalseNone",
        "a,b",
        "x-many",
        "x-many=a,x-many=b",
        "True1",
        "1none",
        "anew",
    ]
    headers = result.upstream_request.headers
    assert (headers["x-a"], headers["x-b"], headers["x-new"]) == ("1", "2", "new")
    assert "x-one" not in headers


def test_headers_are_set_added_and_deleted(load_source: LoadSource) -> None:
    filter = load_source(
        on_request("""
        request.headers["X-Set"] = "new"
        request.headers.add("x-via", "sluice")
        del request.headers["x-gone"]
        del request.headers["x-never-there"]
        """)
    )
    given = [("x-set", "a"), ("x-set", "b"), ("x-via", "proxy"), ("x-gone", "1"), ("x-gone", "2")]
    headers = filter.request(headers=given).upstream_request.headers
    assert headers.get_all("x-set") == ["new"]
    assert headers.get_all("x-via") == ["proxy", "sluice"]
    assert "x-gone" not in headers


def test_all_headers_can_be_replaced(load_source: LoadSource) -> None:
    filter = load_source(
        on_request("""
        kept = [pair for pair in request.headers.items() if pair[0] in (":method", "x-forwarded-proto")]
        request.headers.replace_all(kept + [(":path", "/n"), ("X-A", "1"), ("x-a", "2")])
        """)
    )
    assert filter.request().upstream_request.headers.pairs() == [
        (":method", "GET"),
        (":path", "/n"),
        ("x-forwarded-proto", "http"),
        ("x-a", "1"),
        ("x-a", "2"),
    ]


def test_a_header_that_is_not_there_is_a_key_error(load_source: LoadSource) -> None:
    filter = load_source(
        on_request("""
        try:
            log.info(request.headers["nope"])
        except KeyError as error:
            log.info("KeyError " + str(error))
        """)
    )
    filter.request()
    assert seen(filter) == ["KeyError 'nope'"]


@pytest.mark.parametrize("value", ["a\\nb", "a\\rb", "a\\0b"])
def test_values_cannot_smuggle_further_headers(load_source: LoadSource, value: str) -> None:
    filter = load_source(on_request(f'request.headers["x-a"] = "{value}"'))
    result = filter.request()
    assert result.response.status == 500
    assert not result.reached_upstream
    assert "ValueError: header x-a: empty, or CR, LF or NUL in it" in seen(filter)[0]


def test_values_that_are_not_utf8_survive(load_source: LoadSource) -> None:
    filter = load_source(on_request('request.headers["x-copy"] = request.headers["x-raw"]'))
    raw = b"caf\xe9 \xff".decode("utf-8", "surrogateescape")
    assert filter.request(headers={"x-raw": raw}).upstream_request.headers["x-copy"] == raw
    assert filter.request(headers={"x-raw": "é→𝄞"}).upstream_request.headers["x-copy"] == "é→𝄞"


def test_cookies_are_parsed(load_source: LoadSource) -> None:
    filter = load_source(
        on_request("""
        log.info(";".join([f"{name}={value}" for name, value in request.cookies.items()]))
        """)
    )
    filter.request(headers=[("cookie", 'a=1; b="two"; a=3; broken; c=x=y'), ("cookie", "d=")])
    assert seen(filter) == ["a=1;b=two;c=x=y;d="]


def test_connection_and_route_are_told(load_source: LoadSource) -> None:
    filter = load_source(
        on_request("""
        log.info(f"{request.protocol} {request.route_name} {request.cluster_name} {request.source_address}")
        raw = property("xds", "route_name")
        log.info("none" if raw is None else raw.decode())
        log.info(str(property("nothing", "here") is None) + str(request.start_time > 1e9))
        """)
    )
    filter.properties["xds.route_name"] = "orders"
    filter.properties["source.address"] = "10.0.0.7:51234"
    filter.request()
    assert seen(filter) == ["HTTP/1.1 orders upstream 10.0.0.7:51234", "orders", "TrueTrue"]
