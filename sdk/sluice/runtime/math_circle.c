// sin, cos, tan and their inverses on pairs of doubles: correctly rounded nearly always.
#include "double_pair.h"
#include "limbs.h"
#include "mathematics.h"
#include "tables/circle.inc"

static const slu_pair half_pi = {0x1.921fb54442d18p0, 0x1.1a62633145c07p-54};
static const slu_pair pi = {0x1.921fb54442d18p1, 0x1.1a62633145c07p-53};

// number - k * pi / 2 for |k| < 2 ** 20: the products are exact but for the last.
static slu_pair subtract_quarters(double number, double k) {
    slu_pair sum = slu_pair_sum(number - k * HALF_PI_FIRST, -k * HALF_PI_SECOND);
    slu_pair rest = slu_pair_sum(sum.low, -k * HALF_PI_THIRD);
    slu_pair high = slu_pair_sum(sum.high, rest.high);
    return slu_pair_quick(high.high, high.low + (rest.low - k * HALF_PI_FOURTH));
}

static double scale(uint64_t bits, int64_t exponent) { // |exponent| < 1000
    return (double)bits * slu_double_from_bits((uint64_t)(exponent + 1023) << 52);
}

// The same for any size: the fraction of number * (2 / pi), from the bits that matter.
static SLU_COLD int reduce_large(double number, slu_pair *rest) {
    uint64_t bits = slu_double_bits(number) & INT64_MAX;
    int64_t exponent = (int64_t)(bits >> 52) - 1075, start = exponent < 2 ? 0 : (exponent - 2) / 32;
    slu_limb mantissa[2], window[7], product[9], fraction[9];
    slu_limbs_from_word(mantissa, (bits & (UINT64_C(1) << 52) - 1) | UINT64_C(1) << 52);
    for (int i = 0; i < 7; i++)
        window[6 - i] = two_by_pi[start + i];
    uint32_t count = slu_limbs_multiply(product, window, 7, mantissa, 2);
    uint64_t places = (uint64_t)(32 * (start + 7) - exponent);
    bool lost;
    slu_limbs_shift_right(fraction, product, count, places, &lost);
    int quadrant = (int)(places / 32 >= count ? 0 : fraction[0] & 3);
    for (uint64_t bit = places; bit < 9 * 32; bit++)
        product[bit / 32] &= ~(1u << bit % 32);
    bool negative = product[(places - 1) / 32] >> (places - 1) % 32 & 1;
    if (negative) { // the nearer multiple lies above
        slu_limb one[9] = {0};
        one[places / 32] = 1u << places % 32;
        count = slu_limbs_subtract(product, one, 9, product, slu_limbs_trim(product, 9));
        quadrant++;
    } else
        count = slu_limbs_trim(product, 9);
    uint64_t length = slu_limbs_bit_length(product, count);
    slu_limb top[9] = {0};
    if (length > 106)
        slu_limbs_shift_right(top, product, count, length - 106, &lost);
    else
        slu_limbs_shift_left(top, product, count, 106 - length);
    uint64_t upper = (uint64_t)top[3] << 43 | (uint64_t)top[2] << 11 | top[1] >> 21;
    uint64_t lower = ((uint64_t)top[1] << 32 | top[0]) & ((UINT64_C(1) << 53) - 1);
    int64_t base = (int64_t)length - (int64_t)places;
    *rest = slu_pair_multiply((slu_pair){scale(upper, base - 53), scale(lower, base - 106)}, half_pi);
    if (negative != (number < 0))
        *rest = slu_pair_negate(*rest);
    return (number < 0 ? -quadrant : quadrant) & 3;
}

// number = quadrant * pi / 2 + rest, |rest| <= pi / 4; the quadrant modulo 4.
static int reduce(double number, slu_pair *rest) {
    double size = __builtin_fabs(number);
    if (size <= 0x1.921fb54442d18p-1) {
        *rest = (slu_pair){number, 0};
        return 0;
    }
    if (size > 800000)
        return reduce_large(number, rest);
    double k = __builtin_rint(number * 0x1.45f306dc9c883p-1);
    *rest = subtract_quarters(number, k);
    return (int)(int64_t)k & 3;
}

static slu_pair sine_series(slu_pair r) {
    slu_pair square = slu_pair_multiply(r, r);
    double u = square.high;
    double tail = 1.0 / 120 + u * (-1.0 / 5040 + u * (1.0 / 362880 + u * (-1.0 / 39916800 + u * (1.0 / 6227020800 +
                  u * (-1.0 / 1307674368000 + u * (1.0 / 355687428096000 + u * (-1.0 / 121645100408832000)))))));
    slu_pair factor = slu_pair_sum(-0x1.5555555555555p-3, u * tail);
    factor.low -= 0x1.5555555555555p-57;
    return slu_pair_add(r, slu_pair_multiply(slu_pair_multiply(r, square), factor));
}

static slu_pair cosine_series(slu_pair r) {
    slu_pair square = slu_pair_multiply(r, r);
    double u = square.high;
    double tail = -1.0 / 720 + u * (1.0 / 40320 + u * (-1.0 / 3628800 + u * (1.0 / 479001600 + u * (-1.0 / 87178291200 +
                  u * (1.0 / 20922789888000 + u * (-1.0 / 6402373705728000))))));
    slu_pair factor = slu_pair_sum(0x1.5555555555555p-5, u * tail);
    factor.low += 0x1.5555555555555p-59;
    slu_pair half = {1, 0};
    half = slu_pair_add(half, (slu_pair){-0.5 * square.high, -0.5 * square.low});
    return slu_pair_add(half, slu_pair_multiply(slu_pair_multiply(square, square), factor));
}

