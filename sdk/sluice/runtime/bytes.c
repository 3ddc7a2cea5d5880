// bytes: making, operators, items. The methods are in bytes_*.c.
#include "bytes.h"
#include "int.h"
#include "iterator.h"
#include "object.h"
#include "range.h"

SLU_BYTES_CONSTANT(empty, "");
slu_bytes *const slu_empty_bytes = (slu_bytes *)&empty_object;

slu_bytes *slu_bytes_allocate(uint64_t size) {
    slu_bytes *bytes = slu_allocate_large(&slu_bytes_type, offsetof(slu_bytes, data) + size);
    if (!bytes)
        return NULL;
    bytes->size = bytes->length = (uint32_t)size;
    bytes->hash = 0;
    return bytes;
}

slu_bytes *slu_bytes_from(const char *data, uint32_t size) {
    if (!size)
        return slu_empty_bytes;
    slu_bytes *bytes = slu_bytes_allocate(size);
    if (bytes)
        slu_copy(bytes->data, data, size);
    return bytes;
}

slu_value slu_bytes_like_this(slu_value like, const char *data, uint32_t size) {
    if (slu_is(like, SLU_IS_BYTES))
        return slu_of(slu_bytes_from(data, size));
    return slu_of(slu_bytearray_from(data, size));
}

bool slu_bytes_view(slu_value value, const char **data, uint32_t *size) {
    if (slu_is(value, SLU_IS_BYTES)) {
        const slu_bytes *bytes = (slu_bytes *)slu_object_of(value);
        *data = bytes->data;
        *size = bytes->size;
        return true;
    }
    if (!slu_is(value, SLU_IS_BYTEARRAY))
        return false;
    const slu_bytearray *array = (slu_bytearray *)slu_object_of(value);
    *data = array->room->data;
    *size = array->size;
    return true;
}

bool slu_bytes_like(slu_value value, const char **data, uint32_t *size) {
    if (slu_bytes_view(value, data, size))
        return true;
    return slu_raise(&slu_type_error_type, "a bytes-like object is required, not '%T'", value);
}

int64_t slu_bytes_length(slu_value bytes) {
    const char *data;
    uint32_t size = 0;
    slu_bytes_view(bytes, &data, &size);
    return size;
}

int32_t slu_bytes_equal(slu_value left, slu_value right) {
    const char *first, *second;
    uint32_t first_size, second_size;
    return slu_bytes_view(left, &first, &first_size) && slu_bytes_view(right, &second, &second_size) &&
           first_size == second_size && slu_text_equal(first, second, first_size);
}

slu_value slu_bytes_compare(slu_value left, slu_value right, slu_comparison operator_) {
    const char *first, *second;
    uint32_t first_size, second_size;
    if (!slu_bytes_view(left, &first, &first_size) || !slu_bytes_view(right, &second, &second_size))
        return SLU_NOT_IMPLEMENTED;
    uint32_t common = first_size < second_size ? first_size : second_size;
    int64_t order = memcmp(first, second, common);
    if (!order)
        order = (int64_t)first_size - second_size;
    switch (operator_) {
    case SLU_EQUAL:
        return slu_bool(order == 0);
    case SLU_NOT_EQUAL:
        return slu_bool(order != 0);
    case SLU_LESS:
        return slu_bool(order < 0);
    case SLU_LESS_EQUAL:
        return slu_bool(order <= 0);
    case SLU_GREATER:
        return slu_bool(order > 0);
    default:
        return slu_bool(order >= 0);
    }
}

// Room for a result of the type of `like`; *to is where its bytes go. 0: MemoryError.
static slu_value allocate_like(slu_value like, uint64_t size, char **to) {
    slu_bytes *bytes = slu_bytes_allocate(size);
    if (!bytes)
        return SLU_NOTHING;
    *to = bytes->data;
    if (slu_is(like, SLU_IS_BYTES))
        return slu_of(bytes);
    slu_bytearray *array = slu_allocate(&slu_bytearray_type, sizeof(slu_bytearray));
    array->size = (uint32_t)size;
    array->room = bytes;
    return slu_of(array);
}

slu_value slu_bytes_concat(slu_value left, slu_value right) {
    const char *first, *second;
    uint32_t first_size, second_size;
    char *to;
    slu_bytes_view(left, &first, &first_size);
    if (!slu_bytes_view(right, &second, &second_size))
        return slu_raise(&slu_type_error_type, "can't concat %T to %T", right, left);
    slu_value joined = allocate_like(left, (uint64_t)first_size + second_size, &to);
    if (!joined)
        return SLU_NOTHING;
    slu_copy(to, first, first_size);
    slu_copy(to + first_size, second, second_size);
    return joined;
}

slu_value slu_bytes_repeat(slu_value bytes, slu_value times) {
    const char *data;
    uint32_t size;
    char *to;
    slu_bytes_view(bytes, &data, &size);
    int64_t count = slu_int_position(times);
    if (slu_is_no_position(count))
        return slu_no_size();
    if (count < 0 || !size)
        count = 0;
    if (count > UINT32_MAX)
        return slu_raise(&slu_memory_error_type, "");
    slu_value repeated = allocate_like(bytes, (uint64_t)size * (uint64_t)count, &to);
    for (int64_t i = 0; repeated && i < count; i++)
        slu_copy(to + i * size, data, size);
    return repeated;
}

