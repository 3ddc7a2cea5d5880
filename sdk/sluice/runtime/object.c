// Text, truth, length, hash, items and iteration of any value.
#include "object.h"

#include "int.h"
#include "names.h"
#include "operators.h"
#include "range.h"
#include "special.h"
#include "steps.h"

// The operation of a type, its own or its built-in base's.
#define OPERATION(type, operation)                                                                            \
    ((type)->operation || !(type)->native ? (type)->operation : (type)->native->operation)

static slu_str *expect_str(slu_value text, const char *method, slu_value owner) {
    if (!text || slu_is_str(text))
        return (slu_str *)slu_object_of(text);
    (void)owner;
    slu_raise(&slu_type_error_type, "%s returned non-string (type %T)", method, text);
    return NULL;
}

slu_str *slu_repr(slu_value value) {
    const slu_type *type = slu_type_of(value);
    if (type == &slu_str_type)
        return slu_str_repr((slu_str *)slu_object_of(value));
    if (type == &slu_int_type)
        return slu_int_to_str(value);
    slu_value (*own)(slu_value) = OPERATION(type, repr);
    if (!own)
        own = slu_object_type.repr;
    int32_t depth = slu_depth;
    if (!slu_enter(depth, 1))
        return NULL;
    slu_value text = own(value);
    slu_leave(depth);
    return expect_str(text, "__repr__", value);
}

slu_str *slu_str_of(slu_value value) {
    const slu_type *type = slu_type_of(value);
    if (type == &slu_str_type)
        return (slu_str *)slu_object_of(value);
    if (type == &slu_int_type)
        return slu_int_to_str(value);
    slu_value (*own)(slu_value) = type->str;
    if (!own && type->native)
        own = type->native->str;
    if (!own)
        return slu_repr(value);
    return expect_str(own(value), "__str__", value);
}

int32_t slu_truth_of(slu_value value) {
    if (value == slu_bool(1))
        return 1;
    if (value == slu_bool(0) || value == SLU_NONE)
        return 0;
    const slu_type *type = slu_type_of(value);
    int32_t (*own)(slu_value) = type->truth;
    if (own)
        return own(value);
    if (type->length) {
        int64_t length = type->length(value);
        return length < 0 ? -1 : length > 0;
    }
    if (slu_is_int(value))
        return slu_int_truth(value);
    if (slu_is(value, SLU_IS_STR | SLU_IS_BYTES))
        return ((slu_str *)slu_object_of(value))->size != 0;
    if (type->native && type->native->truth)
        return type->native->truth(value);
    if (type->native && type->native->length)
        return type->native->length(value) > 0;
    return 1;
}

int64_t slu_length(slu_value value) {
    if (slu_is_str(value) && !slu_is(value, SLU_IS_INSTANCE))
        return ((slu_str *)slu_object_of(value))->length;
    const slu_type *type = slu_type_of(value);
    int64_t (*own)(slu_value) = OPERATION(type, length);
    if (own)
        return own(value);
    slu_raise(&slu_type_error_type, "object of type '%T' has no len()", value);
    return -1;
}

int64_t slu_hash(slu_value value) {
    if (slu_is_small(value))
        return slu_hash_int64(slu_small_value(value));
    const slu_type *type = slu_object_of(value)->type;
    if (type == &slu_str_type)
        return slu_str_hash((slu_str *)slu_object_of(value));
    int64_t (*own)(slu_value) = OPERATION(type, hash);
    if (own)
        return own(value);
    if (slu_is_int(value))
        return slu_int_hash(value);
    slu_raise(&slu_type_error_type, "unhashable type: '%T'", value);
    return -1;
}

// hash(value) as an int. 0: raised.
slu_value slu_hash_value(slu_value value) {
    int64_t hash = slu_hash(value);
    return hash == -1 ? 0 : slu_int_from_int64(hash);
}

// id(): stable while a callback runs; a number of their own for instances, but for those of built-in types that
// keep something else in its place (the length of a list).
slu_value slu_identity(slu_value value) {
    if (slu_is_small(value))
        return slu_int_from_int64(slu_small_value(value) * 32 + (INT64_C(1) << 40));
    uint32_t without_number = SLU_IS_STR | SLU_IS_TUPLE | SLU_IS_INT | SLU_IS_LIST | SLU_IS_DICT | SLU_IS_SET |
                              SLU_IS_FROZENSET | SLU_IS_BYTES | SLU_IS_BYTEARRAY;
    if (slu_is(value, SLU_IS_INSTANCE) && !slu_is(value, without_number))
        return slu_small(slu_identity_of(slu_object_of(value)) * INT64_C(16) + (INT64_C(1) << 36));
#ifndef SLU_SMALL
    slu_hold_still();
#endif
    return slu_small((int64_t)value);
}

// --- iteration --------------------------------------------------------------------------------------------------

bool slu_is_iterable(slu_value value) {
    const slu_type *type = slu_type_of(value);
    return OPERATION(type, iterate) || slu_is_str(value) || slu_find_special(value, SLU_NAME(getitem));
}

