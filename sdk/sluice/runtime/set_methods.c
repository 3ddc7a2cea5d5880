// set and frozenset: operators, methods, the types. What changes a set stands in set_updates.c.
#include "dict.h"
#include "iterator.h"
#include "operators.h"
#include "sequence.h"
#include "set.h"

static slu_set *as_set(slu_value value) { return (slu_set *)slu_object_of(value); }
static bool is_set(slu_value value) { return slu_is(value, SLU_IS_SET | SLU_IS_FROZENSET); }
// set or frozenset: what an operation on `set` (perhaps of a subclass) makes.
static const slu_type *plain_type(const slu_set *set) {
    return set->type->flags & SLU_IS_FROZENSET ? &slu_frozenset_type : &slu_set_type;
}

slu_set *slu_set_from_iterable(slu_value iterable) { return slu_set_from(&slu_set_type, iterable); }
slu_set *slu_frozenset_from_iterable(slu_value iterable) {
    if (iterable && slu_type_of(iterable) == &slu_frozenset_type)
        return as_set(iterable);
    return slu_set_from(&slu_frozenset_type, iterable);
}

slu_set *slu_set_copy(slu_set *set) { return slu_set_from(plain_type(set), slu_of(set)); }
slu_set *slu_frozenset_copy(slu_set *set) { return set->type == &slu_frozenset_type ? set : slu_set_copy(set); }

bool slu_set_drop(slu_set *set, slu_value item) { return slu_set_discard(set, item) >= 0; }

bool slu_set_remove(slu_set *set, slu_value item) {
    int32_t removed = slu_set_discard(set, item);
    if (removed == 0)
        slu_key_error(item);
    return removed > 0;
}

slu_value slu_set_pop(slu_set *set) {
    if (set->length)
        return slu_set_take(set);
    SLU_STR_CONSTANT(message, "pop from an empty set");
    return slu_key_error(slu_of(message));
}

slu_set *slu_set_union(slu_set *set, const slu_value *others, uint32_t count) {
    slu_set *made = slu_set_copy(set);
    for (uint32_t i = 0; made && i < count; i++)
        if (slu_of(set) != others[i] && !slu_set_update(made, others[i]))
            return NULL;
    return made;
}

// Adds the item to `made` where `asked` has it. false: raised.
static bool add_common(slu_set *made, const slu_set *asked, slu_value item, int64_t hash) {
    int32_t found = hash == -1 ? -1 : slu_set_contains_hashed(asked, item, hash);
    return found >= 0 && (!found || slu_set_add_hashed(made, item, hash));
}

// CPython walks the smaller set, or the other iterable: that decides the order.
static slu_set *intersect(slu_set *set, slu_value other) {
    if (slu_of(set) == other)
        return slu_set_copy(set);
    slu_set *made = slu_set_new(plain_type(set));
    if (is_set(other)) {
        bool is_larger = as_set(other)->length > set->length;
        const slu_set *walked = is_larger ? set : as_set(other), *asked = is_larger ? as_set(other) : set;
        const slu_set_entry *entry;
        for (uint32_t position = 0; (entry = slu_set_next_entry(walked, &position));)
            if (!add_common(made, asked, entry->key, entry->hash))
                return NULL;
        return made;
    }
    slu_value iterator = slu_iterate(other), item;
    if (!iterator)
        return NULL;
    while ((item = slu_next(iterator))) {
        if (!add_common(made, set, item, slu_hash(item)))
            return NULL;
        if (made->length && made->length >= set->length)
            break; // there is no other common item
    }
    return slu_error ? NULL : made;
}

slu_set *slu_set_intersection(slu_set *set, const slu_value *others, uint32_t count) {
    slu_set *made = count ? set : slu_set_copy(set);
    for (uint32_t i = 0; made && i < count; i++)
        made = intersect(made, others[i]);
    return made;
}

// Whether an item with a known hash is in a set or a dict. -1: raised.
static int32_t is_among(slu_value collection, slu_value item, int64_t hash) {
    if (is_set(collection))
        return slu_set_contains_hashed(as_set(collection), item, hash);
    return slu_dict_find_known((slu_dict *)slu_object_of(collection), item, hash) ? 1 : slu_error ? -1 : 0;
}

// CPython copies and removes where `other` is much smaller, or neither set nor dict: that decides the order.
static slu_set *subtract(slu_set *set, slu_value other) {
    bool is_asked = is_set(other) || slu_type_of(other) == &slu_dict_type;
    if (!is_asked || set->length >> 2 > slu_length(other)) {
        slu_set *made = slu_set_copy(set);
        return made && slu_set_difference_update(made, &other, 1) ? made : NULL;
    }
    slu_set *made = slu_set_new(plain_type(set));
    const slu_set_entry *entry;
    for (uint32_t position = 0; (entry = slu_set_next_entry(set, &position));) {
        int32_t found = is_among(other, entry->key, entry->hash);
        if (found < 0 || (!found && !slu_set_add_hashed(made, entry->key, entry->hash)))
            return NULL;
    }
    return made;
}

