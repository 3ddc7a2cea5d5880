// bool(…) as a call of the class.
#include "int.h"
#include "object.h"

slu_value slu_bool_construct(const slu_type *type, const slu_value *arguments, uint32_t count,
                             const slu_tuple *keywords) {
    (void)type;
    if (keywords && keywords->length)
        return slu_raise(&slu_type_error_type, "bool() takes no keyword arguments");
    if (count > 1)
        return slu_raise(&slu_type_error_type, "bool expected at most 1 argument, got %d", (int64_t)count);
    int32_t truth = count ? slu_truth(arguments[0]) : 0;
    return truth < 0 ? SLU_NOTHING : slu_bool(truth);
}
