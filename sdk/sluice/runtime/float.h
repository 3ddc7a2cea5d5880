// float: a double in an object where a value is needed; typed code holds bare doubles.
//
// Functions that return a double or an int and may raise: look at slu_error.
#pragma once

#include "float_decimal.h"
#include "memory.h"
#include "tuple.h"

typedef struct slu_float {
    const slu_type *type;
    double number;
} slu_float;

slu_value slu_float_box_later(double number) SLU_COLD;
// Never fails: small objects are always delivered. Where there is no room the number goes along: engines keep no
// double in a register over a call, and those that had to live on behind it were in memory all the time.
SLU_INLINE slu_value slu_float_box(double number) {
#ifndef SLU_SMALL
    if (SLU_UNLIKELY((uint32_t)(slu_free_end - slu_free) < sizeof(slu_float)))
        return slu_float_box_later(number);
#endif
    slu_float *object = slu_allocate(&slu_float_type, sizeof(slu_float));
    object->number = number;
    return slu_of(object);
}
// Of what is known to be a float.
SLU_INLINE double slu_float_number(slu_value value) { return ((slu_float *)slu_object_of(value))->number; }
double slu_float_unbox_error(slu_value value) SLU_COLD;
// TypeError for what is no float.
SLU_INLINE double slu_float_unbox(slu_value value) {
    if (SLU_LIKELY(slu_is_float(value)))
        return ((slu_float *)slu_object_of(value))->number;
    return slu_float_unbox_error(value);
}
// Any real number: a float, an int, what has __float__ or __index__. TypeError `must be real number, not str`.
double slu_real(slu_value value);
// A float or an int as double without calling Python code; false: neither (nothing raised) or too large an
// int (OverflowError).
bool slu_number_as_double(slu_value value, double *number);

// A float as a double, or anything else as a value: `number` counts where `other` is 0.
typedef struct slu_number {
    double number;
    slu_value other;
} slu_number;
SLU_INLINE slu_number slu_number_of_float(double number) { return (slu_number){number, 0}; }
SLU_INLINE slu_number slu_number_of(slu_value value) {
    if (!slu_is_small(value) && SLU_LIKELY(slu_object_of(value)->type == &slu_float_type))
        return (slu_number){((slu_float *)slu_object_of(value))->number, 0};
    return (slu_number){0, value};
}
SLU_INLINE slu_value slu_number_box(slu_number number) {
    return number.other ? number.other : slu_float_box(number.number);
}

double slu_float_zero_division(const char *message) SLU_COLD;
SLU_INLINE double slu_float_divide(double left, double right) {
    return SLU_LIKELY(right != 0) ? left / right : slu_float_zero_division("float division by zero");
}
SLU_INLINE double slu_float_quotient(double left, double right) { return left / right; }
double slu_float_floor_divide(double left, double right);
double slu_float_modulo(double left, double right);
double slu_float_power(double base, double exponent);
// base ** 0.5 and base ** 2.0, in place where nothing is special about the base.
SLU_INLINE double slu_float_root(double base) {
    return SLU_LIKELY(base > 0 && base < __builtin_inf()) ? __builtin_sqrt(base) : slu_float_power(base, 0.5);
}
SLU_INLINE double slu_float_square(double base) {
    double square = base * base;
    return SLU_LIKELY(square < __builtin_inf()) ? square : slu_float_power(base, 2);
}
// `is` of a float that is held without an object: what it is counts, since every boxing makes another object.
SLU_INLINE int32_t slu_float_is(double left, slu_value right) {
    if (slu_is_small(right) || slu_object_of(right)->type != &slu_float_type)
        return 0;
    return !__builtin_memcmp(&left, &((slu_float *)slu_object_of(right))->number, sizeof left);
}
SLU_INLINE double slu_float_self(double number) { return number; }
SLU_INLINE double slu_float_zero(double number) { return (void)number, 0; }
SLU_INLINE double slu_float_absolute(double number) { return __builtin_fabs(number); }
SLU_INLINE int32_t slu_float_is_integer(double number) {
    return __builtin_trunc(number) == number && __builtin_fabs(number) != __builtin_inf();
}

slu_value slu_float_divmod(double left, double right);
// C's fmod: the sign of `left`; nan where that is undefined.
double slu_fmod(double left, double right);

slu_str *slu_float_to_str(double number);
slu_str *slu_float_format(double number, slu_str *spec);
slu_tuple *slu_float_ratio(double number);
slu_str *slu_float_hex(double number);
double slu_float_from_hex(slu_value text);
// float(value); value may be SLU_NOTHING.
double slu_float_of(slu_value value);
double slu_float_of_str(slu_str *text);
// round(number): an int. round(number, places): a float.
slu_value slu_float_round(double number);
double slu_float_round_digits(double number, int64_t places);
// round(number, places) where places may be None.
slu_value slu_float_round_value(double number, slu_value places);
slu_value slu_float_floor(double number);
slu_value slu_float_ceil(double number);
// Reads the longest decimal float at the start of `text` (ASCII): digits, point, exponent, nan, inf, sign.
// Returns how many bytes were read; 0: none.
uint32_t slu_float_scan(const char *text, uint32_t size, double *number);

// -1, 0, 1 and 2 for "not comparable" (nan): exact between float and int.
int32_t slu_float_compare_int(double left, slu_value right);
// left ** right where each is an int or a float; generic `**` names it so that other programs do without pow.
slu_value slu_number_power(slu_value left, slu_value right);
slu_value slu_float_construct(const slu_type *type, const slu_value *arguments, uint32_t count,
                              const slu_tuple *keywords);
