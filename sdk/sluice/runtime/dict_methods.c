// dict: construction, methods, operators, the type.
#include "dict.h"
#include "set.h"
#include "iterator.h"
#include "names.h"
#include "operators.h"
#include "sequence.h"
#include "special.h"

static slu_dict *as_dict(slu_value value) { return (slu_dict *)slu_object_of(value); }

slu_dict *slu_dict_of(const slu_value *keys_and_items, uint32_t count) {
    slu_dict *dict = slu_dict_new();
    for (uint32_t i = 0; i < count; i += 2)
        if (!slu_dict_set(dict, keys_and_items[i], keys_and_items[i + 1]))
            return NULL;
    return dict;
}

// d.update(mapping): what has keys().
static bool update_from_mapping(slu_dict *dict, slu_value mapping, slu_function *keys_of) {
    slu_value keys = slu_call_function(keys_of, &mapping, 1, NULL);
    slu_value iterator = keys ? slu_iterate(keys) : 0, key;
    if (!iterator)
        return false;
    while ((key = slu_next(iterator))) {
        slu_value item = slu_get_item(mapping, key);
        if (!item || !slu_dict_set(dict, key, item))
            return false;
    }
    return !slu_error;
}

static bool update_from_pairs(slu_dict *dict, slu_value pairs) {
    slu_value iterator = slu_iterate(pairs), pair;
    if (!iterator)
        return false;
    for (int64_t place = 0; (pair = slu_next(iterator)); place++) {
        if (!slu_is_iterable(pair)) {
            slu_raise(&slu_type_error_type,
                      "cannot convert dictionary update sequence element #%d to a sequence", place);
            return false;
        }
        slu_list *items = slu_list_from(pair);
        if (!items)
            return false;
        if (items->length != 2) {
            slu_raise(&slu_value_error_type,
                      "dictionary update sequence element #%d has length %d; 2 is required", place,
                      (int64_t)items->length);
            return false;
        }
        if (!slu_dict_set(dict, items->items->values[0], items->items->values[1]))
            return false;
    }
    return !slu_error;
}

// What iterates in its own way gives its items as any mapping does (dict_merge in Objects/dictobject.c).
bool slu_dict_update(slu_dict *dict, slu_value other) {
    if (!other)
        return true;
    const slu_type *type = slu_type_of(other);
    if (type == &slu_dict_type || (slu_is(other, SLU_IS_DICT) && !type->iterate))
        return slu_dict_update_dict(dict, as_dict(other));
    slu_function *keys_of = slu_find_special(other, SLU_NAME(keys));
    if (keys_of)
        return update_from_mapping(dict, other, keys_of);
    return update_from_pairs(dict, other);
}

// d.update(other, **names)
bool slu_dict_update_with(slu_dict *dict, slu_value other, slu_dict *names) {
    return slu_dict_update(dict, other) && slu_dict_update(dict, slu_of(names));
}

// {**mapping}
bool slu_dict_update_mapping(slu_dict *dict, slu_value mapping) {
    if (slu_is(mapping, SLU_IS_DICT) || slu_find_special(mapping, SLU_NAME(keys)))
        return slu_dict_update(dict, mapping);
    slu_raise(&slu_type_error_type, "'%T' object is not a mapping", mapping);
    return false;
}

slu_dict *slu_dict_from(slu_value other) {
    slu_dict *dict = slu_dict_new();
    return slu_dict_update(dict, other) ? dict : NULL;
}

static slu_dict *from_keys_of_set(const slu_set *set, slu_value item) {
    slu_dict *dict = slu_dict_new();
    if (!slu_dict_reserve(dict, set->length))
        return NULL;
    const slu_set_entry *entry;
    for (uint32_t position = 0; (entry = slu_set_next_entry(set, &position));)
        if (!slu_dict_set_known(dict, entry->key, item, entry->hash))
            return NULL;
    return dict;
}

static slu_dict *from_keys_of_dict(const slu_dict *other, slu_value item) {
    slu_dict *dict = slu_dict_new();
    if (!slu_dict_reserve(dict, other->length))
        return NULL;
    const slu_dict_entry *entry;
    for (uint32_t position = 0; (entry = slu_dict_next(other, &position));)
        if (!slu_dict_set_known(dict, entry->key, item, entry->hash))
            return NULL;
    return dict;
}

slu_dict *slu_dict_from_keys(slu_value iterable, slu_value item) {
    const slu_type *type = slu_type_of(iterable);
    if (type == &slu_set_type || type == &slu_frozenset_type)
        return from_keys_of_set((slu_set *)slu_object_of(iterable), item);
    if (type == &slu_dict_type)
        return from_keys_of_dict(as_dict(iterable), item);
    slu_dict *dict = slu_dict_new();
    slu_value iterator = slu_iterate(iterable), key;
    if (!iterator)
        return NULL;
    while ((key = slu_next(iterator)))
        if (!slu_dict_set(dict, key, item))
            return NULL;
    return slu_error ? NULL : dict;
}

slu_value slu_class_from_keys(slu_value class, slu_value iterable, slu_value item) {
    if (slu_object_of(class) == (slu_object *)&slu_dict_type)
        return slu_of(slu_dict_from_keys(iterable, item));
    slu_value made = slu_call(class, NULL, 0, NULL), iterator = made ? slu_iterate(iterable) : 0, key;
    if (!iterator)
        return 0;
    while ((key = slu_next(iterator)))
        if (!slu_set_item(made, key, item))
            return 0;
    return slu_error ? 0 : made;
}

