// The imports, and what hostcalls.c and host_data.c share. Nobody else calls the host.
#pragma once

#include "bytes.h"
#include "int.h"
#include "iterator.h"
#include "object.h"

#define SLU_NOT_FOUND 1
#define SLU_EMPTY 7
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

SLU_IMPORT(proxy_continue_stream) uint32_t proxy_continue_stream(uint32_t type);
SLU_IMPORT(proxy_close_stream) uint32_t proxy_close_stream(uint32_t type);
SLU_IMPORT(proxy_set_effective_context) uint32_t proxy_set_effective_context(uint32_t context);
SLU_IMPORT(proxy_set_tick_period_milliseconds) uint32_t proxy_set_tick_period_milliseconds(uint32_t period);
SLU_IMPORT(proxy_http_call)
uint32_t proxy_http_call(const char *upstream, uint32_t upstream_size, const char *headers, uint32_t headers_size,
                         const char *body, uint32_t body_size, const char *trailers, uint32_t trailers_size,
                         uint32_t timeout, uint32_t *token);
SLU_IMPORT(proxy_grpc_call)
uint32_t proxy_grpc_call(const char *target, uint32_t target_size, const char *service, uint32_t service_size,
                         const char *method, uint32_t method_size, const char *metadata, uint32_t metadata_size,
                         const char *message, uint32_t message_size, uint32_t timeout, uint32_t *token);
SLU_IMPORT(proxy_grpc_stream)
uint32_t proxy_grpc_stream(const char *target, uint32_t target_size, const char *service, uint32_t service_size,
                           const char *method, uint32_t method_size, const char *metadata, uint32_t metadata_size,
                           uint32_t *token);
SLU_IMPORT(proxy_grpc_send) uint32_t proxy_grpc_send(uint32_t token, const char *data, uint32_t size, uint32_t end);
SLU_IMPORT(proxy_grpc_cancel) uint32_t proxy_grpc_cancel(uint32_t token);
SLU_IMPORT(proxy_grpc_close) uint32_t proxy_grpc_close(uint32_t token);
SLU_IMPORT(proxy_get_status) uint32_t proxy_get_status(uint32_t *code, char **data, uint32_t *size);
SLU_IMPORT(proxy_register_shared_queue)
uint32_t proxy_register_shared_queue(const char *name, uint32_t size, uint32_t *token);
SLU_IMPORT(proxy_resolve_shared_queue)
uint32_t proxy_resolve_shared_queue(const char *vm, uint32_t vm_size, const char *name, uint32_t size,
                                    uint32_t *token);
SLU_IMPORT(proxy_enqueue_shared_queue)
uint32_t proxy_enqueue_shared_queue(uint32_t token, const char *data, uint32_t size);
SLU_IMPORT(proxy_dequeue_shared_queue)
uint32_t proxy_dequeue_shared_queue(uint32_t token, char **data, uint32_t *size);
SLU_IMPORT(proxy_call_foreign_function)
uint32_t proxy_call_foreign_function(const char *name, uint32_t name_size, const char *data, uint32_t size,
                                     char **result, uint32_t *result_size);

slu_value slu_host_failed(const char *function, uint32_t status) SLU_COLD; // raises HostError, returns 0
int64_t slu_host_unsigned(slu_value value);                                // of 32 bits; -1: OverflowError
// What holds the bytes of a text on their way to the host, most often the text itself. NULL: ValueError.
const slu_str *slu_host_text(const slu_str *text);
slu_bytes *slu_host_write_pairs(slu_list *pairs); // NULL: raised
// What the host has put into memory that slu_host_allocate gave.
slu_str *slu_host_str(char *data, uint32_t size);
slu_bytes *slu_host_bytes(char *data, uint32_t size);
