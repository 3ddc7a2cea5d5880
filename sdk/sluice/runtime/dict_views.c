// keys(), values(), items(), and iteration over dicts.
#include "dict_views.h"
#include "iterator.h"
#include "operators.h"
#include "sequence.h"
#include "set.h"
#include "special.h"

slu_value slu_view_new(const slu_type *type, slu_dict *dict) {
    slu_dict_view *view = slu_allocate(type, sizeof(slu_dict_view));
    view->identity = 0;
    view->dict = slu_of(dict);
    return slu_of(view);
}
slu_value slu_dict_keys(slu_dict *dict) { return slu_view_new(&slu_dict_keys_type, dict); }
slu_value slu_dict_values(slu_dict *dict) { return slu_view_new(&slu_dict_values_type, dict); }
slu_value slu_dict_items(slu_dict *dict) { return slu_view_new(&slu_dict_items_type, dict); }

// The next entry of an iteration, NULL at the end or when the dict has changed (RuntimeError).
static const slu_dict_entry *next_entry(slu_value self) {
    slu_iterator *iterator = (slu_iterator *)slu_object_of(self);
    if (!iterator->source)
        return NULL;
    slu_dict *dict = (slu_dict *)slu_object_of(iterator->source);
    if (dict->length != iterator->limit) {
        iterator->limit = -1;
        slu_raise(&slu_runtime_error_type, "dictionary changed size during iteration");
        return NULL;
    }
    uint32_t position = (uint32_t)iterator->position;
    const slu_dict_entry *entry = slu_dict_next(dict, &position);
    iterator->position = position;
    int64_t left = slu_small_value(iterator->other);
    if (entry && left == 0) {
        slu_raise(&slu_runtime_error_type, "dictionary keys changed during iteration");
        entry = NULL;
    }
    if (!entry)
        iterator->source = 0;
    iterator->other = slu_small(left - 1);
    return entry;
}

static slu_value next_key(slu_value self) {
    const slu_dict_entry *entry = next_entry(self);
    return entry ? entry->key : 0;
}
static slu_value next_value(slu_value self) {
    const slu_dict_entry *entry = next_entry(self);
    return entry ? entry->item : 0;
}
static slu_value pair_of(const slu_dict_entry *entry) {
    slu_value pair[] = {entry->key, entry->item};
    return slu_of(slu_tuple_of(pair, 2));
}
static slu_value next_item(slu_value self) {
    const slu_dict_entry *entry = next_entry(self);
    return entry ? pair_of(entry) : 0;
}
SLU_ITERATOR_TYPE(slu_dict_keys_iterator_type, "dict_keyiterator", next_key)
SLU_ITERATOR_TYPE(slu_dict_values_iterator_type, "dict_valueiterator", next_value)
SLU_ITERATOR_TYPE(slu_dict_items_iterator_type, "dict_itemiterator", next_item)

slu_dict *slu_view_dict(slu_value view) {
    return (slu_dict *)slu_object_of(((slu_dict_view *)slu_object_of(view))->dict);
}
int64_t slu_view_length(slu_value self) { return slu_view_dict(self)->length; }

static slu_value iterate_as(const slu_type *kind, slu_dict *dict) {
    return slu_iterator_new(kind, slu_of(dict), slu_small(dict->length), 0, dict->length);
}
slu_value slu_dict_iterate_values(slu_dict *dict) { return iterate_as(&slu_dict_values_iterator_type, dict); }
slu_value slu_dict_iterate_items(slu_dict *dict) { return iterate_as(&slu_dict_items_iterator_type, dict); }

static slu_value iterate(slu_value self) {
    const slu_type *type = slu_object_of(self)->type;
    const slu_type *kind = type == &slu_dict_keys_type     ? &slu_dict_keys_iterator_type
                           : type == &slu_dict_values_type ? &slu_dict_values_iterator_type
                                                           : &slu_dict_items_iterator_type;
    return iterate_as(kind, slu_view_dict(self));
}

