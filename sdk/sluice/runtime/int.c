// int: sums, comparisons, conversions to machine numbers, and the type object.
#include "int.h"
#include "float_decimal.h"
#include "object.h"

// Both operands as magnitudes; raises TypeError for what is no int.
static bool read_both(slu_value left, slu_value right, slu_magnitude *first, slu_magnitude *second,
                      const char *operator_) {
    if (slu_read_magnitude(left, first) && slu_read_magnitude(right, second))
        return true;
    slu_raise(&slu_type_error_type, "unsupported operand type(s) for %s: '%T' and '%T'", operator_, left, right);
    return false;
}

// The sum of two magnitudes with signs; `flip` turns the second one's.
static slu_value add_signed(const slu_magnitude *first, const slu_magnitude *second, bool flip) {
    bool negative = second->negative ^ flip;
    uint32_t most = first->count > second->count ? first->count : second->count;
    slu_limb room[8], *result = most < 8 ? room : slu_limbs_scratch((uint64_t)most + 1);
    if (!result)
        return SLU_NOTHING;
    if (first->negative == negative) {
        uint32_t count = slu_limbs_add(result, first->limbs, first->count, second->limbs, second->count);
        return slu_int_from_limbs(result, count, negative);
    }
    if (slu_limbs_compare(first->limbs, first->count, second->limbs, second->count) < 0) {
        uint32_t count = slu_limbs_subtract(result, second->limbs, second->count, first->limbs, first->count);
        return slu_int_from_limbs(result, count, negative);
    }
    uint32_t count = slu_limbs_subtract(result, first->limbs, first->count, second->limbs, second->count);
    return slu_int_from_limbs(result, count, first->negative);
}

slu_value slu_int_add_slow(slu_value left, slu_value right) {
    slu_magnitude first, second;
    return read_both(left, right, &first, &second, "+") ? add_signed(&first, &second, false) : SLU_NOTHING;
}

slu_value slu_int_subtract_slow(slu_value left, slu_value right) {
    slu_magnitude first, second;
    return read_both(left, right, &first, &second, "-") ? add_signed(&first, &second, true) : SLU_NOTHING;
}

slu_value slu_int_negate_slow(slu_value value) {
    slu_magnitude magnitude;
    if (!slu_read_magnitude(value, &magnitude))
        return slu_raise(&slu_type_error_type, "bad operand type for unary -: '%T'", value);
    return slu_int_from_limbs(magnitude.limbs, magnitude.count, !magnitude.negative && magnitude.count);
}

// ~x is -x - 1.
slu_value slu_int_invert_slow(slu_value value) {
    slu_value negated = slu_int_negate_slow(value);
    return negated ? slu_int_subtract(negated, slu_small(1)) : SLU_NOTHING;
}

slu_value slu_int_absolute(slu_value value) {
    value = slu_int_plain(value);
    return slu_int_less(value, slu_small(0)) ? slu_int_negate(value) : value;
}

int32_t slu_int_compare(slu_value left, slu_value right) {
    left = slu_is_int(left) ? slu_int_plain(left) : left;
    right = slu_is_int(right) ? slu_int_plain(right) : right;
    if (slu_is_small(left) && slu_is_small(right))
        return (int64_t)left < (int64_t)right ? -1 : left != right;
    if (!slu_is_int(left) || !slu_is_int(right))
        return left == right ? 0 : left < right ? -1 : 1;
    return slu_int_big_compare(left, right);
}

int32_t slu_int_compare_magnitudes(slu_value left, slu_value right) {
    slu_magnitude first, second;
    slu_read_magnitude(left, &first);
    slu_read_magnitude(right, &second);
    if (first.negative != second.negative)
        return first.negative ? -1 : 1;
    int order = slu_limbs_compare(first.limbs, first.count, second.limbs, second.count);
    return first.negative ? -order : order;
}

slu_value slu_int_from_int64_slow(int64_t number) {
    slu_limb limbs[2];
    uint32_t count = slu_limbs_from_word(limbs, number < 0 ? -(uint64_t)number : (uint64_t)number);
    return slu_int_from_limbs(limbs, count, number < 0);
}

slu_value slu_int_from_uint64(uint64_t number) {
    slu_limb limbs[2];
    return slu_int_from_limbs(limbs, slu_limbs_from_word(limbs, number), false);
}

int64_t slu_int_clamp(slu_value value) {
    value = slu_int_plain(value);
    if (slu_is_small(value))
        return slu_small_value(value);
    return ((slu_bigint *)slu_object_of(value))->negative ? SLU_SMALL_MIN : SLU_SMALL_MAX;
}

const slu_type *slu_too_wide = &slu_int_type;

int64_t slu_int_position_slow(slu_value value) {
    const slu_type *type = slu_type_of(value);
    value = slu_int_plain(value);
    if (slu_is_small(value))
        return slu_small_value(value);
    bool negative = ((slu_bigint *)slu_object_of(value))->negative;
    if (slu_int_bit_length(negative ? slu_int_invert(value) : value) > 63) {
        slu_too_wide = type;
        return negative ? INT64_MIN : INT64_MAX;
    }
    return negative ? SLU_SMALL_MIN : SLU_SMALL_MAX;
}

static const char beyond[] = "cannot fit '%N' into an index-sized integer";

slu_value slu_index_error(int64_t index, const char *otherwise) {
    bool is_beyond = index == INT64_MAX || index < INT64_MIN + UINT32_MAX; // a length may have been added
    return slu_raise(&slu_index_error_type, is_beyond ? beyond : otherwise, slu_too_wide);
}

