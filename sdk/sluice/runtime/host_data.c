// Host functions: buffers, local responses, properties, metrics, shared data.
#include "host.h"
#include "hostcalls.h"

slu_value slu_host_get_buffer_bytes(slu_value buffer, slu_value start, slu_value length) {
    uint32_t kind, from, wanted, size = 0;
    char *data = NULL;
    if (!slu_host_unsigned(buffer, &kind) || !slu_host_unsigned(start, &from) ||
        !slu_host_unsigned(length, &wanted))
        return 0;
    uint32_t status = proxy_get_buffer_bytes(kind, from, wanted, &data, &size);
    if (status == SLU_NOT_FOUND)
        return SLU_NONE;
    return status ? slu_host_failed("get_buffer_bytes", status) : slu_of(slu_host_bytes(data, size));
}

bool slu_host_set_buffer_bytes(slu_value buffer, slu_value start, slu_value length, slu_bytes *data) {
    uint32_t kind, from, wanted;
    if (!slu_host_unsigned(buffer, &kind) || !slu_host_unsigned(start, &from) ||
        !slu_host_unsigned(length, &wanted))
        return false;
    uint32_t status = proxy_set_buffer_bytes(kind, from, wanted, data->data, data->size);
    return !status || slu_host_failed("set_buffer_bytes", status);
}

bool slu_host_send_local_response(slu_value status, slu_str *details, slu_bytes *body, slu_list *headers,
                                  slu_value grpc_status) {
    uint32_t code;
    slu_text said, pairs = {NULL, 0};
    if (!slu_host_unsigned(status, &code) || !slu_host_text(details, &said))
        return false;
    if (headers->length && !slu_host_write_pairs(headers, &pairs))
        return false;
    uint32_t result = proxy_send_local_response(code, said.data, said.size, body->data, body->size, pairs.data,
                                                pairs.size, (int32_t)slu_small_value(grpc_status));
    return !result || slu_host_failed("send_local_response", result);
}

slu_value slu_host_get_property(slu_str *path) {
    slu_text sent;
    uint32_t size = 0;
    char *data = NULL;
    if (!slu_host_text(path, &sent))
        return 0;
    uint32_t status = proxy_get_property(sent.data, sent.size, &data, &size);
    if (status == SLU_NOT_FOUND)
        return SLU_NONE;
    return status ? slu_host_failed("get_property", status) : slu_of(slu_host_bytes(data, size));
}

bool slu_host_set_property(slu_str *path, slu_bytes *value) {
    slu_text sent;
    if (!slu_host_text(path, &sent))
        return false;
    uint32_t status = proxy_set_property(sent.data, sent.size, value->data, value->size);
    return !status || slu_host_failed("set_property", status);
}

// --- metrics ----------------------------------------------------------------------------------------------------

slu_value slu_host_define_metric(slu_value kind, slu_str *name) {
    uint32_t type, metric = 0;
    slu_text sent;
    if (!slu_host_unsigned(kind, &type) || !slu_host_text(name, &sent))
        return 0;
    uint32_t status = proxy_define_metric(type, sent.data, sent.size, &metric);
    return status ? slu_host_failed("define_metric", status) : slu_small(metric);
}

bool slu_host_increment_metric(slu_value metric, slu_value offset) {
    uint32_t id;
    if (!slu_host_unsigned(metric, &id))
        return false;
    int64_t by = slu_int_to_int64(offset);
    if (slu_error)
        return false;
    uint32_t status = proxy_increment_metric(id, by);
    return !status || slu_host_failed("increment_metric", status);
}

bool slu_host_record_metric(slu_value metric, slu_value value) {
    uint32_t id;
    if (!slu_host_unsigned(metric, &id))
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
    uint32_t id;
    uint64_t value = 0;
    if (!slu_host_unsigned(metric, &id))
        return 0;
    uint32_t status = proxy_get_metric(id, &value);
    return status ? slu_host_failed("get_metric", status) : slu_int_from_uint64(value);
}

// --- shared data --------------------------------------------------------------------------------------------------

slu_value slu_host_get_shared_data(slu_str *key) {
    slu_text sent;
    uint32_t size = 0, cas = 0;
    char *data = NULL;
    if (!slu_host_text(key, &sent))
        return 0;
    uint32_t status = proxy_get_shared_data(sent.data, sent.size, &data, &size, &cas);
    if (status == SLU_NOT_FOUND)
        return SLU_NONE;
    if (status)
        return slu_host_failed("get_shared_data", status);
    slu_value pair[] = {slu_of(slu_host_bytes(data, size)), slu_small(cas)};
    return slu_of(slu_tuple_of(pair, 2));
}

int32_t slu_host_set_shared_data(slu_str *key, slu_bytes *value, slu_value cas) {
    slu_text sent;
    uint32_t number;
    if (!slu_host_text(key, &sent) || !slu_host_unsigned(cas, &number))
        return -1;
    uint32_t status = proxy_set_shared_data(sent.data, sent.size, value->data, value->size, number);
    if (status == SLU_CAS_MISMATCH)
        return 0;
    if (!status)
        return 1;
    slu_host_failed("set_shared_data", status);
    return -1;
}