// What `collections.abc` means by Iterable and Iterator.
int32_t slu_is_iterable_kind(slu_value value) {
    const slu_type *type = slu_type_of(value);
    if (slu_is_str(value) || slu_find_special(value, SLU_NAME(iter)))
        return 1;
    return type->flags & SLU_IS_INSTANCE ? type->native && type->native->iterate : type->iterate != NULL;
}
int32_t slu_is_iterator_kind(slu_value value) {
    const slu_type *type = slu_type_of(value);
    return slu_is_iterable_kind(value) && type->next && (!(type->flags & SLU_IS_INSTANCE) || slu_find_special(value, SLU_NAME(next)));
}

slu_value slu_iterate(slu_value iterable) {
    const slu_type *type = slu_type_of(iterable);
    slu_value (*own)(slu_value) = OPERATION(type, iterate);
    if (own)
        return own(iterable);
    if (slu_is_str(iterable))
        return slu_str_iterate(iterable);
    return slu_raise(&slu_type_error_type, "'%T' object is not iterable", iterable);
}

slu_value slu_next(slu_value iterator) {
    const slu_type *type = slu_type_of(iterator);
    if (SLU_UNLIKELY(!slu_count_step()))
        return 0;
    if (SLU_LIKELY(type->next != NULL))
        return type->next(iterator);
    return slu_raise(&slu_type_error_type, "'%T' object is not an iterator", iterator);
}

slu_value slu_next_or_raise(slu_value iterator) {
    slu_value item = slu_next(iterator);
    if (!item && !slu_error)
        slu_stop_iteration(iterator);
    return item;
}

slu_value slu_next_or(slu_value iterator, slu_value otherwise) {
    slu_value item = slu_next(iterator);
    return item || slu_error ? item : otherwise;
}

// --- items ------------------------------------------------------------------------------------------------------

slu_value slu_get_item(slu_value container, slu_value key) {
    const slu_type *type = slu_type_of(container);
    if (type == &slu_list_type && slu_is_small(key))
        return slu_list_get((slu_list *)slu_object_of(container), slu_small_value(key));
    if (type == &slu_dict_type)
        return slu_dict_get_item((slu_dict *)slu_object_of(container), key);
    slu_value (*own)(slu_value, slu_value) = OPERATION(type, get_item);
    if (own)
        return own(container, key);
    if (slu_is_str(container))
        return slu_str_get_item(container, key);
    if (slu_is(container, SLU_IS_TYPE))
        return slu_raise(&slu_type_error_type, "type '%N' is not subscriptable", slu_object_of(container));
    return slu_raise(&slu_type_error_type, "'%T' object is not subscriptable", container);
}

bool slu_set_item(slu_value container, slu_value key, slu_value item) {
    const slu_type *type = slu_type_of(container);
    if (type == &slu_list_type && slu_is_small(key))
        return slu_list_set((slu_list *)slu_object_of(container), slu_small_value(key), item);
    if (type == &slu_dict_type)
        return slu_dict_set((slu_dict *)slu_object_of(container), key, item);
    bool (*own)(slu_value, slu_value, slu_value) = OPERATION(type, set_item);
    if (own)
        return own(container, key, item);
    slu_raise(&slu_type_error_type, "'%T' object does not support item assignment", container);
    return false;
}

bool slu_delete_item(slu_value container, slu_value key) {
    const slu_type *type = slu_type_of(container);
    bool (*own)(slu_value, slu_value, slu_value) = OPERATION(type, set_item);
    if (own)
        return own(container, key, 0);
    slu_raise(&slu_type_error_type, "'%T' object doesn't support item deletion", container);
    return false;
}

int32_t slu_contains(slu_value container, slu_value item) {
    const slu_type *type = slu_type_of(container);
    int32_t (*own)(slu_value, slu_value) = OPERATION(type, contains);
    if (own)
        return own(container, item);
    if (slu_is_str(container))
        return slu_str_contains_value(container, item);
    if (!slu_is_iterable(container)) {
        slu_raise(&slu_type_error_type, "argument of type '%T' is not iterable", container);
        return -1;
    }
    slu_value iterator = slu_iterate(container), found;
    if (!iterator)
        return -1;
    while ((found = slu_next(iterator))) {
        int32_t equal = slu_equal(found, item);
        if (equal)
            return equal;
    }
    return slu_error ? -1 : 0;
}

int64_t slu_index_of(slu_value value) {
    if (slu_is_small(value))
        return slu_small_value(value);
    slu_value number = slu_index(value);
    if (!number)
        return -1;
    // What a C `ssize_t` holds passes, cut to what a word holds: nothing has so many items.
    if (slu_is_small(number) || slu_int_bit_length(number) < 64 ||
        slu_int_compare(number, slu_int_from_int64(INT64_MIN)) == 0)
        return slu_int_clamp(number);
    return slu_int_to_int64(number);
}

