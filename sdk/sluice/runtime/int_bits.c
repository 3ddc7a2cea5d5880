// int: and, or, xor and shifts beyond 63 bits, as if negative numbers had endless ones on the left.
#include "int.h"

// One limb of the two's complement of a magnitude; `*carry` starts as 1.
static slu_limb complement_limb(const slu_magnitude *magnitude, uint32_t place, uint64_t *carry) {
    slu_limb limb = place < magnitude->count ? magnitude->limbs[place] : 0;
    if (!magnitude->negative)
        return limb;
    *carry += (slu_limb)~limb;
    limb = (slu_limb)*carry;
    *carry >>= 32;
    return limb;
}

static slu_limb combine(slu_limb left, slu_limb right, char operator_) {
    return operator_ == '&' ? left & right : operator_ == '|' ? left | right : left ^ right;
}

static slu_value combine_ints(slu_value left, slu_value right, char operator_) {
    slu_magnitude first, second;
    if (!slu_read_magnitude(left, &first) || !slu_read_magnitude(right, &second))
        return slu_raise(&slu_type_error_type, "unsupported operand type(s) for %c: '%T' and '%T'", operator_, left,
                         right);
    uint32_t count = (first.count > second.count ? first.count : second.count) + 1;
    slu_limb *result = slu_limbs_scratch(count);
    if (!result)
        return SLU_NOTHING;
    uint64_t first_carry = 1, second_carry = 1, carry = 1;
    for (uint32_t i = 0; i < count; i++)
        result[i] = combine(complement_limb(&first, i, &first_carry), complement_limb(&second, i, &second_carry),
                            operator_);
    bool negative = combine(first.negative, second.negative, operator_) & 1;
    for (uint32_t i = 0; negative && i < count; i++) {
        carry += (slu_limb)~result[i];
        result[i] = (slu_limb)carry;
        carry >>= 32;
    }
    slu_value value = slu_int_from_limbs(result, count, negative);
    bool both_bools = slu_is(left, SLU_IS_BOOL) && slu_is(right, SLU_IS_BOOL);
    if (both_bools)
        return slu_of(value == slu_small(0) ? slu_false_pointer : slu_true_pointer);
    return value;
}

slu_value slu_int_and_slow(slu_value left, slu_value right) { return combine_ints(left, right, '&'); }
slu_value slu_int_or_slow(slu_value left, slu_value right) { return combine_ints(left, right, '|'); }
slu_value slu_int_xor_slow(slu_value left, slu_value right) { return combine_ints(left, right, '^'); }

// Both operands of a shift; the count is in *bits, clamped. false: raised.
static bool read_shift(slu_value left, slu_value right, const char *operator_, slu_magnitude *number,
                       uint64_t *bits) {
    if (!slu_read_magnitude(left, number) || !slu_is_int(right))
        return slu_raise(&slu_type_error_type, "unsupported operand type(s) for %s: '%T' and '%T'", operator_,
                         left, right);
    int64_t amount = slu_int_clamp(right);
    if (amount < 0)
        return slu_raise(&slu_value_error_type, "negative shift count");
    *bits = (uint64_t)amount;
    return true;
}

slu_value slu_int_left_shift_slow(slu_value left, slu_value right) {
    slu_magnitude number;
    uint64_t bits;
    if (!read_shift(left, right, "<<", &number, &bits))
        return SLU_NOTHING;
    if (!number.count)
        return slu_small(0);
    if (bits == (uint64_t)SLU_SMALL_MAX)
        return slu_raise(&slu_overflow_error_type, "too many digits in integer");
    slu_limb *result = slu_limbs_scratch(number.count + bits / 32 + 1);
    if (!result)
        return SLU_NOTHING;
    return slu_int_from_limbs(result, slu_limbs_shift_left(result, number.limbs, number.count, bits),
                              number.negative);
}

slu_value slu_int_right_shift_slow(slu_value left, slu_value right) {
    slu_magnitude number;
    uint64_t bits;
    if (!read_shift(left, right, ">>", &number, &bits))
        return SLU_NOTHING;
    slu_limb *result = slu_limbs_scratch((uint64_t)number.count + 1), one = 1;
    if (!result)
        return SLU_NOTHING;
    bool lost;
    uint32_t count = slu_limbs_shift_right(result, number.limbs, number.count, bits, &lost);
    if (number.negative && lost)
        count = slu_limbs_add(result, result, count, &one, 1);
    return slu_int_from_limbs(result, count, number.negative && count);
}
