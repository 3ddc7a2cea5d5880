// int: operators with the fast path on small ints inline, everything else out of line.
//
// Operands are ints (small, big, bool, instances of subclasses); anything else raises TypeError as Python
// does. Functions returning slu_value return 0 when they raised (MemoryError, ZeroDivisionError, …).
#pragma once

#include "bigint.h"
#include "error.h"
#include "hash.h"
#include "str.h"

slu_value slu_int_add_slow(slu_value left, slu_value right) SLU_COLD;
slu_value slu_int_subtract_slow(slu_value left, slu_value right) SLU_COLD;
slu_value slu_int_multiply_slow(slu_value left, slu_value right) SLU_COLD;
slu_value slu_int_floor_divide_slow(slu_value left, slu_value right) SLU_COLD;
slu_value slu_int_modulo_slow(slu_value left, slu_value right) SLU_COLD;
slu_value slu_int_and_slow(slu_value left, slu_value right) SLU_COLD;
slu_value slu_int_or_slow(slu_value left, slu_value right) SLU_COLD;
slu_value slu_int_xor_slow(slu_value left, slu_value right) SLU_COLD;
slu_value slu_int_left_shift_slow(slu_value left, slu_value right) SLU_COLD;
slu_value slu_int_right_shift_slow(slu_value left, slu_value right) SLU_COLD;
slu_value slu_int_negate_slow(slu_value value) SLU_COLD;
slu_value slu_int_invert_slow(slu_value value) SLU_COLD;
// -1, 0, 1.
int32_t slu_int_compare(slu_value left, slu_value right);
// An int64 beyond 63 bits. Never fails: small objects are always delivered.
slu_value slu_int_from_int64_slow(int64_t number) SLU_COLD;

SLU_INLINE slu_value slu_int_from_int64(int64_t number) {
    return SLU_LIKELY(slu_fits_small(number)) ? slu_small(number) : slu_int_from_int64_slow(number);
}
slu_value slu_int_from_uint64(uint64_t number);
// Decimal text and order of ints of which one is not small. Set when the first one is made: a program that makes
// none does not carry them. A program with a constant that is not small begins with `slu_int_prepare_big`.
extern slu_str *(*SLU_REGISTER slu_int_big_text)(slu_value value);
extern int32_t (*SLU_REGISTER slu_int_big_compare)(slu_value left, slu_value right);
void slu_int_prepare_big(void);
slu_str *slu_int_big_to_str(slu_value value);
int32_t slu_int_compare_magnitudes(slu_value left, slu_value right);

SLU_INLINE slu_value slu_int_add(slu_value left, slu_value right) {
    int64_t sum;
    if (SLU_LIKELY(slu_are_small(left, right)) &&
        SLU_LIKELY(!__builtin_add_overflow((int64_t)left, (int64_t)right - 1, &sum)))
        return (slu_value)sum | 1;
    return slu_int_add_slow(left, right);
}

SLU_INLINE slu_value slu_int_subtract(slu_value left, slu_value right) {
    int64_t difference;
    if (SLU_LIKELY(slu_are_small(left, right)) &&
        SLU_LIKELY(!__builtin_sub_overflow((int64_t)left, (int64_t)right - 1, &difference)))
        return (slu_value)difference | 1;
    return slu_int_subtract_slow(left, right);
}

// Factors of 32 and 31 bits need no overflow check; with two of 32, -2**31 * -2**31 is no small int any more.
SLU_INLINE slu_value slu_int_multiply(slu_value left, slu_value right) {
    int64_t first = (int64_t)left >> 1, second = (int64_t)right >> 1;
    if (SLU_LIKELY(slu_are_small(left, right)) && SLU_LIKELY((int32_t)first == first && (int32_t)right == (int64_t)right))
        return (slu_value)(first * second * 2) | 1;
    return slu_int_multiply_slow(left, right);
}

// Whether what the compiler knows to be a small int is a power of two, so that dividing by it is a shift.
#ifdef SLU_SMALL
#define SLU_IS_KNOWN_POWER(value) 0
#else
#define SLU_IS_KNOWN_POWER(value)                                                                              \
    (__builtin_constant_p(value) && slu_is_small(value) && slu_small_value(value) > 0 &&                       \
     !(slu_small_value(value) & (slu_small_value(value) - 1)))
#endif

