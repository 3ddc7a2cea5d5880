// set: the methods that change one by what another iterable has.
#include "dict.h"
#include "iterator.h"
#include "set.h"

static slu_set *as_set(slu_value value) { return (slu_set *)slu_object_of(value); }
static bool is_set(slu_value value) { return slu_is(value, SLU_IS_SET | SLU_IS_FROZENSET); }

void slu_set_clear(slu_set *set) {
    slu_set *empty = slu_set_new(&slu_set_type);
    set->length = set->fill = 0;
    set->table = empty->table;
    slu_barrier(set, slu_of(set->table));
}

bool slu_set_update_all(slu_set *set, const slu_value *others, uint32_t count) {
    for (uint32_t i = 0; i < count; i++)
        if (!slu_set_update(set, others[i]))
            return false;
    return true;
}

// Of a much larger set only what both have is looked for.
static bool remove_set(slu_set *set, slu_set *other) {
    if (other->length >> 3 > set->length) {
        slu_value walked = slu_of(other);
        other = slu_set_intersection(set, &walked, 1);
    }
    const slu_set_entry *entry;
    for (uint32_t position = 0; other && (entry = slu_set_next_entry(other, &position));)
        if (slu_set_discard_hashed(set, entry->key, entry->hash) < 0)
            return false;
    return other != NULL;
}

static bool remove_items(slu_set *set, slu_value iterable) {
    slu_value iterator = slu_iterate(iterable), item;
    while (iterator && (item = slu_next(iterator)))
        if (slu_set_discard(set, item) < 0)
            return false;
    return !slu_error;
}

// Removes the items of `other`. false: raised.
static bool remove_all(slu_set *set, slu_value other) {
    if (slu_of(set) == other)
        return slu_set_clear(set), true;
    if (!(is_set(other) ? remove_set(set, as_set(other)) : remove_items(set, other)))
        return false;
    if (set->fill - set->length <= (set->table->places - 1) / 4)
        return true;
    return slu_set_resize(set, set->length > 50000 ? set->length * 2 : set->length * 4);
}

bool slu_set_difference_update(slu_set *set, const slu_value *others, uint32_t count) {
    for (uint32_t i = 0; i < count; i++)
        if (!remove_all(set, others[i]))
            return false;
    return true;
}

bool slu_set_intersection_update(slu_set *set, const slu_value *others, uint32_t count) {
    slu_set *made = slu_set_intersection(set, others, count);
    if (!made)
        return false;
    set->table = made->table;
    set->length = made->length;
    set->fill = made->fill;
    slu_barrier(set, slu_of(set->table));
    return true;
}

// Removes an item that is there, adds one that is not. false: raised.
static bool toggle(slu_set *set, slu_value item, int64_t hash) {
    int32_t removed = slu_set_discard_hashed(set, item, hash);
    return removed > 0 || (!removed && slu_set_add_hashed(set, item, hash));
}

bool slu_set_symmetric_difference_update(slu_set *set, slu_value iterable) {
    uint32_t position = 0;
    if (slu_of(set) == iterable)
        return slu_set_clear(set), true;
    if (slu_type_of(iterable) == &slu_dict_type) {
        const slu_dict_entry *entry;
        while ((entry = slu_dict_next((slu_dict *)slu_object_of(iterable), &position)))
            if (!toggle(set, entry->key, entry->hash))
                return false;
        return true;
    }
    slu_set *other = is_set(iterable) ? as_set(iterable) : slu_set_from(&slu_set_type, iterable);
    const slu_set_entry *entry;
    while (other && (entry = slu_set_next_entry(other, &position)))
        if (!toggle(set, entry->key, entry->hash))
            return false;
    return other != NULL;
}
