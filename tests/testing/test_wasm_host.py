"""Host functions as a C module sees them."""

from tests.testing.foreign import lines, load_c

from sluice.testing import Reply


def on_request_headers(body: str) -> str:
    return f"""
    EXPORT(proxy_on_request_headers) uint32_t request_headers(uint32_t c, uint32_t count, uint32_t end)
    {{ {body}; return 0; }}"""


def test_headers_are_read_first_value_only() -> None:
    filter = load_c(on_request_headers('show_header(0, "X-A"); show_header(0, "nope"); end_line()'))
    filter.request(headers=[("X-A", "a"), ("x-a", "b")])
    assert lines(filter) == ["X-A=0:a nope=1"]


def test_headers_are_changed_in_the_way_of_envoy() -> None:
    filter = load_c(
        on_request_headers("""
        proxy_add_header_map_value(0, TEXT("X-A"), TEXT("3"));
        proxy_replace_header_map_value(0, TEXT("x-b"), TEXT("new"));
        proxy_remove_header_map_value(0, TEXT("X-C"));
        proxy_remove_header_map_value(0, TEXT("absent"))""")
    )
    given = [("x-a", "1"), ("x-a", "2"), ("x-b", "1"), ("x-b", "2"), ("x-c", "1"), ("x-c", "2")]
    headers = filter.request(headers=given).upstream_request.headers
    assert headers.get_all("x-a") == ["1", "2", "3"]
    assert headers.get_all("x-b") == ["new"]
    assert "x-c" not in headers


def test_the_size_of_a_map_is_in_bytes_and_bytes_that_are_not_utf8_pass() -> None:
    filter = load_c(
        on_request_headers("""
        uint32_t size = 0;
        number(proxy_get_header_map_size(0, &size)); text(" "); number(size); end_line();
        proxy_replace_header_map_value(0, TEXT("x-raw"), TEXT("\\xff\\xfe"))""")
    )
    result = filter.request()
    sent = result.upstream_request.headers
    assert sent["x-raw"].encode("utf-8", "surrogateescape") == b"\xff\xfe"
    size = sum(len(name) + len(value) for name, value in sent.pairs() if name != "x-raw")
    assert lines(filter) == [f"0 {size}"]


def test_all_pairs_cross_and_a_whole_map_can_be_set() -> None:
    filter = load_c(
        on_request_headers("""
        static const char pairs[] = "\\4\\0\\0\\0" "\\7\\0\\0\\0\\3\\0\\0\\0" "\\5\\0\\0\\0\\2\\0\\0\\0"
            "\\x11\\0\\0\\0\\4\\0\\0\\0" "\\3\\0\\0\\0\\1\\0\\0\\0"
            ":method\\0GET\\0:path\\0/n\\0x-forwarded-proto\\0http\\0X-N\\0" "1";
        char *data = 0; uint32_t size = 0;
        number(proxy_get_header_map_pairs(0, &data, &size)); text(" "); number(*(uint32_t *)data); end_line();
        number(proxy_get_header_map_pairs(2, &data, &size)); text(" "); number(size); end_line();
        number(proxy_set_header_map_pairs(0, pairs, sizeof pairs)); end_line()""")
    )
    result = filter.request(headers={"x-a": "1"})
    assert lines(filter) == ["0 7", "0 0", "0"]
    assert result.upstream_request.headers.pairs() == [
        (":method", "GET"),
        (":path", "/n"),
        ("x-forwarded-proto", "http"),
        ("x-n", "1"),
    ]


def test_pairs_beyond_the_limit_set_nothing() -> None:
    filter = load_c(
        on_request_headers("""
        static uint32_t pairs[4096];
        pairs[0] = 1025;
        number(proxy_set_header_map_pairs(0, (char *)pairs, sizeof pairs)); end_line()""")
    )
    result = filter.request()
    assert lines(filter) == ["0"]
    assert (result.response.status, result.response.text) == (503, "missing required header: :method")


def test_numbers_that_name_nothing_are_bad_arguments() -> None:
    filter = load_c(
        on_request_headers("""
        char *d = 0; uint32_t n = 0; uint64_t v = 0;
        show_header(8, "a"); show_header(99, "a");
        number(proxy_get_buffer_bytes(9, 0, 1, &d, &n)); number(proxy_define_metric(3, TEXT("m"), &n));
        number(proxy_continue_stream(4)); number(proxy_log(6, TEXT("x")));
        number(proxy_set_effective_context(77)); number(proxy_get_metric(0x7ffffff0, &v));
        number(proxy_get_buffer_bytes(4, 0, 1, &d, &n)); end_line()""")
    )
    filter.request()
    assert lines(filter) == ["a=2 a=2 2222211"]


