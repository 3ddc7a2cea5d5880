// int(…) as a call of the class.
#include "int.h"
#include "object.h"

// The argument given as `name`, or by position; false: TypeError.
static bool take_base(const slu_value *arguments, uint32_t count, const slu_tuple *keywords, slu_value *value,
                      slu_value *base) {
    uint32_t named = keywords ? keywords->length : 0, positional = count - named;
    *value = positional > 0 ? arguments[0] : SLU_NOTHING;
    *base = positional > 1 ? arguments[1] : SLU_NOTHING;
    for (uint32_t i = 0; i < named; i++) {
        const slu_str *name = (slu_str *)slu_object_of(keywords->items[i]);
        if (name->size != 4 || !slu_text_equal(name->data, "base", 4))
            return slu_raise(&slu_type_error_type, "'%S' is an invalid keyword argument for int()", name);
        *base = arguments[positional + i];
    }
    if (count > 2)
        return slu_raise(&slu_type_error_type, "int() takes at most 2 arguments (%d given)", (int64_t)count);
    return true;
}

slu_value slu_int_construct(const slu_type *type, const slu_value *arguments, uint32_t count,
                            const slu_tuple *keywords) {
    slu_value value, base;
    (void)type;
    return take_base(arguments, count, keywords, &value, &base) ? slu_int_of(value, base) : SLU_NOTHING;
}
