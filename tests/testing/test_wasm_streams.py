"""Streams through C modules: what Envoy does with the answers of callbacks."""

from tests.testing.foreign import lines, load_c

from sluice.testing import Reply
from sluice.testing.messages import to_request

LIFE = """
EXPORT(proxy_on_context_create) void create(uint32_t c, uint32_t parent)
{ text("create "); number(c); text(" "); number(parent); end_line(); }
EXPORT(proxy_on_vm_start) uint32_t vm_start(uint32_t r, uint32_t size) { say("vm_start"); return 1; }
EXPORT(proxy_on_configure) uint32_t configure(uint32_t r, uint32_t size) {
    char *data = 0; uint32_t n = 0;
    text("configure "); number(proxy_get_buffer_bytes(7, 0, size, &data, &n)); text(" "); bytes(data, n);
    end_line();
    return 1;
}
EXPORT(proxy_on_request_headers) uint32_t request_headers(uint32_t c, uint32_t n, uint32_t end) {
    char *data = 0; uint32_t size = 0;
    text("request_headers "); number(c); text(" "); number(end);
    text(" config "); number(proxy_get_buffer_bytes(7, 0, 100, &data, &size)); end_line();
    return 0;
}
EXPORT(proxy_on_log) void log_(uint32_t c) { text("log "); number(c); end_line(); }
EXPORT(proxy_on_done) uint32_t done(uint32_t c) { text("done "); number(c); end_line(); return 0; }
EXPORT(proxy_on_delete) void delete_(uint32_t c) { text("delete "); number(c); end_line(); }
"""


def test_life_goes_from_create_to_delete() -> None:
    filter = load_c(LIFE, b'{"a": 1}')
    assert lines(filter) == ["create 1 0", "vm_start", 'configure 0 {"a": 1}']
    filter.request()
    filter.request("POST", body=b"x")
    assert lines(filter) == [
        "create 2 1",
        "request_headers 2 1 config 1",
        "log 2",
        "done 2",
        "delete 2",
        "create 3 1",
        "request_headers 3 0 config 1",
        "log 3",
        "done 3",
        "delete 3",
    ]


LOCAL_RESPONSE = """
static const char headers[] = "\\1\\0\\0\\0\\3\\0\\0\\0\\2\\0\\0\\0x-a\\0ok";
EXPORT(proxy_on_request_headers) uint32_t request_headers(uint32_t c, uint32_t n, uint32_t end) {
    proxy_send_local_response(403, TEXT("no_way"), TEXT("stop\\n"), headers, sizeof headers, -1);
    proxy_send_local_response(500, TEXT("twice"), TEXT("again\\n"), 0, 0, -1);
    return 0;
}
EXPORT(proxy_on_response_headers) uint32_t response_headers(uint32_t c, uint32_t n, uint32_t end) {
    show_header(2, ":status"); show_header(2, "content-length"); show_header(0, ":path"); end_line();
    proxy_replace_header_map_value(2, TEXT("x-seen"), TEXT("1"));
    return 0;
}
EXPORT(proxy_on_response_body) uint32_t response_body(uint32_t c, uint32_t n, uint32_t end) {
    text("body "); number(n); text(" "); number(end); end_line();
    return 0;
}
"""


def test_a_local_response_stops_the_request_and_passes_the_filter_once() -> None:
    filter = load_c(LOCAL_RESPONSE)
    result = filter.request("POST", body=b"ignored")
    assert (result.response.status, result.response.text) == (403, "stop\n")
    assert result.response.headers["x-a"] == "ok"
    assert result.response.headers["x-seen"] == "1"
    assert result.response.headers["content-type"] == "text/plain"
    assert result.details == "twice"  # of the second one only the details count
    assert not result.reached_upstream
    assert lines(filter) == [":status=0:403 content-length=0:5 :path=0:/", "body 5 1"]


def test_head_gets_no_body_and_grpc_its_own_form() -> None:
    filter = load_c(LOCAL_RESPONSE)
    assert filter.request("HEAD").response.body == b""
    response = filter.request("POST", headers={"content-type": "application/grpc"}).response
    assert (response.status, response.body) == (200, b"")
    assert (response.headers["grpc-status"], response.headers["grpc-message"]) == ("7", "stop%0A")


