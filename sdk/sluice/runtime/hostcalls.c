// Host functions: headers, log, time. Buffers, metrics and the rest stand in host_data.c.
#include "hostcalls.h"

#include "host.h"

static const char *const statuses[] = {"Ok",           "NotFound",           "BadArgument",
                                       "SerializationFailure", "ParseFailure", "BadExpression",
                                       "InvalidMemoryAccess",  "Empty",        "CasMismatch",
                                       "ResultMismatch",       "InternalFailure", "BrokenConnection",
                                       "Unimplemented"};

slu_value slu_host_failed(const char *function, uint32_t status) {
    if (status < sizeof statuses / sizeof *statuses)
        return slu_raise(slu_class_of_host_errors, "proxy_%s: %s", function, statuses[status]);
    return slu_raise(slu_class_of_host_errors, "proxy_%s: status %d", function, (int64_t)status);
}

void *slu_host_allocate(uint32_t size) {
    slu_str *made = slu_allocate(&slu_str_type, (uint32_t)(offsetof(slu_str, data) + size + 1));
    if (!made)
        return NULL;
    made->size = size;
    made->length = 0;
    made->hash = 0;
    return made->data;
}

static slu_str *str_around(char *data) { return (slu_str *)(data - offsetof(slu_str, data)); }

slu_str *slu_host_str(char *data, uint32_t size) {
    return size && data ? slu_str_adopt(str_around(data)) : slu_empty_str;
}

slu_bytes *slu_host_bytes(char *data, uint32_t size) {
    if (!size || !data)
        return slu_empty_bytes;
    slu_bytes *made = (slu_bytes *)str_around(data);
    made->type = &slu_bytes_type;
    made->length = size;
    return made;
}

static SLU_COLD int64_t large_unsigned(slu_value value) {
    int64_t wide = slu_int_to_int64(value);
    if (slu_error)
        return -1;
    if (wide >= 0 && wide <= UINT32_MAX)
        return wide;
    slu_raise(&slu_overflow_error_type, wide < 0 ? "can't convert negative value to unsigned int"
                                                 : "Python int too large for 32 bits");
    return -1;
}

int64_t slu_host_unsigned(slu_value value) {
    return SLU_LIKELY((value & 1) && !(value >> 32)) ? (int64_t)(value >> 1) : large_unsigned(value);
}

// Lone surrogates of the surrogateescape kind become the bytes they stand for; others cannot be sent.
static SLU_COLD const slu_str *unescape(const slu_str *text) {
    slu_bytes *bytes = slu_bytes_allocate(text->size);
    if (!bytes)
        return NULL;
    uint32_t size = 0, offset = 0;
    while (offset < text->size) {
        uint32_t from = offset, point = slu_read_code_point(text->data, &offset);
        if (point >= 0xdc80 && point <= 0xdcff) {
            bytes->data[size++] = (char)point;
        } else if (point >= 0xd800 && point <= 0xdfff) {
            slu_raise(&slu_value_error_type, "the lone surrogate at %d stands for no byte",
                      (int64_t)slu_str_position(text, from));
            return NULL;
        } else {
            memcpy(bytes->data + size, text->data + from, offset - from);
            size += offset - from;
        }
    }
    slu_shrink(bytes, (uint32_t)offsetof(slu_bytes, data) + text->size, (uint32_t)offsetof(slu_bytes, data) + size);
    bytes->size = bytes->length = size;
    return (const slu_str *)bytes; // laid out alike
}

const slu_str *slu_host_text(const slu_str *text) {
    return SLU_LIKELY(text->size == text->length) || slu_wire_is_strict(text) ? text : unescape(text);
}

// --- log and time ---------------------------------------------------------------------------------------------

void slu_host_log(slu_value level, slu_str *message) {
    const slu_str *sent = slu_host_text(message);
    if (!sent) { // never raises: what cannot be sent goes out as it is
        slu_error = 0;
        sent = message;
    }
    proxy_log((uint32_t)slu_small_value(level), sent->data, sent->size);
}

int64_t slu_host_get_log_level(void) {
    uint32_t level = 0;
    uint32_t status = proxy_get_log_level(&level);
    if (status)
        slu_host_failed("get_log_level", status);
    return level;
}

slu_value slu_host_get_current_time_nanoseconds(void) {
    uint64_t now = 0;
    uint32_t status = proxy_get_current_time_nanoseconds(&now);
    return status ? slu_host_failed("get_current_time_nanoseconds", status) : slu_int_from_uint64(now);
}

// --- headers --------------------------------------------------------------------------------------------------

