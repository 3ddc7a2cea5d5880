// Grouping of digits and padding.
#include "format.h"
#include "object.h"

// How many characters `digits` take with a separator every `group`, zero-filled to at least `least`, as
// CPython's _PyUnicode_InsertThousandsGrouping: zeros are grouped too.
static int64_t grouped_width(int64_t digits, int64_t group, int64_t least, char *to, const char *from, char mark) {
    int64_t width = 0, left = digits;
    for (;;) {
        int64_t length = left > least ? left : least;
        length = length < 1 ? 1 : length > group ? group : length;
        int64_t taken = left < length ? left : length;
        for (int64_t i = 0; to && i < length; i++)
            *--to = i < taken ? from[left - 1 - i] : '0';
        width += length;
        left -= taken;
        least -= length;
        if (left <= 0 && least <= 0)
            return width;
        if (to)
            *--to = mark;
        width++;
        least--;
    }
}

static void add_padding(slu_builder *builder, uint32_t fill, int64_t count) {
    if (count > 0)
        slu_builder_fill(builder, fill, (uint64_t)count);
}

// Sign, prefix and digits as they are.
static slu_str *join_parts(const slu_number_parts *parts, uint32_t prefix) {
    uint32_t head = (parts->sign != 0) + prefix, size = parts->digit_count + parts->rest_count;
    slu_str *text = slu_str_allocate((uint64_t)head + size, (uint64_t)head + size);
    if (!text)
        return NULL;
    text->data[0] = parts->sign;
    slu_copy(text->data + (parts->sign != 0), parts->prefix, prefix);
    slu_copy(text->data + head, parts->digits, size);
    return text;
}

slu_str *slu_layout_number(const slu_number_parts *parts, const slu_format_spec *spec) {
    int64_t prefix = (int64_t)__builtin_strlen(parts->prefix), rest = parts->rest_count;
    int64_t fixed = (parts->sign != 0) + prefix + rest;
    if (!spec->grouping && spec->width <= fixed + parts->digit_count && parts->digit_count)
        return join_parts(parts, (uint32_t)prefix);
    int64_t least = spec->fill == '0' && spec->align == '=' ? spec->width - fixed : 0;
    int64_t group = !spec->grouping ? INT64_MAX / 2 : spec->grouping == '_' && spec->type != 'd' &&
                                      (spec->type == 'b' || spec->type == 'o' || (spec->type | 32) == 'x')
                                  ? 4
                                  : 3;
    if (!parts->digit_count)
        group = INT64_MAX / 2;
    int64_t width = parts->digit_count || least > 0 ? grouped_width(parts->digit_count, group, least, NULL, NULL, 0) : 0;
    int64_t padding = spec->width - fixed - width, left = 0, middle = 0;
    if (padding > 0) {
        left = spec->align == '>' ? padding : spec->align == '^' ? padding / 2 : 0;
        middle = spec->align == '=' ? padding : 0;
    } else
        padding = 0;
    if (width + padding > UINT32_MAX) {
        slu_raise(&slu_memory_error_type, "");
        return NULL;
    }
    slu_builder builder;
    slu_builder_start(&builder, (uint32_t)(fixed + width + padding > UINT32_MAX / 2 ? 0 : fixed + width + padding));
    add_padding(&builder, spec->fill, left);
    slu_builder_add_ascii(&builder, &parts->sign, parts->sign != 0);
    slu_builder_add_ascii(&builder, parts->prefix, (uint32_t)prefix);
    add_padding(&builder, spec->fill, middle);
    char *to = slu_builder_room(&builder, (uint64_t)width);
    if (to && width)
        grouped_width(parts->digit_count, group, least, to + width, parts->digits, spec->grouping);
    builder.size += to ? (uint32_t)width : 0;
    builder.length += to ? (uint32_t)width : 0;
    slu_builder_add_ascii(&builder, parts->digits + parts->digit_count, (uint32_t)rest);
    add_padding(&builder, spec->fill, padding - left - middle);
    return slu_builder_finish(&builder);
}

slu_str *slu_layout_text(slu_str *text, const slu_format_spec *spec) {
    if (spec->precision >= 0 && spec->precision < text->length)
        text = slu_str_slice(text, 0, spec->precision);
    int64_t padding = text ? spec->width - text->length : 0;
    if (!text || padding <= 0)
        return text;
    if (padding > UINT32_MAX / 4) {
        slu_raise(&slu_memory_error_type, "");
        return NULL;
    }
    int64_t left = spec->align == '>' ? padding : spec->align == '^' ? padding / 2 : 0;
    slu_builder builder;
    slu_builder_start(&builder, text->size + (uint32_t)padding);
    add_padding(&builder, spec->fill, left);
    slu_builder_add_str(&builder, text);
    add_padding(&builder, spec->fill, padding - left);
    return slu_builder_finish(&builder);
}
