// str.isalpha and its like. ASCII is decided without tables' help where that is short.
#include "str.h"
#include "unicode.h"

typedef bool (*test)(uint32_t code_point);

// Whether there are characters and all pass.
SLU_INLINE int32_t all(const slu_str *str, test passes) {
    for (uint32_t offset = 0; offset < str->size;)
        if (!passes(slu_read_code_point(str->data, &offset)))
            return 0;
    return str->size != 0;
}

static bool is_ascii_letter(uint32_t code_point) { return (code_point | 32) - 'a' < 26; }
static bool is_ascii_digit(uint32_t code_point) { return code_point - '0' < 10; }

static bool is_alpha(uint32_t code_point) {
    return code_point < 0x80 ? is_ascii_letter(code_point) : slu_unicode_has(&slu_unicode_alpha, code_point);
}
static bool is_numeric(uint32_t code_point) {
    return code_point < 0x80 ? is_ascii_digit(code_point) : slu_unicode_has(&slu_unicode_numeric, code_point);
}
static bool is_digit(uint32_t code_point) {
    return code_point < 0x80 ? is_ascii_digit(code_point) : slu_unicode_has(&slu_unicode_digit, code_point);
}
static bool is_decimal(uint32_t code_point) {
    return code_point < 0x80 ? is_ascii_digit(code_point) : slu_decimal_value(code_point) >= 0;
}
static bool is_alnum(uint32_t code_point) { return is_alpha(code_point) || is_numeric(code_point); }
static bool is_upper(uint32_t code_point) {
    return code_point < 0x80 ? code_point - 'A' < 26 : slu_unicode_has(&slu_unicode_upper, code_point);
}
static bool is_lower(uint32_t code_point) {
    return code_point < 0x80 ? code_point - 'a' < 26 : slu_unicode_has(&slu_unicode_lower, code_point);
}
static bool is_title(uint32_t code_point) {
    return code_point >= 0x80 && slu_unicode_has(&slu_unicode_titlecase, code_point);
}

int32_t slu_str_isalpha(slu_str *str) { return all(str, is_alpha); }
int32_t slu_str_isnumeric(slu_str *str) { return all(str, is_numeric); }
int32_t slu_str_isdigit(slu_str *str) { return all(str, is_digit); }
int32_t slu_str_isdecimal(slu_str *str) { return all(str, is_decimal); }
int32_t slu_str_isalnum(slu_str *str) { return all(str, is_alnum); }
int32_t slu_str_isspace(slu_str *str) { return all(str, slu_is_space); }
int32_t slu_str_isprintable(slu_str *str) { return !str->size || all(str, slu_is_printable); }
int32_t slu_str_isascii(slu_str *str) { return slu_str_is_ascii(str); }

static int32_t is_of_case(const slu_str *str, test wanted, test unwanted) {
    bool found = false;
    for (uint32_t offset = 0; offset < str->size;) {
        uint32_t code_point = slu_read_code_point(str->data, &offset);
        if (unwanted(code_point) || is_title(code_point))
            return 0;
        found |= wanted(code_point);
    }
    return found;
}

int32_t slu_str_islower(slu_str *str) { return is_of_case(str, is_lower, is_upper); }
int32_t slu_str_isupper(slu_str *str) { return is_of_case(str, is_upper, is_lower); }

int32_t slu_str_istitle(slu_str *str) {
    bool found = false, inside = false;
    for (uint32_t offset = 0; offset < str->size;) {
        uint32_t code_point = slu_read_code_point(str->data, &offset);
        bool first = is_upper(code_point) || is_title(code_point), later = is_lower(code_point);
        if ((first && inside) || (later && !inside))
            return 0;
        inside = first || later;
        found |= inside;
    }
    return found;
}

int32_t slu_str_isidentifier(slu_str *str) {
    for (uint32_t offset = 0; offset < str->size;) {
        bool first = offset == 0;
        uint32_t code_point = slu_read_code_point(str->data, &offset);
        bool fits = code_point == '_' || is_ascii_letter(code_point) || (!first && is_ascii_digit(code_point)) ||
                    (code_point >= 0x80 && slu_compact_has(first ? &slu_compact_identifier_start
                                                                 : &slu_compact_identifier_part,
                                                           code_point));
        if (!fits)
            return 0;
    }
    return str->size != 0;
}