slu_set *slu_set_difference(slu_set *set, const slu_value *others, uint32_t count) {
    if (!count)
        return slu_set_copy(set);
    slu_set *made = subtract(set, others[0]);
    return made && slu_set_difference_update(made, others + 1, count - 1) ? made : NULL;
}

slu_set *slu_set_symmetric_difference(slu_set *set, slu_value iterable) {
    slu_set *made = slu_set_from(plain_type(set), iterable);
    return made && slu_set_symmetric_difference_update(made, slu_of(set)) ? made : NULL;
}

int32_t slu_set_is_subset(slu_set *set, slu_value iterable) {
    const slu_set *other = is_set(iterable) ? as_set(iterable) : slu_set_from(&slu_set_type, iterable);
    if (!other)
        return -1;
    if (set->length > other->length)
        return 0;
    const slu_set_entry *entry;
    for (uint32_t position = 0; (entry = slu_set_next_entry(set, &position));) {
        int32_t found = slu_set_contains_hashed(other, entry->key, entry->hash);
        if (found != 1)
            return found;
    }
    return 1;
}

// Whether every (`wanted` 1) or no (0) item of the iterable is in the set. -1: raised.
static int32_t holds_all(const slu_set *set, slu_value iterable, int32_t wanted) {
    slu_value iterator = slu_iterate(iterable), item;
    if (!iterator)
        return -1;
    while ((item = slu_next(iterator))) {
        int32_t found = slu_set_contains(set, item);
        if (found != wanted)
            return found < 0 ? -1 : 0;
    }
    return slu_error ? -1 : 1;
}

int32_t slu_set_is_superset(slu_set *set, slu_value iterable) {
    return is_set(iterable) ? slu_set_is_subset(as_set(iterable), slu_of(set)) : holds_all(set, iterable, 1);
}

int32_t slu_set_is_disjoint(slu_set *set, slu_value iterable) {
    if (slu_of(set) == iterable)
        return !set->length;
    const slu_type *type = slu_type_of(iterable);
    if (type != &slu_set_type && type != &slu_frozenset_type)
        return holds_all(set, iterable, 0);
    slu_set *other = as_set(iterable);
    bool is_larger = other->length > set->length;
    const slu_set *walked = is_larger ? set : other, *asked = is_larger ? other : set;
    const slu_set_entry *entry;
    for (uint32_t position = 0; (entry = slu_set_next_entry(walked, &position));) {
        int32_t found = slu_set_contains_hashed(asked, entry->key, entry->hash);
        if (found)
            return found < 0 ? -1 : 0;
    }
    return 1;
}

slu_value slu_set_combine(slu_set *left, slu_set *right, slu_operator operator_) {
    slu_value other = slu_of(right);
    switch (operator_) {
    case SLU_OR:
        return slu_of(slu_set_union(left, &other, 1));
    case SLU_AND:
        return slu_of(slu_set_intersection(left, &other, 1));
    case SLU_SUBTRACT:
        return slu_of(slu_set_difference(left, &other, 1));
    case SLU_XOR:
        return slu_of(slu_set_symmetric_difference(left, other));
    default:
        return SLU_NOT_IMPLEMENTED;
    }
}

// --- the types ------------------------------------------------------------------------------------------------

static slu_value repr(slu_value self) {
    slu_set *set = as_set(self);
    bool plain = set->type == &slu_set_type;
    slu_builder builder;
    slu_builder_start(&builder, 32);
    bool fresh = slu_show_enter(self);
    bool named = !plain || !set->length || !fresh;
    if (named) {
        slu_builder_add_str(&builder, set->type->name);
        slu_builder_add_ascii(&builder, "(", 1);
    }
    if (!fresh) {
        slu_builder_add_ascii(&builder, "...", 3);
    } else {
        uint32_t position = 0;
        slu_value item;
        if (set->length)
            slu_builder_add_ascii(&builder, "{", 1);
        for (bool first = true; (item = slu_set_next(set, &position)); first = false) {
            slu_str *text = slu_repr(item);
            if (!text) {
                slu_show_leave();
                return 0;
            }
            if (!first)
                slu_builder_add_ascii(&builder, ", ", 2);
            slu_builder_add_str(&builder, text);
        }
        if (set->length)
            slu_builder_add_ascii(&builder, "}", 1);
        slu_show_leave();
    }
    if (named)
        slu_builder_add_ascii(&builder, ")", 1);
    return slu_of(slu_builder_finish(&builder));
}

static int64_t length(slu_value self) { return as_set(self)->length; }
static slu_value iterate(slu_value self) {
    return slu_iterator_new(&slu_set_iterator_type, self, 0, 0, as_set(self)->length);
}
// `{1} in {frozenset({1})}`: a set is looked up as a frozenset.
static int32_t contains(slu_value self, slu_value item) {
    if (slu_type_of(item) == &slu_set_type)
        item = slu_of(slu_set_from(&slu_frozenset_type, item));
    return item ? slu_set_contains(as_set(self), item) : -1;
}