SLU_INLINE slu_value slu_int_floor_divide(slu_value left, slu_value right) {
    if (SLU_IS_KNOWN_POWER(right) && SLU_LIKELY(slu_is_small(left)))
        return (slu_value)((int64_t)left >> __builtin_ctzll((uint64_t)slu_small_value(right))) | 1;
    int64_t dividend = (int64_t)left >> 1, divisor = (int64_t)right >> 1;
    if (SLU_LIKELY(slu_are_small(left, right)) && SLU_LIKELY(divisor > 0))
        return slu_small(dividend / divisor - (dividend % divisor < 0));
    return slu_int_floor_divide_slow(left, right);
}

SLU_INLINE slu_value slu_int_modulo(slu_value left, slu_value right) {
    if (SLU_IS_KNOWN_POWER(right) && SLU_LIKELY(slu_is_small(left)))
        return left & (right - 2);
    int64_t dividend = (int64_t)left >> 1, divisor = (int64_t)right >> 1;
    if (SLU_LIKELY(slu_are_small(left, right)) && SLU_LIKELY(divisor > 0)) {
        int64_t rest = dividend % divisor;
        return slu_small(rest < 0 ? rest + divisor : rest);
    }
    return slu_int_modulo_slow(left, right);
}

SLU_INLINE slu_value slu_int_and(slu_value left, slu_value right) {
    return SLU_LIKELY(slu_are_small(left, right)) ? (left & right) | 1 : slu_int_and_slow(left, right);
}
SLU_INLINE slu_value slu_int_or(slu_value left, slu_value right) {
    return SLU_LIKELY(slu_are_small(left, right)) ? left | right | 1 : slu_int_or_slow(left, right);
}
SLU_INLINE slu_value slu_int_xor(slu_value left, slu_value right) {
    return SLU_LIKELY(slu_are_small(left, right)) ? (left ^ right) | 1 : slu_int_xor_slow(left, right);
}

SLU_INLINE slu_value slu_int_left_shift(slu_value left, slu_value right) {
    uint64_t bits = right >> 1;
    if (SLU_LIKELY(slu_are_small(left, right)) && SLU_LIKELY(bits < 62)) {
        int64_t shifted = (int64_t)((left ^ 1) << bits);
        if (SLU_LIKELY(shifted >> bits == (int64_t)(left ^ 1)))
            return (slu_value)shifted | 1;
    }
    return slu_int_left_shift_slow(left, right);
}

SLU_INLINE slu_value slu_int_right_shift(slu_value left, slu_value right) {
    if (SLU_LIKELY(slu_are_small(left, right)) && SLU_LIKELY((int64_t)right > 0))
        return slu_small((int64_t)left >> 1 >> (right < 126 ? right >> 1 : 63));
    return slu_int_right_shift_slow(left, right);
}

SLU_INLINE slu_value slu_int_negate(slu_value value) {
    if (SLU_LIKELY(slu_is_small(value)) && SLU_LIKELY(value != slu_small(SLU_SMALL_MIN)))
        return (2 - value) | 1;
    return slu_int_negate_slow(value);
}
SLU_INLINE slu_value slu_int_invert(slu_value value) {
    return SLU_LIKELY(slu_is_small(value)) ? ~value | 1 : slu_int_invert_slow(value);
}
SLU_INLINE slu_value slu_int_positive(slu_value value) { return slu_int_plain(value); }
SLU_INLINE slu_value slu_int_zero(slu_value value) { return (void)value, slu_small(0); }
SLU_INLINE slu_value slu_int_one(slu_value value) { return (void)value, slu_small(1); }
slu_value slu_int_absolute(slu_value value);

#define SLU_INT_COMPARISON(name, operator_)                                                                   \
    SLU_INLINE int32_t slu_int_##name(slu_value left, slu_value right) {                                      \
        if (SLU_LIKELY(slu_are_small(left, right)))                                                           \
            return (int64_t)left operator_(int64_t) right;                                                    \
        return slu_int_compare(left, right) operator_ 0;                                                      \
    }
SLU_INT_COMPARISON(equal, ==)
SLU_INT_COMPARISON(not_equal, !=)
SLU_INT_COMPARISON(less, <)
SLU_INT_COMPARISON(less_equal, <=)
SLU_INT_COMPARISON(greater, >)
SLU_INT_COMPARISON(greater_equal, >=)

SLU_INLINE int32_t slu_int_truth(slu_value value) { return slu_int_plain(value) != slu_small(0); }

