// log and exp on pairs of doubles: the base of pow, exp, log and the hyperbolic functions.
//
// log: number = 2 ** k * z; z * inverse(c) - 1 = r is exact in two pieces and below 2 ** -7; then
// log(number) = k * ln 2 + log(c) + (r - r ** 2 / 2 + r ** 3 / 3 - …).
// exp: x = k * (ln 2 / 128) + r; exp(x) = 2 ** (k / 128) * (1 + r + r ** 2 / 2 + …).
#include "double_pair.h"
#include "tables/logarithms.inc"

#define OFFSET UINT64_C(0x3fe6955500000000)

slu_pair slu_log_pair(double number) {
    uint64_t bits = slu_double_bits(number);
    int64_t lift = 0;
    if (bits >> 52 == 0) { // subnormal
        bits = slu_double_bits(number * 0x1p52);
        lift = -52;
    }
    uint64_t distance = bits - OFFSET;
    uint32_t index = distance >> 45 & 127;
    double k = (double)(((int64_t)distance >> 52) + lift);
    uint64_t z_bits = bits - (distance & UINT64_C(0xfff) << 52);
    double z = slu_double_from_bits(z_bits), inverse = logarithms[index].inverse;
    double z_high = slu_double_from_bits((z_bits + (UINT64_C(1) << 31)) & (UINT64_MAX << 32));
    double r_high = z_high * inverse - 1, r_low = (z - z_high) * inverse, r = r_high + r_low;
    double whole = k * LN2_HIGH + logarithms[index].high, sum = whole + r;
    double low = k * LN2_LOW + logarithms[index].low + (whole - sum + r);
    double half = -0.5 * r, square = r * half, cube = r * square;
    double half_high = -0.5 * r_high, square_high = r_high * half_high;
    double high = sum + square_high;
    low += r_low * (half + half_high) + (sum - high + square_high);
    double series = -2.0 / 3 + r * 0.5 +
                    square * (0.8 + r * (-2.0 / 3) + square * (-8.0 / 7 + r + square * (16.0 / 9 + r * -1.6)));
    low += (r_high - r + r_low) + cube * series;
    return slu_pair_quick(high, low);
}

slu_pair slu_log_of_pair(slu_pair number) {
    slu_pair logarithm = slu_log_pair(number.high);
    double ratio = number.low / number.high;
    return slu_pair_add(logarithm, (slu_pair){ratio, -0.5 * ratio * ratio});
}

// exp(r) - 1 for |r| < 2 ** -8, plus `tail`.
static double exp_series(double r, double tail) {
    double square = r * r;
    return tail + r + square * (0.5 + r * (1.0 / 6)) + square * square * (1.0 / 24 + r * (1.0 / 120));
}

static SLU_COLD double at_the_edge(double k, uint64_t bits, double series) {
    if (k > 0) {
        double scale = slu_double_from_bits(bits - (UINT64_C(1009) << 52));
        return 0x1p1009 * (scale + scale * series);
    }
    double scale = slu_double_from_bits(bits + (UINT64_C(1022) << 52)), number = scale + scale * series;
    if (number < 1) { // becomes subnormal: round once, at its last place
        double low = scale - number + scale * series, high = 1 + number;
        low = 1 - high + number + low;
        number = (high + low) - 1;
    }
    return 0x1p-1022 * number;
}

double slu_exp_of_pair(double high, double low) {
    if (high != high)
        return high;
    if (high > 710)
        return __builtin_inf();
    if (high < -746)
        return 0;
    double k = __builtin_rint(high * STEPS_PER_UNIT);
    double r = high - k * STEP_HIGH - k * STEP_LOW + low;
    int64_t steps = (int64_t)k;
    uint64_t bits = powers[steps & 127].bits + ((uint64_t)steps << 45);
    double series = exp_series(r, powers[steps & 127].tail);
    if (k > 1023 * 128 || k < -960 * 128) // where scale * series would lose digits
        return at_the_edge(k, bits, series);
    double scale = slu_double_from_bits(bits);
    return scale + scale * series;
}

slu_pair slu_exp_pair(double number) {
    double k = __builtin_rint(number * STEPS_PER_UNIT);
    int64_t steps = (int64_t)k;
    double scale = slu_double_from_bits(powers[steps & 127].bits + ((uint64_t)steps << 45));
    double r = number - k * STEP_HIGH - k * STEP_LOW;
    return slu_pair_quick(scale, scale * exp_series(r, powers[steps & 127].tail));
}

double slu_positive_power(double base, double exponent) {
    if (exponent == 0.5)
        return __builtin_sqrt(base);
    slu_pair logarithm = slu_log_pair(base);
    double estimate = logarithm.high * exponent;
    if (estimate > 720)
        return __builtin_inf();
    if (estimate < -760)
        return 0;
    if (__builtin_fabs(estimate) < 0x1p-60)
        return 1;
    slu_pair product = slu_pair_product(logarithm.high, exponent);
    return slu_exp_of_pair(product.high, product.low + logarithm.low * exponent);
}
