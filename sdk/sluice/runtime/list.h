// list: a length and an array of items that grows; the array is an object of its own.
#pragma once

#include "memory.h"

typedef struct slu_items {
    const slu_type *type; // &slu_items_type
    uint32_t capacity;
    slu_value values[]; // those beyond the list's length are 0
} slu_items;

typedef struct slu_list {
    const slu_type *type;
    uint32_t length;
    slu_items *items; // never NULL
} slu_list;

extern const slu_type slu_items_type;

// An empty list with room for `capacity` items. NULL: MemoryError (huge only).
slu_list *slu_list_new(int64_t capacity);
slu_list *slu_list_of(const slu_value *items, uint32_t count);
// list(iterable). NULL: raised.
slu_list *slu_list_from(slu_value iterable);

// Room for one more, out of line. false: MemoryError.
bool slu_list_grow(slu_list *list) SLU_COLD;

// false: MemoryError.
SLU_INLINE bool slu_list_append(slu_list *list, slu_value item) {
    uint32_t length = list->length;
    if (SLU_UNLIKELY(length == list->items->capacity) && !slu_list_grow(list))
        return false;
    list->items->values[length] = item;
    list->length = length + 1;
    slu_barrier_word(&list->items->values[length], item);
    return true;
}

SLU_INLINE slu_value slu_list_at(const slu_list *list, int64_t place) { return list->items->values[place]; }
SLU_INLINE int64_t slu_list_length(const slu_list *list) { return list->length; }

slu_value slu_list_index_error(int64_t index) SLU_COLD;

// The item at `index`, which is not negative. Raises IndexError.
SLU_INLINE slu_value slu_list_get_natural(const slu_list *list, int64_t index) {
    if (SLU_UNLIKELY((uint64_t)index >= list->length))
        return slu_list_index_error(index);
    slu_value item = list->items->values[index];
    __builtin_assume(item != SLU_NOTHING); // so that nobody looks whether it raised
    return item;
}
// A negative index counts from the end.
SLU_INLINE slu_value slu_list_get(const slu_list *list, int64_t index) {
#ifndef __OPTIMIZE_SIZE__
    if (SLU_LIKELY((uint64_t)index < list->length)) { // most are, and are not asked whether they are negative
        slu_value item = list->items->values[index];
        __builtin_assume(item != SLU_NOTHING);
        return item;
    }
#endif
    return slu_list_get_natural(list, index < 0 ? index + list->length : index);
}

bool slu_list_set_error(int64_t index) SLU_COLD;

// Keeps an item in a word of an array. Small ints need no barrier: where size does not count that is asked first.
SLU_INLINE void slu_list_keep(slu_value *word, slu_value item) {
    *word = item;
#ifndef __OPTIMIZE_SIZE__
    if (!slu_is_small(item))
#endif
        slu_barrier_word(word, item);
}

// A word of the array that is known to exist.
SLU_INLINE void slu_list_put(slu_list *list, uint32_t place, slu_value item) {
    slu_list_keep(&list->items->values[place], item);
}

// false: IndexError.
SLU_INLINE bool slu_list_set_natural(slu_list *list, int64_t index, slu_value item) {
    if (SLU_UNLIKELY((uint64_t)index >= list->length))
        return slu_list_set_error(index);
    slu_list_keep(&list->items->values[index], item);
    return true;
}
SLU_INLINE bool slu_list_set(slu_list *list, int64_t index, slu_value item) {
#ifndef __OPTIMIZE_SIZE__
    if (SLU_LIKELY((uint64_t)index < list->length)) {
        slu_list_keep(&list->items->values[index], item);
        return true;
    }
#endif
    return slu_list_set_natural(list, index < 0 ? index + list->length : index, item);
}

// Before `a, b = list`. false: ValueError.
bool slu_list_has_so_many(const slu_list *list, int64_t count);
bool slu_list_extend(slu_list *list, slu_value iterable);
bool slu_list_insert(slu_list *list, int64_t index, slu_value item);
slu_value slu_list_pop(slu_list *list, int64_t index);
bool slu_list_remove(slu_list *list, slu_value item);
bool slu_list_delete(slu_list *list, int64_t index);
void slu_list_clear(slu_list *list);
slu_list *slu_list_copy(const slu_list *list);
slu_value slu_list_index(const slu_list *list, slu_value item, int64_t start, int64_t stop);
slu_value slu_list_count(const slu_list *list, slu_value item);
void slu_list_reverse(slu_list *list);
bool slu_list_sort(slu_list *list, slu_value key, slu_value reverse);
bool slu_list_sort_plainly(slu_list *list, slu_value reverse);
slu_list *slu_list_concat(const slu_list *left, const slu_list *right);
slu_list *slu_list_repeat(const slu_list *list, int64_t times);
slu_list *slu_list_filled(slu_value item, int64_t times); // [item] * times
bool slu_list_repeat_in_place(slu_list *list, int64_t times);
int32_t slu_list_contains(const slu_list *list, slu_value item);
int32_t slu_list_contains_text(const slu_list *list, slu_str *text);
slu_tuple *slu_list_to_tuple(slu_list *list);
slu_list *slu_list_slice(slu_list *list, slu_value start, slu_value stop, slu_value step);
bool slu_list_set_slice(slu_list *list, slu_value start, slu_value stop, slu_value step, slu_value iterable);
bool slu_list_delete_slice(slu_list *list, slu_value start, slu_value stop, slu_value step);
slu_list *slu_sorted(slu_value iterable, slu_value key, slu_value reverse);
slu_list *slu_sorted_plainly(slu_value iterable, slu_value reverse);
slu_value slu_list_get_item(slu_list *list, slu_value key);
bool slu_list_set_item(slu_list *list, slu_value key, slu_value item);
bool slu_list_delete_item(slu_list *list, slu_value key);
slu_value slu_list_iterate(slu_list *list);
bool slu_list_fill(slu_list *list, slu_value iterable); // list.__init__
