// The comparison of ints as generic operations reach it.
#include "int.h"
#include "object.h"

slu_value slu_int_compare_slot(slu_value left, slu_value right, slu_comparison operator_) {
    if (!slu_is_int(left) || !slu_is_int(right))
        return SLU_NOT_IMPLEMENTED;
    int32_t order = slu_int_compare(left, right);
    switch (operator_) {
    case SLU_LESS:
        return slu_bool(order < 0);
    case SLU_LESS_EQUAL:
        return slu_bool(order <= 0);
    case SLU_EQUAL:
        return slu_bool(order == 0);
    case SLU_NOT_EQUAL:
        return slu_bool(order != 0);
    case SLU_GREATER:
        return slu_bool(order > 0);
    default:
        return slu_bool(order >= 0);
    }
}
