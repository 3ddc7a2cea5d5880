// The API-key filter by hand: what a careful C programmer would write against Proxy-Wasm 0.2.1.
//
//     {"keys": {"k1": "ann"}, "key_header": "x-api-key", "header": "x-consumer"}
//
// It decides and answers like filters/api_key.py: a request with a known key goes on without the key and with the
// consumer's name in `header`; any other gets 401 and is counted by its reason.
// Memory: everything that lives as long as the VM (the keys) lies below `mark`; what the host hands over during a
// request lies above it and is forgotten when the next request starts.

#include <stddef.h>
#include <stdint.h>

#define EXPORT(name) __attribute__((export_name(#name), used))
#define IMPORT(name) __attribute__((import_module("env"), import_name(#name)))
#define LITERAL(text) (text), (sizeof(text) - 1)

enum { STATUS_OK = 0 };
enum { ACTION_CONTINUE = 0, ACTION_STOP = 1 };
enum { MAP_REQUEST = 0, BUFFER_PLUGIN_CONFIGURATION = 7, METRIC_COUNTER = 0, LOG_ERROR = 4 };
enum { PAGE = 65536 };

IMPORT(proxy_log) int proxy_log(int level, const char *text, size_t size);
IMPORT(proxy_get_buffer_bytes)
int proxy_get_buffer_bytes(int type, size_t start, size_t length, char **data, size_t *size);
IMPORT(proxy_get_header_map_value)
int proxy_get_header_map_value(int map, const char *name, size_t name_size, char **value, size_t *size);
IMPORT(proxy_replace_header_map_value)
int proxy_replace_header_map_value(int map, const char *name, size_t name_size, const char *value, size_t size);
IMPORT(proxy_remove_header_map_value) int proxy_remove_header_map_value(int map, const char *name, size_t size);
IMPORT(proxy_send_local_response)
int proxy_send_local_response(uint32_t status, const char *details, size_t details_size, const char *body,
                              size_t body_size, const char *headers, size_t headers_size, int grpc_status);
IMPORT(proxy_define_metric) int proxy_define_metric(int type, const char *name, size_t size, uint32_t *id);
IMPORT(proxy_increment_metric) int proxy_increment_metric(uint32_t id, int64_t by);

typedef struct {
    const char *bytes;
    size_t size;
} text;

typedef struct {
    text key; // key.bytes is NULL in a free place
    text consumer;
} entry;

extern char __heap_base;
static char *top, *mark, *limit;

static entry *table;
static size_t table_mask, table_used;
static text key_header = {LITERAL("x-api-key")};
static text consumer_header = {LITERAL("x-consumer")};
static uint32_t denied_missing, denied_unknown;

// One pair, "www-authenticate: ApiKey", as the host reads header maps: count, sizes, then the bytes with NULs.
static const char authenticate[] = "\1\0\0\0\20\0\0\0\6\0\0\0www-authenticate\0ApiKey";

EXPORT(proxy_abi_version_0_2_1) void proxy_abi_version_0_2_1(void) {}

// Bump allocation, eight bytes aligned. Traps when the host gives no more memory: nothing sensible can follow.
EXPORT(proxy_on_memory_allocate) void *proxy_on_memory_allocate(size_t size) {
    if (top == NULL) {
        top = mark = &__heap_base;
        limit = (char *)(__builtin_wasm_memory_size(0) * PAGE);
    }
    char *start = top;
    size = (size + 7) & ~(size_t)7;
    if ((size_t)(limit - top) < size) {
        size_t pages = (size - (size_t)(limit - top) + PAGE - 1) / PAGE;
        if (__builtin_wasm_memory_grow(0, pages) == (size_t)-1)
            __builtin_trap();
        limit += pages * PAGE;
    }
    top += size;
    return start;
}

static int same(text a, text b) {
    if (a.size != b.size)
        return 0;
    for (size_t i = 0; i < a.size; i++)
        if (a.bytes[i] != b.bytes[i])
            return 0;
    return 1;
}

static uint32_t hash(text key) { // FNV-1a
    uint32_t value = 2166136261u;
    for (size_t i = 0; i < key.size; i++)
        value = (value ^ (uint8_t)key.bytes[i]) * 16777619u;
    return value;
}

// The place of `key` in the table: its own, or the free one where it would go. The table is never full.
static entry *find(text key) {
    size_t place = hash(key) & table_mask;
    while (table[place].key.bytes != NULL && !same(table[place].key, key))
        place = (place + 1) & table_mask;
    return &table[place];
}

static void grow_table(size_t places) {
    entry *old = table;
    size_t old_places = old == NULL ? 0 : table_mask + 1;
    table = proxy_on_memory_allocate(places * sizeof(entry));
    __builtin_memset(table, 0, places * sizeof(entry));
    table_mask = places - 1;
    for (size_t i = 0; i < old_places; i++)
        if (old[i].key.bytes != NULL)
            *find(old[i].key) = old[i];
}

static void insert(text key, text consumer) {
    if (table_used * 2 >= table_mask)
        grow_table((table_mask + 1) * 2);
    entry *place = find(key);
    if (place->key.bytes == NULL)
        table_used++;
    *place = (entry){key, consumer};
}

// The configuration's JSON: objects whose values are strings or such objects. `at` is the next byte to read.
typedef struct {
    char *at;
    char *end;
} reader;

