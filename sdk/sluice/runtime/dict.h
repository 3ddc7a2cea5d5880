// dict: insertion-ordered, open addressing. Entries stand in the order of insertion in one object; an index
// of 32-bit positions follows them.
#pragma once

#include "memory.h"

typedef struct slu_dict_entry {
    int64_t hash;  // of a deleted one: how many are deleted up to it, where that is known
    slu_value key; // 0: deleted
    slu_value item;
} slu_dict_entry;

typedef struct slu_entries {
    const slu_type *type; // &slu_entries_type
    uint32_t capacity;    // entries that fit; the index has a power of two ≥ capacity * 3 / 2 places
    uint32_t used;        // entries in use, deleted ones included
    uint32_t mask;        // places in the index - 1
    uint32_t size;        // bytes behind this head
    uint32_t first;       // entries before this one are deleted
    slu_dict_entry entries[];
    // uint32_t index[mask + 1]: 0 = free, else position + 1
} slu_entries;

typedef struct slu_dict {
    const slu_type *type;
    uint32_t length;
    slu_entries *entries;
} slu_dict;

extern const slu_type slu_entries_type;

slu_dict *slu_dict_new(void);
slu_dict *slu_dict_of(const slu_value *keys_and_items, uint32_t count); // count words; NULL: raised
slu_dict *slu_dict_copy(const slu_dict *dict);

// The item or 0 (not found: slu_error is 0; unhashable or a raising __eq__: it is not).
slu_value slu_dict_find(const slu_dict *dict, slu_value key);
// The same for a str key; never raises.
slu_value slu_dict_find_str(const slu_dict *dict, slu_str *key);
// d[key]: KeyError, or __missing__ of a subclass.
slu_value slu_dict_get_item(slu_dict *dict, slu_value key);
// d.get(key, default)
slu_value slu_dict_get(const slu_dict *dict, slu_value key, slu_value otherwise);
// false: raised.
bool slu_dict_set(slu_dict *dict, slu_value key, slu_value item);
// 1 deleted, 0 not there, -1 raised.
int32_t slu_dict_discard(slu_dict *dict, slu_value key);
// del d[key]; false: KeyError.
bool slu_dict_delete(slu_dict *dict, slu_value key);
// 0, 1, -1 raised.
int32_t slu_dict_contains(const slu_dict *dict, slu_value key);
slu_value slu_dict_get_str(slu_dict *dict, slu_str *key);
slu_value slu_key_error(slu_value key); // raises KeyError(key)
slu_value slu_dict_get_or_str(const slu_dict *dict, slu_str *key, slu_value otherwise);
bool slu_dict_set_str(slu_dict *dict, slu_str *key, slu_value item);
int32_t slu_dict_contains_str(const slu_dict *dict, slu_str *key);
slu_dict *slu_dict_of_str(const slu_value *keys_and_items, uint32_t count); // every key is a str
// How keys are compared of which one is no str (dict.c). Not static: the C compiler would see that it is only
// ever set to one function, and mention that directly.
extern int32_t (*SLU_REGISTER slu_dict_same_keys)(slu_value left, slu_value right);
// For keys that are strs, or the same word wherever they are equal (small ints), with their hash: no type is asked.
slu_value slu_dict_find_hashed(const slu_dict *dict, slu_value key, int64_t hash); // 0: not there
slu_value slu_dict_take_hashed(slu_dict *dict, slu_value key, int64_t hash);       // 0: not there
bool slu_dict_set_hashed(slu_dict *dict, slu_value key, slu_value item, int64_t hash);
// For any key, with the hash that its `__hash__` gave before.
slu_value slu_dict_find_known(const slu_dict *dict, slu_value key, int64_t hash); // 0: not there, or raised
bool slu_dict_set_known(slu_dict *dict, slu_value key, slu_value item, int64_t hash);
slu_value slu_dict_pop(slu_dict *dict, slu_value key, slu_value otherwise); // otherwise 0: KeyError
slu_value slu_dict_pop_item(slu_dict *dict);
// Makes an item the last one or the first; false: KeyError.
bool slu_dict_move(slu_dict *dict, slu_value key, bool to_end);
slu_value slu_dict_set_default(slu_dict *dict, slu_value key, slu_value otherwise);
bool slu_dict_update(slu_dict *dict, slu_value other);
bool slu_dict_update_dict(slu_dict *dict, const slu_dict *other);
void slu_dict_clear(slu_dict *dict);

// Room for so many more, unless the table holds as many anyway: as CPython does, keys are compared in its order.
bool slu_dict_reserve(slu_dict *dict, uint32_t more); // false: MemoryError

// Walks the entries: `*position` starts at 0; returns NULL at the end. The dict must not change meanwhile.
const slu_dict_entry *slu_dict_next(const slu_dict *dict, uint32_t *position);

slu_dict *slu_dict_from(slu_value other);                       // dict(other); 0: empty
slu_dict *slu_dict_from_keys(slu_value iterable, slu_value item);
// D.fromkeys of a class on dict: calls the class, then sets each item.
slu_value slu_class_from_keys(slu_value class, slu_value iterable, slu_value item);
slu_value slu_dict_merge(slu_value left, slu_value right);      // left | right
slu_value slu_dict_keys(slu_dict *dict);
int32_t slu_view_is_disjoint(slu_value view, slu_value other);
slu_value slu_dict_values(slu_dict *dict);
slu_value slu_dict_items(slu_dict *dict);
SLU_INLINE int64_t slu_dict_length(const slu_dict *dict) { return dict->length; }
bool slu_dict_update_with(slu_dict *dict, slu_value other, slu_dict *names);
slu_dict *slu_view_dict(slu_value view);
slu_value slu_dict_reversed(slu_value dict);
slu_value slu_dict_keys_reversed(slu_value view);
slu_value slu_dict_values_reversed(slu_value view);
slu_value slu_dict_items_reversed(slu_value view);
slu_value slu_dict_iterate(slu_dict *dict);
// iter(dict.values()) and iter(dict.items()) without the view.
slu_value slu_dict_iterate_values(slu_dict *dict);
slu_value slu_dict_iterate_items(slu_dict *dict);
slu_value slu_dict_or(slu_dict *dict, slu_value other);
slu_value slu_dict_or_in_place(slu_dict *dict, slu_value other);
