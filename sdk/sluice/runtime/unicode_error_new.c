// Unicode errors that a program makes: their arguments are checked, and are their fields from then on, whatever
// `args` becomes.
#include "bytes.h"
#include "error.h"
#include "int.h"
#include "object.h"
#include "tuple.h"

// A str, or false after TypeError.
static bool take_text(slu_value item, uint32_t number) {
    if (!slu_is_str(item)) {
        const char *text = item == SLU_NONE ? "argument %d must be str, not None" : "argument %d must be str, not %T";
        slu_raise(&slu_type_error_type, text, (int64_t)number, item);
    }
    return !slu_error;
}

static bool take_position(slu_value *item) {
    slu_value number = slu_index(*item);
    if (!number)
        return false;
    *item = number;
    if (slu_is_no_position(slu_int_position(number)))
        slu_raise(&slu_overflow_error_type, "Python int too large to convert to C ssize_t");
    return !slu_error;
}

// The bytes of anything like bytes.
static slu_value bytes_of(slu_value object) {
    const char *data;
    uint32_t size;
    if (slu_is(object, SLU_IS_BYTES))
        return object;
    return slu_bytes_like(object, &data, &size) ? slu_of(slu_bytes_from(data, size)) : 0;
}

// `fields`: (encoding, object, start, end, reason), the first is None for what translates.
static bool take(slu_value *fields, uint32_t first, bool decoding) {
    bool fits = (first || take_text(fields[0], 1)) && (decoding || take_text(fields[1], 2 - first)) &&
                take_position(fields + 2) && take_position(fields + 3) && take_text(fields[4], 5 - first);
    return fits && (!decoding || (fields[1] = bytes_of(fields[1])));
}

bool slu_unicode_error_init(slu_value self) {
    slu_exception *exception = (slu_exception *)slu_object_of(self);
    bool decoding = slu_is_subtype(exception->type, &slu_unicode_decode_error_type);
    bool translating = slu_is_subtype(exception->type, &slu_unicode_translate_error_type);
    if (!decoding && !translating && !slu_is_subtype(exception->type, &slu_unicode_encode_error_type))
        return true;
    const slu_tuple *arguments = (slu_tuple *)slu_object_of(exception->arguments);
    uint32_t first = translating;
    exception->extra = 0;
    if (arguments->length != 5 - first) {
        slu_raise(&slu_type_error_type, "function takes exactly %d arguments (%d given)", INT64_C(5) - first,
                  (int64_t)arguments->length);
        return false;
    }
    slu_value fields[5] = {SLU_NONE};
    for (uint32_t i = first; i < 5; i++)
        fields[i] = arguments->items[i - first];
    if (!take(fields, first, decoding))
        return false;
    exception->extra = slu_of(slu_tuple_of(fields, 5));
    slu_barrier(exception, exception->extra);
    return true;
}

slu_value slu_unicode_error_construct(const slu_type *type, const slu_value *arguments, uint32_t count,
                                      const slu_tuple *keywords) {
    if (keywords && keywords->length)
        return slu_raise(&slu_type_error_type, "%N() takes no keyword arguments", type);
    slu_unicode_error_show = slu_str_of;
    slu_value made = slu_new_exception(type, arguments, count);
    return slu_unicode_error_init(made) ? made : 0;
}
