// int: the low bits of what is no small int, as if negative numbers had endless ones on the left.
#include "int.h"

int64_t slu_int_shifted_bits_slow(slu_value value, int64_t places) {
    slu_magnitude magnitude;
    uint64_t words[2] = {0, 0}, carry = 1;
    if (!slu_read_magnitude(value, &magnitude))
        return 0;
    for (uint32_t i = 0; i < 4; i++) {
        uint64_t limb = i < magnitude.count ? magnitude.limbs[i] : 0;
        if (magnitude.negative) {
            carry += (slu_limb)~limb;
            limb = (slu_limb)carry;
            carry >>= 32;
        }
        words[i / 2] |= limb << (i % 2 * 32);
    }
    return (int64_t)(places ? words[0] >> places | words[1] << (64 - places) : words[0]);
}
