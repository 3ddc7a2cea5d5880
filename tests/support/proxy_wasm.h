// Proxy-Wasm 0.2.1 for C modules in tests: written from the specification, on purpose without any of our runtime.
#pragma once
#include <stdint.h>

#define IMPORT(name) __attribute__((import_module("env"), import_name(#name)))
#define EXPORT(name) __attribute__((export_name(#name)))

IMPORT(proxy_log) uint32_t proxy_log(uint32_t level, const char *message, uint32_t size);
IMPORT(proxy_get_log_level) uint32_t proxy_get_log_level(uint32_t *level);
IMPORT(proxy_get_property)
uint32_t proxy_get_property(const char *path, uint32_t path_size, char **value, uint32_t *size);
IMPORT(proxy_set_property)
uint32_t proxy_set_property(const char *path, uint32_t path_size, const char *value, uint32_t size);
IMPORT(proxy_continue_stream) uint32_t proxy_continue_stream(uint32_t type);
IMPORT(proxy_close_stream) uint32_t proxy_close_stream(uint32_t type);
IMPORT(proxy_send_local_response)
uint32_t proxy_send_local_response(uint32_t status, const char *details, uint32_t details_size, const char *body,
                                   uint32_t body_size, const char *headers, uint32_t headers_size,
                                   uint32_t grpc_status);
IMPORT(proxy_get_shared_data)
uint32_t proxy_get_shared_data(const char *key, uint32_t key_size, char **value, uint32_t *size, uint32_t *cas);
IMPORT(proxy_set_shared_data)
uint32_t proxy_set_shared_data(const char *key, uint32_t key_size, const char *value, uint32_t size, uint32_t cas);
IMPORT(proxy_register_shared_queue)
uint32_t proxy_register_shared_queue(const char *name, uint32_t size, uint32_t *token);
IMPORT(proxy_enqueue_shared_queue)
uint32_t proxy_enqueue_shared_queue(uint32_t token, const char *data, uint32_t size);
IMPORT(proxy_dequeue_shared_queue)
uint32_t proxy_dequeue_shared_queue(uint32_t token, char **data, uint32_t *size);
IMPORT(proxy_get_buffer_bytes)
uint32_t proxy_get_buffer_bytes(uint32_t type, uint32_t start, uint32_t length, char **data, uint32_t *size);
IMPORT(proxy_set_buffer_bytes)
uint32_t proxy_set_buffer_bytes(uint32_t type, uint32_t start, uint32_t length, const char *data, uint32_t size);
IMPORT(proxy_get_header_map_value)
uint32_t proxy_get_header_map_value(uint32_t type, const char *key, uint32_t key_size, char **value,
                                    uint32_t *size);
IMPORT(proxy_add_header_map_value)
uint32_t proxy_add_header_map_value(uint32_t type, const char *key, uint32_t key_size, const char *value,
                                    uint32_t size);
IMPORT(proxy_replace_header_map_value)
uint32_t proxy_replace_header_map_value(uint32_t type, const char *key, uint32_t key_size, const char *value,
                                        uint32_t size);
IMPORT(proxy_remove_header_map_value)
uint32_t proxy_remove_header_map_value(uint32_t type, const char *key, uint32_t key_size);
IMPORT(proxy_get_header_map_pairs) uint32_t proxy_get_header_map_pairs(uint32_t type, char **data, uint32_t *size);
IMPORT(proxy_set_header_map_pairs)
uint32_t proxy_set_header_map_pairs(uint32_t type, const char *data, uint32_t size);
IMPORT(proxy_get_header_map_size) uint32_t proxy_get_header_map_size(uint32_t type, uint32_t *size);
IMPORT(proxy_http_call)
uint32_t proxy_http_call(const char *upstream, uint32_t upstream_size, const char *headers, uint32_t headers_size,
                         const char *body, uint32_t body_size, const char *trailers, uint32_t trailers_size,
                         uint32_t timeout, uint32_t *token);
IMPORT(proxy_define_metric)
uint32_t proxy_define_metric(uint32_t type, const char *name, uint32_t size, uint32_t *metric);
IMPORT(proxy_increment_metric) uint32_t proxy_increment_metric(uint32_t metric, int64_t offset);
IMPORT(proxy_record_metric) uint32_t proxy_record_metric(uint32_t metric, uint64_t value);
IMPORT(proxy_get_metric) uint32_t proxy_get_metric(uint32_t metric, uint64_t *value);
IMPORT(proxy_set_effective_context) uint32_t proxy_set_effective_context(uint32_t context);
IMPORT(proxy_set_tick_period_milliseconds) uint32_t proxy_set_tick_period_milliseconds(uint32_t period);
IMPORT(proxy_get_current_time_nanoseconds) uint32_t proxy_get_current_time_nanoseconds(uint64_t *time);

EXPORT(proxy_abi_version_0_2_1) void proxy_abi_version_0_2_1(void) {}

// A ring is enough: nothing outlives a callback.
static char heap[1 << 18];
static uint32_t heap_position;
static uint32_t allocations;
EXPORT(malloc) void *malloc(uint32_t size) {
    allocations++;
    if (size > sizeof heap)
        return 0;
    if (heap_position + size > sizeof heap)
        heap_position = 0;
    void *address = heap + heap_position;
    heap_position += (size + 7) & ~7u;
    return address;
}

// A line of text that a test reads in the log.
static char line[1 << 14];
static uint32_t line_size;
static uint32_t length(const char *text) {
    uint32_t size = 0;
    while (text[size])
        size++;
    return size;
}
static void bytes(const char *text, uint32_t size) {
    for (uint32_t i = 0; i < size && line_size < sizeof line; i++)
        line[line_size++] = text[i];
}
static void text(const char *text) { bytes(text, length(text)); }
static void number(uint64_t value) {
    char digits[20];
    int first = 20;
    do {
        digits[--first] = (char)('0' + value % 10);
        value /= 10;
    } while (value);
    bytes(digits + first, 20 - first);
}
static void end_line(void) {
    proxy_log(2, line, line_size);
    line_size = 0;
}
static void say(const char *message) {
    text(message);
    end_line();
}

#define TEXT(literal) literal, sizeof(literal) - 1

// "name=status" or "name=status:value"
static void show_header(uint32_t type, const char *name) {
    char *value = 0;
    uint32_t size = 0;
    uint32_t status = proxy_get_header_map_value(type, name, length(name), &value, &size);
    text(name);
    text("=");
    number(status);
    if (status == 0) {
        text(":");
        bytes(value, size);
    }
    text(" ");
}
