// What list and tuple do alike: comparing, searching and showing arrays of values.
#pragma once

#include "operators.h"
#include "range.h"

// "[a, b]" with these brackets; `comma_alone`: a single item is followed by a comma. A slu_str, or 0.
slu_value slu_show_items(slu_value owner, const char *opening, const char *closing, bool comma_alone);
// The items of a list or tuple as they are now.
SLU_INLINE const slu_value *slu_items_of(slu_value sequence, uint32_t *count) {
    if (slu_is(sequence, SLU_IS_LIST)) {
        slu_list *list = (slu_list *)slu_object_of(sequence);
        *count = list->length;
        return list->items->values;
    }
    slu_tuple *tuple = (slu_tuple *)slu_object_of(sequence);
    *count = tuple->length;
    return tuple->items;
}
// Lexicographic; both are lists or both are tuples.
slu_value slu_compare_items(slu_value left, slu_value right, slu_comparison operator_);
// The position of an equal item in [start, stop); -1: none; -2: raised.
int64_t slu_find_equal(slu_value sequence, slu_value item, int64_t start, int64_t stop);
slu_value slu_count_equal(slu_value sequence, slu_value item);
int32_t slu_sequence_contains(slu_value sequence, slu_value item);
// Around showing a container: false when it is being shown already.
bool slu_show_enter(slu_value container);
void slu_show_leave(void);
