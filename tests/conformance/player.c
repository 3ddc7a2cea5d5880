// A filter that plays a script, so that one module shows what a host does in every scenario.
//
// The script is the plugin's configuration: lines "on <callback> [<which>]", each followed by steps, one a line, their
// words parted by tabs, bytes as %XX. `which` is a number (the first call in a context is 1), "end" (end of stream),
// "more" (not the end) or nothing (every call). Each callback and each step says one line in the log, with the status
// and what it got. Numbers that a host may choose freely (tokens, metric ids, CAS numbers) are not shown.

IMPORT(proxy_get_buffer_status) uint32_t proxy_get_buffer_status(uint32_t type, uint32_t *size, uint32_t *flags);
IMPORT(proxy_close_stream) uint32_t proxy_close_stream(uint32_t type);
IMPORT(proxy_get_status) uint32_t proxy_get_status(uint32_t *code, char **message, uint32_t *size);
IMPORT(proxy_resolve_shared_queue)
uint32_t proxy_resolve_shared_queue(const char *vm, uint32_t vm_size, const char *name, uint32_t size, uint32_t *token);
IMPORT(proxy_call_foreign_function)
uint32_t proxy_call_foreign_function(const char *name, uint32_t name_size, const char *argument, uint32_t size,
                                     char **result, uint32_t *result_size);
IMPORT(proxy_done) uint32_t proxy_done(void);
IMPORT(proxy_grpc_call)
uint32_t proxy_grpc_call(const char *target, uint32_t target_size, const char *service, uint32_t service_size,
                         const char *method, uint32_t method_size, const char *metadata, uint32_t metadata_size,
                         const char *message, uint32_t message_size, uint32_t timeout, uint32_t *token);

#define WORDS 24
#define CONTEXTS 256
#define CALLBACKS 20

static char script[1 << 16];
static uint32_t script_size;
static uint32_t calls[CONTEXTS][CALLBACKS];
static uint32_t last_stream, last_queue, last_cas, metrics[8], metric_count;
static uint32_t callers[64], tokens[64], call_count;
static char packed[1 << 16];
static char filling[3 << 20];

static struct { char *start; uint32_t size; } words[WORDS];
static uint32_t word_count, word_at;

static void escaped(const char *data, uint32_t size) {
    static const char hex[] = "0123456789abcdef";
    text("'");
    for (uint32_t i = 0; i < size && i < 300; i++) {
        uint8_t c = (uint8_t)data[i];
        if (c >= ' ' && c < 127) { bytes(data + i, 1); continue; }
        text("\\x"); bytes(hex + (c >> 4), 1); bytes(hex + (c & 15), 1);
    }
    text("'");
    if (size > 300) { text("... "); number(size); }
}
static uint32_t same(const char *a, uint32_t size, const char *b) {
    for (uint32_t i = 0; i < size; i++)
        if (a[i] != b[i] || !b[i]) return 0;
    return !b[size];
}
static uint32_t digit(char c) { return c <= '9' ? (uint32_t)(c - '0') : (uint32_t)(c | 32) - 'a' + 10; }
static uint32_t is(const char *name) { return same(words[0].start, words[0].size, name); }
static char *word(uint32_t *size) {
    if (word_at >= word_count) { *size = 0; return ""; }
    *size = words[word_at].size;
    return words[word_at++].start;
}
static int64_t number_word(void) {
    uint32_t size; const char *start = word(&size);
    uint32_t negative = size && start[0] == '-';
    int64_t value = 0;
    for (uint32_t i = negative; i < size; i++) value = value * 10 + (start[i] - '0');
    return negative ? -value : value;
}
static uint32_t u32_word(void) { return (uint32_t)number_word(); }

