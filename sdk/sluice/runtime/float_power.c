// base ** exponent on floats, with the special cases of float.__pow__.
#include "double_pair.h"
#include "float.h"
#include "object.h"
#include "str.h"

static bool is_odd(double number) {
    return __builtin_fabs(number) < 0x1p53 && ((int64_t)number & 1) && __builtin_trunc(number) == number;
}

// An exponent or a base without an end, or nan.
static double endless_power(double base, double exponent) {
    if (__builtin_isnan(base))
        return base;
    if (__builtin_isnan(exponent))
        return base == 1 ? 1 : exponent;
    if (__builtin_isinf(exponent)) {
        double size = __builtin_fabs(base);
        return size == 1 ? 1 : (exponent > 0) == (size > 1) ? __builtin_inf() : 0;
    }
    double size = exponent > 0 ? __builtin_inf() : 0;
    return is_odd(exponent) ? __builtin_copysign(size, base) : size;
}

double slu_float_power(double base, double exponent) {
    if (exponent == 0.5 && base > 0 && base < __builtin_inf()) // IEEE rounds a root as well as a power can be
        return __builtin_sqrt(base);
    if (exponent == 0 || base == 1)
        return 1;
    if (!(__builtin_fabs(base) < __builtin_inf()) || !(__builtin_fabs(exponent) < __builtin_inf()))
        return endless_power(base, exponent);
    if (base == 0) {
        if (exponent < 0)
            return slu_float_zero_division("0.0 cannot be raised to a negative power");
        return is_odd(exponent) ? base : 0;
    }
    bool negative = base < 0 && is_odd(exponent);
    if (base < 0 && __builtin_trunc(exponent) != exponent) {
        slu_raise(&slu_value_error_type, "a negative float to a fractional power is complex, which is not supported");
        return 0;
    }
    double power = base == -1 ? 1 : slu_positive_power(__builtin_fabs(base), exponent);
    if (__builtin_isinf(power)) {
        SLU_STR_CONSTANT(message, "Numerical result out of range");
        slu_raise_with(&slu_overflow_error_type, (slu_value[]){slu_small(34), slu_of(message)}, 2);
    }
    return negative ? -power : power;
}
