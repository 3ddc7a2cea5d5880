// Comparing any value with a str: only classes of the program can have an answer of their own.
#include "list.h"
#include "operators.h"
#include "steps.h"

#define ITEMS_A_STEP 64

int32_t slu_equals_text(slu_value value, slu_str *text, slu_comparison operator_) {
    bool is_text = slu_is_str(value);
    const slu_type *type = slu_type_of(value);
    slu_value (*own)(slu_value, slu_value, slu_comparison) = SLU_OWN(type, compare);
    if (own && type->flags & SLU_IS_INSTANCE) {
        slu_value result = own(value, slu_of(text), operator_);
        if (!result)
            return -1;
        if (result != SLU_NOT_IMPLEMENTED)
            return result == slu_bool(1) ? 1 : result == slu_bool(0) ? 0 : slu_compare_truth_of(result);
    }
    bool same = is_text && slu_str_equal((slu_str *)slu_object_of(value), text);
    return same == (operator_ == SLU_EQUAL);
}

int32_t slu_list_contains_text(const slu_list *list, slu_str *text) {
    for (uint32_t i = 0; i < list->length; i++) {
        slu_value item = list->items->values[i];
        int32_t same = item == slu_of(text) || slu_equals_text(item, text, SLU_EQUAL);
        if (same)
            return same;
        if (i % ITEMS_A_STEP == ITEMS_A_STEP - 1 && !slu_count_step())
            return -1;
    }
    return 0;
}
