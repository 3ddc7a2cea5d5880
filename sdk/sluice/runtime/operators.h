// Operators on any two values: small ints inline, everything else out of line.
#pragma once

#include "int.h"
#include "object.h"

slu_value slu_add_slow(slu_value left, slu_value right);
slu_value slu_subtract_slow(slu_value left, slu_value right);
slu_value slu_multiply_slow(slu_value left, slu_value right);
slu_value slu_compare_slow(slu_value left, slu_value right, slu_comparison operator_);
int32_t slu_compare_truth_slow(slu_value left, slu_value right, slu_comparison operator_);
// The truth of what a comparison gave that is no bool: set by classes of the program when they compare, as only they
// give anything else.
extern int32_t (*SLU_REGISTER slu_compare_truth_of)(slu_value result);
int32_t slu_equal_slow(slu_value left, slu_value right);
// The sequence of `sequence * count`; 0 without slu_error: neither operand is a str, list or tuple.
slu_value slu_repeat(slu_value left, slu_value right);
// Whether `sequence *= value` asks the sequence: an int, or what has `__index__` and no operators of its own.
SLU_INLINE bool slu_repeats(slu_value value) {
    return slu_is_int(value) || (slu_type_of(value)->index && !slu_type_of(value)->binary);
}
// Raises what `left + right` raises where `left` is a sequence; else does nothing. Returns 0.
slu_value slu_raise_concatenation(slu_value left, slu_value right);

SLU_INLINE slu_value slu_add(slu_value left, slu_value right) {
    int64_t sum;
    if (SLU_LIKELY(slu_are_small(left, right)) &&
        SLU_LIKELY(!__builtin_add_overflow((int64_t)left, (int64_t)right - 1, &sum)))
        return (slu_value)sum;
    return slu_add_slow(left, right);
}
SLU_INLINE slu_value slu_subtract(slu_value left, slu_value right) {
    int64_t difference;
    if (SLU_LIKELY(slu_are_small(left, right)) &&
        SLU_LIKELY(!__builtin_sub_overflow((int64_t)left, (int64_t)right - 1, &difference)))
        return (slu_value)difference;
    return slu_subtract_slow(left, right);
}
SLU_INLINE slu_value slu_multiply(slu_value left, slu_value right) {
    int64_t first = (int64_t)left >> 1, second = (int64_t)right >> 1;
    if (SLU_LIKELY(slu_are_small(left, right)) && SLU_LIKELY((int32_t)first == first && (int32_t)right == (int64_t)right))
        return (slu_value)(first * second * 2) | 1;
    return slu_multiply_slow(left, right);
}

SLU_INLINE int32_t slu_compare_words(int64_t left, int64_t right, slu_comparison operator_) {
    switch (operator_) {
    case SLU_LESS:
        return left < right;
    case SLU_LESS_EQUAL:
        return left <= right;
    case SLU_EQUAL:
        return left == right;
    case SLU_NOT_EQUAL:
        return left != right;
    case SLU_GREATER:
        return left > right;
    case SLU_GREATER_EQUAL:
        return left >= right;
    }
    return 0;
}

// left operator right; anything `__eq__` and friends return.
SLU_INLINE slu_value slu_compare(slu_value left, slu_value right, slu_comparison operator_) {
    if (SLU_LIKELY(slu_are_small(left, right)))
        return slu_bool(slu_compare_words((int64_t)left, (int64_t)right, operator_));
    return slu_compare_slow(left, right, operator_);
}
// As a truth value. -1: raised.
SLU_INLINE int32_t slu_compare_truth(slu_value left, slu_value right, slu_comparison operator_) {
    if (SLU_LIKELY(slu_are_small(left, right)))
        return slu_compare_words((int64_t)left, (int64_t)right, operator_);
    return slu_compare_truth_slow(left, right, operator_);
}
// What `in`, list.index and dict keys use: identity first, then ==. -1: raised.
SLU_INLINE int32_t slu_equal(slu_value left, slu_value right) {
    if (left == right)
        return 1;
    if (slu_are_small(left, right))
        return 0;
    return slu_equal_slow(left, right);
}

// bool(value == text) or, with SLU_NOT_EQUAL, bool(value != text). -1: raised.
int32_t slu_equals_text(slu_value value, slu_str *text, slu_comparison operator_);

slu_value slu_in_place_add_slow(slu_value left, slu_value right);
SLU_INLINE_IF_FAST slu_value slu_in_place_add(slu_value left, slu_value right) {
    int64_t sum;
    if (SLU_LIKELY(slu_are_small(left, right)) &&
        SLU_LIKELY(!__builtin_add_overflow((int64_t)left, (int64_t)right - 1, &sum)))
        return (slu_value)sum;
    return slu_in_place_add_slow(left, right);
}
slu_value slu_in_place_subtract(slu_value left, slu_value right);
slu_value slu_in_place_multiply(slu_value left, slu_value right);
slu_value slu_in_place_divide(slu_value left, slu_value right);
slu_value slu_in_place_floor_divide(slu_value left, slu_value right);
slu_value slu_in_place_modulo(slu_value left, slu_value right);
slu_value slu_in_place_power(slu_value left, slu_value right);
slu_value slu_in_place_left_shift(slu_value left, slu_value right);
slu_value slu_in_place_right_shift(slu_value left, slu_value right);
slu_value slu_in_place_and(slu_value left, slu_value right);
slu_value slu_in_place_or(slu_value left, slu_value right);
slu_value slu_in_place_xor(slu_value left, slu_value right);
slu_value slu_in_place_matrix_multiply(slu_value left, slu_value right);
