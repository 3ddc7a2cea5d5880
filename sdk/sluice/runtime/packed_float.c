// Floats as bytes of IEEE 754 in half, single and double precision.
#include "packed_float.h"

#include "error.h"

// Rounds a double to half precision, ties to even. false: it does not fit.
static bool to_half(double number, uint16_t *result) {
    uint64_t bits;
    __builtin_memcpy(&bits, &number, sizeof bits);
    uint16_t sign = (uint16_t)(bits >> 63 << 15);
    int32_t exponent = (int32_t)(bits >> 52 & 0x7ff) - 1023;
    uint64_t fraction = bits & UINT64_C(0xfffffffffffff);
    if (exponent == 1024) {
        *result = sign | 0x7c00 | (fraction ? 0x200 | (uint16_t)(fraction >> 42) : 0);
        return true;
    }
    if (exponent < -25) {
        *result = sign;
        return true;
    }
    // 11 significant bits, fewer for numbers below 2 ** -14
    uint64_t significand = fraction | UINT64_C(1) << 52;
    int32_t drop = exponent < -14 ? 42 + (-14 - exponent) : 42;
    uint64_t kept = significand >> drop, rest = significand & ((UINT64_C(1) << drop) - 1);
    uint64_t half = UINT64_C(1) << (drop - 1);
    if (rest > half || (rest == half && (kept & 1)))
        kept++;
    uint64_t word = exponent < -14 ? kept : kept + ((uint64_t)(exponent + 14) << 10);
    if (word >= 0x7c00)
        return false;
    *result = sign | (uint16_t)word;
    return true;
}

static double from_half(uint16_t word) {
    uint64_t sign = (uint64_t)(word >> 15) << 63;
    int32_t exponent = word >> 10 & 31;
    uint64_t fraction = word & 0x3ff;
    double number;
    if (exponent == 31) {
        uint64_t bits = sign | UINT64_C(0x7ff) << 52 | fraction << 42;
        __builtin_memcpy(&number, &bits, sizeof number);
        return number;
    }
    number = exponent ? (double)(fraction + 1024) : (double)fraction;
    for (int32_t power = exponent ? exponent - 25 : -24; power != 0; power += power < 0 ? 1 : -1)
        number = power < 0 ? number / 2 : number * 2;
    return sign ? -number : number;
}

slu_bytes *slu_float_pack(double number, int64_t size) {
    char data[8];
    if (size == 2) {
        uint16_t half;
        if (!to_half(number, &half))
            return (slu_bytes *)(uintptr_t)slu_raise(&slu_overflow_error_type, "float too large to pack with e format");
        __builtin_memcpy(data, &half, 2);
    } else if (size == 4) {
        float single = (float)number;
        bool infinite = number - number != 0;
        if (!infinite && single - single != 0)
            return (slu_bytes *)(uintptr_t)slu_raise(&slu_overflow_error_type, "float too large to pack with f format");
        __builtin_memcpy(data, &single, 4);
    } else {
        __builtin_memcpy(data, &number, 8);
    }
    return slu_bytes_from(data, (uint32_t)size);
}

double slu_float_unpack(slu_bytes *data) {
    if (data->size == 2) {
        uint16_t half;
        __builtin_memcpy(&half, data->data, 2);
        return from_half(half);
    }
    if (data->size == 4) {
        float single;
        __builtin_memcpy(&single, data->data, 4);
        return (double)single;
    }
    double number;
    __builtin_memcpy(&number, data->data, 8);
    return number;
}
