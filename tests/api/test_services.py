"""Metrics, log, shared data, errors, state, time."""

import pytest
from tests.api.conftest import LoadSource
from tests.api.test_requests import on_request, seen

from sluice.testing import LoadedFilter, LogLevel

METRICS = """
served = Counter("served_total", "Requests.")
by_tier = Counter("tier_total", labels=("tier", "method"))
inside = Gauge("inside")
size = Histogram("size_bytes", labels=("kind",))
"""


def test_metrics_count(load_source: LoadSource) -> None:
    filter = load_source(
        METRICS
        + on_request("""
        served.increment()
        served.increment(2)
        served.increment(0)
        by_tier.increment(tier="gold", method=request.method)
        inside.set(5)
        inside.increment()
        inside.decrement(2)
        size.record(1.6, kind="body")
        log.info(f"{served.value()} {inside.value()} {by_tier.value(method='GET', tier='gold')}")
        """)
    )
    assert filter.metrics["served_total"] == 0
    filter.request()
    filter.request()
    assert seen(filter) == ["3 4 1", "6 4 2"]
    assert filter.metrics["served_total"] == 6
    assert filter.metrics["tier_total", "gold", "GET"] == 2
    assert filter.metrics["tier_total", "gold", "POST"] == 0
    assert filter.metrics.samples("size_bytes", "body") == [2, 2]
    assert filter.metrics.all()["tier_total;tier=gold;method=GET"] == 2
    with pytest.raises(KeyError, match="declares no metric 'servd_total'"):
        filter.metrics["servd_total"]
    with pytest.raises(KeyError, match="has the labels"):
        filter.metrics["tier_total", "gold"]


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        ("served.increment(-1)", "ValueError: counter served_total cannot be incremented by -1"),
        ("served.increment(tier='x')", "TypeError: metric served_total has 0 labels, not 1"),
        ("by_tier.increment(tier='x')", "TypeError: metric tier_total needs the label method"),
        ("inside.set(-3)", "ValueError: gauge inside cannot be -3"),
        ("size.record(-1, kind='x')", "ValueError: histogram size_bytes cannot record -1"),
        ("inside.set(2**70)", "OverflowError"),
    ],
)
def test_wrong_use_of_metrics_is_an_error(load_source: LoadSource, statement: str, problem: str) -> None:
    filter = load_source(METRICS + on_request(statement))
    assert filter.request().response.status == 500
    assert problem in seen(filter)[0]


def test_labels_cannot_fill_the_memory_of_the_proxy(load_source: LoadSource) -> None:
    filter = load_source(
        METRICS
        + on_request("""
        for number in range(1200):
            by_tier.increment(tier=str(number), method="a;b")
        """)
    )
    filter.request()
    assert len(filter.metrics.all()) == 1001
    assert filter.metrics["tier_total", "999", "a_b"] == 1
    assert filter.metrics["tier_total", "other", "other"] == 200


def test_log_formats_what_the_level_keeps(load_source: LoadSource) -> None:
    source = on_request("""
        log.debug("debug %s", "a")
        log.info("%d of %d is %.1f %%", 1, 2, 50.0)
        log.warning("100% as it is")
        log.error("%r", "é")
        log.critical("bye")
        """)
    filter = load_source(source)
    filter.request()
    assert [str(entry) for entry in filter.logs] == [
        "[debug] debug a",
        "[info] 1 of 2 is 50.0 %",
        "[warning] 100% as it is",
        "[error] 'é'",
        "[critical] bye",
    ]
    quiet = load_source(source, log_level=LogLevel.ERROR)
    quiet.request()
    assert [entry.level for entry in quiet.logs] == [LogLevel.ERROR, LogLevel.CRITICAL]


def test_shared_data_is_updated(load_source: LoadSource) -> None:
    filter = load_source("""
    def bump(old: bytes | None) -> bytes:
        return str(int((old or b"0").decode()) + 1).encode()

    class Sample(HttpFilter[None]):
        def on_request_headers(self, request: Request) -> Response | None:
            log.info(shared.update("hits", bump).decode())
            log.info("unset" if shared.get("motd") is None else "set")
            shared.set("motd", b"hello")
            return None
    """)
    filter.request()
    filter.request()
    assert seen(filter) == ["1", "unset", "2", "set"]
    assert filter.shared_data == {"hits": b"2", "motd": b"hello"}


