// math: errors, roots and remainders, parts of floats, sums and distances.
#include "double_pair.h"
#include "iterator.h"
#include "mathematics.h"
#include "object.h"

double slu_math_domain_error(void) {
    slu_raise(&slu_value_error_type, "math domain error");
    return __builtin_nan("");
}

double slu_math_range_error(void) {
    slu_raise(&slu_overflow_error_type, "math range error");
    return __builtin_inf();
}

double slu_math_check(double result, double argument, bool may_overflow) {
    if (__builtin_isnan(result) && !__builtin_isnan(argument))
        return slu_math_domain_error();
    if (__builtin_isinf(result) && !__builtin_isinf(argument) && !__builtin_isnan(argument))
        return may_overflow ? slu_math_range_error() : slu_math_domain_error();
    return result;
}

double slu_math_sqrt(double number) { return number < 0 ? slu_math_domain_error() : __builtin_sqrt(number); }
double slu_math_degrees(double number) { return number * (180.0 / 0x1.921fb54442d18p1); }
double slu_math_radians(double number) { return number * (0x1.921fb54442d18p1 / 180.0); }
double slu_math_fabs(double number) { return __builtin_fabs(number); }
double slu_math_copysign(double number, double sign) { return __builtin_copysign(number, sign); }
int32_t slu_math_isfinite(double number) { return __builtin_fabs(number) < __builtin_inf(); }
int32_t slu_math_isinf(double number) { return __builtin_isinf(number) != 0; }
int32_t slu_math_isnan(double number) { return __builtin_isnan(number); }

double slu_math_fmod(double left, double right) {
    if (__builtin_isinf(right) && slu_math_isfinite(left))
        return left;
    double rest = slu_fmod(left, right);
    return __builtin_isnan(rest) && !__builtin_isnan(left) && !__builtin_isnan(right) ? slu_math_domain_error() : rest;
}

double slu_math_remainder(double left, double right) {
    if (__builtin_isnan(left) || __builtin_isnan(right))
        return __builtin_isnan(left) ? left : right;
    if (__builtin_isinf(left) || right == 0)
        return slu_math_domain_error();
    if (__builtin_isinf(right))
        return left;
    double size = __builtin_fabs(left), unit = __builtin_fabs(right), rest = slu_fmod(size, unit), gap = unit - rest;
    double result = rest < gap ? rest : rest > gap ? -gap : rest - 2 * slu_fmod(0.5 * (size - rest), unit);
    return __builtin_copysign(1, left) * result;
}

// number = result * 2 ** *exponent, 0.5 <= |result| < 1.
static double split_exponent(double number, int64_t *exponent) {
    uint64_t bits = slu_double_bits(number);
    *exponent = 0;
    if (number == 0 || !slu_math_isfinite(number))
        return number;
    if (!(bits >> 52 & 0x7ff)) {
        bits = slu_double_bits(number * 0x1p54);
        *exponent = -54;
    }
    *exponent += (int64_t)(bits >> 52 & 0x7ff) - 1022;
    return slu_double_from_bits((bits & ~(UINT64_C(0x7ff) << 52)) | UINT64_C(1022) << 52);
}

slu_tuple *slu_math_frexp(double number) {
    int64_t exponent;
    double mantissa = split_exponent(number, &exponent);
    return slu_tuple_of((slu_value[]){slu_float_box(mantissa), slu_small(exponent)}, 2);
}

slu_tuple *slu_math_modf(double number) {
    double whole = __builtin_trunc(number);
    double part = __builtin_isinf(number) ? 0 : number - whole;
    if (__builtin_isnan(number))
        part = number;
    return slu_tuple_of((slu_value[]){slu_float_box(__builtin_copysign(part, number)), slu_float_box(whole)}, 2);
}

double slu_math_ldexp(double number, slu_value exponent_value) {
    if (!slu_is_int(exponent_value) && !slu_type_of(exponent_value)->index) {
        slu_raise(&slu_type_error_type, "Expected an int as second argument to ldexp.");
        return 0;
    }
    int64_t shift = slu_int_clamp(slu_index(exponent_value)), exponent;
    if (number == 0 || !slu_math_isfinite(number))
        return number;
    double mantissa = split_exponent(number, &exponent);
    if (shift > 5000 || shift + exponent > 1024)
        return __builtin_copysign(slu_math_range_error(), number);
    if (shift < -5000 || shift + exponent < -1080)
        return __builtin_copysign(0, number);
    uint64_t bits = slu_double_bits(mantissa);
    slu_wide wide = {((bits & ((UINT64_C(1) << 52) - 1)) | UINT64_C(1) << 52) << 11, 0};
    return __builtin_copysign(slu_round_wide(wide, (int32_t)(shift + exponent)), number);
}

double slu_math_nextafter(double number, double towards) {
    if (__builtin_isnan(number) || __builtin_isnan(towards))
        return number + towards;
    if (number == towards)
        return towards;
    if (number == 0)
        return __builtin_copysign(0x1p-1074, towards);
    return slu_double_from_bits(slu_double_bits(number) + ((number < towards) == (number > 0) ? 1 : UINT64_MAX));
}

double slu_math_ulp(double number) {
    if (__builtin_isnan(number))
        return number;
    number = __builtin_fabs(number);
    if (__builtin_isinf(number))
        return number;
    double above = slu_math_nextafter(number, __builtin_inf());
    return __builtin_isinf(above) ? number - slu_math_nextafter(number, 0) : above - number;
}

