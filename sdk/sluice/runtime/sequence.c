#include "sequence.h"

#include "steps.h"
#include "str.h"

#define ITEMS_A_STEP 8 // comparisons of items that take as long as one round of a loop

// Containers that are being shown: one that contains itself shows as [...].
#define SHOWN_DEPTH 64
static slu_value shown[SHOWN_DEPTH];
static uint32_t shown_count;

bool slu_show_enter(slu_value container) {
    for (uint32_t i = 0; i < shown_count && i < SHOWN_DEPTH; i++)
        if (shown[i] == container)
            return false;
    if (shown_count < SHOWN_DEPTH)
        shown[shown_count] = container;
    shown_count++;
    return true;
}
void slu_show_leave(void) { shown_count--; }

slu_value slu_show_items(slu_value owner, const char *opening, const char *closing, bool comma_alone) {
    slu_builder builder;
    slu_builder_start(&builder, 32);
    slu_builder_add_ascii(&builder, opening, 1);
    if (!slu_show_enter(owner)) {
        slu_builder_add_ascii(&builder, "...", 3);
        slu_builder_add_ascii(&builder, closing, 1);
        return slu_of(slu_builder_finish(&builder));
    }
    uint32_t count;
    for (uint32_t i = 0; slu_items_of(owner, &count), i < count; i++) {
        slu_str *text = slu_repr(slu_items_of(owner, &count)[i]);
        if (!text) {
            slu_show_leave();
            return 0;
        }
        if (i)
            slu_builder_add_ascii(&builder, ", ", 2);
        slu_builder_add_str(&builder, text);
    }
    slu_show_leave();
    if (comma_alone && count == 1)
        slu_builder_add_ascii(&builder, ",", 1);
    slu_builder_add_ascii(&builder, closing, 1);
    return slu_of(slu_builder_finish(&builder));
}

slu_value slu_compare_items(slu_value left, slu_value right, slu_comparison operator_) {
    uint32_t left_count, right_count;
    const slu_value *first = slu_items_of(left, &left_count), *second = slu_items_of(right, &right_count);
    bool equality = operator_ == SLU_EQUAL || operator_ == SLU_NOT_EQUAL;
    if (equality && left_count != right_count)
        return slu_bool(operator_ == SLU_NOT_EQUAL);
    for (uint32_t i = 0; i < left_count && i < right_count; i++) {
        slu_value a = first[i], b = second[i];
        int32_t same = slu_equal(a, b);
        if (same < 0)
            return 0;
        if (i % ITEMS_A_STEP == ITEMS_A_STEP - 1 && !slu_count_step())
            return 0;
        slu_items_of(left, &left_count);
        slu_items_of(right, &right_count);
        if (!same && (i >= left_count || i >= right_count))
            break; // the comparison has shortened a list: the lengths decide
        if (!same)
            return equality ? slu_bool(operator_ == SLU_NOT_EQUAL) : slu_compare(a, b, operator_);
        first = slu_items_of(left, &left_count);
        second = slu_items_of(right, &right_count);
    }
    return slu_bool(slu_compare_words(left_count, right_count, operator_));
}

static int64_t clamp(int64_t index, int64_t length) {
    if (index < 0)
        index += length;
    return index < 0 ? 0 : index > length ? length : index;
}

int64_t slu_find_equal(slu_value sequence, slu_value item, int64_t start, int64_t stop) {
    uint32_t count;
    slu_items_of(sequence, &count);
    start = clamp(start, count);
    stop = clamp(stop, count);
    for (int64_t i = start; i < stop; i++) {
        const slu_value *items = slu_items_of(sequence, &count);
        if (i >= count)
            break;
        int32_t same = slu_equal(items[i], item);
        if (same)
            return same < 0 ? -2 : i;
        if (i % ITEMS_A_STEP == ITEMS_A_STEP - 1 && !slu_count_step())
            return -2;
    }
    return -1;
}

slu_value slu_count_equal(slu_value sequence, slu_value item) {
    uint32_t count;
    int64_t found = 0;
    for (uint32_t i = 0; slu_items_of(sequence, &count), i < count; i++) {
        int32_t same = slu_equal(slu_items_of(sequence, &count)[i], item);
        if (same < 0 || (i % ITEMS_A_STEP == ITEMS_A_STEP - 1 && !slu_count_step()))
            return 0;
        found += same;
    }
    return slu_small(found);
}

int32_t slu_sequence_contains(slu_value sequence, slu_value item) {
    int64_t place = slu_find_equal(sequence, item, 0, UINT32_MAX);
    return place == -2 ? -1 : place >= 0;
}
