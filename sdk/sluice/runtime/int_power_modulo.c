// pow(base, exponent, modulus).
#include "int.h"
#include "object.h"
#include "steps.h"

// number * factor % modulus on magnitudes, in room that is allocated once.
typedef struct modular {
    slu_magnitude modulus;
    slu_limb *product, *rest, *quotient, *scratch;
} modular;

static uint32_t reduce(modular *room, slu_limb *result, const slu_limb *limbs, uint32_t count) {
    const slu_magnitude *modulus = &room->modulus;
    uint32_t rest_count = count;
    const slu_limb *rest = limbs;
    if (slu_limbs_compare(limbs, count, modulus->limbs, modulus->count) >= 0) {
        rest = room->rest;
        if (modulus->count == 1) {
            slu_limbs_divide_small(room->quotient, limbs, count, modulus->limbs[0], room->rest);
            rest_count = room->rest[0] != 0;
        } else
            slu_limbs_divide(room->quotient, room->rest, &rest_count, room->scratch, limbs, count, modulus->limbs,
                             modulus->count);
    }
    memcpy(result, rest, rest_count * sizeof(slu_limb));
    return rest_count;
}

static uint32_t multiply(modular *room, slu_limb *result, const slu_limb *left, uint32_t left_count,
                         const slu_limb *right, uint32_t right_count) {
    uint32_t count = slu_limbs_multiply(room->product, left, left_count, right, right_count);
    return reduce(room, result, room->product, count);
}

// base ** exponent % modulus for base in 0 … modulus - 1 and exponent >= 0.
static slu_value power_magnitudes(const slu_magnitude *base, const slu_magnitude *exponent, slu_value modulus) {
    modular room;
    slu_read_magnitude(modulus, &room.modulus);
    uint32_t width = room.modulus.count + 1;
    slu_limb *limbs = slu_limbs_scratch(9 * (uint64_t)width);
    if (!limbs)
        return SLU_NOTHING;
    room.product = limbs;
    room.rest = limbs + 2 * width;
    room.quotient = limbs + 4 * width + 1;
    room.scratch = limbs + 6 * width;
    slu_limb *power = limbs + 7 * width, *result = limbs + 8 * width;
    uint32_t power_count = base->count, count = 1;
    memcpy(power, base->limbs, base->count * sizeof(slu_limb));
    result[0] = 1;
    uint64_t bits = slu_limbs_bit_length(exponent->limbs, exponent->count);
    for (uint64_t bit = bits; bit-- > 0;) {
        if (!slu_afford(4 * (uint64_t)width * width / LIMBS_A_STEP))
            return SLU_NOTHING;
        if (bit + 1 < bits)
            count = multiply(&room, result, result, count, result, count);
        if (exponent->limbs[bit / 32] >> bit % 32 & 1)
            count = multiply(&room, result, result, count, power, power_count);
    }
    count = reduce(&room, result, result, count);
    return slu_int_from_limbs(result, count, false);
}

// The inverse of `value` modulo `modulus` by Euclid's algorithm; ValueError when there is none.
static slu_value invert(slu_value value, slu_value modulus) {
    slu_value first = slu_small(1), second = slu_small(0), rest = modulus;
    while (slu_int_truth(rest)) {
        slu_value quotient = slu_int_floor_divide(value, rest), product, next;
        if (!quotient || !(product = slu_int_multiply(quotient, rest)) || !(next = slu_int_subtract(value, product)))
            return SLU_NOTHING;
        value = rest;
        rest = next;
        if (!(product = slu_int_multiply(quotient, second)) || !(next = slu_int_subtract(first, product)))
            return SLU_NOTHING;
        first = second;
        second = next;
    }
    if (!slu_int_equal(value, slu_small(1)))
        return slu_raise(&slu_value_error_type, "base is not invertible for the given modulus");
    return first;
}

slu_value slu_int_power_modulo(slu_value base, slu_value exponent, slu_value modulus) {
    base = slu_int_plain(base);
    exponent = slu_int_plain(exponent);
    modulus = slu_int_plain(modulus);
    if (modulus == slu_small(0))
        return slu_raise(&slu_value_error_type, "pow() 3rd argument cannot be 0");
    slu_value size = slu_int_absolute(modulus);
    if (!size)
        return SLU_NOTHING;
    if (slu_int_less(exponent, slu_small(0))) {
        exponent = slu_int_negate(exponent);
        base = exponent ? slu_int_modulo(base, size) : SLU_NOTHING;
        base = base ? invert(base, size) : SLU_NOTHING;
        if (!base)
            return SLU_NOTHING;
    }
    slu_magnitude base_magnitude, exponent_magnitude;
    base = slu_int_modulo(base, size);
    if (!base)
        return SLU_NOTHING;
    slu_read_magnitude(base, &base_magnitude);
    slu_read_magnitude(exponent, &exponent_magnitude);
    slu_value power = power_magnitudes(&base_magnitude, &exponent_magnitude, size);
    return power ? slu_int_modulo(power, modulus) : SLU_NOTHING;
}
