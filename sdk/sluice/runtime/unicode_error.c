// What UnicodeDecodeError, UnicodeEncodeError and UnicodeTranslateError say and show: their fields are the tuple
// (encoding, object, start, end, reason) in `extra`, or a dict there once a program has set one.
#include "bytes.h"
#include "codec.h"
#include "error.h"
#include "int.h"
#include "object.h"

static bool is_translating(slu_value exception) {
    return slu_is_subtype(slu_object_of(exception)->type, &slu_unicode_translate_error_type);
}

static slu_str *piece(const char *text) { return slu_str_from_ascii(text, (uint32_t)__builtin_strlen(text)); }

// `byte 0xff` or `character '\udc80'`.
static slu_str *describe_one(slu_value object, int64_t start) {
    const char *data;
    uint32_t size;
    if (slu_bytes_view(object, &data, &size)) {
        unsigned char byte = (unsigned char)data[start];
        char text[] = {'b', 'y', 't', 'e', ' ', '0', 'x', "0123456789abcdef"[byte >> 4], "0123456789abcdef"[byte & 15]};
        return slu_str_from_ascii(text, sizeof text);
    }
    slu_str *character = slu_str_get((slu_str *)slu_object_of(object), start);
    uint32_t at = 0, code_point = slu_read_code_point(character->data, &at);
    uint32_t digits = code_point <= 0xff ? 2 : code_point <= 0xffff ? 4 : 8;
    char text[24] = "character '\\x", *end = text + 13;
    text[12] = digits == 2 ? 'x' : digits == 4 ? 'u' : 'U';
    while (digits--)
        *end++ = "0123456789abcdef"[code_point >> 4 * digits & 15];
    *end++ = '\'';
    return slu_str_from_ascii(text, (uint32_t)(end - text));
}

bool slu_raise_unicode_error(const slu_type *type, const char *codec, slu_value object, uint32_t start, uint32_t end,
                             const char *reason) {
    slu_value arguments[] = {slu_of(piece(codec)), object, slu_small(start), slu_small(end), slu_of(piece(reason))};
    return slu_raise_plainly(type, arguments, 5);
}

static int64_t length_of(slu_value object) {
    if (slu_is_str(object))
        return ((slu_str *)slu_object_of(object))->length;
    return slu_is(object, SLU_IS_BYTES) ? slu_bytes_length(object) : 0;
}

// Nobody but a program makes such an exception with something else than a str, or sets it.
static slu_value text_of(slu_value value) {
    return slu_is_str(value) || !slu_unicode_error_show ? value : slu_of(slu_unicode_error_show(value));
}

static const char *const names[] = {"encoding", "object", "start", "end", "reason"};
enum { ENCODING, OBJECT, START, END, REASON };

// None, or 0 as a number, where nothing has set it.
static slu_value field(slu_value exception, uint32_t place) {
    slu_value extra = ((slu_exception *)slu_object_of(exception))->extra;
    if (extra && slu_is(extra, SLU_IS_TUPLE))
        return ((slu_tuple *)slu_object_of(extra))->items[place];
    slu_value kept = extra ? slu_exception_kept(exception, piece(names[place])) : 0;
    return kept ? kept : place == START || place == END ? slu_small(0) : SLU_NONE;
}

slu_value slu_unicode_error_str(slu_value exception) {
    slu_value object = field(exception, OBJECT);
    if (object == SLU_NONE)
        return slu_of(piece(""));
    bool translating = is_translating(exception);
    bool decoding = slu_is_subtype(slu_object_of(exception)->type, &slu_unicode_decode_error_type);
    slu_value starts = field(exception, START), ends = field(exception, END);
    int64_t start = slu_is_int(starts) ? slu_int_clamp(starts) : 0, end = slu_is_int(ends) ? slu_int_clamp(ends) : 0;
    bool one = end == start + 1 && start >= 0 && start < length_of(object);
    if (!decoding && end == start + 1 && start < 0)
        return slu_raise(&slu_index_error_type, "string index out of range");
    slu_str *what = one ? describe_one(object, start) : piece(decoding ? "bytes" : "characters");
    slu_value parts[10];
    uint32_t count = 0;
    if (translating)
        parts[count++] = slu_of(piece("can't translate "));
    else {
        parts[count++] = slu_of(piece("'"));
        parts[count++] = text_of(field(exception, ENCODING));
        parts[count++] = slu_of(piece(decoding ? "' codec can't decode " : "' codec can't encode "));
    }
    parts[count++] = slu_of(what);
    parts[count++] = slu_of(piece(" in position "));
    parts[count++] = slu_of(slu_int64_to_str(start));
    if (!one) {
        parts[count++] = slu_of(piece("-"));
        parts[count++] = slu_of(slu_int64_to_str(end - 1));
    }
    parts[count++] = slu_of(piece(": "));
    parts[count++] = text_of(field(exception, REASON));
    return slu_of(slu_str_concat_many(parts, count));
}

slu_value slu_unicode_error_get_attribute(slu_value exception, slu_str *name) {
    for (uint32_t i = 0; i < 5; i++)
        if (name->size == __builtin_strlen(names[i]) && slu_text_equal(name->data, names[i], name->size))
            return field(exception, i);
    return slu_exception_get_attribute(exception, name);
}
