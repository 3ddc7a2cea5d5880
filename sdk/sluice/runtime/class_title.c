// What may be stored in `__name__` and `__qualname__` of classes and functions.
#include "bytes.h"
#include "names.h"
#include "object.h"

static bool has_null(const slu_str *text) {
    for (uint32_t i = 0; i < text->size; i++)
        if (!text->data[i])
            return true;
    return false;
}

// false: raised, in CPython's words. Other owners take anything.
bool slu_check_title(slu_value owner, slu_str *name, slu_value title) {
    bool is_function = slu_is(owner, SLU_IS_FUNCTION);
    if (!is_function && !slu_is(owner, SLU_IS_TYPE))
        return true;
    if (is_function && !slu_is_str(title))
        return slu_raise(&slu_type_error_type, "%S must be set to a string object", name), false;
    const slu_type *type = (const slu_type *)slu_object_of(owner);
    if (!slu_is_str(title)) {
        slu_raise(&slu_type_error_type, "can only assign string to %N.%S, not '%T'", type, name, title);
        return false;
    }
    slu_str *text = (slu_str *)slu_object_of(title);
    if (is_function || !slu_str_equal(name, SLU_NAME(name)))
        return true;
    if (has_null(text))
        return slu_raise(&slu_value_error_type, "type name must not contain null characters"), false;
    return slu_str_encode(text, SLU_NOTHING, SLU_NOTHING) != NULL;
}
