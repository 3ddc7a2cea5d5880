// str: making, comparing, joining, cutting. The methods are in str_*.c.
#include "str.h"
#include "int.h"
#include "object.h"

struct slu_empty_str_object slu_empty_str_object __attribute__((aligned(8))) = {&slu_str_type, 0, 0, 0, ""};

slu_str *slu_str_allocate(uint64_t size, uint64_t length) {
    slu_str *str = SLU_LIKELY(size < SLU_SURE_SIZE / 2)
                       ? slu_allocate(&slu_str_type, (uint32_t)(offsetof(slu_str, data) + size))
                       : slu_allocate_large(&slu_str_type, offsetof(slu_str, data) + size);
    if (SLU_UNLIKELY(!str))
        return NULL;
    str->size = (uint32_t)size;
    str->length = (uint32_t)length;
    str->hash = 0;
    return str;
}

slu_str *slu_str_from_ascii(const char *data, uint32_t size) {
    slu_str *str = slu_str_allocate(size, size);
    if (str)
        slu_copy(str->data, data, size);
    return str;
}

slu_str *slu_str_from_text(const char *data, uint32_t size) {
    slu_str *str = slu_str_from_ascii(data, size);
    if (str)
        str->length = slu_count_code_points(data, size);
    return str;
}

// One object per ASCII character, made when first needed.
static struct {
    const slu_type *type;
    uint32_t size, length, hash;
    char data[1];
} ascii_objects[128] __attribute__((aligned(8)));

slu_str *slu_str_from_code_point(uint32_t code_point) {
    if (code_point < 0x80) {
        slu_str *str = (slu_str *)&ascii_objects[code_point];
        str->type = &slu_str_type;
        str->size = str->length = 1;
        str->data[0] = (char)code_point;
        return str;
    }
    slu_str *str = slu_str_allocate(slu_code_point_size(code_point), 1);
    slu_write_code_point(str->data, code_point);
    return str;
}

slu_str *slu_str_piece(slu_str *str, uint32_t start, uint32_t end, uint32_t length) {
    if (start >= end)
        return slu_empty_str;
    if (end - start == str->size && str->type == &slu_str_type)
        return str;
    if (end - start == 1)
        return slu_str_from_code_point((unsigned char)str->data[start]);
    slu_str *piece = slu_str_allocate(end - start, length);
    if (piece)
        slu_copy(piece->data, str->data + start, end - start);
    return piece;
}

uint32_t slu_str_compute_hash(slu_str *str) { return str->hash = slu_hash_bytes(str->data, str->size); }

bool slu_text_equal(const char *left, const char *right, uint32_t size) {
    for (; size >= 8; left += 8, right += 8, size -= 8)
        if (slu_load64(left) != slu_load64(right))
            return false;
    return !size || slu_load_end(left + size, size) == slu_load_end(right + size, size);
}

// The order of UTF-8 bytes is the order of code points, lone surrogates included.
int64_t slu_str_compare(const slu_str *left, const slu_str *right) {
    uint32_t size = left->size < right->size ? left->size : right->size;
    int order = memcmp(left->data, right->data, size);
    return order ? order : (int64_t)left->size - right->size;
}

slu_str *slu_str_concat(slu_str *left, slu_str *right) {
    if (!left->size && right->type == &slu_str_type)
        return right;
    if (!right->size && left->type == &slu_str_type)
        return left;
#ifdef __OPTIMIZE_SIZE__
    return slu_str_concat_many((slu_value[]){slu_of(left), slu_of(right)}, 2);
#else
    slu_str *joined = slu_str_allocate((uint64_t)left->size + right->size, (uint64_t)left->length + right->length);
    if (!joined)
        return NULL;
    slu_copy(joined->data, left->data, left->size);
    slu_copy(joined->data + left->size, right->data, right->size);
    return joined;
#endif
}

slu_str *slu_str_concat_many(const slu_value *items, uint32_t count) {
    uint64_t size = 0, length = 0;
    for (uint32_t i = 0; i < count; i++) {
        const slu_str *item = (slu_str *)slu_object_of(items[i]);
        size += item->size;
        length += item->length;
    }
    if (!size)
        return slu_empty_str;
    slu_str *joined = slu_str_allocate(size, length);
    if (!joined)
        return NULL;
    char *to = joined->data;
    for (uint32_t i = 0; i < count; i++) {
        const slu_str *item = (slu_str *)slu_object_of(items[i]);
        slu_copy(to, item->data, item->size);
        to += item->size;
    }
    return joined;
}

slu_str *slu_str_repeat(slu_str *str, slu_value times) {
    int64_t count = slu_int_position(times);
    if (slu_is_no_position(count))
        return slu_no_size(), NULL;
    if (count <= 0 || !str->size)
        return slu_empty_str;
    if (count > INT64_C(0x7fffffff)) {
        slu_raise(&slu_memory_error_type, "");
        return NULL;
    }
    if (count == 1 && str->type == &slu_str_type)
        return str;
    slu_str *repeated = slu_str_allocate((uint64_t)str->size * (uint64_t)count, (uint64_t)str->length * (uint64_t)count);
    if (!repeated)
        return NULL;
    if (str->size == 1)
        memset(repeated->data, str->data[0], repeated->size);
    else
        for (uint32_t at = 0; at < repeated->size; at += str->size)
            slu_copy(repeated->data + at, str->data, str->size);
    return repeated;
}

slu_str *slu_str_get(slu_str *str, int64_t index) {
    if (index < 0)
        index += str->length;
    if (SLU_UNLIKELY((uint64_t)index >= str->length))
        return (slu_str *)(uintptr_t)slu_index_error(index, "string index out of range");
    uint32_t offset = slu_str_offset(str, (uint32_t)index);
    return slu_str_from_code_point(slu_read_code_point(str->data, &offset));
}

slu_str *slu_str_slice(slu_str *str, int64_t start, int64_t end) {
    int64_t length = str->length;
    start = start < 0 ? (start + length < 0 ? 0 : start + length) : start > length ? length : start;
    end = end < 0 ? end + length : end > length ? length : end;
    if (start >= end)
        return slu_empty_str;
    return slu_str_piece(str, slu_str_offset(str, (uint32_t)start), slu_str_offset(str, (uint32_t)end),
                         (uint32_t)(end - start));
}

int32_t slu_str_has_prefix(const slu_str *str, const slu_str *prefix) {
    return str->size >= prefix->size && slu_text_equal(str->data, prefix->data, prefix->size);
}

int32_t slu_str_has_suffix(const slu_str *str, const slu_str *suffix) {
    return str->size >= suffix->size &&
           slu_text_equal(str->data + str->size - suffix->size, suffix->data, suffix->size);
}
