// The host functions of Proxy-Wasm as the author's API calls them: `slu_host_<name>` for each function of
// sluice/api/hostcalls.py, with its checks, conversions and errors (HostError "proxy_<function>: <Status>").
#pragma once

#include "bytes.h"
#include "object.h"
#include "wire.h"

// sluice.api.hostcalls.HostError: a class of the program; defined by the emitted C.
extern const slu_type *const slu_class_of_host_errors;

void slu_host_log(slu_value level, slu_str *message);
int64_t slu_host_get_log_level(void);
slu_value slu_host_get_current_time_nanoseconds(void);

slu_value slu_host_get_header_map_value(slu_value map, slu_str *key);
slu_list *slu_host_get_header_map_pairs(slu_value map);
bool slu_host_add_header_map_value(slu_value map, slu_str *key, slu_str *value);
bool slu_host_replace_header_map_value(slu_value map, slu_str *key, slu_str *value);
bool slu_host_remove_header_map_value(slu_value map, slu_str *key);
bool slu_host_set_header_map_pairs(slu_value map, slu_list *pairs);

slu_value slu_host_get_buffer_bytes(slu_value buffer, slu_value start, slu_value length);
bool slu_host_set_buffer_bytes(slu_value buffer, slu_value start, slu_value length, slu_bytes *data);
bool slu_host_send_local_response(slu_value status, slu_str *details, slu_bytes *body, slu_list *headers,
                                  slu_value grpc_status);
bool slu_host_continue_stream(slu_value type);
bool slu_host_close_stream(slu_value type);
bool slu_host_set_effective_context(slu_value context);
bool slu_host_set_tick_period_milliseconds(slu_value period);

slu_value slu_host_http_call(slu_str *upstream, slu_list *headers, slu_bytes *body, slu_value timeout);
slu_value slu_host_grpc_call(slu_bytes *target, slu_str *service, slu_str *method, slu_list *metadata,
                             slu_bytes *message, slu_value timeout);
slu_value slu_host_grpc_stream(slu_bytes *target, slu_str *service, slu_str *method, slu_list *metadata);
bool slu_host_grpc_send(slu_value token, slu_bytes *message, int32_t end_of_stream);
bool slu_host_grpc_cancel(slu_value token);
bool slu_host_grpc_close(slu_value token);
slu_tuple *slu_host_get_status(void);

slu_value slu_host_register_shared_queue(slu_str *name);
slu_value slu_host_resolve_shared_queue(slu_str *vm_id, slu_str *name);
bool slu_host_enqueue_shared_queue(slu_value token, slu_bytes *message);
slu_value slu_host_dequeue_shared_queue(slu_value token);
slu_bytes *slu_host_call_foreign_function(slu_str *name, slu_bytes *argument);
// The text that slu_filter_failed would log. The step budget is renewed.
slu_str *slu_host_traceback_of(slu_value error);

slu_value slu_host_get_property(slu_str *path);
bool slu_host_set_property(slu_str *path, slu_bytes *value);

slu_value slu_host_define_metric(slu_value kind, slu_str *name);
bool slu_host_increment_metric(slu_value metric, slu_value offset);
bool slu_host_record_metric(slu_value metric, slu_value value);
slu_value slu_host_get_metric(slu_value metric);

slu_value slu_host_get_shared_data(slu_str *key);
int32_t slu_host_set_shared_data(slu_str *key, slu_bytes *value, slu_value cas);

// proxy_on_memory_allocate: the host's next result lands in the data of a fresh str.
void *slu_host_allocate(uint32_t size);