int32_t slu_math_isclose(double left, double right, double relative, double absolute) {
    if (relative < 0 || absolute < 0)
        return (int32_t)slu_raise(&slu_value_error_type, "tolerances must be non-negative");
    if (left == right)
        return 1;
    if (__builtin_isinf(left) || __builtin_isinf(right))
        return 0;
    double difference = __builtin_fabs(right - left);
    return difference <= __builtin_fabs(relative * right) || difference <= __builtin_fabs(relative * left) ||
           difference <= absolute;
}

// sqrt of the sum of squares of `count` numbers >= 0; scaled, so that no square overflows.
static double length_of(const double *sides, uint32_t count, double largest, bool has_nan) {
    if (__builtin_isinf(largest))
        return largest;
    if (has_nan)
        return __builtin_nan("");
    int64_t exponent;
    split_exponent(largest, &exponent);
    slu_pair sum = {0, 0};
    if (largest == 0 || count == 1)
        return largest;
    int64_t half = exponent / 2;
    double down = slu_double_from_bits((uint64_t)(1023 - half) << 52), rest = slu_double_from_bits((uint64_t)(1023 - (exponent - half)) << 52);
    for (uint32_t i = 0; i < count; i++) {
        double side = sides[i] * down * rest;
        sum = slu_pair_add(sum, slu_pair_product(side, side));
    }
    double root = slu_pair_root(sum).high;
    return root / down / rest;
}

static double measure(double *sides, uint32_t count) {
    double largest = 0;
    bool has_nan = false;
    for (uint32_t i = 0; i < count; i++) {
        sides[i] = __builtin_fabs(sides[i]);
        has_nan |= __builtin_isnan(sides[i]);
        largest = sides[i] > largest ? sides[i] : largest;
    }
    double length = length_of(sides, count, largest, has_nan);
    return length;
}

// Room for doubles in the nursery.
static double *doubles(uint32_t count) {
    slu_str *room = slu_str_allocate((uint64_t)count * 8 + 8, 0);
    return room ? (double *)(((uintptr_t)room->data + 7) & ~(uintptr_t)7) : NULL;
}

double slu_math_hypot(const slu_value *items, uint32_t count) {
    double *sides = doubles(count);
    for (uint32_t i = 0; sides && i < count; i++) {
        sides[i] = slu_real(items[i]);
        if (slu_error)
            return 0;
    }
    return sides ? measure(sides, count) : 0;
}

double slu_math_dist(slu_value first, slu_value second) {
    slu_tuple *left = slu_tuple_from(first), *right = left ? slu_tuple_from(second) : NULL;
    if (!right)
        return 0;
    if (left->length != right->length) {
        slu_raise(&slu_value_error_type, "both points must have the same number of dimensions");
        return 0;
    }
    double *sides = doubles(left->length);
    for (uint32_t i = 0; sides && i < left->length; i++) {
        sides[i] = slu_real(left->items[i]);
        if (!slu_error)
            sides[i] -= slu_real(right->items[i]);
        if (slu_error)
            return 0;
    }
    return sides ? measure(sides, left->length) : 0;
}

// Shewchuk's exact sum: partial sums that do not overlap, smallest first.
typedef struct exact_sum {
    double parts[64];
    uint32_t count;
    double special, infinite; // sums of what is not finite
} exact_sum;

static bool add_exactly(exact_sum *sum, double number) {
    uint32_t kept = 0;
    double original = number;
    for (uint32_t i = 0; i < sum->count; i++) {
        slu_pair pair = slu_pair_sum(number, sum->parts[i]);
        if (pair.low != 0)
            sum->parts[kept++] = pair.low;
        number = pair.high;
    }
    sum->count = kept;
    if (slu_math_isfinite(number)) {
        sum->parts[sum->count++] = number;
        return true;
    }
    if (slu_math_isfinite(original))
        return slu_raise(&slu_overflow_error_type, "intermediate overflow in fsum");
    if (__builtin_isinf(original))
        sum->infinite += original;
    sum->special += original;
    sum->count = 0;
    return true;
}

static double finish_exactly(exact_sum *sum) {
    uint32_t n = sum->count;
    if (!n)
        return 0;
    double high = sum->parts[--n], low = 0;
    while (n > 0) {
        slu_pair pair = slu_pair_quick(high, sum->parts[--n]);
        high = pair.high;
        low = pair.low;
        if (low != 0)
            break;
    }
    if (n > 0 && ((low < 0 && sum->parts[n - 1] < 0) || (low > 0 && sum->parts[n - 1] > 0))) { // round half-even
        double twice = low * 2, other = high + twice;
        if (twice == other - high)
            high = other;
    }
    return high;
}

double slu_math_fsum(slu_value iterable) {
    exact_sum sum = {.count = 0};
    slu_value iterator = slu_iterate(iterable), item;
    while (iterator && (item = slu_next(iterator))) {
        double number = slu_real(item);
        if (slu_error || !add_exactly(&sum, number))
            return 0;
    }
    if (slu_error)
        return 0;
    if (sum.special != 0) {
        if (__builtin_isnan(sum.infinite))
            slu_raise(&slu_value_error_type, "-inf + inf in fsum");
        return sum.special;
    }
    return finish_exactly(&sum);
}
