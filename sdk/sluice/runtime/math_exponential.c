// exp, log and the hyperbolic functions.
#include "double_pair.h"
#include "mathematics.h"
#include "object.h"

static const slu_pair ln2 = {0x1.62e42fefa39efp-1, 0x1.abc9e3b39803fp-56};
static const slu_pair log2_e = {0x1.71547652b82fep0, 0x1.777d0ffda0d24p-56};
static const slu_pair log10_e = {0x1.bcb7b1526e50ep-2, 0x1.95355baaafad3p-57};

static bool is_endless(double number) { return !(__builtin_fabs(number) < __builtin_inf()); }

double slu_math_exp(double number) {
    if (is_endless(number))
        return number < 0 ? 0 : number;
    return slu_math_check(slu_exp_of_pair(number, 0), number, true);
}

double slu_math_exp2(double number) {
    if (is_endless(number))
        return number < 0 ? 0 : number;
    if (number > 1100 || number < -1100)
        return slu_math_check(number > 0 ? __builtin_inf() : 0, number, true);
    slu_pair product = slu_pair_multiply((slu_pair){number, 0}, ln2);
    return slu_math_check(slu_exp_of_pair(product.high, product.low), number, true);
}

// exp(number) - 1 for |number| < 0.35: number + number ** 2 / 2 + …
static slu_pair short_expm1(double number) {
    slu_pair square = slu_pair_product(number, 0.5 * number);
    double tail = 1, term = 17;
    for (; term > 3; term--)
        tail = 1 + tail * number / term;
    slu_pair sum = slu_pair_sum(number, square.high);
    return slu_pair_quick(sum.high, sum.low + square.low + number * number * number * (tail / 6));
}

double slu_math_expm1(double number) {
    if (is_endless(number))
        return number < 0 ? -1 : number;
    if (__builtin_fabs(number) < 0x1p-54)
        return number;
    if (__builtin_fabs(number) < 0.35)
        return short_expm1(number).high;
    if (number > 700)
        return slu_math_exp(number);
    if (number < -50)
        return -1;
    return slu_pair_add(slu_exp_pair(number), (slu_pair){-1, 0}).high;
}

double slu_math_log_of(double number) {
    if (number > 0 && number < __builtin_inf())
        return slu_log_pair(number).high;
    return number > 0 || __builtin_isnan(number) ? number : slu_math_domain_error();
}

// A number as mantissa * 2 ** exponent where it is an int beyond the doubles; false: raised.
static bool read_logarithm_argument(slu_value value, double *mantissa, double *exponent) {
    *exponent = 0;
    if (slu_is_int(value)) {
        slu_magnitude magnitude;
        slu_read_magnitude(value, &magnitude);
        uint64_t bits = slu_limbs_bit_length(magnitude.limbs, magnitude.count);
        if (magnitude.negative || !bits) {
            slu_math_domain_error();
            return false;
        }
        if (bits > 1024) {
            slu_value top = slu_int_right_shift(value, slu_small((int64_t)bits - 100));
            *mantissa = top ? slu_int_to_float(top) * 0x1p-100 : 0;
            *exponent = (double)bits;
            return top != 0;
        }
    }
    *mantissa = slu_real(value);
    return !slu_error;
}

static double log_any(slu_value value) {
    double mantissa, exponent;
    if (!read_logarithm_argument(value, &mantissa, &exponent))
        return 0;
    double logarithm = slu_math_log_of(mantissa);
    return exponent == 0 ? logarithm : logarithm + exponent * ln2.high;
}

double slu_math_log(slu_value number, slu_value base) {
    double above = log_any(number);
    if (slu_error || !base)
        return above;
    double below = log_any(base);
    return slu_error ? 0 : slu_float_divide(above, below);
}

static double log_by(slu_value number, slu_pair factor, double per_bit) {
    double mantissa, exponent;
    if (!read_logarithm_argument(number, &mantissa, &exponent))
        return 0;
    if (!(mantissa > 0) || is_endless(mantissa))
        return mantissa > 0 || __builtin_isnan(mantissa) ? mantissa : slu_math_domain_error();
    return slu_pair_multiply(slu_log_pair(mantissa), factor).high + exponent * per_bit;
}

double slu_math_log2(slu_value number) { return log_by(number, log2_e, 1); }
double slu_math_log10(slu_value number) { return log_by(number, log10_e, 0x1.34413509f79ffp-2); }

double slu_math_log1p(double number) {
    if (__builtin_isnan(number) || number == __builtin_inf() || __builtin_fabs(number) < 0x1p-54)
        return number;
    if (number <= -1)
        return slu_math_domain_error();
    return slu_log_of_pair(slu_pair_sum(1, number)).high;
}

