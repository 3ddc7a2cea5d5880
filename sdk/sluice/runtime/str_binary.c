// `+` and `*` of strs as generic operations reach them.
#include "int.h"
#include "object.h"
#include "str.h"

static slu_str *text_of(slu_value value) { return (slu_str *)slu_object_of(value); }

slu_value slu_str_binary(slu_value left, slu_value right, slu_operator operator_) {
    if (operator_ == SLU_ADD && slu_is_str(left) && slu_is_str(right))
        return slu_of(slu_str_concat(text_of(left), text_of(right)));
    if (operator_ == SLU_MULTIPLY && slu_is_str(left) && slu_is_int(right))
        return slu_of(slu_str_repeat(text_of(left), right));
    if (operator_ == SLU_MULTIPLY && slu_is_int(left) && slu_is_str(right))
        return slu_of(slu_str_repeat(text_of(right), left));
    return SLU_NOT_IMPLEMENTED;
}
