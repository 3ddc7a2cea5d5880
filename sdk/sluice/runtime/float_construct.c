// float(…) as a call of the class.
#include "float.h"
#include "int.h"
#include "object.h"

slu_value slu_float_construct(const slu_type *type, const slu_value *arguments, uint32_t count,
                              const slu_tuple *keywords) {
    (void)type;
    if (keywords && keywords->length)
        return slu_raise(&slu_type_error_type, "float() takes no keyword arguments");
    if (count > 1)
        return slu_raise(&slu_type_error_type, "float expected at most 1 argument, got %d", (int64_t)count);
    double number = slu_float_of(count ? arguments[0] : SLU_NOTHING);
    return slu_error ? SLU_NOTHING : slu_float_box(number);
}
