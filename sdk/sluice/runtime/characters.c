// chr and ord.
#include "bytes.h"
#include "int.h"
#include "object.h"

slu_str *slu_chr(slu_value value) {
    slu_value index = slu_index(value);
    if (!index)
        return NULL;
    int64_t code_point = slu_int_clamp(index);
    if (!slu_is_small(slu_int_plain(index)) || code_point > INT32_MAX || code_point < INT32_MIN) {
        slu_raise(&slu_overflow_error_type, "Python int too large to convert to C int");
        return NULL;
    }
    if (code_point < 0 || code_point > 0x10ffff) {
        slu_raise(&slu_value_error_type, "chr() arg not in range(0x110000)");
        return NULL;
    }
    return slu_str_from_code_point((uint32_t)code_point);
}

int64_t slu_ord(slu_value value) {
    const char *data;
    uint32_t size, offset = 0;
    if (slu_is_str(value)) {
        const slu_str *str = (slu_str *)slu_object_of(value);
        if (str->length == 1)
            return slu_read_code_point(str->data, &offset);
        size = str->length;
    } else if (!slu_bytes_view(value, &data, &size))
        return (int64_t)slu_raise(&slu_type_error_type, "ord() expected string of length 1, but %T found", value);
    else if (size == 1)
        return (unsigned char)data[0];
    return (int64_t)slu_raise(&slu_type_error_type, "ord() expected a character, but string of length %d found",
                              (int64_t)size);
}