// left / right as CPython rounds it; ZeroDivisionError, OverflowError: look at slu_error.
double slu_int_divide(slu_value left, slu_value right);
slu_value slu_int_divide_value(slu_value left, slu_value right);
// A float for a negative exponent.
slu_value slu_int_power(slu_value base, slu_value exponent);
// base ** exponent for exponent >= 0; needs no floats.
slu_value slu_int_power_natural(slu_value base, int64_t exponent);
slu_value slu_int_power_modulo(slu_value base, slu_value exponent, slu_value modulus);
// (quotient, rest) as a tuple.
slu_value slu_int_divmod(slu_value left, slu_value right);

// --- machine words ------------------------------------------------------------------------------------------
int64_t slu_int64_zero_division(void) SLU_COLD; // raises, returns 0
int64_t slu_int64_zero_modulo(void) SLU_COLD;   // the same

SLU_INLINE int64_t slu_int64_floor_divide(int64_t left, int64_t right) {
    if (SLU_UNLIKELY(right == 0))
        return slu_int64_zero_division();
    int64_t quotient = left / right;
    return quotient - ((left % right != 0) & ((left ^ right) < 0));
}
SLU_INLINE int64_t slu_int64_modulo(int64_t left, int64_t right) {
    if (SLU_UNLIKELY(right == 0))
        return slu_int64_zero_modulo();
    int64_t rest = left % right;
    return rest && (rest ^ right) < 0 ? rest + right : rest;
}
double slu_int64_divide(int64_t left, int64_t right);
// By a divisor that is positive; the second pair of a dividend that is not negative either.
SLU_INLINE int64_t slu_int64_floor_by_positive(int64_t left, int64_t right) {
    return left / right - (left % right < 0);
}
SLU_INLINE int64_t slu_int64_modulo_by_positive(int64_t left, int64_t right) {
    int64_t rest = left % right;
    return rest < 0 ? rest + right : rest;
}
SLU_INLINE int64_t slu_int64_quotient(int64_t left, int64_t right) {
    return (int64_t)((uint64_t)left / (uint64_t)right);
}
SLU_INLINE int64_t slu_int64_rest(int64_t left, int64_t right) { return (int64_t)((uint64_t)left % (uint64_t)right); }
// The low 32 bits, turned to the left by 1 … 31 places.
SLU_INLINE int64_t slu_int64_rotate(int64_t number, int64_t places) {
    return __builtin_rotateleft32((uint32_t)number, (uint32_t)places);
}

// The low 64 bits of `value >> places`, as two's complement; 0 <= places <= 63.
int64_t slu_int_shifted_bits_slow(slu_value value, int64_t places) SLU_COLD;
SLU_INLINE int64_t slu_int_shifted_bits(slu_value value, int64_t places) {
    return SLU_LIKELY(slu_is_small(value)) ? slu_small_value(value) >> places : slu_int_shifted_bits_slow(value, places);
}
SLU_INLINE int64_t slu_int_low_bits(slu_value value) {
    return SLU_LIKELY(slu_is_small(value)) ? slu_small_value(value) : slu_int_shifted_bits_slow(value, 0);
}
SLU_INLINE slu_value slu_int_from_bits(int64_t bits) {
    return SLU_LIKELY((uint64_t)bits <= SLU_SMALL_MAX) ? slu_small(bits) : slu_int_from_uint64((uint64_t)bits);
}

// --- conversions --------------------------------------------------------------------------------------------
// OverflowError (look at slu_error) when the int does not fit 63 bits; INT64_MIN or INT64_MAX is returned then.
int64_t slu_int_to_int64_slow(slu_value value) SLU_COLD;
SLU_INLINE int64_t slu_int_to_int64(slu_value value) {
    return SLU_LIKELY(slu_is_small(value)) ? slu_small_value(value) : slu_int_to_int64_slow(value);
}
// Clamped to 63 bits (± 2 ** 62); never raises.
int64_t slu_int_clamp(slu_value value);

