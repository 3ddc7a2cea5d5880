// `template % arguments` for str.
#include "object.h"
#include "percent.h"

static bool is_number_type(uint32_t type) {
    for (const char *known = "diuoxXeEfFgG"; *known; known++)
        if (type == (uint32_t)*known)
            return true;
    return false;
}

static slu_str *character_of(slu_value value) {
    if (slu_is_str(value) && ((slu_str *)slu_object_of(value))->length == 1)
        return (slu_str *)slu_object_of(value);
    if (!slu_is_int(value) && !slu_type_of(value)->index) {
        slu_raise(&slu_type_error_type, "%%c requires int or char");
        return NULL;
    }
    slu_value index = slu_index(value);
    int64_t code_point = index ? slu_int_clamp(index) : 0;
    if (index && code_point >= 0 && code_point <= 0x10ffff)
        return slu_str_from_code_point((uint32_t)code_point);
    if (index)
        slu_raise(&slu_overflow_error_type, "%%c arg not in range(0x110000)");
    return NULL;
}

static slu_str *convert(const slu_conversion *conversion, slu_value value, const slu_str *format, uint32_t position) {
    uint32_t type = conversion->type;
    if (is_number_type(type))
        return slu_percent_number(conversion, value);
    slu_str *text = NULL;
    int64_t precision = type == 'c' ? -1 : conversion->precision;
    if (type == 's' || type == 'r' || type == 'a')
        text = type == 's' ? slu_str_of(value) : type == 'r' ? slu_repr(value) : slu_ascii(value);
    else if (type == 'c')
        text = character_of(value);
    else
        slu_raise(&slu_value_error_type, "unsupported format character '%S' (0x%S) at index %d",
                  type > 31 && type < 127 ? slu_str_from_code_point(type) : slu_str_from_code_point('?'),
                  slu_str_slice(slu_hex(slu_small(type)), 2, INT64_MAX),
                  (int64_t)slu_count_code_points(format->data, position) - 1);
    slu_format_spec spec = {.fill = ' ', .align = conversion->left ? '<' : '>', .width = conversion->width,
                            .precision = precision};
    return text ? slu_layout_text(text, &spec) : NULL;
}

static slu_value make_key(const char *data, uint32_t size) { return slu_of(slu_str_from_text(data, size)); }

slu_str *slu_str_percent(slu_str *format, slu_value all) {
    slu_percent_arguments arguments;
    slu_percent_start(&arguments, all, SLU_IS_STR);
    slu_builder builder;
    slu_builder_start(&builder, format->size + 16);
    for (uint32_t at = 0; at < format->size;) {
        uint32_t start = at;
        while (at < format->size && format->data[at] != '%')
            at++;
        slu_builder_add(&builder, format->data + start, at - start,
                        slu_count_code_points(format->data + start, at - start));
        if (at++ == format->size)
            break;
        if (at < format->size && format->data[at] == '%') {
            slu_builder_add_ascii(&builder, "%", 1);
            at++;
            continue;
        }
        slu_conversion conversion;
        if (!slu_percent_parse(format->data, format->size, &at, &arguments, &conversion, make_key))
            return NULL;
        if (conversion.type >= 0x80) {
            at--;
            conversion.type = slu_read_code_point(format->data, &at);
        }
        slu_value value = slu_percent_next(&arguments);
        slu_str *text = value ? convert(&conversion, value, format, at) : NULL;
        if (!text)
            return NULL;
        slu_builder_add_str(&builder, text);
    }
    return slu_percent_done(&arguments, "string") ? slu_builder_finish(&builder) : NULL;
}
