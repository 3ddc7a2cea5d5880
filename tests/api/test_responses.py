"""Responses, bodies, trailers and the access log."""

import pytest
from tests.api.conftest import LoadSource
from tests.api.test_requests import on_request, seen

from sluice.testing import Reply


def test_a_filter_answers_for_itself(load_source: LoadSource) -> None:
    filter = load_source(
        on_request("""
        response = Response(451, body="né\\n", headers={"X-Why": "law"}, details="not here")
        response.headers.add("set-cookie", "a=1")
        response.headers.add("set-cookie", "b=2")
        return response
        """)
    )
    result = filter.request()
    assert (result.response.status, result.response.body) == (451, "né\n".encode())
    assert result.response.headers["x-why"] == "law"
    assert result.response.headers.get_all("set-cookie") == ["a=1", "b=2"]
    assert result.response.headers["content-type"] == "text/plain"
    assert result.details == "not_here"
    assert not result.reached_upstream


def test_own_headers_are_a_mapping_too(load_source: LoadSource) -> None:
    filter = load_source(
        on_request("""
        response = Response(200, body=b"\\xff\\x00", headers={"A": "1", "b": "2"})
        headers = response.headers
        headers["A"] = "3"
        headers.add("C", "4")
        del headers["B"]
        log.info(headers.get("a", "none") + headers.get("b", "none"))
        log.info(str("c" in headers) + str(len(headers)))
        log.info(",".join(headers.keys()) + headers.setdefault("d", "5") + headers.pop("d", "none"))
        response.status = 201
        return response
        """)
    )
    result = filter.request()
    assert (result.response.status, result.response.body) == (201, b"\xff\x00")
    assert seen(filter) == ["3none", "True2", "a,c55"]


@pytest.mark.parametrize("status", [0, 101, 199, 600, -1])
def test_a_status_that_is_none_is_refused(load_source: LoadSource, status: int) -> None:
    filter = load_source(on_request(f"return Response({status})"))
    assert filter.request().response.status == 500
    assert f"ValueError: {status} is not the status of a final response: 200 to 599 are" in seen(filter)[0]


def test_too_many_headers_are_refused_instead_of_lost(load_source: LoadSource) -> None:
    filter = load_source(
        on_request("""
        response = Response(200)
        for number in range(1025):
            response.headers.add("x-many", str(number))
        return response
        """)
    )
    assert filter.request().response.status == 500
    assert "ValueError: 1025 headers are more than the 1024 that a proxy takes" in seen(filter)[0]


def test_the_response_on_its_way_is_read_and_changed(load_source: LoadSource) -> None:
    filter = load_source("""
    class Sample(HttpFilter[None]):
        path: str = ""

        def on_request_headers(self, request: Request) -> Response | None:
            self.path = request.path
            return None

        def on_response_headers(self, request: RequestInfo, response: Response) -> Response | None:
            upstream = response.headers.get("x-up", "none")
            log.info(f"{self.path} {response.status} {upstream} {response.end_of_stream}")
            response.headers["x-filter"] = "1"
            del response.headers["x-up"]
            response.status = 299
            return None
    """)
    result = filter.request("GET", "/p", reply=Reply(201, headers={"x-up": "v1"}))
    filter.request("GET", "/q", reply=Reply(201, body=b"x"))
    assert (result.response.status, result.response.headers["x-filter"]) == (299, "1")
    assert "x-up" not in result.response.headers
    assert seen(filter) == ["/p 201 v1 True", "/q 201 none False"]


def test_a_response_can_take_the_place_of_another(load_source: LoadSource) -> None:
    filter = load_source("""
    class Sample(HttpFilter[None]):
        def on_response_headers(self, request: RequestInfo, response: Response) -> Response | None:
            if response.status >= 500:
                return Response(503, body="try later\\n")
            return None
    """)
    assert filter.request(reply=Reply(200, body=b"fine")).response.text == "fine"
    result = filter.request(reply=Reply(500, body=b"stack trace"))
    assert (result.response.status, result.response.text) == (503, "try later\n")


def test_the_request_is_gone_while_the_response_passes(load_source: LoadSource) -> None:
    filter = load_source("""
    kept: list[Headers] = []

    class Sample(HttpFilter[None]):
        def on_request_headers(self, request: Request) -> Response | None:
            kept.append(request.headers)
            return None

        def on_response_headers(self, request: RequestInfo, response: Response) -> Response | None:
            try:
                kept[0].get("x-a")
            except HostError as error:
                log.info(str(error))
            try:
                kept[0]["x-a"] = "1"
            except HostError as error:
                log.info(str(error))
            log.info(f"{request.protocol} {len(kept[0].items())}")
            return None
    """)
    filter.request()
    assert seen(filter) == [
        "proxy_get_header_map_value: BadArgument",
        "proxy_replace_header_map_value: BadArgument",
        "HTTP/1.1 0",
    ]


