// Host functions: buffers, local responses, properties, metrics, shared data.
#include "host.h"
#include "hostcalls.h"

slu_value slu_host_get_buffer_bytes(slu_value buffer, slu_value start, slu_value length) {
    int64_t kind, from, wanted;
    uint32_t size = 0;
    char *data = NULL;
    if ((kind = slu_host_unsigned(buffer)) < 0 || (from = slu_host_unsigned(start)) < 0 ||
        (wanted = slu_host_unsigned(length)) < 0)
        return 0;
    uint32_t status = proxy_get_buffer_bytes(kind, from, wanted, &data, &size);
    if (status == SLU_NOT_FOUND)
        return SLU_NONE;
    return status ? slu_host_failed("get_buffer_bytes", status) : slu_of(slu_host_bytes(data, size));
}

bool slu_host_set_buffer_bytes(slu_value buffer, slu_value start, slu_value length, slu_bytes *data) {
    int64_t kind, from, wanted;
    if ((kind = slu_host_unsigned(buffer)) < 0 || (from = slu_host_unsigned(start)) < 0 ||
        (wanted = slu_host_unsigned(length)) < 0)
        return false;
    uint32_t status = proxy_set_buffer_bytes(kind, from, wanted, data->data, data->size);
    return !status || slu_host_failed("set_buffer_bytes", status);
}

bool slu_host_send_local_response(slu_value status, slu_str *details, slu_bytes *body, slu_list *headers,
                                  slu_value grpc_status) {
    int64_t code;
    const slu_str *said;
    slu_bytes *pairs = NULL;
    if ((code = slu_host_unsigned(status)) < 0 || !(said = slu_host_text(details)))
        return false;
    if (headers->length && !(pairs = slu_host_write_pairs(headers)))
        return false;
    uint32_t result = proxy_send_local_response(code, said->data, said->size, body->data, body->size,
                                                pairs ? pairs->data : NULL, pairs ? pairs->size : 0, (int32_t)slu_small_value(grpc_status));
    return !result || slu_host_failed("send_local_response", result);
}

slu_value slu_host_get_property(slu_str *path) {
    const slu_str *sent;
    uint32_t size = 0;
    char *data = NULL;
    if (!(sent = slu_host_text(path)))
        return 0;
    uint32_t status = proxy_get_property(sent->data, sent->size, &data, &size);
    if (status == SLU_NOT_FOUND)
        return SLU_NONE;
    return status ? slu_host_failed("get_property", status) : slu_of(slu_host_bytes(data, size));
}

bool slu_host_set_property(slu_str *path, slu_bytes *value) {
    const slu_str *sent;
    if (!(sent = slu_host_text(path)))
        return false;
    uint32_t status = proxy_set_property(sent->data, sent->size, value->data, value->size);
    return !status || slu_host_failed("set_property", status);
}

// --- metrics ----------------------------------------------------------------------------------------------------

slu_value slu_host_define_metric(slu_value kind, slu_str *name) {
    int64_t type;
    uint32_t metric = 0;
    const slu_str *sent;
    if ((type = slu_host_unsigned(kind)) < 0 || !(sent = slu_host_text(name)))
        return 0;
    uint32_t status = proxy_define_metric(type, sent->data, sent->size, &metric);
    return status ? slu_host_failed("define_metric", status) : slu_small(metric);
}

bool slu_host_increment_metric(slu_value metric, slu_value offset) {
    int64_t id;
    if ((id = slu_host_unsigned(metric)) < 0)
        return false;
    int64_t by = slu_int_to_int64(offset);
    if (slu_error)
        return false;
    uint32_t status = proxy_increment_metric(id, by);
    return !status || slu_host_failed("increment_metric", status);
}

bool slu_host_record_metric(slu_value metric, slu_value value) {
    int64_t id;
    if ((id = slu_host_unsigned(metric)) < 0)
        return false;
    int64_t number = slu_int_to_int64(value);
    if (slu_error)
        return false;
    if (number < 0) {
        slu_raise(&slu_overflow_error_type, "can't convert negative int to unsigned");
        return false;
    }
    uint32_t status = proxy_record_metric(id, (uint64_t)number);
    return !status || slu_host_failed("record_metric", status);
}

slu_value slu_host_get_metric(slu_value metric) {
    int64_t id;
    uint64_t value = 0;
    if ((id = slu_host_unsigned(metric)) < 0)
        return 0;
    uint32_t status = proxy_get_metric(id, &value);
    return status ? slu_host_failed("get_metric", status) : slu_int_from_uint64(value);
}

// --- shared data --------------------------------------------------------------------------------------------------

slu_value slu_host_get_shared_data(slu_str *key) {
    const slu_str *sent;
    uint32_t size = 0, cas = 0;
    char *data = NULL;
    if (!(sent = slu_host_text(key)))
        return 0;
    uint32_t status = proxy_get_shared_data(sent->data, sent->size, &data, &size, &cas);
    if (status == SLU_NOT_FOUND)
        return SLU_NONE;
    if (status)
        return slu_host_failed("get_shared_data", status);
    slu_value pair[] = {slu_of(slu_host_bytes(data, size)), slu_small(cas)};
    return slu_of(slu_tuple_of(pair, 2));
}

int32_t slu_host_set_shared_data(slu_str *key, slu_bytes *value, slu_value cas) {
    const slu_str *sent;
    int64_t number;
    if (!(sent = slu_host_text(key)) || (number = slu_host_unsigned(cas)) < 0)
        return -1;
    uint32_t status = proxy_set_shared_data(sent->data, sent->size, value->data, value->size, number);
    if (status == SLU_CAS_MISMATCH)
        return 0;
    if (!status)
        return 1;
    slu_host_failed("set_shared_data", status);
    return -1;
}
