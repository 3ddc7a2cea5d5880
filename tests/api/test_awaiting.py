"""Coroutines: call-outs, gathering, sleeping, time-outs, cancellation, and what they leave behind."""

from __future__ import annotations

from tests.api.conftest import LoadSource

from sluice.testing import Reply

AUTH = """
class Auth(HttpFilter[None]):
    user: str = "nobody"

    async def on_request_headers(self, request: Request) -> Response | None:
        try:
            reply = await http.get("auth", "/check", headers={"x-path": request.path}, timeout=0.2)
        except UnknownCluster as error:
            return Response(500, f"{error}")
        except CalloutTimeout as error:
            return Response(504, f"{error}")
        except CalloutError as error:
            return Response(503, f"{error}")
        if reply.status != 200:
            return Response(403, reply.text)
        self.user = reply.json()["user"]
        request.headers["x-user"] = self.user
        return None

    def on_response_headers(self, request: RequestInfo, response: Response) -> Response | None:
        response.headers["x-user"] = self.user
        return None
"""


def test_a_call_out_decides(load_source: LoadSource) -> None:
    filter = load_source(AUTH, {})
    auth = filter.upstream("auth").replies(200, json={"user": "ann"})
    result = filter.request("GET", "/orders?x=1")
    assert result.upstream_request.headers["x-user"] == "ann"
    assert result.response.headers["x-user"] == "ann"
    call = auth.calls[0]
    assert (call.method, call.path, call.authority) == ("GET", "/check", "auth")
    assert call.headers["x-path"] == "/orders?x=1"
    auth.always().replies(401, "no such key")
    result = filter.request()
    assert (result.response.status, result.response.text) == (403, "no such key")
    assert result.response.headers["x-user"] == "nobody"
    assert not result.reached_upstream


def test_a_call_out_without_an_answer(load_source: LoadSource) -> None:
    filter = load_source(AUTH, {})
    response = filter.request().response
    assert (response.status, response.text) == (500, "GET /check: the proxy has no cluster 'auth'")
    auth = filter.upstream("auth").times_out()
    response = filter.request().response
    assert (response.status, response.text) == (504, "GET /check of auth: no answer within 0.2 s")
    auth.always().replies(after=0.3)
    assert filter.request().response.status == 504
    auth.always().fails()
    response = filter.request().response
    assert response.status == 503
    assert response.text.startswith("GET /check of auth: no answer: upstream connect error")
    auth.always().breaks()
    response = filter.request().response
    assert (response.status, response.text) == (503, "GET /check of auth: no answer")
    auth.always().replies(503, "its own")
    assert filter.request().response.text == "its own"
    assert filter.metrics["exceptions_total"] == 0


GATHER = """
class Gather(HttpFilter[None]):
    async def on_request_headers(self, request: Request) -> Response | None:
        before = time.time()
        try:
            user, plan, limits = await gather(
                http.get("a", "/user"), http.post("b", "/plan", body="abc"), http.request("PUT", "c", "/l")
            )
        except CalloutError as error:
            return Response(503, str(error))
        passed = time.time() - before
        names = [reply.text for reply in await gather(*[http.get("a", f"/{n}") for n in range(4)])]
        request.headers["x-all"] = f"{user.text} {plan.text} {limits.text} {names}"
        request.headers["x-parallel"] = str(0.049 <= passed < 0.09)
        return None
"""


def test_gather(load_source: LoadSource) -> None:
    filter = load_source(GATHER, {})
    filter.upstream("a").replies_by(lambda call: Reply(200, "a" + call.path), after=0.05)
    filter.upstream("b").replies_by(lambda call: Reply(200, b"b" + call.body), after=0.02)
    filter.upstream("c").replies(200, "c", after=0.04)
    headers = filter.request().upstream_request.headers
    assert headers["x-all"] == "a/user babc c ['a/0', 'a/1', 'a/2', 'a/3']"
    assert headers["x-parallel"] == "True"
    filter.upstream("b").always().fails()
    assert filter.request().response.status == 503
    assert filter.logs == []


SLEEPER = """


class Sleeper(HttpFilter[None]):
    async def on_request_headers(self, request: Request) -> Response | None:
        before = time.time()
        try:
            await sleep(float(request.headers.get("x-sleep", "0.1")))
            log.info("slept %s", request.path)
        finally:
            log.info("left %s", request.path if request.headers.get("x-quiet") is None else "")
        try:
            await wait_for(sleep(5), timeout=0.5)
        except TimeoutError as error:
            request.headers["x-error"] = str(error)
        value = await wait_for(quick(), timeout=1)
        request.headers["x-slept"] = f"{time.time() - before:.1f} {value}"
        return None

    def on_log(self, log_: AccessLog) -> None:
        log.info("over")

async def quick() -> int:
    return 5
"""


def test_sleep_and_wait_for(load_source: LoadSource) -> None:
    filter = load_source(SLEEPER, {})
    result = filter.request("GET", "/s")
    assert result.upstream_request.headers["x-slept"] == "0.6 5"
    assert result.upstream_request.headers["x-error"] == "not done after 0.5 s"
    assert [entry.message for entry in result.logs] == ["slept /s", "left /s", "over"]