def test_a_local_response_to_a_response_replaces_it_unseen_by_the_filter() -> None:
    filter = load_c("""
    EXPORT(proxy_on_response_headers) uint32_t response_headers(uint32_t c, uint32_t n, uint32_t end) {
        say("response");
        proxy_send_local_response(502, TEXT("bad"), TEXT("no\\n"), 0, 0, -1);
        return 0;
    }""")
    result = filter.request(reply=Reply(200, body=b"secret"))
    assert (result.response.status, result.response.text, result.details) == (502, "no\n", "bad")
    assert lines(filter) == ["response"]


def test_a_local_response_after_the_headers_have_gone_resets_the_stream() -> None:
    filter = load_c("""
    EXPORT(proxy_on_response_body) uint32_t response_body(uint32_t c, uint32_t n, uint32_t end) {
        proxy_send_local_response(502, TEXT("bad"), TEXT("no\\n"), 0, 0, -1);
        return 0;
    }""")
    result = filter.request(reply=Reply(200, body=b"secret"))
    assert result.was_reset


BODIES = """
static uint32_t answer;
EXPORT(proxy_on_configure) uint32_t configure(uint32_t r, uint32_t size) {
    char *data = 0; uint32_t n = 0;
    proxy_get_buffer_bytes(7, 0, size, &data, &n);
    answer = (uint32_t)(data[0] - '0');
    return 1;
}
EXPORT(proxy_on_request_body) uint32_t request_body(uint32_t c, uint32_t n, uint32_t end) {
    char *data = 0; uint32_t size = 0;
    uint32_t status = proxy_get_buffer_bytes(0, 0, n, &data, &size);
    number(n); text(" "); number(end); text(" "); number(status); text(" "); bytes(data, size); end_line();
    if (end) proxy_set_buffer_bytes(0, 0, n, TEXT("<all>"));
    return end ? 0 : answer;
}
"""


def test_bodies_stream_chunk_by_chunk() -> None:
    filter = load_c(BODIES, b"0")
    result = filter.request("POST", body=[b"one", b"two", b"three"])
    assert lines(filter) == ["3 0 0 one", "3 0 0 two", "5 0 0 three", "0 1 0"]
    assert result.upstream_request.body == b"onetwothree<all>"


def test_a_buffered_body_is_shown_whole() -> None:
    filter = load_c(BODIES, b"1")
    result = filter.request("POST", body=[b"one", b"two", b"three"])
    assert lines(filter) == ["3 0 0 one", "6 0 0 onetwo", "11 0 0 onetwothree", "11 1 0 onetwothree"]
    assert result.upstream_request.body == b"<all>"


def test_a_watermarked_body_is_kept_but_shown_in_pieces() -> None:
    filter = load_c(BODIES, b"2")
    result = filter.request("POST", body=[b"one", b"two", b"three"])
    assert lines(filter) == ["3 0 0 one", "3 0 0 two", "5 0 0 three", "0 1 0"]
    assert result.upstream_request.body == b"onetwothree<all>"


def test_what_is_not_buffered_is_gone() -> None:
    filter = load_c(BODIES, b"3")
    assert filter.request("POST", body=[b"one", b"two", b"x"]).upstream_request.body == b"<all>"


def test_answers_beyond_the_known_ones_count_as_the_last() -> None:
    filter = load_c(BODIES, b"9")
    assert filter.request("POST", body=[b"one", b"two", b"x"]).upstream_request.body == b"<all>"


def test_a_body_that_is_too_large_to_buffer_is_answered() -> None:
    filter = load_c(BODIES, b"1")
    result = filter.request("POST", body=[b"x" * 700_000, b"y" * 700_000, b"z"])
    assert (result.response.status, result.details) == (413, "request_payload_too_large")
    assert not result.reached_upstream


