// Host functions: streams, timers, call-outs, queues, foreign functions.
#include "abi_exports.h"
#include "host.h"
#include "hostcalls.h"

#define WITH_NUMBER(name)                                                                                     \
    bool slu_host_##name(slu_value value) {                                                                   \
        int64_t number;                                                                                       \
        if ((number = slu_host_unsigned(value)) < 0)                                                          \
            return false;                                                                                     \
        uint32_t status = proxy_##name(number);                                                               \
        return !status || slu_host_failed(#name, status);                                                     \
    }
WITH_NUMBER(continue_stream)
WITH_NUMBER(close_stream)
WITH_NUMBER(set_effective_context)
WITH_NUMBER(set_tick_period_milliseconds)
WITH_NUMBER(grpc_cancel)
WITH_NUMBER(grpc_close)

// --- call-outs ----------------------------------------------------------------------------------------------------

slu_value slu_host_http_call(slu_str *upstream, slu_list *headers, slu_bytes *body, slu_value timeout) {
    static const char no_trailers[4];
    int64_t milliseconds;
    const slu_str *cluster;
    slu_bytes *pairs;
    uint32_t token = 0;
    if ((milliseconds = slu_host_unsigned(timeout)) < 0 || !(cluster = slu_host_text(upstream)) ||
        !(pairs = slu_host_write_pairs(headers)))
        return 0;
    uint32_t status = proxy_http_call(cluster->data, cluster->size, pairs->data, pairs->size, body->data, body->size,
                                      no_trailers, sizeof no_trailers, milliseconds, &token);
    return status ? slu_host_failed("http_call", status) : slu_small(token);
}

slu_value slu_host_grpc_call(slu_bytes *target, slu_str *service, slu_str *method, slu_list *metadata,
                             slu_bytes *message, slu_value timeout) {
    int64_t milliseconds;
    const slu_str *of, *named;
    slu_bytes *pairs;
    uint32_t token = 0;
    if ((milliseconds = slu_host_unsigned(timeout)) < 0 || !(of = slu_host_text(service)) ||
        !(named = slu_host_text(method)) || !(pairs = slu_host_write_pairs(metadata)))
        return 0;
    uint32_t status = proxy_grpc_call(target->data, target->size, of->data, of->size, named->data, named->size,
                                      pairs->data, pairs->size, message->data, message->size, milliseconds, &token);
    return status ? slu_host_failed("grpc_call", status) : slu_small(token);
}

slu_value slu_host_grpc_stream(slu_bytes *target, slu_str *service, slu_str *method, slu_list *metadata) {
    const slu_str *of, *named;
    slu_bytes *pairs;
    uint32_t token = 0;
    if (!(of = slu_host_text(service)) || !(named = slu_host_text(method)) || !(pairs = slu_host_write_pairs(metadata)))
        return 0;
    uint32_t status = proxy_grpc_stream(target->data, target->size, of->data, of->size, named->data, named->size,
                                        pairs->data, pairs->size, &token);
    return status ? slu_host_failed("grpc_stream", status) : slu_small(token);
}

bool slu_host_grpc_send(slu_value token, slu_bytes *message, int32_t end_of_stream) {
    int64_t number;
    if ((number = slu_host_unsigned(token)) < 0)
        return false;
    uint32_t status = proxy_grpc_send(number, message->data, message->size, (uint32_t)end_of_stream);
    return !status || slu_host_failed("grpc_send", status);
}

slu_tuple *slu_host_get_status(void) {
    uint32_t code = 0, size = 0;
    char *data = NULL;
    uint32_t status = proxy_get_status(&code, &data, &size);
    if (status)
        return slu_host_failed("get_status", status), NULL;
    slu_value pair[] = {slu_small(code), slu_of(slu_host_str(data, size))};
    return slu_tuple_of(pair, 2);
}

// --- queues -------------------------------------------------------------------------------------------------------

slu_value slu_host_register_shared_queue(slu_str *name) {
    const slu_str *sent;
    uint32_t token = 0;
    if (!(sent = slu_host_text(name)))
        return 0;
    uint32_t status = proxy_register_shared_queue(sent->data, sent->size, &token);
    return status ? slu_host_failed("register_shared_queue", status) : slu_small(token);
}

slu_value slu_host_resolve_shared_queue(slu_str *vm_id, slu_str *name) {
    const slu_str *vm, *sent;
    uint32_t token = 0;
    if (!(vm = slu_host_text(vm_id)) || !(sent = slu_host_text(name)))
        return 0;
    uint32_t status = proxy_resolve_shared_queue(vm->data, vm->size, sent->data, sent->size, &token);
    if (status == SLU_NOT_FOUND)
        return SLU_NONE;
    return status ? slu_host_failed("resolve_shared_queue", status) : slu_small(token);
}

bool slu_host_enqueue_shared_queue(slu_value token, slu_bytes *message) {
    int64_t number;
    if ((number = slu_host_unsigned(token)) < 0)
        return false;
    uint32_t status = proxy_enqueue_shared_queue(number, message->data, message->size);
    return !status || slu_host_failed("enqueue_shared_queue", status);
}

slu_value slu_host_dequeue_shared_queue(slu_value token) {
    int64_t number;
    uint32_t size = 0;
    char *data = NULL;
    if ((number = slu_host_unsigned(token)) < 0)
        return 0;
    uint32_t status = proxy_dequeue_shared_queue(number, &data, &size);
    if (status == SLU_EMPTY)
        return SLU_NONE;
    return status ? slu_host_failed("dequeue_shared_queue", status) : slu_of(slu_host_bytes(data, size));
}

// --- foreign functions, failures ------------------------------------------------------------------------------------

slu_bytes *slu_host_call_foreign_function(slu_str *name, slu_bytes *argument) {
    const slu_str *sent;
    uint32_t size = 0;
    char *data = NULL;
    if (!(sent = slu_host_text(name)))
        return NULL;
    uint32_t status =
        proxy_call_foreign_function(sent->data, sent->size, argument->data, argument->size, &data, &size);
    return status ? (slu_host_failed("call_foreign_function", status), NULL) : slu_host_bytes(data, size);
}

slu_str *slu_host_traceback_of(slu_value error) {
    slu_renew_steps();
    slu_skip_outer_frames(error, "sluice/");
    slu_str *text = slu_format_exception(error);
    if (!text) {
        slu_error = 0;
        return slu_object_of(error)->type->name;
    }
    bool ends = text->size && text->data[text->size - 1] == '\n';
    return ends ? slu_str_piece(text, 0, text->size - 1, text->length - 1) : text;
}
