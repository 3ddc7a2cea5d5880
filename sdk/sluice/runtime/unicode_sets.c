#include "unicode.h"
#include "tables/unicode_sets.inc"

bool slu_unicode_has(const slu_unicode_set *set, uint32_t code_point) {
    uint32_t plane = code_point >> 16, low = code_point & 0xffff;
    if (plane > 3) {
        if (plane != 14)
            return false;
        plane = 4;
    }
    uint32_t start = plane ? set->ends[plane - 1] : 0, first = start, end = set->ends[plane];
    while (first < end) {
        uint32_t middle = (first + end) / 2;
        if (set->places[middle] <= low)
            first = middle + 1;
        else
            end = middle;
    }
    return (first - start) & 1;
}

bool slu_is_space(uint32_t code_point) {
    if (code_point < 0x80)
        return code_point == ' ' || (code_point >= 9 && code_point <= 13) ||
               (code_point >= 0x1c && code_point <= 0x1f);
    return slu_unicode_has(&slu_unicode_space, code_point);
}

int32_t slu_decimal_value(uint32_t code_point) {
    for (uint32_t i = 0; i < sizeof decimal_zeros / sizeof *decimal_zeros; i++)
        if (code_point - decimal_zeros[i] < 10)
            return (int32_t)(code_point - decimal_zeros[i]);
    return -1;
}
