// The comparison of strs as generic operations reach it.
#include "object.h"
#include "str.h"

static slu_str *text_of(slu_value value) { return (slu_str *)slu_object_of(value); }

slu_value slu_str_compare_slot(slu_value left, slu_value right, slu_comparison operator_) {
    if (!slu_is_str(left) || !slu_is_str(right))
        return SLU_NOT_IMPLEMENTED;
    if (operator_ == SLU_EQUAL || operator_ == SLU_NOT_EQUAL)
        return slu_bool(slu_str_equal(text_of(left), text_of(right)) == (operator_ == SLU_EQUAL));
    int64_t order = slu_str_compare(text_of(left), text_of(right));
    return slu_bool(operator_ == SLU_LESS         ? order < 0
                    : operator_ == SLU_LESS_EQUAL ? order <= 0
                    : operator_ == SLU_GREATER    ? order > 0
                                                  : order >= 0);
}
