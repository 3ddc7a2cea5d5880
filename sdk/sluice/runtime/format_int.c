// format() of ints.
#include "format.h"
#include "object.h"

static slu_str *refuse(const char *message) {
    slu_raise(&slu_value_error_type, message);
    return NULL;
}

static slu_str *format_character(slu_value number, const slu_format_spec *spec) {
    int64_t code_point = slu_int_clamp(number);
    if (spec->sign)
        return refuse("Sign not allowed with integer format specifier 'c'");
    if (spec->alternate)
        return refuse("Alternate form (#) not allowed with integer format specifier 'c'");
    if (!slu_is_small(number) && slu_int_compare(slu_int_from_int64(slu_int_low_bits(number)), number)) {
        slu_raise(&slu_overflow_error_type, "Python int too large to convert to C long");
        return NULL;
    }
    if (code_point < 0 || code_point > 0x10ffff) {
        slu_raise(&slu_overflow_error_type, "%%c arg not in range(0x110000)");
        return NULL;
    }
    slu_format_spec layout = *spec;
    layout.align = spec->align == '=' ? '>' : spec->align;
    return slu_layout_text(slu_str_from_code_point((uint32_t)code_point), &layout);
}

static slu_str *format_parsed(slu_value number, slu_format_spec *spec) {
    if (spec->no_negative_zero)
        return refuse("Negative zero coercion (z) not allowed in integer format specifier");
    if (spec->precision >= 0)
        return refuse("Precision not allowed in integer format specifier");
    if (spec->type == 'c')
        return format_character(number, spec);
    uint32_t bits = spec->type == 'b' ? 1 : spec->type == 'o' ? 3 : (spec->type | 32) == 'x' ? 4 : 0, size;
    bool negative = slu_int_less(number, slu_small(0));
    slu_number_parts parts = {.sign = negative ? '-' : spec->sign == '-' ? 0 : spec->sign, .prefix = ""};
    if (spec->alternate && bits)
        parts.prefix = spec->type == 'b' ? "0b" : spec->type == 'o' ? "0o" : spec->type == 'x' ? "0x" : "0X";
    parts.digits = slu_int_digits(number, bits, spec->type == 'X', &size);
    parts.digit_count = size;
    return parts.digits ? slu_layout_number(&parts, spec) : NULL;
}

static bool is_float_type(uint32_t type) {
    for (const char *known = "eEfFgG%"; *known; known++)
        if (type == (uint32_t)*known)
            return true;
    return false;
}

static slu_str *format_value(slu_value value, slu_str *text) {
    slu_format_spec spec;
    if (!slu_parse_format_spec(text, value, 'd', '>', &spec))
        return NULL;
    switch (spec.type) {
    case 'b':
    case 'c':
    case 'd':
    case 'o':
    case 'x':
    case 'X':
    case 'n':
        return format_parsed(slu_int_plain(value), &spec);
    default:
        if (!is_float_type(spec.type))
            return slu_unknown_format_code(spec.type, value);
        double number = slu_int_to_float(value);
        return slu_error ? NULL : slu_format_double(number, &spec, value);
    }
}

slu_value slu_int_format(slu_value value, slu_str *spec) {
    return spec->size ? slu_of(format_value(value, spec)) : slu_of(slu_str_of(value));
}

slu_str *slu_int64_format(int64_t number, slu_str *spec) {
    return spec->size ? format_value(slu_int_from_int64(number), spec) : slu_int64_to_str(number);
}