static void skip_space(reader *in) {
    while (in->at < in->end && (*in->at == ' ' || *in->at == '\t' || *in->at == '\n' || *in->at == '\r'))
        in->at++;
}

static int take(reader *in, char expected) {
    skip_space(in);
    if (in->at == in->end || *in->at != expected)
        return 0;
    in->at++;
    return 1;
}

static int hex_digit(char c) {
    return c >= '0' && c <= '9' ? c - '0' : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1;
}

// \uXXXX as UTF-8, written at `to`; surrogates are refused, since no key needs them.
static char *take_unicode(reader *in, char *to) {
    uint32_t code = 0;
    if (in->end - in->at < 4)
        return NULL;
    for (int i = 0; i < 4; i++) {
        int digit = hex_digit(*in->at++);
        if (digit < 0)
            return NULL;
        code = code << 4 | (uint32_t)digit;
    }
    if (code >= 0xD800 && code < 0xE000)
        return NULL;
    if (code < 0x80) {
        *to++ = (char)code;
    } else if (code < 0x800) {
        *to++ = (char)(0xC0 | code >> 6);
        *to++ = (char)(0x80 | (code & 0x3F));
    } else {
        *to++ = (char)(0xE0 | code >> 12);
        *to++ = (char)(0x80 | (code >> 6 & 0x3F));
        *to++ = (char)(0x80 | (code & 0x3F));
    }
    return to;
}

// A string, unescaped where it lies: what it becomes is never longer than what it was.
static int take_string(reader *in, text *result) {
    if (!take(in, '"'))
        return 0;
    char *to = in->at;
    result->bytes = to;
    while (in->at < in->end && *in->at != '"') {
        char c = *in->at++;
        if (c == '\\') {
            if (in->at == in->end)
                return 0;
            c = *in->at++;
            if (c == 'u') {
                if ((to = take_unicode(in, to)) == NULL)
                    return 0;
                continue;
            }
            c = c == 'n' ? '\n' : c == 't' ? '\t' : c == 'r' ? '\r' : c == 'b' ? '\b' : c == 'f' ? '\f' : c;
        }
        *to++ = c;
    }
    result->size = (size_t)(to - result->bytes);
    return take(in, '"');
}

static int take_keys(reader *in) {
    if (!take(in, '{'))
        return 0;
    if (take(in, '}'))
        return 1;
    do {
        text key, consumer;
        if (!take_string(in, &key) || !take(in, ':') || !take_string(in, &consumer))
            return 0;
        insert(key, consumer);
    } while (take(in, ','));
    return take(in, '}');
}

static int take_configuration(reader *in) {
    int has_keys = 0;
    if (!take(in, '{'))
        return 0;
    do {
        text name;
        if (!take_string(in, &name) || !take(in, ':'))
            return 0;
        if (same(name, (text){LITERAL("keys")})) {
            has_keys = 1;
            if (!take_keys(in))
                return 0;
        } else if (same(name, (text){LITERAL("header")})) {
            if (!take_string(in, &consumer_header))
                return 0;
        } else if (!same(name, (text){LITERAL("key_header")}) || !take_string(in, &key_header)) {
            return 0;
        }
    } while (take(in, ','));
    return has_keys && take(in, '}');
}

EXPORT(proxy_on_configure) int proxy_on_configure(uint32_t root, size_t size) {
    (void)root;
    char *data = NULL;
    size_t length = 0;
    grow_table(16);
    proxy_define_metric(METRIC_COUNTER, LITERAL("api_key_denied_total.reason=missing"), &denied_missing);
    proxy_define_metric(METRIC_COUNTER, LITERAL("api_key_denied_total.reason=unknown"), &denied_unknown);
    if (proxy_get_buffer_bytes(BUFFER_PLUGIN_CONFIGURATION, 0, size, &data, &length) != STATUS_OK)
        return 0;
    reader in = {data, data + length};
    int valid = take_configuration(&in);
    if (!valid)
        proxy_log(LOG_ERROR, LITERAL("configuration: expected {\"keys\": {KEY: NAME}}, key_header, header"));
    mark = top;
    return valid;
}

static int refuse(uint32_t counter, text details, text body) {
    proxy_increment_metric(counter, 1);
    proxy_send_local_response(401, details.bytes, details.size, body.bytes, body.size, authenticate,
                              sizeof authenticate, -1);
    return ACTION_STOP;
}

EXPORT(proxy_on_request_headers) int proxy_on_request_headers(uint32_t context, uint32_t count, uint32_t end) {
    (void)context, (void)count, (void)end;
    top = mark;
    char *bytes = NULL;
    size_t size = 0;
    if (proxy_get_header_map_value(MAP_REQUEST, key_header.bytes, key_header.size, &bytes, &size) != STATUS_OK)
        return refuse(denied_missing, (text){LITERAL("api_key_missing")}, (text){LITERAL("API key required\n")});
    const entry *known = find((text){bytes, size});
    if (known->key.bytes == NULL)
        return refuse(denied_unknown, (text){LITERAL("api_key_unknown")}, (text){LITERAL("unknown API key\n")});
    proxy_replace_header_map_value(MAP_REQUEST, consumer_header.bytes, consumer_header.size, known->consumer.bytes,
                                   known->consumer.size);
    proxy_remove_header_map_value(MAP_REQUEST, key_header.bytes, key_header.size);
    return ACTION_CONTINUE;
}
