// Taking characters off the ends.
#include "object.h"
#include "str.h"
#include "unicode.h"

static bool is_among(uint32_t code_point, const slu_str *characters) {
    if (!characters)
        return slu_is_space(code_point);
    for (uint32_t offset = 0; offset < characters->size;)
        if (slu_read_code_point(characters->data, &offset) == code_point)
            return true;
    return false;
}

static bool is_ascii_space(char byte) { return byte == ' ' || (byte >= 9 && byte <= 13) || (byte >= 0x1c && byte <= 0x1f); }

static slu_str *strip_ascii_spaces(slu_str *str, bool left, bool right) {
    uint32_t start = 0, end = str->size;
    while (left && start < end && is_ascii_space(str->data[start]))
        start++;
    while (right && end > start && is_ascii_space(str->data[end - 1]))
        end--;
    return slu_str_piece(str, start, end, end - start);
}

static slu_str *strip(slu_str *str, slu_value characters_value, bool left, bool right, const char *name) {
    const slu_str *characters = NULL;
    if (characters_value == SLU_NONE && slu_str_is_ascii(str))
        return strip_ascii_spaces(str, left, right);
    if (characters_value != SLU_NONE) {
        if (!slu_is_str(characters_value)) {
            slu_raise(&slu_type_error_type, "%s arg must be None or str", name);
            return NULL;
        }
        characters = (slu_str *)slu_object_of(characters_value);
    }
    uint32_t start = 0, end = str->size, taken = 0;
    while (left && start < end) {
        uint32_t next = start;
        if (!is_among(slu_read_code_point(str->data, &next), characters))
            break;
        start = next;
        taken++;
    }
    while (right && end > start) {
        uint32_t previous = end - 1;
        while ((str->data[previous] & 0xc0) == 0x80)
            previous--;
        uint32_t offset = previous;
        if (!is_among(slu_read_code_point(str->data, &offset), characters))
            break;
        end = previous;
        taken++;
    }
    return slu_str_piece(str, start, end, str->length - taken);
}

slu_str *slu_str_strip(slu_str *str, slu_value characters) { return strip(str, characters, true, true, "strip"); }
slu_str *slu_str_lstrip(slu_str *str, slu_value characters) { return strip(str, characters, true, false, "lstrip"); }
slu_str *slu_str_rstrip(slu_str *str, slu_value characters) { return strip(str, characters, false, true, "rstrip"); }
