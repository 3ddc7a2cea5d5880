#include "bigint.h"

#include "int.h"
#include "type.h"

bool slu_read_magnitude(slu_value value, slu_magnitude *magnitude) {
    if (!slu_is_int(value))
        return false;
    value = slu_int_plain(value);
    if (slu_is_small(value)) {
        int64_t number = slu_small_value(value);
        magnitude->negative = number < 0;
        magnitude->count = slu_limbs_from_word(magnitude->room, number < 0 ? -(uint64_t)number : (uint64_t)number);
        magnitude->limbs = magnitude->room;
        return true;
    }
    const slu_bigint *big = (slu_bigint *)slu_object_of(value);
    magnitude->negative = big->negative;
    magnitude->count = big->count;
    magnitude->limbs = big->limbs;
    return true;
}

slu_str *(*SLU_REGISTER slu_int_big_text)(slu_value value);
int32_t (*SLU_REGISTER slu_int_big_compare)(slu_value left, slu_value right);

void slu_int_prepare_big(void) {
    slu_int_big_text = slu_int_big_to_str;
    slu_int_big_compare = slu_int_compare_magnitudes;
}

slu_value slu_int_from_limbs(const slu_limb *limbs, uint32_t count, bool negative) {
    count = slu_limbs_trim(limbs, count);
    if (count <= 2) {
        uint64_t word = (count > 1 ? (uint64_t)limbs[1] << 32 : 0) | (count ? limbs[0] : 0);
        if (word <= (uint64_t)SLU_SMALL_MAX + negative)
            return slu_small(negative ? -(int64_t)word : (int64_t)word);
    }
    slu_int_prepare_big();
    slu_bigint *big = slu_allocate_large(&slu_int_type, sizeof(slu_bigint) + (uint64_t)count * sizeof(slu_limb));
    if (!big)
        return SLU_NOTHING;
    big->count = count;
    big->negative = negative;
    memcpy(big->limbs, limbs, count * sizeof(slu_limb));
    return slu_of(big);
}

slu_limb *slu_limbs_scratch(uint64_t count) {
    slu_bigint *big = slu_allocate_large(&slu_int_type, sizeof(slu_bigint) + count * sizeof(slu_limb));
    if (!big)
        return NULL;
    big->count = (uint32_t)count;
    big->negative = 0;
    return big->limbs;
}