slu_value slu_bytes_binary(slu_value left, slu_value right, slu_operator operator_) {
    const uint32_t both = SLU_IS_BYTES | SLU_IS_BYTEARRAY;
    if (operator_ == SLU_ADD && slu_is(left, both) && slu_is(right, both))
        return slu_bytes_concat(left, right);
    if (operator_ == SLU_MULTIPLY && slu_is(left, both) && slu_is_int(right))
        return slu_bytes_repeat(left, right);
    if (operator_ == SLU_MULTIPLY && slu_is_int(left) && slu_is(right, both))
        return slu_bytes_repeat(right, left);
    return SLU_NOT_IMPLEMENTED;
}

int64_t slu_bytes_get(slu_value bytes, int64_t index) {
    const char *data;
    uint32_t size;
    slu_bytes_view(bytes, &data, &size);
    if (index < 0)
        index += size;
    if ((uint64_t)index >= size)
        return (int64_t)slu_index_error(index, slu_is(bytes, SLU_IS_BYTES)
                                                             ? "index out of range"
                                                             : "bytearray index out of range");
    __asm__("" : "+r"(index)); // of a constant beyond 31 bits clang would make an address that Wasm refuses
    return (unsigned char)data[index];
}

int64_t slu_bytes_at_any(const slu_bytes *bytes, int64_t index) {
    int64_t item = slu_bytes_get(slu_of(bytes), index);
    return slu_error ? -1 : item;
}

slu_value slu_bytes_slice(slu_value bytes, int64_t start, int64_t end) {
    const char *data;
    uint32_t size;
    slu_bytes_view(bytes, &data, &size);
    start = start < 0 ? (start + size < 0 ? 0 : start + size) : start;
    end = end < 0 ? end + size : end > size ? size : end;
    if (start >= end)
        return slu_bytes_like_this(bytes, "", 0);
    return slu_bytes_like_this(bytes, data + start, (uint32_t)(end - start));
}

slu_value slu_bytes_get_item(slu_value bytes, slu_value key) {
    const char *data, *name = slu_is(bytes, SLU_IS_BYTES) ? "byte" : "bytearray";
    uint32_t size;
    slu_bytes_view(bytes, &data, &size);
    if (!slu_is(key, SLU_IS_SLICE)) {
        if (!slu_is_int(key) && !slu_type_of(key)->index)
            return slu_raise(&slu_type_error_type, "%s indices must be integers or slices, not %T", name, key);
        int64_t index = slu_position_of(key);
        int64_t byte = slu_error ? 0 : slu_bytes_get(bytes, index);
        return slu_error ? SLU_NOTHING : slu_small(byte);
    }
    int64_t start, step, count;
    char *to;
    if (!slu_slice_bounds((slu_slice *)slu_object_of(key), size, &start, &step, &count))
        return SLU_NOTHING;
    slu_value result = allocate_like(bytes, (uint64_t)count, &to);
    for (int64_t i = 0; result && i < count; i++)
        to[i] = data[start + i * step];
    return result;
}

int32_t slu_byte_of(slu_value value) {
    slu_value index = slu_index(value);
    int64_t byte = index ? slu_int_clamp(index) : 0;
    if (!index)
        return -1;
    if (byte >= 0 && byte <= 255)
        return (int32_t)byte;
    slu_raise(&slu_value_error_type, "byte must be in range(0, 256)");
    return -1;
}

int32_t slu_bytes_contains(slu_value bytes, slu_value item) {
    const char *data, *piece;
    uint32_t size, piece_size;
    slu_bytes_view(bytes, &data, &size);
    if (slu_is_int(item)) {
        int32_t byte = slu_byte_of(item);
        char one = (char)byte;
        return byte < 0 ? -1 : slu_text_find(data, size, &one, 1) >= 0;
    }
    if (!slu_bytes_like(item, &piece, &piece_size))
        return -1;
    return slu_text_find(data, size, piece, piece_size) >= 0;
}

slu_value slu_bytes_repr(slu_value value) {
    const char *data;
    uint32_t size;
    slu_bytes_view(value, &data, &size);
    bool array = slu_is(value, SLU_IS_BYTEARRAY), single = false, twice = false;
    for (uint32_t i = 0; i < size; i++) {
        single |= data[i] == '\'';
        twice |= data[i] == '"';
    }
    char quote = single && !twice ? '"' : '\'';
    slu_builder builder;
    slu_builder_start(&builder, size + 16);
    if (array) {
        slu_builder_add_str(&builder, slu_type_name(value));
        slu_builder_add_ascii(&builder, "(", 1);
    }
    slu_builder_add_ascii(&builder, (char[]){'b', quote}, 2);
    for (uint32_t i = 0; i < size; i++) {
        unsigned char byte = (unsigned char)data[i];
        char escape = byte == '\n' ? 'n' : byte == '\r' ? 'r' : byte == '\t' ? 't' : 0;
        if (byte == '\\' || byte == (unsigned char)quote || (array && byte == '\''))
            escape = (char)byte;
        if (escape)
            slu_builder_add_ascii(&builder, (char[]){'\\', escape}, 2);
        else if (byte >= ' ' && byte < 0x7f)
            slu_builder_add_ascii(&builder, data + i, 1);
        else
            slu_builder_add_ascii(
                &builder, (char[]){'\\', 'x', "0123456789abcdef"[byte >> 4], "0123456789abcdef"[byte & 15]}, 4);
    }
    slu_builder_add_ascii(&builder, (char[]){quote, ')'}, array ? 2 : 1);
    return slu_of(slu_builder_finish(&builder));
}

slu_str *slu_bytes_decode(slu_value bytes, slu_value encoding, slu_value errors) {
    const char *data;
    uint32_t size;
    slu_bytes_view(bytes, &data, &size);
    return slu_decode(data, size, encoding, errors, bytes);
}
