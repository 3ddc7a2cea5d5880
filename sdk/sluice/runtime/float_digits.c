// A given number of digits, exactly: the double as a fraction of big integers.
#include "float_decimal.h"
#include "limbs.h"

// 2 ** 1024 * 10 ** 1074 has 4592 bits.
#define MAX_LIMBS 160

// Adds one to a magnitude.
static uint32_t increment(slu_limb *limbs, uint32_t count) {
    slu_limb one = 1;
    return slu_limbs_add(limbs, limbs, count, &one, 1);
}

// numerator / 5 ** power / 2 ** shift, rounded half-even.
static uint32_t divide_rounded(slu_limb *numerator, uint32_t count, uint32_t power, uint32_t shift) {
    slu_limb divisor[MAX_LIMBS] = {1}, rest[MAX_LIMBS], scratch[MAX_LIMBS], quotient[MAX_LIMBS] = {0};
    uint32_t divisor_count = slu_limbs_multiply_power5(divisor, 1, power), rest_count;
    divisor_count = slu_limbs_shift_left(divisor, divisor, divisor_count, shift);
    uint32_t quotient_count = 0;
    if (slu_limbs_compare(numerator, count, divisor, divisor_count) < 0) {
        rest_count = count;
        __builtin_memcpy(rest, numerator, count * sizeof(slu_limb));
    } else if (divisor_count == 1) {
        quotient_count = slu_limbs_divide_small(quotient, numerator, count, divisor[0], rest);
        rest_count = rest[0] != 0;
    } else {
        quotient_count = slu_limbs_divide(quotient, rest, &rest_count, scratch, numerator, count, divisor,
                                          divisor_count);
    }
    rest_count = slu_limbs_shift_left(rest, rest, rest_count, 1);
    int side = slu_limbs_compare(rest, rest_count, divisor, divisor_count);
    if (side > 0 || (side == 0 && quotient[0] & 1))
        quotient_count = increment(quotient, quotient_count);
    __builtin_memcpy(numerator, quotient, quotient_count * sizeof(slu_limb));
    return quotient_count;
}

static uint32_t shift_rounded(slu_limb *limbs, uint32_t count, uint32_t shift) {
    bool lost_more, lost_half;
    count = slu_limbs_shift_right(limbs, limbs, count, shift - 1, &lost_more);
    bool odd = count && limbs[0] & 2;
    count = slu_limbs_shift_right(limbs, limbs, count, 1, &lost_half);
    return lost_half && (lost_more || odd) ? increment(limbs, count) : count;
}

uint32_t slu_fixed_digits(char *buffer, double number, int32_t places) {
    slu_limb limbs[MAX_LIMBS];
    uint64_t bits = slu_double_bits(number) & INT64_MAX;
    int32_t biased = (int32_t)(bits >> 52);
    uint64_t significand = biased ? (bits & (UINT64_C(1) << 52) - 1) | UINT64_C(1) << 52 : bits;
    int32_t binary = (biased ? biased : 1) - 1075 + places;
    uint32_t count = slu_limbs_from_word(limbs, significand);
    if (places >= 0)
        count = slu_limbs_multiply_power5(limbs, count, (uint32_t)places);
    if (binary > 0)
        count = slu_limbs_shift_left(limbs, limbs, count, (uint32_t)binary);
    if (places < 0)
        count = divide_rounded(limbs, count, (uint32_t)-places, binary < 0 ? (uint32_t)-binary : 0);
    else if (binary < 0)
        count = shift_rounded(limbs, count, (uint32_t)-binary);
    return slu_limbs_to_decimal(buffer, SLU_DECIMAL_ROOM, limbs, count);
}

int32_t slu_significant_digits(char *digits, double number, uint32_t count) {
    char buffer[SLU_DECIMAL_ROOM];
    slu_decimal decimal = slu_shortest_decimal(number);
    int32_t exponent = decimal.exponent;
    for (uint64_t rest = decimal.digits / 10; rest; rest /= 10)
        exponent++;
    exponent -= decimal.digits == 1; // a power of ten may stand for 9.99999999999999999…
    for (;;) {
        int32_t places = (int32_t)count - 1 - exponent, exact = places > 1074 ? 1074 : places;
        uint32_t start = slu_fixed_digits(buffer, number, exact);
        uint32_t length = SLU_DECIMAL_ROOM - start + (uint32_t)(places - exact);
        if (length == count) {
            __builtin_memcpy(digits, buffer + start, SLU_DECIMAL_ROOM - start);
            __builtin_memset(digits + (SLU_DECIMAL_ROOM - start), '0', (uint32_t)(places - exact));
            return exponent;
        }
        exponent += length > count ? 1 : -1;
    }
}
