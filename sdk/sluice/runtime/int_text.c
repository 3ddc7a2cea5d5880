// int to text: decimal and the bases that are powers of two.
#include "int.h"
#include "object.h"

// CPython's default for sys.set_int_max_str_digits.
#define MAX_DECIMAL_DIGITS 4300

slu_str *slu_int64_to_str(int64_t number) {
    char buffer[20];
    uint32_t at = sizeof buffer;
    uint64_t rest = number < 0 ? -(uint64_t)number : (uint64_t)number;
    while (rest >> 32) {
        uint64_t shorter = rest / 10;
        buffer[--at] = (char)('0' + (rest - shorter * 10));
        rest = shorter;
    }
    uint32_t small = (uint32_t)rest;
    do
        buffer[--at] = (char)('0' + small % 10);
    while (small /= 10);
    if (number < 0)
        buffer[--at] = '-';
    return slu_str_from_ascii(buffer + at, (uint32_t)sizeof buffer - at);
}

// Room comes from the nursery: garbage afterwards.
static char *text_scratch(uint64_t size) {
    slu_str *room = slu_str_allocate(size, size);
    return room ? room->data : NULL;
}

static char *decimal_digits(const slu_magnitude *magnitude, uint32_t *size) {
    slu_limb *copy = slu_limbs_scratch((uint64_t)magnitude->count + 1);
    // 3.3 bits a digit: beyond this the limit is surely exceeded, before any work is done.
    bool absurd = magnitude->count > MAX_DECIMAL_DIGITS / 9;
    char *buffer = copy && !absurd ? text_scratch((uint64_t)magnitude->count * 10 + 1) : NULL;
    if (!copy || (!absurd && !buffer))
        return NULL;
    uint32_t room = magnitude->count * 10 + 1, start = 0;
    if (!absurd) {
        memcpy(copy, magnitude->limbs, magnitude->count * sizeof(slu_limb));
        start = slu_limbs_to_decimal(buffer, room, copy, magnitude->count);
    }
    *size = room - start;
    if (absurd || *size > MAX_DECIMAL_DIGITS) {
        slu_raise(&slu_value_error_type, "Exceeds the limit (%d digits) for integer string conversion; "
                                         "use sys.set_int_max_str_digits() to increase the limit",
                  (int64_t)MAX_DECIMAL_DIGITS);
        return NULL;
    }
    if (!*size) {
        buffer[--start] = '0';
        *size = 1;
    }
    return buffer + start;
}

char *slu_int_digits(slu_value value, uint32_t bits, bool upper, uint32_t *size) {
    slu_magnitude magnitude;
    value = slu_int_plain(value);
    if (!bits && slu_is_small(value)) {
        int64_t number = slu_small_value(value);
        slu_str *text = slu_int64_to_str(number < 0 ? -number : number);
        *size = text->size;
        return text->data;
    }
    slu_read_magnitude(value, &magnitude);
    if (!bits)
        return decimal_digits(&magnitude, size);
    uint64_t length = (slu_limbs_bit_length(magnitude.limbs, magnitude.count) + bits - 1) / bits;
    length += !length;
    char *buffer = text_scratch(length);
    if (!buffer)
        return NULL;
    *size = (uint32_t)length;
    uint64_t window = 0;
    uint32_t held = 0, limb = 0;
    for (uint64_t at = length; at-- > 0;) {
        if (held < bits) {
            window |= (uint64_t)(limb < magnitude.count ? magnitude.limbs[limb] : 0) << held;
            limb++;
            held += 32;
        }
        uint32_t digit = (uint32_t)window & ((1u << bits) - 1);
        buffer[at] = (char)(digit < 10 ? '0' + digit : (upper ? 'A' : 'a') + digit - 10);
        window >>= bits;
        held -= bits;
    }
    return buffer;
}

static slu_str *to_text(slu_value value, uint32_t bits, const char *prefix) {
    uint32_t size, head = 0;
    bool negative = slu_int_less(value, slu_small(0));
    char *digits = slu_int_digits(value, bits, false, &size);
    slu_str *text = digits ? slu_str_allocate((uint64_t)size + 3, 0) : NULL;
    if (!text)
        return NULL;
    if (negative)
        text->data[head++] = '-';
    for (; *prefix; prefix++)
        text->data[head++] = *prefix;
    memcpy(text->data + head, digits, size);
    return slu_str_from_ascii(text->data, head + size);
}

slu_str *slu_int_big_to_str(slu_value value) { return to_text(value, 0, ""); }

slu_str *slu_int_to_str(slu_value value) {
    if (SLU_UNLIKELY(!slu_is_small(value)))
        value = slu_int_plain(value);
    return SLU_LIKELY(slu_is_small(value)) ? slu_int64_to_str(slu_small_value(value)) : slu_int_big_text(value);
}

slu_str *slu_int_text(slu_value value) {
    if (value == slu_bool(0) || value == slu_bool(1))
        return slu_bool_to_str(value == slu_bool(1));
    return slu_int_to_str(value);
}

static slu_str *index_to_text(slu_value value, uint32_t bits, const char *prefix) {
    value = slu_index(value);
    return value ? to_text(value, bits, prefix) : NULL;
}

slu_str *slu_bin(slu_value value) { return index_to_text(value, 1, "0b"); }
slu_str *slu_oct(slu_value value) { return index_to_text(value, 3, "0o"); }
slu_str *slu_hex(slu_value value) { return index_to_text(value, 4, "0x"); }