slu_value slu_dict_get(const slu_dict *dict, slu_value key, slu_value otherwise) {
    slu_value item = slu_dict_find(dict, key);
    return item || slu_error ? item : otherwise;
}

slu_value slu_dict_merge(slu_value left, slu_value right) {
    slu_dict *merged = slu_dict_copy(as_dict(left));
    return merged && slu_dict_update(merged, right) ? slu_of(merged) : 0;
}

// --- the type -----------------------------------------------------------------------------------------------

static slu_value repr(slu_value self) {
    slu_builder builder;
    slu_builder_start(&builder, 32);
    slu_builder_add_ascii(&builder, "{", 1);
    if (!slu_show_enter(self)) {
        slu_builder_add_ascii(&builder, "...}", 4);
        return slu_of(slu_builder_finish(&builder));
    }
    uint32_t position = 0;
    bool first = true;
    const slu_dict_entry *entry;
    while ((entry = slu_dict_next(as_dict(self), &position))) {
        slu_value item = entry->item;
        slu_str *key_text = slu_repr(entry->key), *item_text = key_text ? slu_repr(item) : NULL;
        if (!item_text) {
            slu_show_leave();
            return 0;
        }
        if (!first)
            slu_builder_add_ascii(&builder, ", ", 2);
        first = false;
        slu_builder_add_str(&builder, key_text);
        slu_builder_add_ascii(&builder, ": ", 2);
        slu_builder_add_str(&builder, item_text);
    }
    slu_show_leave();
    slu_builder_add_ascii(&builder, "}", 1);
    return slu_of(slu_builder_finish(&builder));
}

static int64_t length(slu_value self) { return as_dict(self)->length; }
static slu_value iterate(slu_value self) {
    slu_dict *dict = as_dict(self);
    return slu_iterator_new(&slu_dict_keys_iterator_type, self, slu_small(dict->length), 0, dict->length);
}
slu_value slu_dict_iterate(slu_dict *dict) { return iterate(slu_of(dict)); }
static int32_t contains(slu_value self, slu_value key) { return slu_dict_contains(as_dict(self), key); }
static slu_value get_item(slu_value self, slu_value key) { return slu_dict_get_item(as_dict(self), key); }
static bool set_item(slu_value self, slu_value key, slu_value item) {
    return item ? slu_dict_set(as_dict(self), key, item) : slu_dict_delete(as_dict(self), key);
}

static slu_value compare(slu_value left, slu_value right, slu_comparison operator_) {
    if (!slu_is(right, SLU_IS_DICT) || (operator_ != SLU_EQUAL && operator_ != SLU_NOT_EQUAL))
        return SLU_NOT_IMPLEMENTED;
    slu_dict *first = as_dict(left), *second = as_dict(right);
    bool same = first->length == second->length;
    uint32_t position = 0;
    const slu_dict_entry *entry;
    while (same && (entry = slu_dict_next(first, &position))) {
        slu_value item = slu_dict_find_known(second, entry->key, entry->hash);
        if (slu_error)
            return 0;
        int32_t equal = item ? slu_equal(entry->item, item) : 0;
        if (equal < 0)
            return 0;
        same = equal;
    }
    return slu_bool(same == (operator_ == SLU_EQUAL));
}

static slu_value binary(slu_value left, slu_value right, slu_operator operator_) {
    if (operator_ != SLU_OR || !slu_is(left, SLU_IS_DICT) || !slu_is(right, SLU_IS_DICT))
        return SLU_NOT_IMPLEMENTED;
    return slu_dict_merge(left, right);
}

// dict.__or__ and dict.__ior__ as methods.
slu_value slu_dict_or(slu_dict *dict, slu_value other) { return binary(slu_of(dict), other, SLU_OR); }
slu_value slu_dict_or_in_place(slu_dict *dict, slu_value other) {
    return slu_dict_update(dict, other) ? slu_of(dict) : 0;
}

static slu_value in_place(slu_value left, slu_value right, slu_operator operator_) {
    if (operator_ != SLU_OR)
        return SLU_NOT_IMPLEMENTED;
    return slu_dict_update(as_dict(left), right) ? left : 0;
}

static slu_value construct(const slu_type *type, const slu_value *arguments, uint32_t count,
                           const slu_tuple *keywords) {
    uint32_t named = keywords ? keywords->length : 0;
    (void)type;
    if (count - named > 1)
        return slu_raise(&slu_type_error_type, "dict expected at most 1 argument, got %d", (int64_t)(count - named));
    slu_dict *dict = slu_dict_from(count - named ? arguments[0] : 0);
    for (uint32_t i = 0; dict && i < named; i++)
        if (!slu_dict_set(dict, keywords->items[i], arguments[count - named + i]))
            return 0;
    return slu_of(dict);
}

static const slu_layout layout = {
    .size = sizeof(slu_dict), .pointers = offsetof(slu_dict, entries), .pointer_count = 1};
SLU_STR_CONSTANT(dict_name, "dict");
static const slu_type *const mro[] = {&slu_dict_type, &slu_object_type};
const slu_type slu_dict_type = {.type = &slu_type_type,
                                .name = (slu_str *)&dict_name_object,
                                .flags = SLU_IS_DICT,
                                .mro_count = 2,
                                .mro = mro,
                                .layout = &layout,
                                .construct = construct,
                                .repr = repr,
                                .length = length,
                                .iterate = iterate,
                                .reversed = slu_dict_reversed,
                                .contains = contains,
                                .get_item = get_item,
                                .set_item = set_item,
                                .compare = compare,
                                .binary = binary,
                                .in_place = in_place};