slu_value slu_host_get_header_map_value(slu_value map, slu_str *key) {
    int64_t kind;
    uint32_t size = 0;
    const slu_str *name;
    char *data = NULL;
    if ((kind = slu_host_unsigned(map)) < 0 || !(name = slu_host_text(key)))
        return 0;
    uint32_t status = proxy_get_header_map_value(kind, name->data, name->size, &data, &size);
    if (status == SLU_NOT_FOUND)
        return SLU_NONE;
    return status ? slu_host_failed("get_header_map_value", status) : slu_of(slu_host_str(data, size));
}

static uint32_t read_u32(const char *data) {
    uint32_t number;
    __builtin_memcpy(&number, data, sizeof number);
    return number;
}

slu_list *slu_host_get_header_map_pairs(slu_value map) {
    int64_t kind;
    uint32_t size = 0;
    char *data = NULL;
    if ((kind = slu_host_unsigned(map)) < 0)
        return NULL;
    uint32_t status = proxy_get_header_map_pairs(kind, &data, &size);
    if (status)
        return slu_host_failed("get_header_map_pairs", status), NULL;
    if (!data || size < 4)
        return slu_list_new(0);
    uint32_t count = read_u32(data);
    const char *sizes = data + 4, *text = sizes + count * 8;
    slu_list *pairs = slu_list_new(count);
    for (uint32_t i = 0; pairs && i < count; i++, sizes += 8) {
        uint32_t name_size = read_u32(sizes), value_size = read_u32(sizes + 4);
        slu_value pair[] = {slu_of(slu_str_from_bytes(text, name_size)),
                            slu_of(slu_str_from_bytes(text + name_size + 1, value_size))};
        text += name_size + value_size + 2;
        if (!slu_list_append(pairs, slu_of(slu_tuple_of(pair, 2))))
            return NULL;
    }
    return pairs;
}

#define CHANGE(verb)                                                                                          \
    bool slu_host_##verb##_header_map_value(slu_value map, slu_str *key, slu_str *value) {                    \
        int64_t kind;                                                                                         \
        const slu_str *name, *content;                                                                        \
        if ((kind = slu_host_unsigned(map)) < 0 || !(name = slu_host_text(key)) || !(content = slu_host_text(value))) \
            return false;                                                                                     \
        uint32_t status = proxy_##verb##_header_map_value(kind, name->data, name->size, content->data, content->size); \
        return !status || slu_host_failed(#verb "_header_map_value", status);                                 \
    }
CHANGE(add)
CHANGE(replace)

bool slu_host_remove_header_map_value(slu_value map, slu_str *key) {
    int64_t kind;
    const slu_str *name;
    if ((kind = slu_host_unsigned(map)) < 0 || !(name = slu_host_text(key)))
        return false;
    uint32_t status = proxy_remove_header_map_value(kind, name->data, name->size);
    return !status || slu_host_failed("remove_header_map_value", status);
}

// The pairs of a list of (name, value) tuples in the form that hosts read. false: raised.
slu_bytes *slu_host_write_pairs(slu_list *pairs) {
    uint64_t total = 4;
    uint32_t count = pairs->length;
    slu_bytes *texts = slu_bytes_allocate((uint64_t)count * 2 * sizeof(slu_str *) + 1);
    if (!texts)
        return NULL;
    const slu_str **parts = (const slu_str **)texts->data;
    for (uint32_t i = 0; i < count; i++) {
        slu_value item = pairs->items->values[i];
        slu_tuple *pair = (slu_tuple *)slu_object_of(item);
        if (!slu_is(item, SLU_IS_TUPLE) || pair->length != 2) {
            slu_raise(&slu_type_error_type, "expected a pair of strs, got %T", item);
            return NULL;
        }
        for (uint32_t side = 0; side < 2; side++) {
            if (!slu_is_str(pair->items[side])) {
                slu_raise(&slu_type_error_type, "expected str, got %T", pair->items[side]);
                return NULL;
            }
            const slu_str *part = slu_host_text((slu_str *)slu_object_of(pair->items[side]));
            if (!part)
                return NULL;
            parts[i * 2 + side] = part;
            total += part->size + 5;
        }
    }
    slu_bytes *made = slu_bytes_allocate(total);
    if (!made)
        return NULL;
    __builtin_memcpy(made->data, &count, 4);
    char *sizes = made->data + 4, *text = sizes + (size_t)count * 8;
    for (uint32_t i = 0; i < count * 2; i++, sizes += 4) {
        uint32_t size = parts[i]->size;
        __builtin_memcpy(sizes, &size, 4);
        memcpy(text, parts[i]->data, size);
        text[size] = 0;
        text += size + 1;
    }
    return made;
}

bool slu_host_set_header_map_pairs(slu_value map, slu_list *pairs) {
    int64_t kind = slu_host_unsigned(map);
    slu_bytes *written = kind < 0 ? NULL : slu_host_write_pairs(pairs);
    if (!written)
        return false;
    uint32_t status = proxy_set_header_map_pairs(kind, written->data, written->size);
    return !status || slu_host_failed("set_header_map_pairs", status);
}
