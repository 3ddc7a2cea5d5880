// Changing case. ASCII text takes a short way; the rest follows Unicode's full mappings.
#include "str.h"
#include "unicode.h"

static bool is_upper(uint32_t code_point) { return slu_unicode_has(&slu_unicode_upper, code_point); }
static bool is_lower(uint32_t code_point) { return slu_unicode_has(&slu_unicode_lower, code_point); }
static bool is_cased(uint32_t code_point) {
    return code_point < 0x80 ? (code_point | 32) - 'a' < 26 : slu_compact_has(&slu_compact_cased, code_point);
}

#define CAPITAL_SIGMA 0x3a3
#define FINAL_SIGMA 0x3c2

// Whether the capital sigma that ends at `end` closes a word: a cased letter before it, none behind.
static bool is_final_sigma(const slu_str *str, uint32_t start, uint32_t end) {
    bool found = false;
    while (start) {
        do
            start--;
        while ((str->data[start] & 0xc0) == 0x80);
        uint32_t offset = start, code_point = slu_read_code_point(str->data, &offset);
        if (!slu_compact_has(&slu_compact_case_ignorable, code_point)) {
            found = is_cased(code_point);
            break;
        }
    }
    while (found && end < str->size) {
        uint32_t code_point = slu_read_code_point(str->data, &end);
        if (!slu_compact_has(&slu_compact_case_ignorable, code_point))
            return !is_cased(code_point);
    }
    return found;
}

static void add_mapped(slu_builder *builder, const slu_case_mapping *mapping, uint32_t code_point) {
    uint32_t mapped[3], count = slu_map_case(mapping, code_point, mapped);
    for (uint32_t i = 0; i < count; i++)
        slu_builder_add_code_point(builder, mapped[i]);
}

static void add_lower(slu_builder *builder, const slu_str *str, uint32_t start, uint32_t end, uint32_t code_point) {
    if (code_point == CAPITAL_SIGMA && is_final_sigma(str, start, end))
        slu_builder_add_code_point(builder, FINAL_SIGMA);
    else
        add_mapped(builder, &slu_case_lower, code_point);
}

// ASCII: `first` … first + 25 change by 32.
static slu_str *map_ascii(slu_str *str, char first) {
    slu_str *result = slu_str_allocate(str->size, str->size);
    for (uint32_t i = 0; result && i < str->size; i++) {
        unsigned char byte = (unsigned char)str->data[i];
        result->data[i] = (char)((unsigned char)(byte - (unsigned char)first) < 26 ? byte ^ 32 : byte);
    }
    return result;
}

static SLU_COLD slu_str *lower_text(slu_str *str) {
    slu_builder builder;
    slu_builder_start(&builder, str->size);
    for (uint32_t offset = 0; offset < str->size;) {
        uint32_t start = offset, code_point = slu_read_code_point(str->data, &offset);
        add_lower(&builder, str, start, offset, code_point);
    }
    return slu_builder_finish(&builder);
}

static SLU_COLD slu_str *map_text(slu_str *str, const slu_case_mapping *mapping) {
    slu_builder builder;
    slu_builder_start(&builder, str->size);
    for (uint32_t offset = 0; offset < str->size;)
        add_mapped(&builder, mapping, slu_read_code_point(str->data, &offset));
    return slu_builder_finish(&builder);
}

slu_str *slu_str_lower(slu_str *str) { return slu_str_is_ascii(str) ? map_ascii(str, 'A') : lower_text(str); }
slu_str *slu_str_upper(slu_str *str) {
    return slu_str_is_ascii(str) ? map_ascii(str, 'a') : map_text(str, &slu_case_upper);
}
slu_str *slu_str_casefold(slu_str *str) {
    return slu_str_is_ascii(str) ? map_ascii(str, 'A') : map_text(str, &slu_case_fold);
}

slu_str *slu_str_swapcase(slu_str *str) {
    slu_builder builder;
    slu_builder_start(&builder, str->size);
    for (uint32_t offset = 0; offset < str->size;) {
        uint32_t start = offset, code_point = slu_read_code_point(str->data, &offset);
        if (is_upper(code_point))
            add_lower(&builder, str, start, offset, code_point);
        else if (is_lower(code_point))
            add_mapped(&builder, &slu_case_upper, code_point);
        else
            slu_builder_add_code_point(&builder, code_point);
    }
    return slu_builder_finish(&builder);
}

slu_str *slu_str_capitalize(slu_str *str) {
    slu_builder builder;
    slu_builder_start(&builder, str->size);
    for (uint32_t offset = 0; offset < str->size;) {
        uint32_t start = offset, code_point = slu_read_code_point(str->data, &offset);
        if (start == 0)
            add_mapped(&builder, &slu_case_title, code_point);
        else
            add_lower(&builder, str, start, offset, code_point);
    }
    return slu_builder_finish(&builder);
}

slu_str *slu_str_title(slu_str *str) {
    slu_builder builder;
    slu_builder_start(&builder, str->size);
    bool inside = false;
    for (uint32_t offset = 0; offset < str->size;) {
        uint32_t start = offset, code_point = slu_read_code_point(str->data, &offset);
        if (inside)
            add_lower(&builder, str, start, offset, code_point);
        else
            add_mapped(&builder, &slu_case_title, code_point);
        inside = is_cased(code_point);
    }
    return slu_builder_finish(&builder);
}
