// int: products, quotients and powers beyond 63 bits.
#include "float.h"
#include "int.h"
#include "object.h"
#include "steps.h"

static slu_value unsupported(const char *operator_, slu_value left, slu_value right) {
    return slu_raise(&slu_type_error_type, "unsupported operand type(s) for %s: '%T' and '%T'", operator_, left,
                     right);
}

slu_value slu_int_multiply_slow(slu_value left, slu_value right) {
    slu_magnitude first, second;
    if (!slu_read_magnitude(left, &first) || !slu_read_magnitude(right, &second))
        return unsupported("*", left, right);
    uint64_t most = (uint64_t)first.count + second.count;
    if (!slu_afford((uint64_t)first.count * second.count / LIMBS_A_STEP))
        return SLU_NOTHING;
    slu_limb room[8], *result = most <= 8 ? room : slu_limbs_scratch(most);
    if (!result)
        return SLU_NOTHING;
    uint32_t count = slu_limbs_multiply(result, first.limbs, first.count, second.limbs, second.count);
    return slu_int_from_limbs(result, count, count && first.negative != second.negative);
}

// Quotient and rest of two magnitudes, truncated; divisor not 0. Room: quotient first->count + 1, rest the
// same. false: MemoryError.
static bool divide_magnitudes(const slu_magnitude *first, const slu_magnitude *second, slu_limb *quotient,
                              uint32_t *quotient_count, slu_limb *rest, uint32_t *rest_count) {
    if (slu_limbs_compare(first->limbs, first->count, second->limbs, second->count) < 0) {
        *quotient_count = 0;
        *rest_count = first->count;
        memcpy(rest, first->limbs, first->count * sizeof(slu_limb));
        return true;
    }
    if (second->count == 1) {
        *quotient_count = slu_limbs_divide_small(quotient, first->limbs, first->count, second->limbs[0], rest);
        *rest_count = rest[0] != 0;
        return true;
    }
    slu_limb *scratch = slu_limbs_scratch(second->count);
    if (!scratch)
        return false;
    *quotient_count = slu_limbs_divide(quotient, rest, rest_count, scratch, first->limbs, first->count,
                                       second->limbs, second->count);
    return true;
}

// The floored quotient and the rest with the divisor's sign; either pointer may be NULL. false: raised.
static bool divide_floored(slu_value left, slu_value right, const char *operator_, slu_value *quotient,
                           slu_value *rest) {
    slu_magnitude first, second;
    if (!slu_read_magnitude(left, &first) || !slu_read_magnitude(right, &second))
        return unsupported(operator_, left, right);
    if (!second.count)
        return slu_raise(&slu_zero_division_error_type, quotient || rest == NULL
                                                            ? "integer division or modulo by zero"
                                                            : "integer modulo by zero");
    uint64_t rounds = first.count > second.count ? first.count - second.count : 0;
    if (!slu_afford(rounds * second.count / LIMBS_A_STEP))
        return false;
    slu_limb *room = slu_limbs_scratch(2 * ((uint64_t)first.count + 2));
    if (!room)
        return false;
    slu_limb *rest_limbs = room + first.count + 2;
    uint32_t quotient_count, rest_count;
    if (!divide_magnitudes(&first, &second, room, &quotient_count, rest_limbs, &rest_count))
        return false;
    bool opposite = first.negative != second.negative;
    if (quotient) {
        slu_limb one = 1;
        if (opposite && rest_count)
            quotient_count = slu_limbs_add(room, room, quotient_count, &one, 1);
        *quotient = slu_int_from_limbs(room, quotient_count, opposite && quotient_count);
        if (!*quotient)
            return false;
    }
    if (rest) {
        *rest = slu_int_from_limbs(rest_limbs, rest_count, first.negative && rest_count);
        if (*rest && rest_count && opposite)
            *rest = slu_int_add(*rest, slu_int_plain(right));
        return *rest != 0;
    }
    return true;
}

slu_value slu_int_floor_divide_slow(slu_value left, slu_value right) {
    slu_value quotient;
    return divide_floored(left, right, "//", &quotient, NULL) ? quotient : SLU_NOTHING;
}

slu_value slu_int_modulo_slow(slu_value left, slu_value right) {
    slu_value rest;
    return divide_floored(left, right, "%", NULL, &rest) ? rest : SLU_NOTHING;
}

slu_value slu_int_divmod(slu_value left, slu_value right) {
    slu_value both[2];
    if (!divide_floored(left, right, "divmod()", &both[0], &both[1]))
        return SLU_NOTHING;
    return slu_of(slu_tuple_of(both, 2));
}