int64_t slu_clamped_of(slu_value value) {
    slu_value number = slu_is_small(value) ? value : slu_index(value);
    return number ? slu_int_clamp(number) : -1;
}

int64_t slu_position_of(slu_value value) {
    slu_value number = slu_is_small(value) ? value : slu_index(value);
    int64_t position = number ? slu_int_position(number) : -1;
    if (slu_is_no_position(position)) {
        slu_too_wide = slu_type_of(value);
        slu_index_error(position, NULL);
    }
    return position;
}

// --- patterns ---------------------------------------------------------------------------------------------------

// Whether the library says of a class that it counts as a mapping or as a sequence: `_matched_as_`.
static bool is_matched_as(slu_value value, char kind) {
    SLU_STR_CONSTANT(name, "_matched_as_");
    const slu_member *member = slu_is(value, SLU_IS_INSTANCE) ? slu_find_member(slu_type_of(value), name) : NULL;
    slu_value said = member && member->variable ? *member->variable : 0;
    return said && slu_is_str(said) && ((slu_str *)slu_object_of(said))->data[0] == kind;
}

int32_t slu_match_sequence(slu_value value) {
    return slu_is(value, SLU_IS_LIST | SLU_IS_TUPLE | SLU_IS_RANGE) || is_matched_as(value, 's');
}
int32_t slu_match_mapping(slu_value value) { return slu_is(value, SLU_IS_DICT) || is_matched_as(value, 'm'); }

slu_value slu_match_key(slu_value mapping, slu_value key) {
    if (slu_is(mapping, SLU_IS_DICT))
        return slu_dict_find((slu_dict *)slu_object_of(mapping), key);
    slu_value get = slu_get_attribute(mapping, SLU_NAME(get)), arguments[] = {key, SLU_NOT_IMPLEMENTED};
    slu_value found = get ? slu_call(get, arguments, 2, NULL) : 0;
    return found == SLU_NOT_IMPLEMENTED ? 0 : found;
}

slu_dict *slu_match_rest(slu_value mapping, slu_value keys) {
    bool is_dict = slu_is(mapping, SLU_IS_DICT);
    slu_dict *rest = is_dict ? slu_dict_copy((slu_dict *)slu_object_of(mapping)) : slu_dict_from(mapping);
    slu_tuple *taken = (slu_tuple *)slu_object_of(keys);
    for (uint32_t i = 0; rest && i < taken->length; i++)
        if (slu_dict_discard(rest, taken->items[i]) < 0)
            return NULL;
    return rest;
}

static bool stands_before(const slu_tuple *names, int64_t place) {
    for (int64_t i = 0; i < place; i++)
        if (slu_str_equal((slu_str *)slu_object_of(names->items[i]), (slu_str *)slu_object_of(names->items[place])))
            return true;
    return false;
}

slu_value slu_match_arguments(slu_value subject, slu_value class, int64_t count) {
    const slu_type *type = (const slu_type *)slu_object_of(class);
    const slu_member *member = slu_find_member(type, SLU_NAME(match_args));
    if (!member) {
        uint32_t whole = SLU_IS_INT | SLU_IS_FLOAT | SLU_IS_STR | SLU_IS_BYTES | SLU_IS_BYTEARRAY | SLU_IS_LIST |
                         SLU_IS_TUPLE | SLU_IS_DICT | SLU_IS_SET | SLU_IS_FROZENSET;
        if (count == 1 && type->flags & whole)
            return slu_of(slu_tuple_of(&subject, 1));
        return slu_raise(&slu_type_error_type, "%N() accepts %d positional sub-pattern%s (%d given)", type,
                         (int64_t)(type->flags & whole ? 1 : 0), type->flags & whole ? "" : "s", count);
    }
    slu_value names = *member->variable;
    if (!slu_is(names, SLU_IS_TUPLE))
        return slu_raise(&slu_type_error_type, "%N.__match_args__ must be a tuple (got %T)", type, names);
    slu_tuple *tuple = (slu_tuple *)slu_object_of(names);
    if (count > tuple->length)
        return slu_raise(&slu_type_error_type, "%N() accepts %d positional sub-pattern%s (%d given)", type,
                         (int64_t)tuple->length, tuple->length == 1 ? "" : "s", count);
    slu_tuple *found = slu_tuple_new((uint32_t)count);
    for (int64_t i = 0; i < count; i++) {
        if (!slu_is_str(tuple->items[i]))
            return slu_raise(&slu_type_error_type, "__match_args__ elements must be strings (got %T)", tuple->items[i]);
        if (stands_before(tuple, i))
            return slu_raise(&slu_type_error_type, "%N() got multiple sub-patterns for attribute '%S'", type,
                             slu_object_of(tuple->items[i]));
        slu_value item = slu_match_attribute(subject, (slu_str *)slu_object_of(tuple->items[i]));
        if (!item)
            return 0;
        found->items[i] = item;
    }
    return slu_of(found);
}
