// list: growth, subscripts, operators, methods, the type. Sorting stands in list_sort.c.
#include "list.h"

#include "iterator.h"
#include "operators.h"
#include "sequence.h"
#include "special.h"
#include "steps.h"

#define LARGEST (UINT32_MAX / sizeof(slu_value) - 16)

static slu_items *new_items(uint64_t capacity) {
    slu_items *items = slu_allocate_large(&slu_items_type, offsetof(slu_items, values) + capacity * sizeof(slu_value));
    if (!items)
        return NULL;
    items->capacity = (uint32_t)capacity;
    memset(items->values, 0, capacity * sizeof(slu_value));
    return items;
}

slu_list *slu_list_new(int64_t capacity) {
    if (capacity < 0)
        capacity = 0;
    slu_items *items = new_items((uint64_t)(capacity < 4 ? 4 : capacity));
    if (!items)
        return NULL;
    slu_list *list = slu_allocate(&slu_list_type, sizeof(slu_list));
    list->length = 0;
    list->items = items;
    return list;
}

#if !defined(__OPTIMIZE_SIZE__) && !defined(SLU_SMALL)
#define FEW 32 // items: filling and copying more is a call in most engines, which pays for more only

// What is made last is younger than the items: nothing has to be noted.
__attribute__((no_builtin("memcpy", "memset"))) static slu_list *list_of_few(const slu_value *items, uint32_t count) {
    uint32_t capacity = count < 4 ? 4 : count;
    slu_items *made = slu_allocate(&slu_items_type, offsetof(slu_items, values) + capacity * sizeof(slu_value));
    made->capacity = capacity;
    for (uint32_t i = 0; i < count; i++)
        made->values[i] = items[i];
    for (uint32_t i = count; i < capacity; i++)
        made->values[i] = 0;
    slu_list *list = slu_allocate(&slu_list_type, sizeof(slu_list));
    list->length = count;
    list->items = made;
    return list;
}
#endif

slu_list *slu_list_of(const slu_value *items, uint32_t count) {
#if !defined(__OPTIMIZE_SIZE__) && !defined(SLU_SMALL)
    if (count <= FEW)
        return list_of_few(items, count);
#endif
    slu_list *list = slu_list_new(count);
    if (!list)
        return NULL;
    list->length = count;
#ifndef __OPTIMIZE_SIZE__
    if (slu_is_young(list->items)) { // nothing that it points to is younger
        memcpy(list->items->values, items, count * sizeof(slu_value));
        return list;
    }
#endif
    for (uint32_t i = 0; i < count; i++)
        slu_list_put(list, i, items[i]);
    return list;
}

// Room for `wanted` items. false: MemoryError.
static bool reserve(slu_list *list, uint64_t wanted) {
    if (wanted <= list->items->capacity)
        return true;
    uint64_t capacity = (uint64_t)list->length + list->length / 2 + 4;
    if (capacity < wanted)
        capacity = wanted;
    slu_items *items = new_items(capacity);
    if (!items)
        return false;
    for (uint32_t i = 0; i < list->length; i++) {
        items->values[i] = list->items->values[i];
        slu_barrier_word(&items->values[i], items->values[i]);
    }
    list->items = items;
    slu_barrier(list, slu_of(items));
    return true;
}

bool slu_list_grow(slu_list *list) { return reserve(list, (uint64_t)list->length + 1); }

slu_value slu_list_index_error(int64_t index) { return slu_index_error(index, "list index out of range"); }
bool slu_list_set_error(int64_t index) { return slu_index_error(index, "list assignment index out of range"); }

// The items of a list or tuple as they lie there: no `__iter__` is asked.
static bool add_items(slu_list *list, slu_value sequence) {
    uint32_t count;
    slu_items_of(sequence, &count);
    if (!reserve(list, (uint64_t)list->length + count))
        return false;
    const slu_value *items = slu_items_of(sequence, &count);
    for (uint32_t i = 0; i < count; i++)
        slu_list_put(list, list->length + i, items[i]);
    list->length += count;
    return true;
}

bool slu_list_extend(slu_list *list, slu_value iterable) {
    if (slu_type_of(iterable) == &slu_list_type || slu_type_of(iterable) == &slu_tuple_type)
        return add_items(list, iterable);
    slu_value iterator = slu_iterate(iterable), item;
    if (!iterator)
        return false;
    while ((item = slu_next(iterator)))
        if (!slu_list_append(list, item))
            return false;
    return !slu_error;
}