// The rest of the words as header pairs.
static uint32_t pack_rest(void) {
    uint32_t count = (word_count - word_at) / 2, at = 4 + 8 * count;
    *(uint32_t *)packed = count;
    for (uint32_t i = 0; i < 2 * count; i++) {
        uint32_t size; const char *start = word(&size);
        *(uint32_t *)(packed + 4 + 4 * i) = size;
        for (uint32_t k = 0; k < size; k++) packed[at++] = start[k];
        packed[at++] = 0;
    }
    return count ? at : 0;
}
static void show_pairs(const char *data, uint32_t size) {
    if (size < 4) return;
    uint32_t count = *(const uint32_t *)data;
    const char *at = data + 4 + 8 * count;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t name = *(const uint32_t *)(data + 4 + 8 * i), value = *(const uint32_t *)(data + 8 + 8 * i);
        text(i ? ", " : " "); bytes(at, name); text(": "); escaped(at + name + 1, value);
        at += name + value + 2;
    }
}

static void status(uint32_t value) { text(" -> "); number(value); }
static void got(uint32_t code, const char *data, uint32_t size) {
    status(code);
    if (code == 0) { text(" "); if (data) escaped(data, size); else { text("null "); number(size); } }
}

// One step. Returns its value when it is "return", else -1.
static int64_t play(uint32_t context) {
    char *data = 0; uint32_t n = 0, a, b, c, d; char *p, *q, *r, *s; uint64_t wide = 0;
    word_at = 1;
    if (is("return")) return number_word();
    if (is("trap")) { say("trap"); __builtin_trap(); }
    text("  ");
    for (uint32_t i = 0; i < word_count && i < 4; i++) {
        if (i) text(" ");
        if (words[i].size > 60) { text("..."); number(words[i].size); continue; }
        for (uint32_t k = 0; k < words[i].size; k++) {
            uint8_t c = (uint8_t)words[i].start[k];
            bytes(c > ' ' && c < 127 ? words[i].start + k : ".", 1);
        }
    }
    if (is("get")) {
        a = u32_word(); p = word(&b);
        uint32_t code = proxy_get_header_map_value(a, p, b, &data, &n); got(code, data, n);
    } else if (is("pairs")) {
        uint32_t code = proxy_get_header_map_pairs(u32_word(), &data, &n);
        status(code); if (!code) show_pairs(data, n);
    } else if (is("size")) {
        uint32_t code = proxy_get_header_map_size(u32_word(), &n); status(code); text(" "); number(n);
    } else if (is("add")) { a = u32_word(); p = word(&b); q = word(&c); status(proxy_add_header_map_value(a, p, b, q, c));
    } else if (is("replace")) { a = u32_word(); p = word(&b); q = word(&c); status(proxy_replace_header_map_value(a, p, b, q, c));
    } else if (is("remove")) { a = u32_word(); p = word(&b); status(proxy_remove_header_map_value(a, p, b));
    } else if (is("set_pairs")) { a = u32_word(); n = pack_rest(); status(proxy_set_header_map_pairs(a, packed, n));
    } else if (is("set_raw_pairs")) { a = u32_word(); p = word(&b); status(proxy_set_header_map_pairs(a, p, b));
    } else if (is("read")) {
        a = u32_word(); b = u32_word(); c = u32_word();
        uint32_t code = proxy_get_buffer_bytes(a, b, c, &data, &n); got(code, data, n);
    } else if (is("buffer_status")) {
        a = u32_word(); uint32_t code = proxy_get_buffer_status(a, &n, &b); status(code);
        if (!code) { text(" "); number(n); text(" "); number(b); }
    } else if (is("write")) {
        a = u32_word(); b = u32_word(); c = u32_word(); p = word(&d); status(proxy_set_buffer_bytes(a, b, c, p, d));
    } else if (is("fill")) {
        a = u32_word(); b = u32_word(); c = u32_word(); d = u32_word();
        for (uint32_t i = 0; i < d; i++) filling[i] = 'f';
        status(proxy_set_buffer_bytes(a, b, c, filling, d));
    } else if (is("local")) {
        a = u32_word(); p = word(&b); q = word(&c); d = u32_word(); n = pack_rest();
        status(proxy_send_local_response(a, p, b, q, c, packed, n, d));
    } else if (is("continue")) { status(proxy_continue_stream(u32_word()));
    } else if (is("close")) { status(proxy_close_stream(u32_word()));
    } else if (is("prop")) {
        p = word(&b); uint32_t code = proxy_get_property(p, b, &data, &n); got(code, data, n);
    } else if (is("prop_size")) {
        p = word(&b); uint32_t code = proxy_get_property(p, b, &data, &n); status(code);
        if (!code) text(n == 8 ? " 8 bytes" : n ? " some" : " none");
    } else if (is("prop_pairs")) {
        p = word(&b); uint32_t code = proxy_get_property(p, b, &data, &n); status(code); if (!code) show_pairs(data, n);
    } else if (is("set_prop")) { p = word(&b); q = word(&c); status(proxy_set_property(p, b, q, c));
    } else if (is("call")) {
        p = word(&b); a = u32_word(); q = word(&c); n = pack_rest();
        uint32_t code = proxy_http_call(p, b, packed, n, q, c, 0, 0, a, &d);
        if (!code) { callers[call_count & 63] = context; tokens[call_count++ & 63] = d; }
        status(code);
    } else if (is("grpc")) {
        p = word(&a); q = word(&b); r = word(&c); uint32_t timeout = u32_word(); s = word(&d); n = pack_rest();
        uint32_t token = 0, code = proxy_grpc_call(p, a, q, b, r, c, packed, n, s, d, timeout, &token);
        if (!code) { callers[call_count & 63] = context; tokens[call_count++ & 63] = token; }
        status(code);
    } else if (is("grpc_status")) {
        uint32_t code = proxy_get_status(&a, &data, &n); status(code); text(" "); number(a); text(" "); escaped(data, n);
    } else if (is("effective")) {
        p = word(&b); word_at--;
        status(proxy_set_effective_context(same(p, b, "stream") ? last_stream : u32_word()));
    } else if (is("shared_get")) {
        p = word(&b); uint32_t code = proxy_get_shared_data(p, b, &data, &n, &last_cas); got(code, data, n);
    } else if (is("shared_set")) {
        p = word(&a); q = word(&b); r = word(&c); word_at--;
        status(proxy_set_shared_data(p, a, q, b, same(r, c, "last") ? last_cas : u32_word()));
    } else if (is("register")) { p = word(&a); status(proxy_register_shared_queue(p, a, &last_queue));
    } else if (is("resolve")) { p = word(&a); q = word(&b); status(proxy_resolve_shared_queue(p, a, q, b, &last_queue));
    } else if (is("enqueue")) { p = word(&a); status(proxy_enqueue_shared_queue(last_queue, p, a));
    } else if (is("enqueue_unknown")) { status(proxy_enqueue_shared_queue(4711, TEXT("x")));
    } else if (is("dequeue")) { uint32_t code = proxy_dequeue_shared_queue(last_queue, &data, &n); got(code, data, n);
    } else if (is("dequeue_unknown")) { uint32_t code = proxy_dequeue_shared_queue(4711, &data, &n); got(code, data, n);
    } else if (is("define")) {
        a = u32_word(); p = word(&b); status(proxy_define_metric(a, p, b, &metrics[metric_count++ & 7]));
    } else if (is("increment")) { a = u32_word(); status(proxy_increment_metric(metrics[a & 7], number_word()));
    } else if (is("record")) { a = u32_word(); status(proxy_record_metric(metrics[a & 7], (uint64_t)number_word()));
    } else if (is("metric")) {
        uint32_t code = proxy_get_metric(metrics[u32_word() & 7], &wide); status(code); if (!code) { text(" "); number(wide); }
    } else if (is("metric_unknown")) { status(proxy_increment_metric(4000000, 1));
    } else if (is("tick")) { status(proxy_set_tick_period_milliseconds(u32_word()));
    } else if (is("time")) { status(proxy_get_current_time_nanoseconds(&wide)); if (wide) text(" some");
    } else if (is("log")) { a = u32_word(); p = word(&b); status(proxy_log(a, p, b));
    } else if (is("log_level")) { status(proxy_get_log_level(&a)); text(" "); number(a);
    } else if (is("foreign")) {
        p = word(&a); q = word(&b);
        uint32_t code = proxy_call_foreign_function(p, a, q, b, &data, &n); status(code);
        if (!code) { text(" "); number(n); text(" bytes"); }
    } else if (is("done")) { status(proxy_done());
    } else text(" ??");
    end_line();
    return -1;
}