def test_many_at_once(load_source: LoadSource) -> None:
    filter = load_source(SLEEPER, {})
    exchanges = [filter.open("GET", f"/{n}", headers={"x-sleep": str((50 - n) / 100)}) for n in range(50)]
    filter.advance(0.255)
    slept = [entry.message for entry in filter.logs if entry.message.startswith("slept")]
    assert slept == [f"slept /{n}" for n in range(49, 24, -1)]
    assert {exchange.result().response.status for exchange in exchanges} == {200}


def test_a_client_that_goes_away_ends_its_coroutine(load_source: LoadSource) -> None:
    filter = load_source(SLEEPER, {})
    exchange = filter.open("GET", "/gone", headers={"x-sleep": "30"})
    exchange.abort()
    assert [entry.message for entry in filter.logs] == ["left /gone", "over"]
    filter.advance(60)
    assert [entry.message for entry in filter.logs] == ["left /gone", "over"]


FAILS = """
class Fails(HttpFilter[None], on_error="{on_error}"):
    async def on_request_headers(self, request: Request) -> Response | None:
        if request.path == "/now":
            raise ValueError("at once")
        await inner(request.path)
        return None

    async def on_response_headers(self, request: RequestInfo, response: Response) -> Response | None:
        await sleep(0.01)
        if response.headers.get("x-fail") is not None:
            raise LookupError("in the response")
        return None

async def inner(path: str) -> None:
    await http.get("a", "/")
    if path == "/later":
        raise ValueError("later")
    if path == "/gathered":
        await gather(sleep(1), bad())

async def bad() -> None:
    await sleep(0.1)
    raise KeyError("gathered")
"""


def test_exceptions_are_answered(load_source: LoadSource) -> None:
    for on_error, status in (("deny", 500), ("continue", 200)):
        filter = load_source(FAILS.replace("{on_error}", on_error), {})
        filter.upstream("a").replies()
        for path in ("/now", "/later", "/gathered"):
            result = filter.request("GET", path)
            assert result.response.status == status
            assert len(result.logs) == 1
            assert result.logs[0].message.startswith("Traceback (most recent call last):\n")
        assert ", in inner" in filter.logs[1].message
        assert filter.logs[1].message.endswith("ValueError: later")
        assert filter.logs[2].message.endswith("KeyError: 'gathered'")
        assert filter.request("GET", "/", reply=Reply(headers={"x-fail": "1"})).response.status == status
        assert filter.request("GET", "/").response.status == 200
        assert filter.metrics["exceptions_total"] == 4


BODY = """
class Body(HttpFilter[None]):
    async def on_request_headers(self, request: Request) -> Response | None:
        first = await http.get("a", "/")
        data = await request.body(limit=20)
        request.headers["x-size"] = f"{len(data)}"
        if request.path == "/set":
            await request.set_body(data.upper() + first.body)
        if request.path == "/refused":
            return Response(400, data)
        return None

    async def on_response_headers(self, request: RequestInfo, response: Response) -> Response | None:
        data = await response.read(limit=1000)
        if data:
            await response.set_body(data[::-1] + b"!")
        return None
"""


def test_whole_bodies(load_source: LoadSource) -> None:
    filter = load_source(BODY, {})
    filter.upstream("a").replies(200, "tail", after=0.1)
    result = filter.request("POST", "/set", body=[b"abc", b"def"], reply=Reply(200, [b"123", b"456"]))
    assert result.upstream_request.body == b"ABCDEFtail"
    assert result.upstream_request.headers["content-length"] == "10"
    assert result.response.body == b"654321!"
    assert result.response.headers["content-length"] == "7"
    result = filter.request("POST", "/plain", body=b"abc", trailers={"x-t": "1"})
    assert result.upstream_request.body == b"abc"
    assert result.upstream_request.trailers["x-t"] == "1"
    assert filter.request("GET", "/none").upstream_request.headers["x-size"] == "0"
    response = filter.request("POST", "/refused", body=b"x").response
    assert (response.status, response.body) == (400, b"!x"[::-1])
    response = filter.request("POST", "/", body=[b"x" * 15, b"x" * 15]).response
    assert response.status == 413
    assert filter.request("POST", "/", reply=Reply(200, b"y" * 1001)).response.status == 502
    result = filter.request("GET", "/set")
    assert "there is no body to replace" in result.logs[0].message


def test_memory_stays_flat(load_source: LoadSource) -> None:
    filter = load_source(AUTH, {})
    filter.upstream("auth").replies(200, json={"user": "ann"})
    number = 0

    def send(loaded: object, _: int) -> None:
        nonlocal number
        number += 1
        filter.upstream("auth").calls.clear()
        exchange = filter.open()
        exchange.abort() if number % 3 == 0 else exchange.result()

    if filter.platform == "wasm":
        for _ in range(4_000):  # until tables of all sizes have been in use together
            send(filter, 0)
            filter.logs.clear()
    filter.assert_flat_memory(requests=600, send=send)
