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
        return slu_raise(slu_host_error_type, "proxy_%s: %s", function, statuses[status]);
    return slu_raise(slu_host_error_type, "proxy_%s: status %d", function, (int64_t)status);
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

static SLU_COLD bool large_unsigned(slu_value value, uint32_t *number) {
    int64_t wide = slu_int_to_int64(value);
    if (slu_error)
        return false;
    if (wide < 0 || wide > UINT32_MAX) {
        slu_raise(&slu_overflow_error_type, wide < 0 ? "can't convert negative value to unsigned int"
                                                     : "Python int too large for 32 bits");
        return false;
    }
    *number = (uint32_t)wide;
    return true;
}

bool slu_host_unsigned(slu_value value, uint32_t *number) {
    if (SLU_UNLIKELY(!(value & 1) || value >> 32))
        return large_unsigned(value, number);
    *number = (uint32_t)value >> 1;
    return true;
}

// Lone surrogates of the surrogateescape kind become the bytes they stand for; others cannot be sent.
static SLU_COLD bool unescape(const slu_str *text, slu_text *sent) {
    slu_bytes *bytes = slu_bytes_allocate(text->size);
    if (!bytes)
        return false;
    uint32_t size = 0, offset = 0;
    while (offset < text->size) {
        uint32_t from = offset, point = slu_read_code_point(text->data, &offset);
        if (point >= 0xdc80 && point <= 0xdcff) {
            bytes->data[size++] = (char)point;
        } else if (point >= 0xd800 && point <= 0xdfff) {
            slu_raise(&slu_value_error_type, "the lone surrogate at %d stands for no byte",
                      (int64_t)slu_str_position(text, from));
            return false;
        } else {
            memcpy(bytes->data + size, text->data + from, offset - from);
            size += offset - from;
        }
    }
    sent->data = bytes->data;
    sent->size = size;
    return true;
}

static bool holds_surrogates(const slu_str *text) {
    for (uint32_t i = 0; i + 1 < text->size; i++)
        if (text->data[i] == '\xed' && (unsigned char)text->data[i + 1] >= 0xa0)
            return true;
    return false;
}

bool slu_host_text(const slu_str *text, slu_text *sent) {
    sent->data = text->data;
    sent->size = text->size;
    return SLU_LIKELY(text->size == text->length) || !holds_surrogates(text) || unescape(text, sent);
}

// --- log and time ---------------------------------------------------------------------------------------------

void slu_host_log(slu_value level, slu_str *message) {
    slu_text sent;
    if (!slu_host_text(message, &sent)) { // never raises: what cannot be sent goes out as it is
        slu_error = 0;
        sent = (slu_text){message->data, message->size};
    }
    proxy_log((uint32_t)slu_small_value(level), sent.data, sent.size);
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
    uint32_t kind, size = 0;
    slu_text name;
    char *data = NULL;
    if (!slu_host_unsigned(map, &kind) || !slu_host_text(key, &name))
        return 0;
    uint32_t status = proxy_get_header_map_value(kind, name.data, name.size, &data, &size);
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
    uint32_t kind, size = 0;
    char *data = NULL;
    if (!slu_host_unsigned(map, &kind))
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
        uint32_t kind;                                                                                        \
        slu_text name, content;                                                                               \
        if (!slu_host_unsigned(map, &kind) || !slu_host_text(key, &name) || !slu_host_text(value, &content))  \
            return false;                                                                                     \
        uint32_t status = proxy_##verb##_header_map_value(kind, name.data, name.size, content.data, content.size); \
        return !status || slu_host_failed(#verb "_header_map_value", status);                                 \
    }
CHANGE(add)
CHANGE(replace)

bool slu_host_remove_header_map_value(slu_value map, slu_str *key) {
    uint32_t kind;
    slu_text name;
    if (!slu_host_unsigned(map, &kind) || !slu_host_text(key, &name))
        return false;
    uint32_t status = proxy_remove_header_map_value(kind, name.data, name.size);
    return !status || slu_host_failed("remove_header_map_value", status);
}

// The pairs of a list of (name, value) tuples in the form that hosts read. false: raised.
bool slu_host_write_pairs(slu_list *pairs, slu_text *written) {
    uint64_t total = 4;
    uint32_t count = pairs->length;
    slu_bytes *texts = slu_bytes_allocate((uint64_t)count * 2 * sizeof(slu_text) + 1);
    if (!texts)
        return false;
    slu_text *parts = (slu_text *)texts->data;
    for (uint32_t i = 0; i < count; i++) {
        slu_value item = pairs->items->values[i];
        slu_tuple *pair = (slu_tuple *)slu_object_of(item);
        if (!slu_is(item, SLU_IS_TUPLE) || pair->length != 2) {
            slu_raise(&slu_type_error_type, "expected a pair of strs, got %T", item);
            return false;
        }
        for (uint32_t side = 0; side < 2; side++) {
            slu_text *part = &parts[i * 2 + side];
            if (!slu_is_str(pair->items[side])) {
                slu_raise(&slu_type_error_type, "expected str, got %T", pair->items[side]);
                return false;
            }
            if (!slu_host_text((slu_str *)slu_object_of(pair->items[side]), part))
                return false;
            total += part->size + 5;
        }
    }
    slu_bytes *made = slu_bytes_allocate(total);
    if (!made)
        return false;
    __builtin_memcpy(made->data, &count, 4);
    char *sizes = made->data + 4, *text = sizes + (size_t)count * 8;
    for (uint32_t i = 0; i < count * 2; i++, sizes += 4) {
        __builtin_memcpy(sizes, &parts[i].size, 4);
        memcpy(text, parts[i].data, parts[i].size);
        text[parts[i].size] = 0;
        text += parts[i].size + 1;
    }
    *written = (slu_text){made->data, (uint32_t)total};
    return true;
}

bool slu_host_set_header_map_pairs(slu_value map, slu_list *pairs) {
    uint32_t kind;
    slu_text written;
    if (!slu_host_unsigned(map, &kind) || !slu_host_write_pairs(pairs, &written))
        return false;
    uint32_t status = proxy_set_header_map_pairs(kind, written.data, written.size);
    return !status || slu_host_failed("set_header_map_pairs", status);
}
