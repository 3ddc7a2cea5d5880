// The shape that iterators share, the iterators of list and tuple, unpacking.
#include "iterator.h"

#include "names.h"
#include "sequence.h"

const slu_layout slu_iterator_layout = {
    .size = sizeof(slu_iterator), .values = offsetof(slu_iterator, source), .value_count = 2};

slu_value slu_iterator_new(const slu_type *type, slu_value source, slu_value other, int64_t position,
                           int64_t limit) {
    slu_iterator *made = slu_allocate(type, sizeof(slu_iterator));
    made->identity = 0;
    made->source = source;
    made->other = other;
    made->position = position;
    made->limit = limit;
    return slu_of(made);
}

slu_value slu_iterator_self(slu_value self) { return self; }

slu_value slu_next_of_list(slu_value self) {
    slu_iterator *iterator = (slu_iterator *)slu_object_of(self);
    if (!iterator->source)
        return 0;
    slu_list *list = (slu_list *)slu_object_of(iterator->source);
    if (iterator->position < list->length)
        return list->items->values[iterator->position++];
    iterator->source = 0;
    return 0;
}
SLU_ITERATOR_TYPE(slu_list_iterator_type, "list_iterator", slu_next_of_list)

static slu_value previous_of_list(slu_value self) {
    slu_iterator *iterator = (slu_iterator *)slu_object_of(self);
    if (!iterator->source)
        return 0;
    slu_list *list = (slu_list *)slu_object_of(iterator->source);
    if (iterator->position > 0 && iterator->position <= list->length)
        return list->items->values[--iterator->position];
    iterator->source = 0;
    return 0;
}
SLU_ITERATOR_TYPE(slu_list_reverse_iterator_type, "list_reverseiterator", previous_of_list)

slu_value slu_list_reversed(slu_value list) {
    return slu_iterator_new(&slu_list_reverse_iterator_type, list, 0, ((slu_list *)slu_object_of(list))->length, 0);
}

static slu_value next_of_tuple(slu_value self) {
    slu_iterator *iterator = (slu_iterator *)slu_object_of(self);
    if (!iterator->source)
        return 0;
    slu_tuple *tuple = (slu_tuple *)slu_object_of(iterator->source);
    if (iterator->position < tuple->length)
        return tuple->items[iterator->position++];
    iterator->source = 0;
    return 0;
}
SLU_ITERATOR_TYPE(slu_tuple_iterator_type, "tuple_iterator", next_of_tuple)

// --- unpacking --------------------------------------------------------------------------------------------------

static slu_value iterate_to_unpack(slu_value iterable) {
    if (slu_is_iterable(iterable))
        return slu_iterate(iterable);
    return slu_raise(&slu_type_error_type, "cannot unpack non-iterable %T object", iterable);
}

slu_tuple *slu_unpack_tuple(slu_tuple *items, int64_t count) {
    if (SLU_LIKELY(items->length == count))
        return items;
    if (items->length < count)
        slu_raise(&slu_value_error_type, "not enough values to unpack (expected %d, got %d)", count,
                  (int64_t)items->length);
    else
        slu_raise(&slu_value_error_type, "too many values to unpack (expected %d)", count);
    return NULL;
}

slu_tuple *slu_unpack(slu_value iterable, int64_t count) {
    if (slu_type_of(iterable) == &slu_tuple_type && ((slu_tuple *)slu_object_of(iterable))->length == count)
        return (slu_tuple *)slu_object_of(iterable);
    slu_value iterator = iterate_to_unpack(iterable);
    if (!iterator)
        return NULL;
    slu_tuple *found = slu_tuple_new((uint32_t)count);
    for (int64_t i = 0; found && i < count; i++) {
        slu_value item = slu_next(iterator);
        if (!item) {
            if (!slu_error)
                slu_raise(&slu_value_error_type, "not enough values to unpack (expected %d, got %d)", count, i);
            return NULL;
        }
        found->items[i] = item;
        slu_barrier(found, item);
    }
    if (slu_next(iterator))
        return slu_raise(&slu_value_error_type, "too many values to unpack (expected %d)", count), NULL;
    return slu_error ? NULL : found;
}

slu_tuple *slu_unpack_star(slu_value iterable, int64_t before, int64_t after) {
    if (!iterate_to_unpack(iterable))
        return NULL;
    slu_list *all = slu_list_from(iterable);
    if (!all)
        return NULL;
    int64_t count = all->length;
    if (count < before + after)
        return slu_raise(&slu_value_error_type, "not enough values to unpack (expected at least %d, got %d)",
                         before + after, count),
               NULL;
    slu_tuple *found = slu_tuple_new((uint32_t)(before + 1 + after));
    slu_list *rest = slu_list_of(all->items->values + before, (uint32_t)(count - before - after));
    if (!found || !rest)
        return NULL;
    for (int64_t i = 0; i < before; i++)
        found->items[i] = all->items->values[i];
    found->items[before] = slu_of(rest);
    for (int64_t i = 0; i < after; i++)
        found->items[before + 1 + i] = all->items->values[count - after + i];
    return found;
}