static slu_value compare(slu_value left, slu_value right, slu_comparison operator_) {
    if (!is_set(right))
        return SLU_NOT_IMPLEMENTED;
    slu_set *first = as_set(left), *second = as_set(right);
    bool below = operator_ == SLU_LESS || operator_ == SLU_LESS_EQUAL;
    bool strict = operator_ == SLU_LESS || operator_ == SLU_GREATER;
    bool equality = operator_ == SLU_EQUAL || operator_ == SLU_NOT_EQUAL;
    bool differ = first->length != second->length ||
                  (first->hash != -1 && second->hash != -1 && first->hash != second->hash);
    if (equality && differ)
        return slu_bool(operator_ == SLU_NOT_EQUAL);
    if (strict && first->length == second->length)
        return slu_bool(0);
    int32_t inside = below || equality ? slu_set_is_subset(first, right) : slu_set_is_subset(second, left);
    if (inside < 0)
        return 0;
    return slu_bool(operator_ == SLU_NOT_EQUAL ? !inside : inside);
}

static slu_value binary(slu_value left, slu_value right, slu_operator operator_) {
    if (!is_set(left) || !is_set(right))
        return SLU_NOT_IMPLEMENTED;
    return slu_set_combine(as_set(left), as_set(right), operator_);
}

static slu_value in_place(slu_value left, slu_value right, slu_operator operator_) {
    if (!is_set(right))
        return SLU_NOT_IMPLEMENTED;
    bool done;
    switch (operator_) {
    case SLU_OR:
        done = slu_set_update(as_set(left), right);
        break;
    case SLU_AND:
        done = slu_set_intersection_update(as_set(left), &right, 1);
        break;
    case SLU_SUBTRACT:
        done = slu_set_difference_update(as_set(left), &right, 1);
        break;
    case SLU_XOR:
        done = slu_set_symmetric_difference_update(as_set(left), right);
        break;
    default:
        return SLU_NOT_IMPLEMENTED;
    }
    return done ? left : 0;
}

// CPython's hash of a frozenset: independent of the order.
static int64_t hash(slu_value self) {
    slu_set *set = as_set(self);
    if (set->hash != -1)
        return set->hash;
    uint64_t mixed = 0;
    slu_set_table *table = set->table;
    for (uint32_t i = 0; i < table->places; i++) {
        uint64_t own = (uint64_t)table->entries[i].hash;
        if (table->entries[i].key)
            mixed ^= ((own ^ UINT64_C(89869747)) ^ (own << 16)) * UINT64_C(3644798167);
    }
    mixed ^= ((uint64_t)set->length + 1) * UINT64_C(1927868237);
    mixed ^= (mixed >> 11) ^ (mixed >> 25);
    mixed = mixed * UINT64_C(69069) + UINT64_C(907133923);
    set->hash = mixed == UINT64_MAX ? 590923713 : (int64_t)mixed;
    return set->hash;
}

static slu_value construct(const slu_type *type, const slu_value *arguments, uint32_t count,
                           const slu_tuple *keywords) {
    if (keywords)
        return slu_raise(&slu_type_error_type, "%N() takes no keyword arguments", type);
    if (count > 1)
        return slu_raise(&slu_type_error_type, "%N expected at most 1 argument, got %d", type, (int64_t)count);
    slu_value iterable = count ? arguments[0] : 0;
    return slu_of(type == &slu_set_type ? slu_set_from(type, iterable) : slu_frozenset_from_iterable(iterable));
}

static const slu_layout layout = {.size = sizeof(slu_set), .pointers = offsetof(slu_set, table), .pointer_count = 1};
#define SET_TYPE(id, title, flag, ...)                                                                        \
    SLU_STR_CONSTANT(id##_title, title);                                                                      \
    static const slu_type *const id##_mro[] = {&id, &slu_object_type};                                        \
    const slu_type id = {.type = &slu_type_type,                                                              \
                         .name = (slu_str *)&id##_title_object,                                               \
                         .flags = flag,                                                                       \
                         .mro_count = 2,                                                                      \
                         .mro = id##_mro,                                                                     \
                         .layout = &layout,                                                                   \
                         .construct = construct,                                                              \
                         .repr = repr,                                                                        \
                         .length = length,                                                                    \
                         .iterate = iterate,                                                                  \
                         .contains = contains,                                                                \
                         .compare = compare,                                                                  \
                         .binary = binary,                                                                    \
                         __VA_ARGS__};
SET_TYPE(slu_set_type, "set", SLU_IS_SET, .in_place = in_place)
SET_TYPE(slu_frozenset_type, "frozenset", SLU_IS_FROZENSET, .hash = hash)
