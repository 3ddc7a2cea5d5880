// OrderedDict's views, and iterators that notice every change of the order (Objects/odictobject.c).
#include "ordered_dict.h"

#include "dict_views.h"
#include "iterator.h"
#include "tuple.h"

typedef enum walked { KEYS, VALUES, ITEMS } walked;

// A table that nothing is added to and nothing taken from has the same length, and starts and ends where it did.
typedef struct walk {
    const slu_type *type;
    uint32_t identity;
    slu_value dict; // 0: at its end
    slu_value table;
    uint32_t next; // where the next entry stands
    uint32_t length, used, first;
    walked walked;
    bool backwards;
} walk;

static const slu_layout walk_layout = {.size = sizeof(walk), .values = offsetof(walk, dict), .value_count = 2};

// Goes to an entry that is there, from `at` on; ends the walk where there is none.
static void go_to(walk *walk, uint32_t at) {
    const slu_entries *table = (slu_entries *)slu_object_of(walk->table);
    while (at >= table->first && at < table->used) { // before 0 comes the largest number
        const slu_dict_entry *entry = &table->entries[at];
        if (entry->key) {
            walk->next = at;
            return;
        }
        at += !walk->backwards ? 1 : entry->hash > 0 ? -(uint32_t)entry->hash : -1u;
    }
    walk->dict = 0;
}

static slu_value next(slu_value self) {
    walk *walk = (struct walk *)slu_object_of(self);
    if (!walk->dict)
        return 0;
    const slu_dict *dict = (slu_dict *)slu_object_of(walk->dict);
    const slu_entries *table = dict->entries;
    if (slu_of(table) != walk->table || dict->length != walk->length || table->used != walk->used ||
        table->first != walk->first)
        return slu_raise(&slu_runtime_error_type, "OrderedDict mutated during iteration");
    const slu_dict_entry *entry = &table->entries[walk->next];
    go_to(walk, walk->next + (walk->backwards ? -1u : 1));
    if (walk->walked == KEYS)
        return entry->key;
    if (walk->walked == VALUES)
        return entry->item;
    slu_value pair[] = {entry->key, entry->item};
    return slu_of(slu_tuple_of(pair, 2));
}

SLU_ITERATOR_OF(slu_odict_iterator_type, "odict_iterator", next, NULL, &walk_layout)

static slu_value walk_over(slu_dict *dict, walked walked, bool backwards) {
    const slu_entries *table = dict->entries;
    walk *made = slu_allocate(&slu_odict_iterator_type, sizeof(walk));
    *made = (walk){&slu_odict_iterator_type, 0, slu_of(dict), slu_of(table), 0, dict->length, table->used, table->first, walked, backwards};
    go_to(made, backwards ? table->used - 1 : table->first);
    return slu_of(made);
}

slu_value slu_ordered_iterate(slu_dict *dict) { return walk_over(dict, KEYS, false); }
slu_value slu_ordered_reversed(slu_dict *dict) { return walk_over(dict, KEYS, true); }

#define VIEW(id, title, base, walked, name, ...)                                                              \
    static slu_value iterate_##name(slu_value self) { return walk_over(slu_view_dict(self), walked, false); } \
    static slu_value reverse_##name(slu_value self) { return walk_over(slu_view_dict(self), walked, true); }  \
    static const slu_type *const id##_mro[] = {&id, &base, &slu_object_type};                                 \
    SLU_VIEW_TYPE(id, title, iterate_##name, .reversed = reverse_##name, __VA_ARGS__)                         \
    slu_value slu_ordered_##name(slu_dict *dict) { return slu_view_new(&id, dict); }
VIEW(slu_odict_keys_type, "odict_keys", slu_dict_keys_type, KEYS, keys, SLU_KEYS_ARE_A_SET)
VIEW(slu_odict_items_type, "odict_items", slu_dict_items_type, ITEMS, items, SLU_ITEMS_ARE_A_SET)
VIEW(slu_odict_values_type, "odict_values", slu_dict_values_type, VALUES, values, .hash = slu_special_identity_hash)