// An int as an index: what no index can be becomes INT64_MIN or INT64_MAX, which `slu_index_error` knows again.
int64_t slu_int_position_slow(slu_value value) SLU_COLD;
extern const slu_type *slu_too_wide; // the class of what it last found to be beyond 64 bits
SLU_INLINE int64_t slu_int_position(slu_value value) {
    return SLU_LIKELY(slu_is_small(value)) ? slu_small_value(value) : slu_int_position_slow(value);
}
SLU_INLINE bool slu_is_no_position(int64_t position) { return position == INT64_MIN || position == INT64_MAX; }
bool slu_no_size(void) SLU_COLD; // raises OverflowError, gives false
// Raises IndexError: `otherwise`, or that the index is beyond what CPython's indices can be. Gives 0.
slu_value slu_index_error(int64_t index, const char *otherwise) SLU_COLD;
// Rounded half-even; OverflowError `int too large to convert to float`: look at slu_error.
double slu_int_to_float_slow(slu_value value) SLU_COLD;
SLU_INLINE double slu_int_to_float(slu_value value) {
    return SLU_LIKELY(slu_is_small(value)) ? (double)slu_small_value(value) : slu_int_to_float_slow(value);
}
// The int nearest to zero; `number` is finite.
slu_value slu_int_from_double(double number);
// int(number): ValueError for nan, OverflowError for infinity.
slu_value slu_int_of_float(double number);
// int(value) and int(value, base); either may be SLU_NOTHING.
slu_value slu_int_of(slu_value value, slu_value base);
slu_value slu_int_of_str(slu_str *text);
// operator.index: an int and nothing that derives from it.
slu_value slu_index(slu_value value);
// Digits with sign, prefix and underscores as int() accepts them; 0: ValueError or MemoryError.
slu_value slu_int_parse(slu_str *text, int32_t base);
// What is certainly a decimal integer, with a sign or without: shows nothing in an exception.
slu_value slu_int_of_digits(const char *digits, uint32_t size);
// Spaces and digits of any script as ASCII, anything else as '?': what int() and float() read.
slu_str *slu_to_ascii_number(slu_str *text);
int64_t slu_int_hash(slu_value value);
// What `__hash__` returned as a hash: itself where it fits into 64 bits.
int64_t slu_int_as_hash(slu_value value);

// --- text ---------------------------------------------------------------------------------------------------
slu_str *slu_int64_to_str(int64_t number);
slu_str *slu_int_to_str(slu_value value);
slu_str *slu_int_text(slu_value value); // `True` for True
// Digits in base 2, 8 or 16 (bits 1, 3, 4) or 10 (bits 0), most significant first, without sign and prefix;
// the characters end at buffer + room. NULL: MemoryError or ValueError. `*size`: how many.
char *slu_int_digits(slu_value value, uint32_t bits, bool upper, uint32_t *size);
slu_str *slu_bin(slu_value value);
slu_str *slu_oct(slu_value value);
slu_str *slu_hex(slu_value value);

// --- methods ------------------------------------------------------------------------------------------------
int64_t slu_int_bit_length(slu_value value);
int64_t slu_int_bit_count(slu_value value);
slu_tuple *slu_int_ratio(slu_value value);
struct slu_bytes *slu_int_to_bytes(slu_value value, slu_value length, slu_value byte_order, slu_value is_signed);
slu_value slu_int_from_bytes(slu_value bytes, slu_value byte_order, slu_value is_signed);
slu_value slu_int_round(slu_value value, slu_value places);

// --- type slots, for the generic operations ------------------------------------------------------------------
slu_value slu_int_binary(slu_value left, slu_value right, slu_operator operator_); // or NotImplemented
slu_value slu_int_format(slu_value value, slu_str *spec);
slu_value slu_int_unary(slu_value value, char operator_);
slu_value slu_int_compare_slot(slu_value left, slu_value right, slu_comparison operator_);
slu_value slu_int_construct(const slu_type *type, const slu_value *arguments, uint32_t count,
                            const slu_tuple *keywords);
slu_value slu_bool_construct(const slu_type *type, const slu_value *arguments, uint32_t count,
                             const slu_tuple *keywords);
// bool(value); SLU_NOTHING is False. -1: raised.
int32_t slu_bool_of(slu_value value);
slu_str *slu_bool_to_str(int32_t value);
SLU_INLINE slu_value slu_bool_box(int32_t value) {
    return slu_of(value ? slu_true_pointer : slu_false_pointer);
}

// --- built-in functions (number.c) ----------------------------------------------------------------------------
slu_value slu_divmod(slu_value left, slu_value right);
slu_value slu_power_modulo(slu_value base, slu_value exponent, slu_value modulus);
slu_value slu_round(slu_value value, slu_value places);
slu_str *slu_chr(slu_value value);
int64_t slu_ord(slu_value value);