slu_value slu_view_repr(slu_value self) {
    slu_list *items = slu_list_from(self);
    slu_str *text = items ? slu_repr(slu_of(items)) : NULL;
    if (!text)
        return 0;
    slu_builder builder;
    slu_builder_start(&builder, 32);
    slu_builder_add_str(&builder, slu_object_of(self)->type->name);
    slu_builder_add_ascii(&builder, "(", 1);
    slu_builder_add_str(&builder, text);
    slu_builder_add_ascii(&builder, ")", 1);
    return slu_of(slu_builder_finish(&builder));
}

int32_t slu_view_has_key(slu_value self, slu_value key) { return slu_dict_contains(slu_view_dict(self), key); }
int32_t slu_view_has_item(slu_value self, slu_value pair) {
    if (!slu_is(pair, SLU_IS_TUPLE) || ((slu_tuple *)slu_object_of(pair))->length != 2)
        return 0;
    slu_tuple *wanted = (slu_tuple *)slu_object_of(pair);
    slu_value item = slu_dict_find(slu_view_dict(self), wanted->items[0]);
    return item ? slu_equal(item, wanted->items[1]) : slu_error ? -1 : 0;
}

// dict_keys or dict_items; an OrderedDict's views are of classes on these. NULL: another class.
static const slu_type *kind_of(slu_value value) {
    const slu_type *type = slu_type_of(value);
    for (uint32_t i = 0; i + 1 < type->mro_count; i++)
        if (type->mro[i] == &slu_dict_keys_type || type->mro[i] == &slu_dict_items_type)
            return type->mro[i];
    return NULL;
}
static bool is_view(slu_value value) { return kind_of(value) != NULL; }

// keys and items act as sets.
slu_value slu_view_compare(slu_value left, slu_value right, slu_comparison operator_) {
    if (!slu_is(right, SLU_IS_SET | SLU_IS_FROZENSET) && !is_view(right))
        return SLU_NOT_IMPLEMENTED;
    int64_t left_count = slu_length(left), right_count = slu_length(right);
    if (left_count < 0 || right_count < 0)
        return 0;
    bool less = operator_ == SLU_LESS || operator_ == SLU_LESS_EQUAL;
    bool equality = operator_ == SLU_EQUAL || operator_ == SLU_NOT_EQUAL;
    slu_value small = less || equality ? left : right, large = less || equality ? right : left;
    bool fits = equality                                           ? left_count == right_count
                : operator_ == SLU_LESS                            ? left_count < right_count
                : operator_ == SLU_LESS_EQUAL                      ? left_count <= right_count
                : operator_ == SLU_GREATER                         ? left_count > right_count
                                                                   : left_count >= right_count;
    slu_value iterator = fits ? slu_iterate(small) : 0, item;
    while (iterator && (item = slu_next(iterator))) {
        int32_t inside = slu_contains(large, item);
        if (inside < 0)
            return 0;
        if (!inside) {
            fits = false;
            break;
        }
    }
    return slu_error ? 0 : slu_bool(fits == (operator_ != SLU_NOT_EQUAL));
}

int32_t slu_view_is_disjoint(slu_value view, slu_value other) {
    if (view == other)
        return !slu_view_dict(view)->length;
    slu_value walked = other, asked = view, item;
    if (slu_is(other, SLU_IS_SET | SLU_IS_FROZENSET) || is_view(other)) {
        int64_t count = slu_length(other);
        if (count < 0)
            return -1;
        if (count > slu_view_dict(view)->length)
            walked = view, asked = other;
    }
    slu_value iterator = slu_iterate(walked);
    while (iterator && (item = slu_next(iterator))) {
        int32_t inside = slu_contains(asked, item);
        if (inside)
            return inside < 0 ? -1 : 0;
    }
    return slu_error ? -1 : 1;
}