def test_bodies_are_rewritten_and_lose_their_length(load_source: LoadSource) -> None:
    filter = load_source("""
    class Sample(HttpFilter[None]):
        def on_request_body(self, request: RequestInfo, body: Chunk) -> bytes | None:
            return body.data.upper()

        def on_response_body(self, request: RequestInfo, body: Chunk) -> bytes | None:
            log.info(f"{body.size} {len(body)} {body.end_of_stream}")
            if body.end_of_stream:
                return b"end"
            return body.data.replace(b"secret", b"******")
    """)
    reply = Reply(200, body=[b"a secret ", b"x"])
    result = filter.request("POST", body=[b"ab", b"c"], reply=reply)
    assert result.upstream_request.body == b"ABC"
    assert "content-length" not in result.upstream_request.headers
    assert result.response.body == b"a ****** xend"
    assert "content-length" not in result.response.headers
    assert seen(filter) == ["9 9 False", "1 1 False", "0 0 True"]


def test_a_body_that_is_only_read_keeps_its_length(load_source: LoadSource) -> None:
    filter = load_source("""
    class Sample(HttpFilter[None]):
        size: int = 0

        def on_response_body(self, request: RequestInfo, body: Chunk) -> None:
            self.size += len(body.data)
            if body.end_of_stream:
                log.info(str(self.size))
    """)
    result = filter.request(reply=Reply(200, body=[b"12345", b"678"]))
    assert result.response.headers["content-length"] == "8"
    assert seen(filter) == ["8"]


def test_a_request_body_can_be_answered(load_source: LoadSource) -> None:
    filter = load_source("""
    class Sample(HttpFilter[None]):
        def on_request_body(self, request: RequestInfo, body: Chunk) -> Response | None:
            return Response(422, body="no\\n") if b"evil" in body.data else None
    """)
    assert filter.request("POST", body=b"good").response.status == 200
    assert filter.request("POST", body=b"an evil body").response.status == 422


def test_trailers_are_headers(load_source: LoadSource) -> None:
    filter = load_source("""
    class Sample(HttpFilter[None]):
        def on_request_trailers(self, trailers: Headers) -> None:
            trailers["x-checked"] = trailers.get("x-sum", "none")

        def on_response_trailers(self, trailers: Headers) -> None:
            trailers["x-redacted"] = "1"
            del trailers["grpc-message"]
    """)
    reply = Reply(200, body=b"x", trailers={"grpc-status": "0", "grpc-message": "secret"})
    result = filter.request("POST", body=b"x", trailers={"x-sum": "7"}, reply=reply)
    assert dict(result.upstream_request.trailers) == {"x-sum": "7", "x-checked": "7"}
    assert dict(result.response.trailers) == {"grpc-status": "0", "x-redacted": "1"}


def test_the_access_log_knows_both_sides(load_source: LoadSource) -> None:
    filter = load_source("""
    class Sample(HttpFilter[None]):
        def on_log(self, log_: AccessLog) -> None:
            log.info(f"{log_.method} {log_.authority}{log_.path} {log_.status} {log_.details}")
            log.info(f"{log_.request_size} {log_.response_size}")
            log.info(f"{log_.duration >= 0} {log_.upstream_address != ''}")
            log.info(log_.request_headers.get("x-a", "none") + log_.response_headers.get("x-b", "none"))
            log.info(log_.response_trailers.get("x-c", "none") + str(len(log_.request_id)))
    """)
    reply = Reply(404, body=b"nothing", headers={"x-b": "2"}, trailers={"x-c": "3"})
    filter.request("POST", "/p?q", headers={"x-a": "1"}, body=b"12345", reply=reply)
    assert seen(filter) == ["POST example.com/p?q 404 via_upstream", "5 7", "True True", "12", "336"]


def test_class_variables_are_start_values(load_source: LoadSource) -> None:
    filter = load_source("""
        class Sample(HttpFilter[None]):
            count: int = 3
            rate: float = 0.5
            name: str = "none"
            seen: bytes | None = None

            def on_request_headers(self, request: Request) -> Response | None:
                log.info(f"{self.count} {self.rate} {self.name} {self.seen!r} {Sample.count}")
                self.count += 1
                self.rate *= 3
                self.name += request.path
                self.seen = b"x"
                return None

            def on_response_headers(self, request: RequestInfo, response: Response) -> None:
                log.info(f"{self.count} {self.rate} {self.name} {self.seen!r} {Sample.count}")
    """)
    filter.request("GET", "/a")
    filter.request("GET", "/b")
    first = "3 0.5 none None 3"
    messages = [entry.message for entry in filter.logs]
    assert messages == [first, "4 1.5 none/a b'x' 3", first, "4 1.5 none/b b'x' 3"]