double slu_math_sinh(double number) {
    double size = __builtin_fabs(number);
    if (is_endless(number) || size < 0x1p-27)
        return number;
    double result;
    if (size < 0.3) {
        double u = size * size;
        result = size + size * u * (1.0 / 6 + u * (1.0 / 120 + u * (1.0 / 5040 + u * (1.0 / 362880 + u / 39916800))));
    } else if (size < 40) {
        slu_pair power = slu_exp_pair(size), inverse = slu_pair_divide((slu_pair){1, 0}, power);
        result = 0.5 * slu_pair_add(power, slu_pair_negate(inverse)).high;
    } else {
        slu_pair shifted = slu_pair_add((slu_pair){size, 0}, slu_pair_negate(ln2));
        result = slu_exp_of_pair(shifted.high, shifted.low);
    }
    return slu_math_check(__builtin_copysign(result, number), number, true);
}

double slu_math_cosh(double number) {
    double size = __builtin_fabs(number);
    if (is_endless(number))
        return size;
    if (size < 40) {
        slu_pair power = slu_exp_pair(size), inverse = slu_pair_divide((slu_pair){1, 0}, power);
        return 0.5 * slu_pair_add(power, inverse).high;
    }
    slu_pair shifted = slu_pair_add((slu_pair){size, 0}, slu_pair_negate(ln2));
    return slu_math_check(slu_exp_of_pair(shifted.high, shifted.low), number, true);
}

double slu_math_tanh(double number) {
    double size = __builtin_fabs(number);
    if (__builtin_isnan(number) || size < 0x1p-27)
        return number;
    if (size > 20)
        return __builtin_copysign(1, number);
    slu_pair power = size < 0.17 ? short_expm1(2 * size) : slu_pair_add(slu_exp_pair(2 * size), (slu_pair){-1, 0});
    slu_pair ratio = slu_pair_divide(power, slu_pair_add(power, (slu_pair){2, 0}));
    return __builtin_copysign(ratio.high, number);
}

double slu_math_asinh(double number) {
    double size = __builtin_fabs(number);
    if (is_endless(number) || size < 0x1p-27)
        return number;
    if (size > 0x1p28)
        return __builtin_copysign(slu_pair_add(slu_log_pair(size), ln2).high, number);
    // log(1 + (x + x ** 2 / (1 + sqrt(1 + x ** 2))))
    slu_pair square = slu_pair_product(size, size), root = slu_pair_root(slu_pair_add((slu_pair){1, 0}, square));
    slu_pair part = slu_pair_divide(square, slu_pair_add((slu_pair){1, 0}, root));
    slu_pair sum = slu_pair_add((slu_pair){size, 0}, part);
    slu_pair whole = slu_pair_sum(1, sum.high);
    return __builtin_copysign(slu_log_of_pair((slu_pair){whole.high, whole.low + sum.low}).high, number);
}

double slu_math_acosh(double number) {
    if (__builtin_isnan(number) || number == __builtin_inf())
        return number;
    if (number < 1)
        return slu_math_domain_error();
    if (number > 0x1p28)
        return slu_pair_add(slu_log_pair(number), ln2).high;
    slu_pair less = slu_pair_sum(number, -1);
    slu_pair root = slu_pair_root(slu_pair_multiply(less, slu_pair_sum(number, 1)));
    slu_pair sum = slu_pair_add(less, root), whole = slu_pair_sum(1, sum.high);
    return slu_log_of_pair((slu_pair){whole.high, whole.low + sum.low}).high;
}

double slu_math_atanh(double number) {
    double size = __builtin_fabs(number);
    if (__builtin_isnan(number) || size < 0x1p-27)
        return number;
    if (size >= 1)
        return slu_math_domain_error();
    slu_pair ratio = slu_pair_divide((slu_pair){2 * size, 0}, slu_pair_sum(1, -size));
    slu_pair whole = slu_pair_sum(1, ratio.high);
    slu_pair logarithm = slu_log_of_pair((slu_pair){whole.high, whole.low + ratio.low});
    return __builtin_copysign(0.5 * logarithm.high, number);
}

double slu_math_pow(double base, double exponent) {
    if (is_endless(base) || is_endless(exponent) || base == 0) {
        if (exponent == 0 || base == 1)
            return 1;
        if (base == 0 && exponent < 0 && !is_endless(exponent))
            return slu_math_domain_error();
        if (base == 0 && exponent < 0)
            return __builtin_isnan(exponent) ? exponent : __builtin_inf();
        return slu_float_power(base, exponent);
    }
    if (base < 0 && __builtin_trunc(exponent) != exponent)
        return slu_math_domain_error();
    bool odd = __builtin_fabs(exponent) < 0x1p53 && ((int64_t)exponent & 1);
    double size = __builtin_fabs(base), power = size == 1 || exponent == 0 ? 1 : slu_positive_power(size, exponent);
    return slu_math_check(base < 0 && odd ? -power : power, exponent, true);
}

double slu_math_cbrt(double number) {
    if (is_endless(number) || number == 0)
        return number;
    slu_pair third = slu_pair_divide(slu_log_pair(__builtin_fabs(number)), (slu_pair){3, 0});
    double root = slu_exp_of_pair(third.high, third.low);
    return __builtin_copysign(root, number);
}
