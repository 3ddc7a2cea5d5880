// `template % arguments` for bytes and bytearray.
#include "bytes.h"
#include "object.h"
#include "percent.h"

static slu_value make_key(const char *data, uint32_t size) { return slu_of(slu_bytes_from(data, size)); }

// Latin-1 text stands for bytes while the result grows.
static bool add_bytes(slu_builder *builder, const slu_conversion *conversion, const char *data, uint32_t size) {
    if (conversion->precision >= 0 && conversion->precision < size)
        size = (uint32_t)conversion->precision;
    int64_t padding = conversion->width > size ? conversion->width - size : 0;
    if (!conversion->left)
        slu_builder_fill(builder, ' ', (uint64_t)padding);
    slu_builder_add_ascii(builder, data, size);
    if (conversion->left)
        slu_builder_fill(builder, ' ', (uint64_t)padding);
    return !builder->failed;
}

static bool add_character(slu_builder *builder, slu_conversion *conversion, slu_value value) {
    const char *data;
    uint32_t size;
    char one;
    conversion->precision = -1;
    if (slu_bytes_view(value, &data, &size) && size == 1)
        return add_bytes(builder, conversion, data, 1);
    if (!slu_is_int(value))
        return slu_raise(&slu_type_error_type, "%%c requires an integer in range(256) or a single byte");
    int64_t byte = slu_int_clamp(value);
    if (byte < 0 || byte > 255)
        return slu_raise(&slu_overflow_error_type, "%%c arg not in range(256)");
    one = (char)byte;
    return add_bytes(builder, conversion, &one, 1);
}

static bool add_converted(slu_builder *builder, slu_conversion *conversion, slu_value value, uint32_t position) {
    const char *data;
    uint32_t size;
    slu_str *text = NULL;
    slu_value made;
    switch (conversion->type) {
    case 'b':
    case 's':
        if (slu_bytes_view(value, &data, &size))
            return add_bytes(builder, conversion, data, size);
        made = slu_bytes_by_method(value);
        if (made && slu_bytes_view(made, &data, &size))
            return add_bytes(builder, conversion, data, size);
        if (slu_error)
            return false;
        return slu_raise(&slu_type_error_type,
                         "%%b requires a bytes-like object, or an object that implements __bytes__, not '%T'", value);
    case 'r':
    case 'a':
        text = slu_ascii(value);
        return text && add_bytes(builder, conversion, text->data, text->size);
    case 'c':
        return add_character(builder, conversion, value);
    default:
        for (const char *known = "diuoxXeEfFgG"; *known; known++)
            if (conversion->type == (uint32_t)*known)
                text = slu_percent_number(conversion, value);
        if (!text && !slu_error)
            slu_raise(&slu_value_error_type, "unsupported format character '%c' (0x%S) at index %d",
                      (char)conversion->type, slu_str_slice(slu_hex(slu_small(conversion->type)), 2, INT64_MAX),
                      (int64_t)position - 1);
        if (text)
            slu_builder_add_ascii(builder, text->data, text->size);
        return text != NULL;
    }
}

slu_value slu_bytes_percent(slu_value format, slu_value all) {
    slu_percent_arguments arguments;
    const char *data;
    uint32_t size;
    slu_bytes_view(format, &data, &size);
    slu_percent_start(&arguments, all, SLU_IS_STR | SLU_IS_BYTES | SLU_IS_BYTEARRAY);
    slu_builder builder;
    slu_builder_start(&builder, size + 16);
    for (uint32_t at = 0; at < size;) {
        uint32_t start = at;
        while (at < size && data[at] != '%')
            at++;
        slu_builder_add_ascii(&builder, data + start, at - start);
        if (at++ == size)
            break;
        if (at < size && data[at] == '%') {
            slu_builder_add_ascii(&builder, "%", 1);
            at++;
            continue;
        }
        slu_conversion conversion;
        if (!slu_percent_parse(data, size, &at, &arguments, &conversion, make_key))
            return SLU_NOTHING;
        slu_value value = slu_percent_next(&arguments);
        if (!value || !add_converted(&builder, &conversion, value, at))
            return SLU_NOTHING;
    }
    if (builder.failed || !slu_percent_done(&arguments, "bytes"))
        return SLU_NOTHING;
    return slu_bytes_like_this(format, builder.text->data, builder.size);
}