slu_list *slu_list_from(slu_value iterable) {
    slu_list *list = slu_list_new(0);
    return !iterable || (list && slu_list_extend(list, iterable)) ? list : NULL;
}

slu_tuple *slu_list_to_tuple(slu_list *list) { return slu_tuple_of(list->items->values, list->length); }

static int64_t clamp(int64_t index, int64_t length) {
    if (index < 0)
        index += length;
    return index < 0 ? 0 : index > length ? length : index;
}

// Makes room for `added` items in place of `removed` ones at `at`; what lies behind moves. The new words are 0.
static bool splice(slu_list *list, uint32_t at, uint32_t removed, uint64_t added) {
    uint64_t length = (uint64_t)list->length - removed + added;
    if (length > LARGEST)
        return slu_raise(&slu_memory_error_type, ""), false;
    if (!reserve(list, length))
        return false;
    slu_value *values = list->items->values;
    slu_spend((list->length - at - removed) / 64);
    memmove(values + at + added, values + at + removed, (list->length - at - removed) * sizeof(slu_value));
    for (uint64_t i = length; i < list->length; i++)
        values[i] = 0;
    for (uint64_t i = 0; i < added; i++)
        values[at + i] = 0;
    list->length = (uint32_t)length;
    if (added != removed && slu_is_older(list->items))
        slu_remember(list->items); // words have moved: the remembered ones may be others now
    return true;
}

bool slu_list_insert(slu_list *list, int64_t index, slu_value item) {
    uint32_t at = (uint32_t)clamp(index, list->length);
    if (!splice(list, at, 0, 1))
        return false;
    slu_list_put(list, at, item);
    return true;
}

slu_value slu_list_pop(slu_list *list, int64_t index) {
    if (!list->length)
        return slu_raise(&slu_index_error_type, "pop from empty list");
    if (index < 0)
        index += list->length;
    if ((uint64_t)index >= list->length)
        return slu_raise(&slu_index_error_type, "pop index out of range");
    slu_value item = list->items->values[index];
    if (index == list->length - 1)
        list->items->values[--list->length] = 0;
    else
        splice(list, (uint32_t)index, 1, 0);
    return item;
}

bool slu_list_remove(slu_list *list, slu_value item) {
    int64_t place = slu_find_equal(slu_of(list), item, 0, UINT32_MAX);
    if (place == -1)
        slu_raise(&slu_value_error_type, "list.remove(x): x not in list");
    return place >= 0 && splice(list, (uint32_t)place, 1, 0);
}

bool slu_list_delete(slu_list *list, int64_t index) {
    if (index < 0)
        index += list->length;
    if ((uint64_t)index >= list->length)
        return slu_list_set_error(index);
    return splice(list, (uint32_t)index, 1, 0);
}

void slu_list_clear(slu_list *list) {
    memset(list->items->values, 0, list->length * sizeof(slu_value));
    list->length = 0;
}

slu_list *slu_list_copy(const slu_list *list) { return slu_list_of(list->items->values, list->length); }

slu_value slu_list_index(const slu_list *list, slu_value item, int64_t start, int64_t stop) {
    int64_t place = slu_find_equal(slu_of(list), item, start, stop);
    if (place == -1)
        return slu_raise_showing(&slu_value_error_type, "%R is not in list", item);
    return place < 0 ? 0 : slu_small(place);
}
slu_value slu_list_count(const slu_list *list, slu_value item) { return slu_count_equal(slu_of(list), item); }
int32_t slu_list_contains(const slu_list *list, slu_value item) { return slu_sequence_contains(slu_of(list), item); }

void slu_list_reverse(slu_list *list) {
    slu_value *values = list->items->values;
    slu_spend(list->length / 8);
    for (uint32_t i = 0, j = list->length; i + 1 < j--; i++) {
        slu_value kept = values[i];
        values[i] = values[j];
        values[j] = kept;
    }
    if (slu_is_older(list->items))
        slu_remember(list->items);
}

slu_list *slu_list_concat(const slu_list *left, const slu_list *right) {
    slu_list *made = slu_list_new((int64_t)left->length + right->length);
    return made && add_items(made, slu_of(left)) && add_items(made, slu_of(right)) ? made : NULL;
}

slu_list *slu_list_repeat(const slu_list *list, int64_t times) {
    if (times <= 0 || !list->length)
        return slu_list_new(0);
    if ((uint64_t)times > LARGEST / list->length)
        return slu_raise(&slu_memory_error_type, ""), NULL;
    slu_list *made = slu_list_new(times * list->length);
    if (!made)
        return NULL;
    made->length = (uint32_t)(times * list->length);
    slu_value *to = made->items->values;
    for (int64_t round = 0; round < times; round++)
        for (uint32_t i = 0; i < list->length; i++)
            slu_list_keep(to++, list->items->values[i]);
    return made;
}