def test_addresses_outside_the_memory_are_refused() -> None:
    filter = load_c(
        on_request_headers("""
        number(proxy_log(2, (char *)0xfffffff0, 4)); text(" ");
        number(proxy_log(2, (char *)0xfffffff0, 0xffffffff)); text(" ");
        number(proxy_get_header_map_value(0, TEXT(":path"), (char **)0xfffffffe, (uint32_t *)8));
        end_line()""")
    )
    filter.request()
    assert lines(filter) == ["6 6 6"]


def test_a_module_that_cannot_allocate_gets_no_data() -> None:
    filter = load_c(
        on_request_headers("""
        char *d = 0; uint32_t n = 0;
        number(proxy_get_header_map_value(0, TEXT("x-large"), &d, &n)); end_line()""")
    )
    filter.request(headers={"x-large": "x" * (300 * 1024)})
    assert lines(filter) == ["6"]


def test_metrics_count_and_refuse() -> None:
    filter = load_c(
        on_request_headers("""
        uint32_t counter, gauge, histogram; uint64_t value = 0;
        proxy_define_metric(0, TEXT("c_total"), &counter);
        proxy_define_metric(1, TEXT("g"), &gauge);
        proxy_define_metric(2, TEXT("h_ms"), &histogram);
        number(proxy_increment_metric(counter, 2)); number(proxy_increment_metric(counter, 0));
        number(proxy_increment_metric(counter, -1)); number(proxy_record_metric(counter, 3));
        number(proxy_increment_metric(gauge, 5)); number(proxy_increment_metric(gauge, -2));
        number(proxy_increment_metric(histogram, 1)); number(proxy_record_metric(histogram, 12));
        number(proxy_get_metric(histogram, &value)); number(proxy_get_metric(counter, &value));
        text(" "); number(value); end_line()""")
    )
    filter.request()
    assert lines(filter) == ["0220002020 5"]
    filter.request()
    assert lines(filter) == ["0220002020 10"]
    assert filter.metrics["c_total"] == 10
    assert filter.metrics["g"] == 6
    assert filter.metrics.samples("h_ms") == [12, 12]
    assert filter.metrics.all() == {"c_total": 10, "g": 6}


def test_shared_data_compares_and_swaps() -> None:
    filter = load_c(
        on_request_headers("""
        char *d = 0; uint32_t n = 0, cas = 0;
        number(proxy_get_shared_data(TEXT("k"), &d, &n, &cas));
        number(proxy_set_shared_data(TEXT("k"), TEXT("one"), 12345));
        number(proxy_get_shared_data(TEXT("k"), &d, &n, &cas)); bytes(d, n);
        number(proxy_set_shared_data(TEXT("k"), TEXT("two"), cas));
        number(proxy_set_shared_data(TEXT("k"), TEXT("three"), cas));
        number(proxy_set_shared_data(TEXT("k"), TEXT("four"), 0)); end_line()""")
    )
    filter.request()
    assert lines(filter) == ["100one080"]
    assert filter.shared_data == {"k": b"four"}


def test_queues_deliver_to_the_root_context() -> None:
    filter = load_c("""
    static uint32_t token;
    EXPORT(proxy_on_configure) uint32_t configure(uint32_t r, uint32_t size)
    { proxy_register_shared_queue(TEXT("q"), &token); return 1; }
    EXPORT(proxy_on_request_headers) uint32_t request_headers(uint32_t c, uint32_t n, uint32_t end)
    { number(proxy_enqueue_shared_queue(token, TEXT("job"))); end_line(); return 0; }
    EXPORT(proxy_on_queue_ready) void ready(uint32_t root, uint32_t t) {
        char *d = 0; uint32_t n = 0;
        number(root); number(proxy_dequeue_shared_queue(t, &d, &n)); bytes(d, n);
        number(proxy_dequeue_shared_queue(t, &d, &n)); number(proxy_dequeue_shared_queue(99, &d, &n));
        end_line();
    }""")
    filter.request()
    filter.advance(0)
    assert lines(filter) == ["0", "10job71"]


def test_time_passes_as_the_test_says() -> None:
    filter = load_c(
        on_request_headers("""
        uint64_t now = 0; proxy_get_current_time_nanoseconds(&now); number(now / 1000000000); end_line()""")
    )
    filter.request()
    filter.advance(3600)
    filter.request()
    before, after = map(int, lines(filter))
    assert 3600 <= after - before <= 3602


