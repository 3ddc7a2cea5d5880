// The imports, and what hostcalls.c and host_data.c share. Nobody else calls the host.
#pragma once

#include "bytes.h"
#include "int.h"
#include "iterator.h"
#include "object.h"

#define SLU_NOT_FOUND 1
#define SLU_CAS_MISMATCH 8

#define SLU_IMPORT(name) __attribute__((import_module("env"), import_name(#name)))
SLU_IMPORT(proxy_log) uint32_t proxy_log(uint32_t level, const char *data, uint32_t size);
SLU_IMPORT(proxy_get_log_level) uint32_t proxy_get_log_level(uint32_t *level);
SLU_IMPORT(proxy_get_current_time_nanoseconds) uint32_t proxy_get_current_time_nanoseconds(uint64_t *now);
SLU_IMPORT(proxy_get_header_map_value)
uint32_t proxy_get_header_map_value(uint32_t map, const char *key, uint32_t key_size, char **data, uint32_t *size);
SLU_IMPORT(proxy_get_header_map_pairs)
uint32_t proxy_get_header_map_pairs(uint32_t map, char **data, uint32_t *size);
SLU_IMPORT(proxy_add_header_map_value)
uint32_t proxy_add_header_map_value(uint32_t map, const char *key, uint32_t key_size, const char *data, uint32_t size);
SLU_IMPORT(proxy_replace_header_map_value)
uint32_t proxy_replace_header_map_value(uint32_t map, const char *key, uint32_t key_size, const char *data,
                                        uint32_t size);
SLU_IMPORT(proxy_remove_header_map_value)
uint32_t proxy_remove_header_map_value(uint32_t map, const char *key, uint32_t key_size);
SLU_IMPORT(proxy_set_header_map_pairs)
uint32_t proxy_set_header_map_pairs(uint32_t map, const char *data, uint32_t size);
SLU_IMPORT(proxy_get_buffer_bytes)
uint32_t proxy_get_buffer_bytes(uint32_t buffer, uint32_t start, uint32_t length, char **data, uint32_t *size);
SLU_IMPORT(proxy_set_buffer_bytes)
uint32_t proxy_set_buffer_bytes(uint32_t buffer, uint32_t start, uint32_t length, const char *data, uint32_t size);
SLU_IMPORT(proxy_send_local_response)
uint32_t proxy_send_local_response(uint32_t status, const char *details, uint32_t details_size, const char *body,
                                   uint32_t body_size, const char *headers, uint32_t headers_size, int32_t grpc);
SLU_IMPORT(proxy_get_property)
uint32_t proxy_get_property(const char *path, uint32_t path_size, char **data, uint32_t *size);
SLU_IMPORT(proxy_set_property)
uint32_t proxy_set_property(const char *path, uint32_t path_size, const char *data, uint32_t size);
SLU_IMPORT(proxy_define_metric)
uint32_t proxy_define_metric(uint32_t kind, const char *name, uint32_t name_size, uint32_t *metric);
SLU_IMPORT(proxy_increment_metric) uint32_t proxy_increment_metric(uint32_t metric, int64_t offset);
SLU_IMPORT(proxy_record_metric) uint32_t proxy_record_metric(uint32_t metric, uint64_t value);
SLU_IMPORT(proxy_get_metric) uint32_t proxy_get_metric(uint32_t metric, uint64_t *value);
SLU_IMPORT(proxy_get_shared_data)
uint32_t proxy_get_shared_data(const char *key, uint32_t key_size, char **data, uint32_t *size, uint32_t *cas);
SLU_IMPORT(proxy_set_shared_data)
uint32_t proxy_set_shared_data(const char *key, uint32_t key_size, const char *data, uint32_t size, uint32_t cas);

// Bytes on their way to the host.
typedef struct slu_text {
    const char *data;
    uint32_t size;
} slu_text;

slu_value slu_host_failed(const char *function, uint32_t status) SLU_COLD; // raises HostError, returns 0
bool slu_host_unsigned(slu_value value, uint32_t *number);                 // false: OverflowError
bool slu_host_text(const slu_str *text, slu_text *sent);                   // false: UnicodeEncodeError
bool slu_host_write_pairs(slu_list *pairs, slu_text *written);
// What the host has put into memory that slu_host_allocate gave.
slu_str *slu_host_str(char *data, uint32_t size);
slu_bytes *slu_host_bytes(char *data, uint32_t size);