def test_the_last_data_may_add_trailers() -> None:
    filter = load_c("""
    EXPORT(proxy_on_response_body) uint32_t response_body(uint32_t c, uint32_t n, uint32_t end) {
        number(proxy_replace_header_map_value(3, TEXT("x-sum"), TEXT("42")));
        number(proxy_replace_header_map_value(1, TEXT("x-sum"), TEXT("42")));
        end_line();
        return 0;
    }""")
    result = filter.request(reply=Reply(200, body=[b"a", b"b"]))
    assert lines(filter) == ["22", "22", "02"]
    assert result.response.trailers["x-sum"] == "42"


def test_trailers_pass_and_can_be_changed() -> None:
    filter = load_c("""
    EXPORT(proxy_on_request_trailers) uint32_t request_trailers(uint32_t c, uint32_t n) {
        number(n); text(" "); show_header(1, "x-t"); end_line();
        proxy_add_header_map_value(1, TEXT("x-u"), TEXT("2"));
        return 0;
    }
    EXPORT(proxy_on_response_trailers) uint32_t response_trailers(uint32_t c, uint32_t n) {
        proxy_remove_header_map_value(3, TEXT("grpc-status"));
        return 0;
    }""")
    reply = Reply(200, body=b"x", trailers={"grpc-status": "0", "x-v": "3"})
    result = filter.request("POST", body=b"y", trailers={"x-t": "1"}, reply=reply)
    assert lines(filter) == ["1 x-t=0:1"]
    assert dict(result.upstream_request.trailers) == {"x-t": "1", "x-u": "2"}
    assert dict(result.response.trailers) == {"x-v": "3"}


HOLD = """
static uint32_t held;
EXPORT(proxy_on_configure) uint32_t configure(uint32_t r, uint32_t size)
{ proxy_set_tick_period_milliseconds(100); return 1; }
EXPORT(proxy_on_request_headers) uint32_t request_headers(uint32_t c, uint32_t n, uint32_t end)
{ say("headers"); held = c; return 1; }
EXPORT(proxy_on_request_body) uint32_t request_body(uint32_t c, uint32_t n, uint32_t end)
{ text("body "); number(n); text(" "); number(end); end_line(); return 0; }
EXPORT(proxy_on_tick) void tick(uint32_t r) {
    say("tick");
    if (!held) return;
    proxy_set_effective_context(held);
    show_header(0, ":path");
    proxy_replace_header_map_value(0, TEXT("x-late"), TEXT("1"));
    proxy_continue_stream(0);
    show_header(0, ":path");
    end_line();
    held = 0;
}
"""


def test_stopping_at_the_headers_holds_the_body_back_by_default() -> None:
    filter = load_c(HOLD)
    result = filter.open("POST", body=b"abc").abort()
    assert result.is_held
    assert not result.reached_upstream
    assert lines(filter) == ["headers"]


def test_with_the_permission_of_the_plugin_the_body_comes_while_the_headers_wait() -> None:
    filter = load_c(HOLD, allow_stop_iteration=True)
    result = filter.request("POST", body=b"abc")
    assert lines(filter) == ["headers", "body 3 0", "body 0 1"]
    assert result.upstream_request.body == b"abc"


def test_a_held_stream_goes_on_later() -> None:
    filter = load_c(HOLD)
    proxy = filter.proxy
    stream = proxy.open()
    stream.run(to_request("POST", "/late", "h", (), [b"ab", b"c"], ()), Reply(204))
    assert stream.received_response is None
    filter.advance(0.25)
    assert lines(filter) == ["headers", "tick", ":path=0:/late :path=2", "body 3 1", "tick"]
    response = stream.received_response
    assert response is not None
    assert response.status == 204
    assert stream.upstream_request is not None
    assert stream.upstream_request.headers["x-late"] == "1"
    stream.finish()


def test_closing_a_stream_resets_it() -> None:
    filter = load_c("""
    EXPORT(proxy_on_request_headers) uint32_t request_headers(uint32_t c, uint32_t n, uint32_t end)
    { proxy_close_stream(0); return 0; }""")
    result = filter.request()
    assert result.was_reset
    assert not result.reached_upstream