// Splits a line into words and undoes %XX in a copy, since a script is played many times.
static char decoded[1 << 16];
static void split(const char *line_start, uint32_t size) {
    uint32_t at = 0;
    word_count = 0;
    words[0].start = decoded; words[0].size = 0;
    for (uint32_t i = 0; i < size; i++) {
        if (line_start[i] == '\t') {
            if (word_count < WORDS - 1) word_count++;
            words[word_count].start = decoded + at; words[word_count].size = 0;
            continue;
        }
        char c = line_start[i];
        if (c == '%') { c = (char)(digit(line_start[i + 1]) << 4 | digit(line_start[i + 2])); i += 2; }
        decoded[at++] = c; words[word_count].size++;
    }
    word_count++;
}
static uint32_t fits(const char *name, uint32_t nth, uint32_t end) {
    if (word_count < 2 || !same(words[1].start, words[1].size, name)) return 0;
    if (word_count < 3) return 1;
    if (same(words[2].start, words[2].size, "end")) return end == 1;
    if (same(words[2].start, words[2].size, "more")) return end == 0;
    word_at = 2;
    return u32_word() == nth;
}
// What the script says for this callback; `otherwise` where it has no "return".
static uint32_t run(const char *name, uint32_t kind, uint32_t context, uint32_t end, uint32_t otherwise) {
    uint32_t nth = ++calls[context & (CONTEXTS - 1)][kind], playing = 0, start = 0, result = otherwise;
    for (uint32_t i = 0; i <= script_size; i++) {
        if (i < script_size && script[i] != '\n') continue;
        split(script + start, i - start);
        start = i + 1;
        if (is("on")) { playing = fits(name, nth, end); continue; }
        if (!playing || !words[0].size) continue;
        int64_t answer = play(context);
        if (answer >= 0) result = (uint32_t)answer;
    }
    return result;
}
static void heading(const char *name, uint32_t context) { text(name); text(" #"); number(context); }
#define FLAG(label, value) (text(" " label "="), number(value))

