// Reading and writing UTF-8; lone surrogates as three bytes.
#include "str.h"

#define HIGH_BITS UINT64_C(0x8080808080808080)

bool slu_is_ascii_text(const char *data, uint32_t size) {
    const char *end = data + size;
    for (; end - data >= 8; data += 8)
        if (slu_load64(data) & HIGH_BITS)
            return false;
    return !(size & 7) || !(slu_load_end(end, size & 7) & HIGH_BITS);
}

// Counts the bytes that begin a code point: all but 10xxxxxx.
uint32_t slu_count_code_points(const char *data, uint32_t size) {
    const char *end = data + size;
    uint32_t count = 0;
    for (; end - data >= 8; data += 8) {
        uint64_t word = slu_load64(data);
        count += 8 - (uint32_t)__builtin_popcountll(word & ~word << 1 & HIGH_BITS);
    }
    for (; data < end; data++)
        count += (*data & 0xc0) != 0x80;
    return count;
}

uint32_t slu_str_offset(const slu_str *str, uint32_t position) {
    if (slu_str_is_ascii(str) || position == 0)
        return position;
    if (position >= str->length)
        return str->size;
    const char *data = str->data;
    for (;;) {
        if ((uint32_t)(str->data + str->size - data) < 8)
            break;
        uint64_t word = slu_load64(data);
        uint32_t starts = 8 - (uint32_t)__builtin_popcountll(word & ~word << 1 & HIGH_BITS);
        if (starts > position)
            break;
        position -= starts;
        data += 8;
    }
    for (;; data++)
        if ((*data & 0xc0) != 0x80 && position-- == 0)
            return (uint32_t)(data - str->data);
}

uint32_t slu_str_position(const slu_str *str, uint32_t offset) {
    return slu_str_is_ascii(str) ? offset : slu_count_code_points(str->data, offset);
}

uint32_t slu_read_code_point(const char *data, uint32_t *offset) {
    const unsigned char *at = (const unsigned char *)data + *offset;
    if (at[0] < 0x80) {
        *offset += 1;
        return at[0];
    }
    if (at[0] < 0xe0) {
        *offset += 2;
        return (at[0] & 0x1fu) << 6 | (at[1] & 0x3fu);
    }
    if (at[0] < 0xf0) {
        *offset += 3;
        return (at[0] & 0x0fu) << 12 | (at[1] & 0x3fu) << 6 | (at[2] & 0x3fu);
    }
    *offset += 4;
    return (at[0] & 0x07u) << 18 | (at[1] & 0x3fu) << 12 | (at[2] & 0x3fu) << 6 | (at[3] & 0x3fu);
}

uint32_t slu_write_code_point(char *data, uint32_t code_point) {
    uint32_t size = slu_code_point_size(code_point);
    if (size == 1) {
        data[0] = (char)code_point;
        return 1;
    }
    for (uint32_t i = size; i-- > 1; code_point >>= 6)
        data[i] = (char)(0x80 | (code_point & 0x3f));
    data[0] = (char)(0xf00u >> size | code_point);
    return size;
}
