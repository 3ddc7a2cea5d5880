// str.format and str.format_map: replacement fields with attributes, items, conversions and nested specs.
#include "dict.h"
#include "format.h"
#include "int.h"
#include "object.h"

typedef struct arguments {
    const slu_tuple *positional; // NULL: format_map
    slu_value keywords;          // a mapping, or None
    int64_t next;                // the next automatic number
    char numbering;              // 'a' automatic, 'm' manual, 0: not yet known
} arguments;

// A stretch of the template, in bytes.
typedef struct stretch {
    uint32_t start, end;
} stretch;

typedef struct field {
    stretch name, spec;
    uint32_t conversion;
    bool nested; // the spec holds fields itself
} field;

static bool fail(const char *message) { return slu_raise(&slu_value_error_type, message); }

static bool parse_spec(const slu_str *text, uint32_t *at, uint32_t end, field *out) {
    int depth = 1;
    out->spec.start = *at;
    while (*at < end) {
        char byte = text->data[(*at)++];
        if (byte == '{') {
            out->nested = true;
            depth++;
        } else if (byte == '}' && --depth == 0) {
            out->spec.end = *at - 1;
            return true;
        }
    }
    return fail("unmatched '{' in format spec");
}

// From behind `{` to behind the matching `}`.
static bool parse_field(const slu_str *text, uint32_t *at, uint32_t end, field *out) {
    char byte = 0;
    *out = (field){.name.start = *at};
    while (*at < end) {
        byte = text->data[(*at)++];
        if (byte == '{')
            return fail("unexpected '{' in field name");
        if (byte == '[')
            while (*at < end && text->data[*at] != ']')
                ++*at;
        if (byte == '}' || byte == ':' || byte == '!')
            break;
        byte = 0;
    }
    out->name.end = byte ? *at - 1 : *at;
    if (byte == '}')
        return true;
    if (!byte)
        return fail("expected '}' before end of string");
    if (byte == '!') {
        if (*at >= end)
            return fail("end of string while looking for conversion specifier");
        out->conversion = slu_read_code_point(text->data, at);
        if (*at < end) {
            char after = text->data[(*at)++];
            if (after == '}')
                return true;
            if (after != ':')
                return fail("expected ':' after conversion specifier");
        }
    }
    return parse_spec(text, at, end, out);
}

// The digits of a stretch as a number; -1: it is none.
static int64_t number_of(const slu_str *text, stretch part) {
    int64_t number = part.start < part.end ? 0 : -1;
    for (uint32_t i = part.start; i < part.end; i++) {
        if (text->data[i] < '0' || text->data[i] > '9')
            return -1;
        if (number > INT32_MAX) {
            fail("Too many decimal digits in format string");
            return -2;
        }
        number = number * 10 + (text->data[i] - '0');
    }
    return number;
}

static slu_str *cut(const slu_str *text, stretch part) {
    return slu_str_from_text(text->data + part.start, part.end - part.start);
}

// The argument that the first part of a field's name means. 0: raised.
static slu_value find_argument(const slu_str *text, stretch name, arguments *from) {
    int64_t index = number_of(text, name);
    bool automatic = name.start == name.end;
    if (index == -2)
        return SLU_NOTHING;
    if (automatic || index >= 0) {
        char kind = automatic ? 'a' : 'm';
        if (from->numbering && from->numbering != kind)
            return fail(automatic ? "cannot switch from manual field specification to automatic field numbering"
                                  : "cannot switch from automatic field numbering to manual field specification");
        from->numbering = kind;
        index = automatic ? from->next++ : index;
        if (!from->positional)
            return fail("Format string contains positional fields");
        if (index >= from->positional->length)
            return slu_raise(&slu_index_error_type, "Replacement index %d out of range for positional args tuple",
                             index);
        return from->positional->items[index];
    }
    slu_value key = slu_of(cut(text, name));
    if (from->keywords == SLU_NONE || !from->keywords)
        return slu_raise_with(&slu_key_error_type, &key, 1);
    return slu_get_item(from->keywords, key);
}

static slu_value follow_item(const slu_str *text, uint32_t *at, uint32_t end, slu_value value) {
    stretch key = {*at, *at};
    while (key.end < end && text->data[key.end] != ']')
        key.end++;
    if (key.end == end)
        return fail("Missing ']' in format string");
    *at = key.end + 1;
    if (key.start == key.end)
        return fail("Empty attribute in format string");
    int64_t index = number_of(text, key);
    if (index == -2)
        return SLU_NOTHING;
    return slu_get_item(value, index >= 0 ? slu_small(index) : slu_of(cut(text, key)));
}

