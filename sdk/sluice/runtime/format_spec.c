#include "format.h"
#include "object.h"

static bool is_align(uint32_t code_point) {
    return code_point == '<' || code_point == '>' || code_point == '=' || code_point == '^';
}

// The code point at `offset`, 0 at the end.
static uint32_t peek(const slu_str *text, uint32_t offset) {
    return offset < text->size ? slu_read_code_point(text->data, &offset) : 0;
}

// Digits at *offset; -1: none, -2: raised.
static int64_t read_number(const slu_str *text, uint32_t *offset) {
    int64_t number = -1;
    for (; *offset < text->size && text->data[*offset] >= '0' && text->data[*offset] <= '9'; ++*offset) {
        number = (number < 0 ? 0 : number) * 10 + (text->data[*offset] - '0');
        if (number > INT32_MAX && number > INT64_C(0x7fffffffffffff)) {
            slu_raise(&slu_value_error_type, "Too many decimal digits in format string");
            return -2;
        }
    }
    return number;
}

static void read_fill_and_sign(const slu_str *text, uint32_t *at, char default_align, slu_format_spec *spec) {
    bool fill_given = false, align_given = false;
    uint32_t next = *at;
    if (text->size > *at)
        slu_read_code_point(text->data, &next);
    if (next > *at && is_align(peek(text, next))) {
        spec->fill = peek(text, *at);
        spec->align = (char)peek(text, next);
        fill_given = align_given = true;
        *at = next + 1;
    } else if (is_align(peek(text, *at))) {
        spec->align = (char)peek(text, (*at)++);
        align_given = true;
    }
    uint32_t sign = peek(text, *at);
    if (sign == '+' || sign == '-' || sign == ' ') {
        spec->sign = (char)sign;
        ++*at;
    }
    if (peek(text, *at) == 'z') {
        spec->no_negative_zero = true;
        ++*at;
    }
    if (peek(text, *at) == '#') {
        spec->alternate = true;
        ++*at;
    }
    if (!fill_given && peek(text, *at) == '0') {
        spec->fill = '0';
        if (!align_given && default_align == '>')
            spec->align = '=';
        ++*at;
    }
}

static bool read_grouping(const slu_str *text, uint32_t *at, slu_format_spec *spec) {
    for (const char *mark = ",_"; *mark; mark++)
        if (peek(text, *at) == (uint32_t)*mark) {
            if (spec->grouping)
                return slu_raise(&slu_value_error_type, "Cannot specify both ',' and '_'.");
            spec->grouping = *mark;
            ++*at;
        }
    if (peek(text, *at) == ',' && spec->grouping == '_')
        return slu_raise(&slu_value_error_type, "Cannot specify both ',' and '_'.");
    return true;
}

static bool check_grouping(const slu_format_spec *spec) {
    for (const char *type = "defgEG%F"; *type; type++)
        if (spec->type == (uint32_t)*type)
            return true;
    if (!spec->type || (spec->grouping == '_' && (spec->type == 'b' || spec->type == 'o' || spec->type == 'x' ||
                                                   spec->type == 'X')))
        return true;
    if (spec->type > 32 && spec->type < 128)
        return slu_raise(&slu_value_error_type, "Cannot specify '%c' with '%c'.", spec->grouping, (char)spec->type);
    slu_str *code = slu_hex(slu_small(spec->type));
    return slu_raise(&slu_value_error_type, "Cannot specify '%c' with '\\%S'.", spec->grouping,
                     slu_str_slice(code, 1, INT64_MAX));
}

bool slu_parse_format_spec(slu_str *text, slu_value value, uint32_t type, char align, slu_format_spec *spec) {
    uint32_t at = 0;
    *spec = (slu_format_spec){.fill = ' ', .align = align, .type = type, .width = -1, .precision = -1};
    read_fill_and_sign(text, &at, align, spec);
    spec->width = read_number(text, &at);
    if (spec->width == -2 || !read_grouping(text, &at, spec))
        return false;
    if (peek(text, at) == '.') {
        at++;
        spec->precision = read_number(text, &at);
        if (spec->precision == -2)
            return false;
        if (spec->precision < 0)
            return slu_raise(&slu_value_error_type, "Format specifier missing precision");
    }
    if (at < text->size) {
        spec->type = slu_read_code_point(text->data, &at);
        if (at < text->size)
            return slu_raise(&slu_value_error_type, "Invalid format specifier '%S' for object of type '%T'", text,
                             value);
    }
    return !spec->grouping || check_grouping(spec);
}

slu_str *slu_unknown_format_code(uint32_t type, slu_value value) {
    if (type > 32 && type < 128)
        slu_raise(&slu_value_error_type, "Unknown format code '%c' for object of type '%T'", (char)type, value);
    else
        slu_raise(&slu_value_error_type, "Unknown format code '\\%S' for object of type '%T'",
                  slu_str_slice(slu_hex(slu_small(type)), 1, INT64_MAX), value);
    return NULL;
}