// An operand as a set; what a plain dict's keys gave as their hashes is known. NULL: raised.
static slu_set *to_set(slu_value operand) {
    bool keys = slu_type_of(operand) == &slu_dict_keys_type && slu_view_dict(operand)->type == &slu_dict_type;
    return slu_set_from(&slu_set_type, keys ? slu_of(slu_view_dict(operand)) : operand);
}

// Which operand is walked and which is asked is CPython's: it decides the order.
static slu_value intersect(slu_value left, slu_value right) {
    slu_value asked = is_view(left) ? left : right, walked = is_view(left) ? right : left, item;
    uint32_t count = slu_view_dict(asked)->length;
    if (slu_type_of(walked) == &slu_set_type && count <= slu_length(walked))
        return slu_of(slu_set_intersection((slu_set *)slu_object_of(walked), &asked, 1));
    if (is_view(walked) && slu_view_dict(walked)->length > count) {
        slu_value larger = walked;
        walked = asked;
        asked = larger;
    }
    slu_set *made = slu_set_new(&slu_set_type);
    slu_value iterator = slu_iterate(walked);
    while (iterator && (item = slu_next(iterator))) {
        int32_t inside = slu_contains(asked, item);
        if (inside < 0 || (inside && !slu_set_add(made, item)))
            return 0;
    }
    return slu_error ? 0 : slu_of(made);
}

// items ^ items: what only one of two dicts has. The hashes of keys are known, those of pairs are not.
static slu_value differing_items(slu_dict *left, slu_dict *right) {
    slu_dict *rest = slu_dict_copy(left);
    slu_set *made = slu_set_new(&slu_set_type);
    const slu_dict_entry *entry;
    for (uint32_t position = 0; rest && (entry = slu_dict_next(right, &position));) {
        slu_value pair = pair_of(entry), item = slu_dict_find_known(rest, entry->key, entry->hash);
        int32_t same = item ? slu_equal(item, entry->item) : slu_error ? -1 : 0;
        if (same < 0)
            return 0;
        if (same)
            slu_dict_take_hashed(rest, entry->key, entry->hash);
        else
            slu_set_add(made, pair);
        if (slu_error)
            return 0;
    }
    return rest && slu_set_update(made, slu_dict_items(rest)) ? slu_of(made) : 0;
}

slu_value slu_view_binary(slu_value left, slu_value right, slu_operator operator_) {
    if (operator_ != SLU_AND && operator_ != SLU_OR && operator_ != SLU_XOR && operator_ != SLU_SUBTRACT)
        return SLU_NOT_IMPLEMENTED;
    if (operator_ == SLU_AND)
        return intersect(left, right);
    const slu_type *items = &slu_dict_items_type;
    if (operator_ == SLU_XOR && kind_of(left) == items && kind_of(right) == items)
        return differing_items(slu_view_dict(left), slu_view_dict(right));
    slu_set *made = to_set(left);
    bool done = made && (operator_ == SLU_OR    ? slu_set_update(made, right)
                         : operator_ == SLU_XOR ? slu_set_symmetric_difference_update(made, right)
                                                : slu_set_difference_update(made, &right, 1));
    return done ? slu_of(made) : 0;
}

const slu_layout slu_view_layout = {
    .size = sizeof(slu_dict_view), .values = offsetof(slu_dict_view, dict), .value_count = 1};

#define VIEW(id, title, ...)                                                                                  \
    static const slu_type *const id##_mro[] = {&id, &slu_object_type};                                        \
    SLU_VIEW_TYPE(id, title, iterate, __VA_ARGS__)
VIEW(slu_dict_keys_type, "dict_keys", .reversed = slu_dict_keys_reversed, SLU_KEYS_ARE_A_SET)
VIEW(slu_dict_items_type, "dict_items", .reversed = slu_dict_items_reversed, SLU_ITEMS_ARE_A_SET)
VIEW(slu_dict_values_type, "dict_values", .reversed = slu_dict_values_reversed, .hash = slu_special_identity_hash)