PROPERTIES = """
static void property(const char *name, const char *path, uint32_t size) {
    char *d = 0; uint32_t n = 0;
    uint32_t status = proxy_get_property(path, size, &d, &n);
    text(name); text("="); number(status);
    if (status == 0) { text(":"); bytes(d, n); }
    text(" ");
}
#define SHOW(path) property(#path, path, sizeof(path) - 1)
static void all(void) {
    property("path", TEXT("request\\0path")); property("x-a", TEXT("request\\0headers\\0x-a"));
    property("protocol", TEXT("request\\0protocol")); property("route", TEXT("xds\\0route_name"));
    property("plugin", TEXT("plugin_name")); property("root", TEXT("plugin_root_id"));
    property("nothing", TEXT("nothing\\0x")); property("mine", TEXT("mine"));
    property("tier", TEXT("tier\\0x"));
    property("details", TEXT("response\\0code_details")); end_line();
}
EXPORT(proxy_on_request_headers) uint32_t request_headers(uint32_t c, uint32_t n, uint32_t end)
{ all(); proxy_set_property(TEXT("mine"), TEXT("1")); return 0; }
EXPORT(proxy_on_response_headers) uint32_t response_headers(uint32_t c, uint32_t n, uint32_t end)
{ all(); return 0; }
EXPORT(proxy_on_log) void log_(uint32_t c) { all(); }
"""


def test_properties_are_there_when_envoy_has_them() -> None:
    filter = load_c(PROPERTIES)
    filter.properties["xds.route_name"] = "orders"
    filter.properties["tier.x"] = "gold"
    filter.request("GET", "/p?q=1", headers=[("x-a", "1"), ("x-a", "2")])
    always = "protocol=0:HTTP/1.1 route=0:orders plugin=0:probe root=0:probe-root nothing=1"
    assert lines(filter) == [
        f"path=0:/p?q=1 x-a=0:1,2 {always} mine=1 tier=0:gold details=1",
        f"path=1 x-a=1 {always} mine=0:1 tier=0:gold details=0:via_upstream",
        f"path=0:/p?q=1 x-a=0:1,2 {always} mine=0:1 tier=0:gold details=0:via_upstream",
    ]


def test_numbers_among_properties_are_eight_bytes() -> None:
    filter = load_c("""
    EXPORT(proxy_on_log) void log_(uint32_t c) {
        char *d = 0; uint32_t n = 0;
        proxy_get_property(TEXT("response\\0code"), &d, &n);
        number(n); text(" "); number(*(uint64_t *)d); text(" ");
        proxy_get_property(TEXT("request\\0size"), &d, &n);
        number(n); text(" "); number(*(uint64_t *)d); text(" ");
        proxy_get_property(TEXT("connection\\0mtls"), &d, &n); number(n); end_line();
    }""")
    filter.request("POST", body=b"12345", reply=Reply(418))
    assert lines(filter) == ["8 418 8 5 1"]


def test_call_outs_know_no_cluster() -> None:
    filter = load_c(
        on_request_headers("""
        uint32_t token = 0;
        number(proxy_http_call(TEXT("auth"), 0, 0, 0, 0, 0, 0, 100, &token)); end_line()""")
    )
    filter.request()
    assert lines(filter) == ["2"]


def test_wasi_writes_to_the_log() -> None:
    filter = load_c("""
    #define WASI(name) __attribute__((import_module("wasi_snapshot_preview1"), import_name(#name)))
    WASI(fd_write) uint32_t fd_write(uint32_t fd, const void *vectors, uint32_t count, uint32_t *written);
    WASI(random_get) uint32_t random_get(void *out, uint32_t size);
    WASI(clock_time_get) uint32_t clock_time_get(uint32_t clock, uint64_t precision, uint64_t *out);
    WASI(fd_close) uint32_t fd_close(uint32_t fd);
    WASI(environ_sizes_get) uint32_t environ_sizes_get(uint32_t *count, uint32_t *size);
    EXPORT(proxy_on_configure) uint32_t configure(uint32_t r, uint32_t size) {
        static const char *parts[] = {"hello ", (char *)6, "wasi\\n", (char *)5};
        uint32_t written = 0, count = 9; uint64_t now = 0; char noise[16];
        fd_write(1, parts, 2, &written);
        number(written); text(" "); number(random_get(noise, 16)); number(random_get(noise, 1 << 20));
        number(clock_time_get(0, 1, &now)); text(now > 1000000000000000000 ? " now " : " never ");
        number(environ_sizes_get(&count, &count)); number(count); number(fd_close(7)); end_line();
        return 1;
    }""")
    assert lines(filter) == ["hello wasi", "11 0280 now 000"]