// The sine of quadrant * pi / 2 + rest.
static slu_pair sine_of(int quadrant, slu_pair rest) {
    slu_pair value = quadrant & 1 ? cosine_series(rest) : sine_series(rest);
    return quadrant & 2 ? slu_pair_negate(value) : value;
}

static bool is_endless(double number) { return !(__builtin_fabs(number) < __builtin_inf()); }

static double refuse_endless(double number) {
    return __builtin_isnan(number) ? number : slu_math_domain_error();
}

double slu_math_sin(double number) {
    slu_pair rest;
    if (is_endless(number))
        return refuse_endless(number);
    if (__builtin_fabs(number) < 0x1p-27)
        return number;
    int quadrant = reduce(number, &rest);
    return sine_of(quadrant, rest).high;
}

double slu_math_cos(double number) {
    slu_pair rest;
    if (is_endless(number))
        return refuse_endless(number);
    int quadrant = reduce(number, &rest);
    return sine_of(quadrant + 1, rest).high;
}

double slu_math_tan(double number) {
    slu_pair rest;
    if (is_endless(number))
        return refuse_endless(number);
    if (__builtin_fabs(number) < 0x1p-27)
        return number;
    int quadrant = reduce(number, &rest);
    return slu_pair_divide(sine_of(quadrant, rest), sine_of(quadrant + 1, rest)).high;
}

// The angle of the point (x, y), x >= y >= 0, x > 0: an estimate, then one step of Newton's method on pairs.
static slu_pair octant_angle(slu_pair y, slu_pair x) {
    double ratio = y.high / x.high, base = 0, t = ratio;
    if (ratio < 0x1p-60)
        return (slu_pair){ratio, 0};
    if (ratio > 0.4142135623730951) {
        t = (ratio - 1) / (ratio + 1);
        base = 0x1.921fb54442d18p-1;
    }
    double u = t * t;
    double angle = base + t * (1 + u * (-1.0 / 3 + u * (1.0 / 5 + u * (-1.0 / 7 + u * (1.0 / 9 + u * (-1.0 / 11 + u / 13))))));
    slu_pair sine = sine_series((slu_pair){angle, 0}), cosine = cosine_series((slu_pair){angle, 0});
    slu_pair above = slu_pair_add(slu_pair_multiply(y, cosine), slu_pair_negate(slu_pair_multiply(x, sine)));
    slu_pair below = slu_pair_add(slu_pair_multiply(x, cosine), slu_pair_multiply(y, sine));
    slu_pair step = slu_pair_divide(above, below);
    step.low -= step.high * step.high * step.high * (1.0 / 3);
    return slu_pair_add((slu_pair){angle, 0}, step);
}

// The angle of (x, y) for y >= 0, not both 0.
static slu_pair angle_of(slu_pair y, slu_pair x) {
    slu_pair across = x.high < 0 ? slu_pair_negate(x) : x, angle;
    if (y.high > across.high)
        angle = slu_pair_add(half_pi, slu_pair_negate(octant_angle(across, y)));
    else
        angle = octant_angle(y, across);
    return x.high < 0 ? slu_pair_add(pi, slu_pair_negate(angle)) : angle;
}

double slu_math_atan(double number) {
    if (__builtin_isnan(number) || __builtin_fabs(number) < 0x1p-27)
        return number;
    if (__builtin_isinf(number))
        return __builtin_copysign(half_pi.high, number);
    slu_pair angle = __builtin_fabs(number) > 0x1p60 ? half_pi : angle_of((slu_pair){__builtin_fabs(number), 0}, (slu_pair){1, 0});
    return __builtin_copysign(angle.high, number);
}

static double special_angle(double y, double x) {
    if (__builtin_isnan(y) || __builtin_isnan(x))
        return __builtin_nan("");
    double angle;
    if (__builtin_isinf(y))
        angle = __builtin_isinf(x) ? (x > 0 ? half_pi.high / 2 : 0.75 * pi.high) : half_pi.high;
    else if (__builtin_isinf(x) || y == 0)
        angle = __builtin_copysign(1, x) > 0 ? 0 : pi.high;
    else
        angle = half_pi.high;
    return __builtin_copysign(angle, y);
}

double slu_math_atan2(double y, double x) {
    if (is_endless(y) || is_endless(x) || y == 0 || x == 0)
        return special_angle(y, x);
    // Away from the ends of the range, where products of halves would overflow or vanish.
    double largest = __builtin_fabs(y) > __builtin_fabs(x) ? __builtin_fabs(y) : __builtin_fabs(x);
    double ratio = __builtin_fabs(y) / __builtin_fabs(x);
    if (x > 0 && ratio < 0x1p-60)
        return y / x;
    double factor = largest > 0x1p500 ? 0x1p-600 : largest < 0x1p-400 ? 0x1p600 : 1;
    slu_pair angle = angle_of((slu_pair){__builtin_fabs(y) * factor, 0}, (slu_pair){x * factor, 0});
    return __builtin_copysign(angle.high, y);
}

// sqrt((1 - x) * (1 + x))
static slu_pair other_leg(double number) {
    return slu_pair_root(slu_pair_multiply(slu_pair_sum(1, -number), slu_pair_sum(1, number)));
}

double slu_math_asin(double number) {
    if (__builtin_isnan(number) || __builtin_fabs(number) < 0x1p-27)
        return number;
    if (__builtin_fabs(number) > 1)
        return slu_math_domain_error();
    slu_pair angle = angle_of((slu_pair){__builtin_fabs(number), 0}, other_leg(number));
    return __builtin_copysign(angle.high, number);
}

double slu_math_acos(double number) {
    if (__builtin_isnan(number))
        return number;
    if (__builtin_fabs(number) > 1)
        return slu_math_domain_error();
    if (number == 1)
        return 0;
    return angle_of(other_leg(number), (slu_pair){number, 0}).high;
}