// A quotient of 66 to 67 bits and "something is left" decide the rounding.
static SLU_COLD double divide_big(const slu_magnitude *first, const slu_magnitude *second) {
    int64_t shift = (int64_t)slu_limbs_bit_length(first->limbs, first->count) -
                    (int64_t)slu_limbs_bit_length(second->limbs, second->count) - 66;
    uint64_t grown = (uint64_t)(shift < 0 ? -shift : shift) / 32 + 2 + first->count + second->count;
    slu_limb *room = slu_limbs_scratch(4 * grown);
    if (!room)
        return 0;
    slu_magnitude moved = shift < 0 ? *first : *second;
    if (shift > 2000 || shift < -2000)
        return shift > 0 ? __builtin_inf() : 0;
    moved.count = slu_limbs_shift_left(room, shift < 0 ? first->limbs : second->limbs, moved.count,
                                       (uint64_t)(shift < 0 ? -shift : shift));
    moved.limbs = room;
    uint32_t count, rest_count;
    slu_limb *quotient = room + grown, *rest = quotient + grown;
    if (!divide_magnitudes(shift < 0 ? &moved : first, shift < 0 ? second : &moved, quotient, &count, rest,
                           &rest_count))
        return 0;
    uint64_t bits = slu_limbs_bit_length(quotient, count);
    slu_limb top[5] = {0};
    slu_limbs_shift_left(top, quotient, count, 128 - bits);
    slu_wide wide = {(uint64_t)top[3] << 32 | top[2], (uint64_t)top[1] << 32 | top[0] | (rest_count != 0)};
    return slu_round_wide(wide, (int32_t)((int64_t)bits + shift));
}

double slu_int_divide(slu_value left, slu_value right) {
    slu_magnitude first, second;
    if (!slu_read_magnitude(left, &first) || !slu_read_magnitude(right, &second)) {
        unsupported("/", left, right);
        return 0;
    }
    if (!second.count) {
        slu_raise(&slu_zero_division_error_type, "division by zero");
        return 0;
    }
    if (!first.count)
        return second.negative ? -0.0 : 0.0;
    uint64_t most = UINT64_C(1) << 53;
    uint64_t dividend = first.count > 2 ? most : ((uint64_t)(first.count > 1 ? first.limbs[1] : 0) << 32 | first.limbs[0]);
    uint64_t divisor = second.count > 2 ? most : ((uint64_t)(second.count > 1 ? second.limbs[1] : 0) << 32 | second.limbs[0]);
    double quotient = dividend < most && divisor < most ? (double)dividend / (double)divisor
                                                        : divide_big(&first, &second);
    if (__builtin_isinf(quotient))
        slu_raise(&slu_overflow_error_type, "integer division result too large for a float");
    return first.negative != second.negative ? -quotient : quotient;
}

double slu_int64_divide(int64_t left, int64_t right) {
    int64_t exact = INT64_C(1) << 53;
    if (right && left < exact && left > -exact && right < exact && right > -exact)
        return (double)left / (double)right;
    return slu_int_divide(slu_int_from_int64(left), slu_int_from_int64(right));
}

slu_value slu_int_divide_value(slu_value left, slu_value right) {
    double quotient = slu_int_divide(left, right);
    return slu_error ? SLU_NOTHING : slu_float_box(quotient);
}

slu_value slu_int_power_natural(slu_value base, int64_t exponent) {
    base = slu_int_plain(base);
    if (base == slu_small(2) && exponent < 62)
        return slu_small(INT64_C(1) << exponent);
    if (base == slu_small(0) || base == slu_small(1))
        return exponent ? base : slu_small(1);
    if (base == slu_small(-1))
        return exponent & 1 ? base : slu_small(1);
    slu_value result = slu_small(1);
    for (;;) {
        if (exponent & 1 && !(result = slu_int_multiply(result, base)))
            return SLU_NOTHING;
        exponent >>= 1;
        if (!exponent)
            return result;
        if (!(base = slu_int_multiply(base, base)))
            return SLU_NOTHING;
    }
}

slu_value slu_int_power(slu_value base, slu_value exponent) {
    if (!slu_is_int(base) || !slu_is_int(exponent))
        return unsupported("** or pow()", base, exponent);
    exponent = slu_int_plain(exponent);
    if (slu_int_less(exponent, slu_small(0))) {
        double floating = slu_int_to_float(base), power = slu_error ? 0 : slu_int_to_float(exponent);
        if (!slu_error)
            power = slu_float_power(floating, power);
        return slu_error ? SLU_NOTHING : slu_float_box(power);
    }
    return slu_int_power_natural(base, slu_int_clamp(exponent));
}