slu_list *slu_list_filled(slu_value item, int64_t times) {
    if (times > (int64_t)LARGEST)
        return slu_raise(&slu_memory_error_type, ""), NULL;
    slu_list *made = slu_list_new(times);
    if (!made)
        return NULL;
    for (int64_t i = 0; i < times; i++)
        slu_list_keep(&made->items->values[i], item);
    made->length = times > 0 ? (uint32_t)times : 0;
    return made;
}

bool slu_list_repeat_in_place(slu_list *list, int64_t times) {
    slu_list *made = slu_list_repeat(list, times);
    if (!made)
        return false;
    list->items = made->items;
    list->length = made->length;
    slu_barrier(list, slu_of(made->items));
    return true;
}

bool slu_list_has_so_many(const slu_list *list, int64_t count) {
    if (list->length < count)
        slu_raise(&slu_value_error_type, "not enough values to unpack (expected %d, got %d)", count,
                  (int64_t)list->length);
    else if (list->length > count)
        slu_raise(&slu_value_error_type, "too many values to unpack (expected %d)", count);
    return list->length == count;
}

// --- slices -------------------------------------------------------------------------------------------------

slu_list *slu_list_slice(slu_list *list, slu_value start, slu_value stop, slu_value step) {
#ifndef __OPTIMIZE_SIZE__
    if (start == SLU_NONE && stop == SLU_NONE && step == SLU_NONE)
        return slu_list_copy(list);
#endif
    slu_slice slice = {&slu_slice_type, start, stop, step};
    int64_t from, by, count;
    if (!slu_slice_bounds(&slice, list->length, &from, &by, &count))
        return NULL;
    slu_list *made = slu_list_new(count);
    if (!made)
        return NULL;
    if (by == 1 && !slu_is_older(made->items)) // what it points to needs no remembering
        memcpy(made->items->values, list->items->values + from, (size_t)count * sizeof(slu_value));
    else
        for (int64_t i = 0; i < count; i++)
            slu_list_put(made, (uint32_t)i, list->items->values[from + i * by]);
    made->length = (uint32_t)count;
    return made;
}

bool slu_list_set_slice(slu_list *list, slu_value start, slu_value stop, slu_value step, slu_value iterable) {
    slu_slice slice = {&slu_slice_type, start, stop, step};
    int64_t from, by, count;
    if (!slu_is_iterable(iterable)) {
        slu_raise(&slu_type_error_type, step == SLU_NONE ? "can only assign an iterable"
                                                         : "must assign iterable to extended slice");
        return false;
    }
    slu_list *source = slu_list_from(iterable); // a copy: it may be the list itself
    if (!source || !slu_slice_bounds(&slice, list->length, &from, &by, &count))
        return false;
    if (by == 1) {
        if (!splice(list, (uint32_t)from, (uint32_t)count, source->length))
            return false;
    } else if (source->length != count) {
        slu_raise(&slu_value_error_type,
                  "attempt to assign sequence of size %d to extended slice of size %d", (int64_t)source->length,
                  count);
        return false;
    }
    for (uint32_t i = 0; i < source->length; i++)
        slu_list_put(list, (uint32_t)(from + i * by), source->items->values[i]);
    return true;
}

bool slu_list_delete_slice(slu_list *list, slu_value start, slu_value stop, slu_value step) {
    slu_slice slice = {&slu_slice_type, start, stop, step};
    int64_t from, by, count;
    if (!slu_slice_bounds(&slice, list->length, &from, &by, &count))
        return false;
    if (by < 0) {
        from += (count - 1) * by;
        by = -by;
    }
    for (int64_t i = count - 1; i >= 0; i--)
        if (!splice(list, (uint32_t)(from + i * by), 1, 0))
            return false;
    return true;
}

// --- the type -----------------------------------------------------------------------------------------------

static slu_list *as_list(slu_value value) { return (slu_list *)slu_object_of(value); }
static slu_value repr(slu_value self) { return slu_show_items(self, "[", "]", false); }
static int64_t length(slu_value self) { return as_list(self)->length; }
static slu_value iterate(slu_value self) { return slu_iterator_new(&slu_list_iterator_type, self, 0, 0, 0); }
static int32_t contains(slu_value self, slu_value item) { return slu_sequence_contains(self, item); }

