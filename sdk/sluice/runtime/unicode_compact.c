#include "unicode.h"
#include "tables/unicode_compact.inc"

bool slu_compact_has(const slu_compact_set *set, uint32_t code_point) {
    bool inside = false;
    uint32_t place = 0;
    for (uint32_t i = 0; i < set->size;) {
        uint32_t distance = 0, shift = 0;
        do {
            distance |= (uint32_t)(set->distances[i] & 127) << shift;
            shift += 7;
        } while (set->distances[i++] & 128);
        place += distance;
        if (code_point < place)
            return inside;
        inside = !inside;
    }
    return inside;
}

bool slu_is_printable(uint32_t code_point) {
    if (code_point < 0x7f)
        return code_point >= ' ';
    return slu_compact_has(&slu_compact_printable, code_point);
}