// name[.attribute | [item]]…
static slu_value find_value(const slu_str *text, stretch name, arguments *from) {
    uint32_t at = name.start;
    while (at < name.end && text->data[at] != '.' && text->data[at] != '[')
        at++;
    slu_value value = find_argument(text, (stretch){name.start, at}, from);
    while (value && at < name.end) {
        char byte = text->data[at++];
        if (byte == '[') {
            value = follow_item(text, &at, name.end, value);
            continue;
        }
        if (byte != '.')
            return fail("Only '.' or '[' may follow ']' in format field specifier");
        stretch attribute = {at, at};
        while (attribute.end < name.end && text->data[attribute.end] != '.' && text->data[attribute.end] != '[')
            attribute.end++;
        if (attribute.start == attribute.end)
            return fail("Empty attribute in format string");
        at = attribute.end;
        value = slu_get_attribute(value, cut(text, attribute));
    }
    return value;
}

static slu_value convert(slu_value value, uint32_t conversion) {
    if (!conversion)
        return value;
    if (conversion == 'r' || conversion == 's' || conversion == 'a')
        return slu_of(conversion == 'r' ? slu_repr(value) : conversion == 's' ? slu_str_of(value) : slu_ascii(value));
    if (conversion > 32 && conversion < 127)
        return slu_raise(&slu_value_error_type, "Unknown conversion specifier %c", (char)conversion);
    return slu_raise(&slu_value_error_type, "Unknown conversion specifier \\%S",
                     slu_str_slice(slu_hex(slu_small(conversion)), 1, INT64_MAX));
}

static bool expand(slu_builder *builder, const slu_str *text, stretch part, arguments *from, int depth);

static bool add_field(slu_builder *builder, const slu_str *text, const field *what, arguments *from, int depth) {
    slu_value value = find_value(text, what->name, from);
    value = value ? convert(value, what->conversion) : SLU_NOTHING;
    if (!value)
        return false;
    slu_str *spec;
    if (what->nested) {
        slu_builder inner;
        slu_builder_start(&inner, 16);
        if (!expand(&inner, text, what->spec, from, depth - 1))
            return false;
        spec = slu_builder_finish(&inner);
    } else
        spec = what->spec.end > what->spec.start ? cut(text, what->spec) : slu_empty_str;
    slu_str *formatted = spec ? slu_format(value, spec) : NULL;
    if (formatted)
        slu_builder_add_str(builder, formatted);
    return formatted != NULL;
}

static bool expand(slu_builder *builder, const slu_str *text, stretch part, arguments *from, int depth) {
    if (depth < 0)
        return fail("Max string recursion exceeded");
    uint32_t at = part.start;
    while (at < part.end) {
        uint32_t start = at;
        while (at < part.end && text->data[at] != '{' && text->data[at] != '}')
            at++;
        slu_builder_add(builder, text->data + start, at - start, slu_count_code_points(text->data + start, at - start));
        if (at == part.end)
            break;
        char byte = text->data[at++];
        if (at < part.end && text->data[at] == byte) {
            slu_builder_add_ascii(builder, &byte, 1);
            at++;
            continue;
        }
        if (byte == '}' || at == part.end)
            return fail(byte == '}' ? "Single '}' encountered in format string"
                                    : "Single '{' encountered in format string");
        field what;
        if (!parse_field(text, &at, part.end, &what) || !add_field(builder, text, &what, from, depth))
            return false;
    }
    return true;
}

static slu_str *format(slu_str *text, arguments *from) {
    slu_builder builder;
    slu_builder_start(&builder, text->size + 16);
    return expand(&builder, text, (stretch){0, text->size}, from, 1) ? slu_builder_finish(&builder) : NULL;
}

slu_str *slu_str_format(slu_str *text, slu_tuple *positional, slu_value keywords) {
    return format(text, &(arguments){.positional = positional, .keywords = keywords});
}

slu_str *slu_str_format_map(slu_str *text, slu_value mapping) {
    return format(text, &(arguments){.keywords = mapping});
}

slu_str *slu_str_format_items(slu_str *text, slu_dict *keywords, const slu_value *items, uint32_t count) {
    slu_tuple *positional = slu_tuple_of(items, count);
    return positional ? slu_str_format(text, positional, slu_of(keywords)) : NULL;
}
