// format() of strs.
#include "format.h"
#include "object.h"

static slu_str *refuse(const char *message) {
    slu_raise(&slu_value_error_type, message);
    return NULL;
}

slu_str *slu_str_format_spec(slu_str *str, slu_str *text) {
    slu_format_spec spec;
    if (!text->size)
        return slu_str_of(slu_of(str));
    if (!slu_parse_format_spec(text, slu_of(str), 's', '<', &spec))
        return NULL;
    if (spec.type != 's')
        return slu_unknown_format_code(spec.type, slu_of(str));
    if (spec.sign)
        return refuse(spec.sign == ' ' ? "Space not allowed in string format specifier"
                                       : "Sign not allowed in string format specifier");
    if (spec.no_negative_zero)
        return refuse("Negative zero coercion (z) not allowed in string format specifier");
    if (spec.alternate)
        return refuse("Alternate form (#) not allowed in string format specifier");
    if (spec.align == '=')
        return refuse("'=' alignment not allowed in string format specifier");
    return slu_layout_text(str, &spec);
}

slu_value slu_str_format_slot(slu_value value, slu_str *spec) {
    return slu_of(slu_str_format_spec((slu_str *)slu_object_of(value), spec));
}
