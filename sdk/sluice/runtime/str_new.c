// str(object, encoding, errors).
#include "bytes.h"
#include "object.h"

slu_str *slu_str_new(slu_value object, slu_value encoding, slu_value errors) {
    if (!object)
        return slu_empty_str;
    if (!encoding && !errors)
        return slu_str_of(object);
    const char *data;
    uint32_t size;
    if (slu_is_str(object))
        slu_raise(&slu_type_error_type, "decoding str is not supported");
    else if (!slu_bytes_view(object, &data, &size))
        slu_raise(&slu_type_error_type, "decoding to str: need a bytes-like object, %T found", object);
    else
        return slu_decode(data, size, encoding, errors, object);
    return NULL;
}
