#include "float_decimal.h"

double slu_round_wide(slu_wide top, int32_t binary) {
    int32_t exponent = binary + 1022, dropped = 11;
    if (exponent >= 2047)
        return __builtin_inf();
    if (exponent <= 0) {
        dropped += 1 - exponent;
        exponent = 1;
        if (dropped > 64)
            return 0;
    }
    uint64_t kept = dropped == 64 ? 0 : top.high >> dropped;
    uint64_t half = UINT64_C(1) << (dropped - 1), rest = dropped == 64 ? top.high : top.high & (2 * half - 1);
    if (rest > half || (rest == half && (top.low || kept & 1)))
        kept++;
    return slu_double_from_bits(kept + ((uint64_t)(exponent - 1) << 52));
}
