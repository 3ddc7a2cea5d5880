// Format specifications: `format()`, f-strings, str.format, and the numbers of `%`.
#pragma once

#include "float.h"
#include "int.h"
#include "str.h"

// [[fill]align][sign][z][#][0][width][grouping][.precision][type], as parsed.
typedef struct slu_format_spec {
    uint32_t fill;
    char align; // < > ^ =
    char sign;  // + - space, 0: none given
    bool no_negative_zero, alternate;
    char grouping;   // , _ or 0
    uint32_t type;   // a code point
    int64_t width, precision; // -1: none given
} slu_format_spec;

// false: ValueError as CPython words it; `value` names the type.
bool slu_parse_format_spec(slu_str *text, slu_value value, uint32_t type, char align, slu_format_spec *spec);
slu_str *slu_unknown_format_code(uint32_t type, slu_value value) SLU_COLD; // raises ValueError, returns NULL

// A number in its parts, ASCII: sign (0: none), prefix, digits before the point, the rest.
typedef struct slu_number_parts {
    char sign;
    const char *prefix;
    const char *digits;
    uint32_t digit_count, rest_count; // the rest follows the digits
} slu_number_parts;

// Puts the parts together with grouping and padding.
slu_str *slu_layout_number(const slu_number_parts *parts, const slu_format_spec *spec);
// Text up to the precision, padded to the width.
slu_str *slu_layout_text(slu_str *text, const slu_format_spec *spec);

// |number| as C's printf has it: type e f g or r (shortest); upper case for E F G. ASCII without sign.
// `add_dot`: at least one digit after the point, as repr.
slu_str *slu_double_text(double number, char type, int64_t precision, bool alternate, bool add_dot);
slu_str *slu_format_double(double number, slu_format_spec *spec, slu_value value);

slu_str *slu_int64_format(int64_t number, slu_str *spec);
// format(value, spec) where spec may be anything: TypeError unless it is a str.
slu_str *slu_format_checked(slu_value value, slu_value spec);
