// int.to_bytes and int.from_bytes.
#include "bytes.h"
#include "int.h"
#include "object.h"

// 1 little, 0 big, -1 raised.
static int read_byte_order(slu_value order, const char *function) {
    if (!slu_is_str(order)) {
        slu_raise(&slu_type_error_type, "%s() argument 'byteorder' must be str, not %T", function, order);
        return -1;
    }
    const slu_str *text = (slu_str *)slu_object_of(order);
    if (text->size == 6 && slu_text_equal(text->data, "little", 6))
        return 1;
    if (text->size == 3 && slu_text_equal(text->data, "big", 3))
        return 0;
    slu_raise(&slu_value_error_type, "byteorder must be either 'little' or 'big'");
    return -1;
}

// Two's complement from the least significant byte on; `step` is -1 for big-endian.
static void write_bytes(const slu_magnitude *number, char *to, int64_t size, bool little) {
    uint32_t carry = 1;
    for (int64_t i = 0; i < size; i++) {
        uint32_t limb = (uint32_t)(i / 4);
        uint32_t byte = limb < number->count ? number->limbs[limb] >> 8 * (i % 4) & 0xff : 0;
        if (number->negative) {
            carry += ~byte & 0xff;
            byte = carry & 0xff;
            carry >>= 8;
        }
        to[little ? i : size - 1 - i] = (char)byte;
    }
}

// Whether a number needs at most `bits` bits in two's complement (signed) or plain.
static bool fits(const slu_magnitude *number, uint64_t bits, bool is_signed) {
    uint64_t needed = slu_limbs_bit_length(number->limbs, number->count);
    if (!is_signed || !number->count)
        return needed <= bits;
    if (!number->negative)
        return needed < bits;
    bool power = true; // -128 needs as many bits as 127
    for (uint32_t i = 0; i + 1 < number->count; i++)
        power &= number->limbs[i] == 0;
    slu_limb top = number->limbs[number->count - 1];
    power &= (top & (top - 1)) == 0;
    return needed - power < bits || (!bits && needed == 1); // CPython lets -1 pass as no bytes at all
}

slu_bytes *slu_int_to_bytes(slu_value value, slu_value length, slu_value byte_order, slu_value is_signed) {
    slu_magnitude number;
    int64_t size = slu_index_of(length);
    int little = slu_error ? -1 : read_byte_order(byte_order, "to_bytes");
    int32_t with_sign = little < 0 ? -1 : slu_truth(is_signed);
    if (with_sign < 0 || !slu_read_magnitude(value, &number))
        return NULL;
    if (size < 0) {
        slu_raise(&slu_value_error_type, "length argument must be non-negative");
        return NULL;
    }
    if (number.negative && !with_sign) {
        slu_raise(&slu_overflow_error_type, "can't convert negative int to unsigned");
        return NULL;
    }
    if (!fits(&number, (uint64_t)size * 8, with_sign)) {
        slu_raise(&slu_overflow_error_type, "int too big to convert");
        return NULL;
    }
    slu_bytes *bytes = slu_bytes_allocate((uint64_t)size);
    if (bytes)
        write_bytes(&number, bytes->data, size, little);
    return bytes;
}

slu_value slu_int_from_bytes(slu_value bytes, slu_value byte_order, slu_value is_signed) {
    const char *data;
    uint32_t size;
    int little = read_byte_order(byte_order, "from_bytes");
    int32_t with_sign = little < 0 ? -1 : slu_truth(is_signed);
    if (with_sign < 0)
        return SLU_NOTHING;
    if (!slu_bytes_view(bytes, &data, &size)) {
        if (slu_is_int(bytes) || slu_is_str(bytes) || slu_is_float(bytes))
            return slu_raise(&slu_type_error_type, "cannot convert '%T' object to bytes", bytes);
        slu_value made = slu_bytes_new(bytes, SLU_NOTHING, SLU_NOTHING);
        if (!made)
            return SLU_NOTHING;
        slu_bytes_view(made, &data, &size);
    }
    slu_limb *limbs = slu_limbs_scratch((uint64_t)size / 4 + 1);
    if (!limbs)
        return SLU_NOTHING;
    bool negative = with_sign && size && data[little ? size - 1 : 0] & 0x80;
    memset(limbs, 0, (size / 4 + 1) * sizeof(slu_limb));
    uint32_t carry = 1;
    for (uint32_t i = 0; i < size; i++) {
        uint32_t byte = (unsigned char)data[little ? i : size - 1 - i];
        if (negative) {
            carry += ~byte & 0xff;
            byte = carry & 0xff;
            carry >>= 8;
        }
        limbs[i / 4] |= byte << 8 * (i % 4);
    }
    if (negative && carry)
        limbs[size / 4] |= carry << 8 * (size % 4);
    return slu_int_from_limbs(limbs, size / 4 + 1, negative);
}
