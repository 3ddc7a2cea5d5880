// set and frozenset: the table of CPython (probing, growth), so that sets of ints show in CPython's order.
#pragma once

#include "memory.h"

typedef struct slu_set_entry {
    int64_t hash;
    slu_value key; // 0: free (hash 0) or deleted (hash -1)
} slu_set_entry;

typedef struct slu_set_table {
    const slu_type *type; // &slu_set_table_type
    uint32_t places;      // a power of two
    slu_set_entry entries[];
} slu_set_table;

typedef struct slu_set {
    const slu_type *type;
    uint32_t length;
    uint32_t fill; // places in use, deleted ones included
    slu_set_table *table;
    int64_t hash;    // frozenset: -1 = not yet known
    uint32_t finger; // where pop() goes on
} slu_set;

extern const slu_type slu_set_table_type;

slu_set *slu_set_new(const slu_type *type);
slu_set *slu_set_of(const slu_value *items, uint32_t count);
// set(iterable) or frozenset(iterable); iterable 0: empty. NULL: raised.
slu_set *slu_set_from(const slu_type *type, slu_value iterable);
bool slu_set_add(slu_set *set, slu_value item);
int32_t slu_set_contains(const slu_set *set, slu_value item);
int32_t slu_set_discard(slu_set *set, slu_value item); // 1 removed, 0 not there, -1 raised
// Walks the items: `*position` starts at 0; 0 at the end.
slu_value slu_set_next(const slu_set *set, uint32_t *position);
// The new set `left operator right`: | & - ^.
slu_value slu_set_combine(slu_set *left, slu_set *right, slu_operator operator_);
bool slu_set_update(slu_set *set, slu_value iterable);
// The same for items whose hash is known: `__hash__` is not asked again.
const slu_set_entry *slu_set_next_entry(const slu_set *set, uint32_t *position); // NULL at the end
bool slu_set_add_hashed(slu_set *set, slu_value item, int64_t hash);
int32_t slu_set_contains_hashed(const slu_set *set, slu_value item, int64_t hash);
slu_value slu_set_take(slu_set *set); // some item of a set that has one
int32_t slu_set_discard_hashed(slu_set *set, slu_value item, int64_t hash);
SLU_INLINE int64_t slu_set_length(const slu_set *set) { return set->length; }
slu_set *slu_set_from_iterable(slu_value iterable);
slu_set *slu_frozenset_from_iterable(slu_value iterable);
slu_set *slu_set_copy(slu_set *set);
slu_set *slu_frozenset_copy(slu_set *set);
bool slu_set_drop(slu_set *set, slu_value item);
bool slu_set_remove(slu_set *set, slu_value item); // false: KeyError
void slu_set_clear(slu_set *set);
slu_value slu_set_pop(slu_set *set);
slu_set *slu_set_union(slu_set *set, const slu_value *others, uint32_t count);
slu_set *slu_set_intersection(slu_set *set, const slu_value *others, uint32_t count);
slu_set *slu_set_difference(slu_set *set, const slu_value *others, uint32_t count);
slu_set *slu_set_symmetric_difference(slu_set *set, slu_value iterable);
bool slu_set_update_all(slu_set *set, const slu_value *others, uint32_t count);
bool slu_set_difference_update(slu_set *set, const slu_value *others, uint32_t count);
bool slu_set_intersection_update(slu_set *set, const slu_value *others, uint32_t count);
bool slu_set_symmetric_difference_update(slu_set *set, slu_value iterable);
int32_t slu_set_is_subset(slu_set *set, slu_value iterable);
int32_t slu_set_is_superset(slu_set *set, slu_value iterable);
int32_t slu_set_is_disjoint(slu_set *set, slu_value iterable);
bool slu_set_resize(slu_set *set, uint32_t wanted);
