// Schubfach by Raffaello Giulietti: "The Schubfach way to render doubles".
#include "float_decimal.h"
#include "tables/float_powers.inc"

slu_wide slu_power10(int32_t exponent) {
    uint32_t place = (uint32_t)(exponent - POWER10_FIRST), offset = place % POWER10_STEP;
    const uint64_t *stored = stored_powers[place / POWER10_STEP];
    if (!offset)
        return (slu_wide){stored[0], stored[1]};
    int32_t base = exponent - (int32_t)offset;
    uint32_t alpha = (uint32_t)(SLU_LOG2_POWER10(exponent) - SLU_LOG2_POWER10(base)) - offset;
    uint64_t power5 = 1;
    for (uint32_t i = 0; i < offset; i++)
        power5 *= 5;
    slu_wide high = slu_multiply_wide(stored[0], power5), low = slu_multiply_wide(stored[1], power5);
    uint64_t middle = high.low + low.high;
    high.high += middle < high.low;
    slu_wide power = {high.high << (64 - alpha) | middle >> alpha, middle << (64 - alpha) | low.low >> alpha};
    uint32_t correction = corrections[place / 16] >> place % 16 * 2 & 3;
    if (correction == 2)
        power.high += !++power.low;
    else if (correction == 0)
        power.high -= !power.low--;
    return power;
}

// The upper 64 bits of power * factor, the last one set when anything below is.
static uint64_t round_to_odd(slu_wide power, uint64_t factor) {
    slu_wide low = slu_multiply_wide(power.low, factor), high = slu_multiply_wide(power.high, factor);
    uint64_t middle = high.low + low.high;
    return (high.high + (middle < low.high)) | (middle > 1);
}

static slu_decimal without_zeros(uint64_t digits, int32_t exponent) {
    while (digits % 10 == 0) {
        digits /= 10;
        exponent++;
    }
    return (slu_decimal){digits, exponent};
}

slu_decimal slu_shortest_decimal(double number) {
    uint64_t bits = slu_double_bits(number), fraction = bits & (UINT64_C(1) << 52) - 1;
    int32_t biased = (int32_t)(bits >> 52 & 0x7ff);
    uint64_t significand = biased ? fraction | UINT64_C(1) << 52 : fraction;
    int32_t binary = (biased ? biased : 1) - 1075;
    if (binary <= 0 && binary > -53 && !(significand & (UINT64_C(1) << -binary) - 1))
        return without_zeros(significand >> -binary, 0);
    uint64_t odd = significand & 1;
    bool closer = !fraction && biased > 1;
    int32_t k = (binary * 1262611 - (closer ? 524031 : 0)) >> 22;
    int32_t shift = binary + SLU_LOG2_POWER10(-k) + 1;
    slu_wide power = slu_power10(-k);
    uint64_t lower = round_to_odd(power, (4 * significand - 2 + closer) << shift) + odd;
    uint64_t exact = round_to_odd(power, (4 * significand) << shift);
    uint64_t upper = round_to_odd(power, (4 * significand + 2) << shift) - odd;
    uint64_t floor = exact / 4, tens = floor / 10;
    if (floor >= 10) {
        bool below = lower <= 40 * tens, above = 40 * tens + 40 <= upper;
        if (below != above)
            return without_zeros(tens + above, k + 1);
    }
    bool below = lower <= 4 * floor, above = 4 * floor + 4 <= upper;
    if (below != above)
        return without_zeros(floor + above, k);
    uint64_t middle = 4 * floor + 2;
    return without_zeros(floor + (exact > middle || (exact == middle && floor & 1)), k);
}