FAILS = """
def broken(headers: Headers) -> str:
    return headers["x-nope"]

class Sample(HttpFilter[None], on_error="{on_error}"):
    def on_request_headers(self, request: Request) -> Response | None:
        if request.path == "/fails":
            broken(request.headers)
        return None

    def on_log(self, log_: AccessLog) -> None:
        if request_is_bad(log_):
            raise RuntimeError("in the log")

def request_is_bad(log_: AccessLog) -> bool:
    return log_.path == "/bad"
"""


def test_an_exception_denies_and_the_filter_lives_on(load_source: LoadSource) -> None:
    filter = load_source(FAILS.format(on_error="deny"))
    result = filter.request("GET", "/fails")
    assert (result.response.status, result.response.text) == (500, "internal error\n")
    assert result.details == "filter_exception"
    assert not result.reached_upstream
    assert_traceback(filter, LogLevel.CRITICAL, "KeyError: 'x-nope'", "in broken")
    assert filter.metrics["exceptions_total"] == 1
    assert filter.request("GET", "/fine").response.status == 200


def test_an_exception_lets_pass_where_the_filter_says_so(load_source: LoadSource) -> None:
    filter = load_source(FAILS.format(on_error="continue"))
    assert filter.request("GET", "/fails").response.status == 200
    assert_traceback(filter, LogLevel.ERROR, "KeyError: 'x-nope'", "in broken")


def test_an_exception_in_the_log_harms_nobody(load_source: LoadSource) -> None:
    filter = load_source(FAILS.format(on_error="deny"))
    assert filter.request("GET", "/bad").response.status == 200
    assert_traceback(filter, LogLevel.CRITICAL, "RuntimeError: in the log", "in on_log")
    assert filter.metrics["exceptions_total"] == 1


def assert_traceback(filter: LoadedFilter, level: LogLevel, last_line: str, place: str) -> None:
    """One entry, Python's traceback, from the filter's own code on."""
    assert len(filter.logs) == 1
    entry = filter.logs[0]
    lines = entry.message.splitlines()
    assert entry.level is level
    assert lines[0] == "Traceback (most recent call last):"
    assert lines[-1] == last_line
    assert any("sample.py" in line and "line " in line and line.endswith(place) for line in lines)
    assert "sample.py" in lines[1]


def test_each_stream_has_its_own_state_and_the_worker_its_globals(load_source: LoadSource) -> None:
    filter = load_source("""
    served: list[str] = []

    class Sample(HttpFilter[None]):
        calls: int = 0

        def on_request_headers(self, request: Request) -> Response | None:
            self.calls += 1
            served.append(request.path)
            return None

        def on_response_headers(self, request: RequestInfo, response: Response) -> Response | None:
            self.calls += 1
            response.headers["x-calls"] = str(self.calls)
            response.headers["x-served"] = ",".join(served)
            return None
    """)
    filter.request("GET", "/a")
    headers = filter.request("GET", "/b").response.headers
    assert (headers["x-calls"], headers["x-served"]) == ("2", "/a,/b")


def test_a_constructor_sees_the_configuration(load_source: LoadSource) -> None:
    filter = load_source(
        """
        @dataclass(frozen=True)
        class Config:
            start: int
            names: list[str] = field(default_factory=list)

        class Sample(HttpFilter[Config]):
            def __init__(self) -> None:
                self.count = self.config.start + len(self.config.names)

            def on_response_headers(self, request: RequestInfo, response: Response) -> Response | None:
                response.headers["x-count"] = str(self.count)
                return None
        """,
        config={"start": 40, "names": ["a", "b"]},
    )
    assert filter.request().response.headers["x-count"] == "42"


def test_time_is_that_of_the_host(load_source: LoadSource) -> None:
    filter = load_source(
        "import time\n\nstarted: list[float] = []\n\n"
        + on_request("""
        started.append(time.monotonic())
        log.info(str(round(started[-1] - started[0])))
        """)
    )
    filter.request()
    filter.advance(90)
    filter.request()
    assert seen(filter) == ["0", "90"]
