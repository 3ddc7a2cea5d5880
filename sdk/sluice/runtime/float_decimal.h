// Between doubles and decimal digits, exactly: no object, no allocation, nothing raises.
#pragma once

#include "value.h"

SLU_INLINE uint64_t slu_double_bits(double number) {
    uint64_t bits;
    __builtin_memcpy(&bits, &number, sizeof bits);
    return bits;
}

SLU_INLINE double slu_double_from_bits(uint64_t bits) {
    double number;
    __builtin_memcpy(&number, &bits, sizeof number);
    return number;
}

typedef struct slu_wide {
    uint64_t high, low;
} slu_wide;

// The 128-bit product. Wasm has no such instruction; the empty asm keeps clang from seeing the pattern and
// calling `__multi3` for it.
SLU_INLINE slu_wide slu_multiply_wide(uint64_t left, uint64_t right) {
    uint64_t left_low = (uint32_t)left, left_high = left >> 32, right_low = (uint32_t)right, right_high = right >> 32;
    uint64_t low = left_low * right_low, cross = left_high * right_low + (low >> 32);
    __asm__("" : "+r"(cross));
    uint64_t middle = left_low * right_high + (uint32_t)cross;
    return (slu_wide){left_high * right_high + (cross >> 32) + (middle >> 32), middle << 32 | (uint32_t)low};
}

// A decimal number: digits * 10 ** exponent.
typedef struct slu_decimal {
    uint64_t digits;
    int32_t exponent;
} slu_decimal;

// 10 ** exponent rounded up to 128 bits, the top bit set; exponent in -348 … 325.
slu_wide slu_power10(int32_t exponent);
#define SLU_LOG2_POWER10(exponent) (((exponent) * 1741647) >> 19)

// The double nearest to top * 2 ** (binary - 128), ties to even; the highest of the 128 bits is set. Infinity
// beyond the largest double.
double slu_round_wide(slu_wide top, int32_t binary);

// The shortest digits that read back as `number` (finite, not 0, sign ignored), nearest to it among those;
// without trailing zeros.
slu_decimal slu_shortest_decimal(double number);

// The double nearest to a decimal number, ties to even: `digits` (count of them, '0' to '9', no other
// character, leading zeros allowed) * 10 ** exponent. Infinity beyond the largest double.
double slu_nearest_double(const char *digits, uint32_t count, int64_t exponent);

// Enough for every digit before the point and 1074 after it.
#define SLU_DECIMAL_ROOM 1400

// The digits of |number| rounded half-even to `places` after the point: an integer's digits without leading
// zeros (none for 0), at the end of `buffer` (SLU_DECIMAL_ROOM). Returns where they begin. `places` may be
// negative; above 1074 it is not allowed (the rest would be zeros).
uint32_t slu_fixed_digits(char *buffer, double number, int32_t places);

// Exactly `count` (1 … 1100) significant digits of |number| (finite, not 0) into `digits`, rounded half-even.
// Returns the decimal exponent of the first digit.
int32_t slu_significant_digits(char *digits, double number, uint32_t count);