static bool no_index(slu_value key) {
    if (slu_is_int(key) || slu_type_of(key)->index)
        return false;
    slu_raise(&slu_type_error_type, "list indices must be integers or slices, not %T", key);
    return true;
}

static slu_value get_item(slu_value self, slu_value key) {
    if (slu_is(key, SLU_IS_SLICE)) {
        slu_slice *slice = (slu_slice *)slu_object_of(key);
        return slu_of(slu_list_slice(as_list(self), slice->start, slice->stop, slice->step));
    }
    if (no_index(key))
        return 0;
    int64_t index = slu_position_of(key);
    return slu_error ? 0 : slu_list_get(as_list(self), index);
}

static bool set_item(slu_value self, slu_value key, slu_value item) {
    if (slu_is(key, SLU_IS_SLICE)) {
        slu_slice *slice = (slu_slice *)slu_object_of(key);
        return item ? slu_list_set_slice(as_list(self), slice->start, slice->stop, slice->step, item)
                    : slu_list_delete_slice(as_list(self), slice->start, slice->stop, slice->step);
    }
    if (no_index(key))
        return false;
    int64_t index = slu_position_of(key);
    if (slu_error)
        return false;
    return item ? slu_list_set(as_list(self), index, item) : slu_list_delete(as_list(self), index);
}

// What super() reaches.
slu_value slu_list_get_item(slu_list *list, slu_value key) { return get_item(slu_of(list), key); }
bool slu_list_set_item(slu_list *list, slu_value key, slu_value item) { return set_item(slu_of(list), key, item); }
bool slu_list_delete_item(slu_list *list, slu_value key) { return set_item(slu_of(list), key, 0); }
slu_value slu_list_iterate(slu_list *list) { return iterate(slu_of(list)); }
bool slu_list_fill(slu_list *list, slu_value iterable) {
    slu_list_clear(list);
    return !iterable || slu_list_extend(list, iterable);
}

static slu_value compare(slu_value left, slu_value right, slu_comparison operator_) {
    return slu_is(right, SLU_IS_LIST) ? slu_compare_items(left, right, operator_) : SLU_NOT_IMPLEMENTED;
}

static slu_value binary(slu_value left, slu_value right, slu_operator operator_) {
    if (operator_ != SLU_ADD || !slu_is(left, SLU_IS_LIST) || !slu_is(right, SLU_IS_LIST))
        return SLU_NOT_IMPLEMENTED;
    return slu_of(slu_list_concat(as_list(left), as_list(right)));
}

static slu_value in_place(slu_value left, slu_value right, slu_operator operator_) {
    if (operator_ == SLU_ADD)
        return slu_list_extend(as_list(left), right) ? left : 0;
    if (operator_ != SLU_MULTIPLY || !slu_repeats(right))
        return SLU_NOT_IMPLEMENTED;
    int64_t times = slu_index_of(right);
    return !slu_error && slu_list_repeat_in_place(as_list(left), times) ? left : 0;
}

static slu_value construct(const slu_type *type, const slu_value *arguments, uint32_t count,
                           const slu_tuple *keywords) {
    (void)type;
    if (keywords)
        return slu_raise(&slu_type_error_type, "list() takes no keyword arguments");
    if (count > 1)
        return slu_raise(&slu_type_error_type, "list expected at most 1 argument, got %d", (int64_t)count);
    return slu_of(slu_list_from(count ? arguments[0] : 0));
}

static const slu_layout layout = {.size = sizeof(slu_list), .pointers = offsetof(slu_list, items), .pointer_count = 1};
SLU_STR_CONSTANT(name, "list");
static const slu_type *const mro[] = {&slu_list_type, &slu_object_type};
const slu_type slu_list_type = {.type = &slu_type_type,
                                .name = (slu_str *)&name_object,
                                .flags = SLU_IS_LIST,
                                .mro_count = 2,
                                .mro = mro,
                                .layout = &layout,
                                .construct = construct,
                                .repr = repr,
                                .length = length,
                                .iterate = iterate,
                                .reversed = slu_list_reversed,
                                .contains = contains,
                                .get_item = get_item,
                                .set_item = set_item,
                                .compare = compare,
                                .binary = binary,
                                .in_place = in_place};

static const slu_layout items_layout = {.size = offsetof(slu_items, values),
                                        .counted = offsetof(slu_items, capacity),
                                        .unit = sizeof(slu_value),
                                        .items_are_values = 1};
const slu_type slu_items_type = {.layout = &items_layout};
