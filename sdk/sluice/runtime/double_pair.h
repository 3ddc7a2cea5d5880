// Sums of two doubles: about 105 bits, for functions that round correctly nearly always.
#pragma once

#include "float_decimal.h"

typedef struct slu_pair {
    double high, low; // low is at most half a unit of high's last place
} slu_pair;

// left + right, exactly; for any order of size.
SLU_INLINE slu_pair slu_pair_sum(double left, double right) {
    double sum = left + right, shadow = sum - left;
    return (slu_pair){sum, (left - (sum - shadow)) + (right - shadow)};
}
// left + right, exactly, where |left| >= |right|.
SLU_INLINE slu_pair slu_pair_quick(double left, double right) {
    double sum = left + right;
    return (slu_pair){sum, right - (sum - left)};
}
// The upper 26 bits.
SLU_INLINE double slu_upper_half(double number) {
    return slu_double_from_bits(slu_double_bits(number) & ~((UINT64_C(1) << 27) - 1));
}
// left * right, exactly (no overflow).
SLU_INLINE slu_pair slu_pair_product(double left, double right) {
    double product = left * right, left_high = slu_upper_half(left), right_high = slu_upper_half(right);
    double left_low = left - left_high, right_low = right - right_high;
    return (slu_pair){product, ((left_high * right_high - product) + left_high * right_low + left_low * right_high) +
                                   left_low * right_low};
}
SLU_INLINE slu_pair slu_pair_add(slu_pair left, slu_pair right) {
    slu_pair sum = slu_pair_sum(left.high, right.high);
    return slu_pair_quick(sum.high, sum.low + (left.low + right.low));
}
SLU_INLINE slu_pair slu_pair_negate(slu_pair pair) { return (slu_pair){-pair.high, -pair.low}; }
SLU_INLINE slu_pair slu_pair_multiply(slu_pair left, slu_pair right) {
    slu_pair product = slu_pair_product(left.high, right.high);
    return slu_pair_quick(product.high, product.low + (left.high * right.low + left.low * right.high));
}
SLU_INLINE slu_pair slu_pair_divide(slu_pair left, slu_pair right) {
    double first = left.high / right.high;
    slu_pair product = slu_pair_multiply(right, (slu_pair){first, 0});
    slu_pair rest = slu_pair_add(left, slu_pair_negate(product));
    return slu_pair_quick(first, rest.high / right.high);
}
SLU_INLINE slu_pair slu_pair_root(slu_pair square) {
    double root = __builtin_sqrt(square.high);
    if (root == 0)
        return (slu_pair){0, 0};
    slu_pair rest = slu_pair_add(square, slu_pair_negate(slu_pair_product(root, root)));
    return slu_pair_quick(root, rest.high / (2 * root));
}

// log(number) for a positive finite number, to about 68 bits.
slu_pair slu_log_pair(double number);
// log(high + low).
slu_pair slu_log_of_pair(slu_pair number);
// exp(high + low); infinity beyond the largest double, 0 below the smallest.
double slu_exp_of_pair(double high, double low);
// exp(number) to about 61 bits; |number| < 700.
slu_pair slu_exp_pair(double number);
// base ** exponent for a positive finite base other than 1 and a finite exponent; infinity and 0 at the ends.
double slu_positive_power(double base, double exponent);
