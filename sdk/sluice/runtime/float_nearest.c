// Reads decimal digits as the nearest double. 19 digits times a 128-bit power of ten decide nearly always;
// what lies too near to the middle of two doubles is compared with that middle as big integers.
#include "float_decimal.h"
#include "limbs.h"

// More digits than the middle of two doubles can have; what follows only matters as "not zero".
#define MAX_DIGITS 768
#define MAX_LIMBS 192

static slu_wide multiply(slu_wide power, uint64_t word, int32_t *shift) {
    uint32_t zeros = (uint32_t)__builtin_clzll(word);
    slu_wide low = slu_multiply_wide(power.low, word << zeros), high = slu_multiply_wide(power.high, word << zeros);
    slu_wide product = {high.high, high.low + low.high};
    product.high += product.low < low.high;
    *shift = 64 - (int32_t)zeros;
    if (product.high >> 63)
        return product;
    --*shift;
    return (slu_wide){product.high << 1 | product.low >> 63, product.low << 1};
}

static slu_wide below(slu_wide wide, uint64_t amount) {
    return (slu_wide){wide.high - (wide.low < amount), wide.low - amount};
}

static slu_wide above(slu_wide wide, uint64_t amount) {
    return (slu_wide){wide.high + (wide.low + amount < amount), wide.low + amount};
}

// limbs = digits as an integer; a last digit 1 stands for all that does not fit.
static uint32_t read_digits(slu_limb *limbs, const char *digits, uint32_t count, int64_t *exponent) {
    uint32_t used = 0, taken = count < MAX_DIGITS ? count : MAX_DIGITS;
    for (uint32_t i = 0; i < taken; i++)
        used = slu_limbs_multiply_small(limbs, used, 10, (slu_limb)(digits[i] - '0'));
    if (taken == count)
        return used;
    *exponent += count - taken - 1;
    return slu_limbs_multiply_small(limbs, used, 10, 1);
}

// Whether the decimal number lies above (1), below (-1) or on (0) the middle between `low` and the next double.
static int compare_with_middle(double low, const char *digits, uint32_t count, int64_t exponent) {
    slu_limb number[MAX_LIMBS], middle[MAX_LIMBS];
    uint32_t number_count = read_digits(number, digits, count, &exponent);
    uint64_t bits = slu_double_bits(low), fraction = bits & (UINT64_C(1) << 52) - 1;
    int32_t biased = (int32_t)(bits >> 52);
    uint32_t middle_count =
        slu_limbs_from_word(middle, 2 * (biased ? fraction | UINT64_C(1) << 52 : fraction) + 1);
    int64_t binary = (biased ? biased : 1) - 1076 - exponent;
    if (exponent >= 0)
        number_count = slu_limbs_multiply_power5(number, number_count, (uint32_t)exponent);
    else
        middle_count = slu_limbs_multiply_power5(middle, middle_count, (uint32_t)-exponent);
    if (binary >= 0)
        middle_count = slu_limbs_shift_left(middle, middle, middle_count, (uint64_t)binary);
    else
        number_count = slu_limbs_shift_left(number, number, number_count, (uint64_t)-binary);
    return slu_limbs_compare(number, number_count, middle, middle_count);
}

static SLU_COLD double decide_exactly(double low, const char *digits, uint32_t count, int64_t exponent) {
    int side = compare_with_middle(low, digits, count, exponent);
    uint64_t bits = slu_double_bits(low);
    return slu_double_from_bits(bits + (side > 0 || (side == 0 && bits & 1)));
}

double slu_nearest_double(const char *digits, uint32_t count, int64_t exponent) {
    while (count && *digits == '0') {
        digits++;
        count--;
    }
    while (count && digits[count - 1] == '0') {
        count--;
        exponent++;
    }
    if (!count || exponent + count < -342)
        return 0;
    if (exponent + count > 310)
        return __builtin_inf();
    uint64_t word = 0;
    uint32_t taken = count < 19 ? count : 19;
    for (uint32_t i = 0; i < taken; i++)
        word = word * 10 + (uint64_t)(digits[i] - '0');
    int32_t scale = (int32_t)(exponent + count - taken), shift;
    if (scale < -348)
        return 0;
    slu_wide power = slu_power10(scale);
    int32_t binary = SLU_LOG2_POWER10(scale) + 1;
    slu_wide upper = multiply(power, word, &shift);
    // The power is at most one unit too large, so is the product; one more for the bits cut off.
    double low = slu_round_wide(below(upper, 4), binary + shift);
    if (taken < count)
        upper = multiply(power, word + 1, &shift);
    double high = slu_round_wide(above(upper, 4), binary + shift);
    return low == high ? low : decide_exactly(low, digits, count, exponent);
}