bool slu_no_size(void) { return slu_raise(&slu_overflow_error_type, beyond, slu_too_wide); }

int64_t slu_int_to_int64_slow(slu_value value) {
    value = slu_int_plain(value);
    if (slu_is_small(value))
        return slu_small_value(value);
    slu_raise(&slu_overflow_error_type, "Python int too large to convert to C ssize_t");
    return slu_int_clamp(value);
}

// Rounds the top 128 bits; what lies below counts as "more than that".
double slu_int_to_float_slow(slu_value value) {
    slu_magnitude magnitude;
    if (!slu_read_magnitude(value, &magnitude)) {
        slu_raise(&slu_type_error_type, "must be real number, not %T", value);
        return 0;
    }
    uint64_t bits = slu_limbs_bit_length(magnitude.limbs, magnitude.count);
    if (bits > 1024) {
        slu_raise(&slu_overflow_error_type, "int too large to convert to float");
        return 0;
    }
    slu_limb top[36] = {0};
    slu_limbs_shift_left(top, magnitude.limbs, magnitude.count, 1024 - bits);
    bool more = slu_limbs_trim(top, 28) != 0;
    slu_wide wide = {(uint64_t)top[31] << 32 | top[30], (uint64_t)top[29] << 32 | top[28] | more};
    double number = magnitude.count ? slu_round_wide(wide, (int32_t)bits) : 0;
    if (__builtin_isinf(number))
        slu_raise(&slu_overflow_error_type, "int too large to convert to float");
    return magnitude.negative ? -number : number;
}

slu_value slu_int_from_double(double number) {
    if (__builtin_fabs(number) < 4611686018427387904.0)
        return slu_small((int64_t)number);
    uint64_t bits = slu_double_bits(number), significand = (bits & (UINT64_C(1) << 52) - 1) | UINT64_C(1) << 52;
    slu_limb word[2], limbs[36];
    uint32_t count = slu_limbs_from_word(word, significand);
    count = slu_limbs_shift_left(limbs, word, count, (bits >> 52 & 0x7ff) - 1075);
    return slu_int_from_limbs(limbs, count, number < 0);
}

slu_value slu_int_of_float(double number) {
    if (__builtin_isnan(number))
        return slu_raise(&slu_value_error_type, "cannot convert float NaN to integer");
    if (__builtin_isinf(number))
        return slu_raise(&slu_overflow_error_type, "cannot convert float infinity to integer");
    return slu_int_from_double(number);
}

slu_value slu_index(slu_value value) {
    if (SLU_LIKELY(slu_is_small(value)))
        return value;
    const slu_type *type = slu_object_of(value)->type;
    if (type->flags & SLU_IS_INT)
        return slu_int_plain(value);
    if (type->index) {
        value = type->index(value);
        return value ? slu_int_plain(value) : 0;
    }
    return slu_raise(&slu_type_error_type, "'%T' object cannot be interpreted as an integer", value);
}

// Horner's rule over the limbs, modulo 2 ** 61 - 1.
int64_t slu_int_hash(slu_value value) {
    slu_magnitude magnitude;
    if (slu_is_small(value))
        return slu_hash_int64(slu_small_value(value));
    if (!slu_read_magnitude(value, &magnitude))
        return 0;
    uint64_t hash = 0;
    for (uint32_t i = magnitude.count; i-- > 0;) {
        hash = ((hash << 32) & SLU_HASH_MODULUS) + (hash >> 29) + magnitude.limbs[i];
        if (hash >= SLU_HASH_MODULUS)
            hash -= SLU_HASH_MODULUS;
    }
    int64_t result = magnitude.negative ? -(int64_t)hash : (int64_t)hash;
    return result == -1 ? -2 : result;
}

int64_t slu_int_as_hash(slu_value value) {
    slu_magnitude magnitude;
    if (!slu_read_magnitude(value, &magnitude) || magnitude.count > 2)
        return slu_int_hash(value);
    uint64_t size = 0;
    for (uint32_t i = magnitude.count; i-- > 0;)
        size = size << 32 | magnitude.limbs[i];
    if (size > (uint64_t)INT64_MAX + magnitude.negative)
        return slu_int_hash(value);
    return (int64_t)(magnitude.negative ? 0 - size : size);
}

int64_t slu_int_bit_length(slu_value value) {
    slu_magnitude magnitude;
    return slu_read_magnitude(value, &magnitude) ? (int64_t)slu_limbs_bit_length(magnitude.limbs, magnitude.count)
                                                 : 0;
}

int64_t slu_int_bit_count(slu_value value) {
    slu_magnitude magnitude;
    int64_t count = 0;
    if (slu_read_magnitude(value, &magnitude))
        for (uint32_t i = 0; i < magnitude.count; i++)
            count += __builtin_popcount(magnitude.limbs[i]);
    return count;
}

slu_tuple *slu_int_ratio(slu_value value) {
    return slu_tuple_of((slu_value[]){slu_int_plain(value), slu_small(1)}, 2);
}

int64_t slu_int64_zero_division(void) {
    return (int64_t)slu_raise(&slu_zero_division_error_type, "integer division or modulo by zero");
}
int64_t slu_int64_zero_modulo(void) {
    return (int64_t)slu_raise(&slu_zero_division_error_type, "integer modulo by zero");
}
