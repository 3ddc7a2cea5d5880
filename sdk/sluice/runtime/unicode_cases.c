#include "unicode.h"
#include "tables/unicode_cases.inc"

uint32_t slu_map_case(const slu_case_mapping *mapping, uint32_t code_point, uint32_t result[3]) {
    uint32_t plane = code_point >> 16, low = code_point & 0xffff;
    result[0] = code_point;
    if (plane > 1)
        return 1;
    for (uint32_t i = 0; !plane && i < mapping->special_count; i++)
        if (mapping->special[i][0] == low) {
            const uint16_t *special = mapping->special[i];
            result[0] = special[1];
            result[1] = special[2];
            result[2] = special[3];
            return special[3] ? 3 : 2;
        }
    uint32_t first = plane ? mapping->split : 0, end = plane ? mapping->run_count : mapping->split;
    while (first < end) {
        uint32_t middle = (first + end) / 2;
        const slu_case_run *run = &mapping->runs[middle];
        if (low > run->last)
            first = middle + 1;
        else if (low < run->first)
            end = middle;
        else {
            if ((low - run->first) % run->step == 0)
                result[0] = plane << 16 | ((low + run->distance) & 0xffff);
            return 1;
        }
    }
    return 1;
}