EXPORT(proxy_on_context_create) void create(uint32_t c, uint32_t parent) {
    heading("create", c); FLAG("parent", parent); end_line();
    if (parent) last_stream = c;
    run("create", 0, c, 2, 0);
}
static void load_script(void) {
    char *data = 0; uint32_t n = 0;
    if (proxy_get_buffer_bytes(7, 0, sizeof script, &data, &n) || !n) return;
    for (uint32_t i = 0; i < n; i++) script[i] = data[i];
    script_size = n;
}
EXPORT(proxy_on_vm_start) uint32_t vm_start(uint32_t c, uint32_t size) { return 1; }
EXPORT(proxy_on_configure) uint32_t configure(uint32_t c, uint32_t size) {
    load_script();
    heading("configure", c); end_line();
    return run("configure", 1, c, 2, 1);
}
EXPORT(proxy_on_tick) void tick(uint32_t c) { heading("tick", c); end_line(); run("tick", 2, c, 2, 0); }
EXPORT(proxy_on_queue_ready) void queue_ready(uint32_t c, uint32_t token) {
    heading("queue_ready", c); end_line(); last_queue = token; run("queue_ready", 3, c, 2, 0);
}
EXPORT(proxy_on_request_headers) uint32_t request_headers(uint32_t c, uint32_t n, uint32_t end) {
    heading("request_headers", c); FLAG("n", n); FLAG("end", end); end_line();
    return run("request_headers", 4, c, end, 0);
}
EXPORT(proxy_on_request_body) uint32_t request_body(uint32_t c, uint32_t n, uint32_t end) {
    heading("request_body", c); FLAG("size", n); FLAG("end", end); end_line();
    return run("request_body", 5, c, end, 0);
}
EXPORT(proxy_on_request_trailers) uint32_t request_trailers(uint32_t c, uint32_t n) {
    heading("request_trailers", c); FLAG("n", n); end_line();
    return run("request_trailers", 6, c, 2, 0);
}
EXPORT(proxy_on_response_headers) uint32_t response_headers(uint32_t c, uint32_t n, uint32_t end) {
    heading("response_headers", c); FLAG("n", n); FLAG("end", end); end_line();
    return run("response_headers", 7, c, end, 0);
}
EXPORT(proxy_on_response_body) uint32_t response_body(uint32_t c, uint32_t n, uint32_t end) {
    heading("response_body", c); FLAG("size", n); FLAG("end", end); end_line();
    return run("response_body", 8, c, end, 0);
}
EXPORT(proxy_on_response_trailers) uint32_t response_trailers(uint32_t c, uint32_t n) {
    heading("response_trailers", c); FLAG("n", n); end_line();
    return run("response_trailers", 9, c, 2, 0);
}
// "caller" is who made the call: the stream becomes the one that "effective stream" means.
static void say_call(const char *name, uint32_t c, uint32_t token) {
    heading(name, c); text(" of ");
    uint32_t found = 0;
    for (uint32_t i = 0; i < call_count && i < 64; i++)
        if (tokens[i] == token) { number(callers[i]); found = 1; if (callers[i] > 1) last_stream = callers[i]; }
    if (!found) text("nobody");
}
EXPORT(proxy_on_http_call_response)
void call_response(uint32_t c, uint32_t token, uint32_t headers, uint32_t size, uint32_t trailers) {
    say_call("call_response", c, token);
    FLAG("headers", headers); FLAG("size", size); FLAG("trailers", trailers); end_line();
    run("call_response", 10, c, 2, 0);
}
EXPORT(proxy_on_grpc_receive_initial_metadata) void grpc_initial(uint32_t c, uint32_t token, uint32_t n) {
    say_call("grpc_initial", c, token); end_line(); run("grpc_initial", 11, c, 2, 0);
}
EXPORT(proxy_on_grpc_receive) void grpc_receive(uint32_t c, uint32_t token, uint32_t size) {
    say_call("grpc_receive", c, token); FLAG("size", size); end_line(); run("grpc_receive", 12, c, 2, 0);
}
EXPORT(proxy_on_grpc_receive_trailing_metadata) void grpc_trailing(uint32_t c, uint32_t token, uint32_t n) {
    say_call("grpc_trailing", c, token); end_line(); run("grpc_trailing", 13, c, 2, 0);
}
EXPORT(proxy_on_grpc_close) void grpc_close(uint32_t c, uint32_t token, uint32_t code) {
    say_call("grpc_close", c, token); FLAG("status", code); end_line(); run("grpc_close", 14, c, 2, 0);
}
EXPORT(proxy_on_log) void log_(uint32_t c) { heading("log", c); end_line(); run("log", 15, c, 2, 0); }
EXPORT(proxy_on_done) uint32_t done(uint32_t c) {
    heading("done", c); end_line(); return run("done", 16, c, 2, 1);
}
EXPORT(proxy_on_delete) void delete_(uint32_t c) { heading("delete", c); end_line(); run("delete", 17, c, 2, 0); }
